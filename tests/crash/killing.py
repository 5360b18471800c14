"""Kills the child at random moments while it works, and counts what the promises are about."""

import json
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from adapters.base import IncomingMessage
from tests.servers.openai_server import Call, Say, ScriptedServer

LATENCY = 0.3
_ROOT = Path(__file__).parents[2]
_NAME = re.compile(r"r\d+c\d\dq\d")
_LOUD = re.compile(_NAME.pattern.upper().replace("\\D", "\\d"))
_MESSAGE: TypeAdapter[IncomingMessage] = TypeAdapter(IncomingMessage)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A model call as it reached the server: which of a question's calls, when, and its prompt."""

    name: str
    number: int
    at: float
    told: tuple[str, ...]


@dataclass(kw_only=True)
class Findings:
    """What came of the killing.

    A model call is completed when its answer is on the turn's record. ``repeated_completed``
    counts requests for calls that were on record when the process before was killed;
    ``unrecorded`` those of the other repetitions whose first answer may have been sent whole, so
    that the kill fell between its sending and the record; ``in_flight`` the rest. ``troubles`` are
    the warnings and errors that the service has logged.
    """

    questions: int = 0
    kills: int = 0
    idle_kills: int = 0
    calls: int = 0
    troubles: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    answered_twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    repeated_completed: list[str] = field(default_factory=list)
    unrecorded: int = 0
    in_flight: int = 0
    seconds: float = 0.0

    def broken(self) -> list[str]:
        """The promises that were broken."""
        return [
            f"{what}: {', '.join(names)}"
            for what, names in (
                ("lost", self.lost),
                ("answered twice", self.answered_twice),
                ("wrong", self.wrong),
                ("out of order", self.out_of_order),
                ("paid again", self.repeated_completed),
            )
            if names
        ]


class Model:
    """The script: to each question a tool call, then an answer that repeats the tool's result."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._lock = threading.Lock()

    def __call__(self, body: dict[str, Any]) -> Say:
        messages = body["messages"]
        users = [place for place, each in enumerate(messages) if each["role"] == "user"]
        said = [match for place in users for match in _NAME.findall(messages[place]["content"])]
        name = said[-1]
        results = [each for each in messages[users[-1] :] if each["role"] == "tool"]
        with self._lock:
            self.asked.append(
                Asked(
                    name=name,
                    number=2 if results else 1,
                    at=time.time(),
                    told=tuple(dict.fromkeys(said)),
                )
            )
        if results:
            loud = _LOUD.search(results[-1]["content"])
            return Say(text=f"It is {loud.group() if loud else 'nothing'}.")
        return Say(calls=(Call(name="shout", arguments=json.dumps({"text": name})),))


class Killing:
    """Rounds of questions to a child process in ``folder`` that is killed again and again."""

    def __init__(self, folder: Path, *, conversations: int = 20, each: int = 5, seed: int) -> None:
        self._folder = folder
        self._conversations = conversations
        self._each = each
        self._random = random.Random(seed)
        self._model = Model()
        self._names: list[list[str]] = []
        self._seen = 0
        self._ended_at = self._killed_at = 0.0
        self._recorded_before: Counter[str] = Counter()
        self.findings = Findings()

    def run(self, kills: int, *, life: float = 2.5, patience: float = 60.0) -> Findings:
        """Kill so many times at work, each within ``life`` seconds of the child being ready."""
        begun = time.monotonic()
        server = ScriptedServer(self._model, latency=LATENCY)
        with server:
            self._ask_round()
            while self.findings.kills - self.findings.idle_kills < kills:
                with child_of(self._folder, server.url) as child:
                    if self._done():
                        self._ask_round()
                    self._sleep(child, self._random.uniform(0, life))
                    self._kill(child)
                self._count_repeats()
            with child_of(self._folder, server.url) as child:
                until = time.monotonic() + patience
                while not self._done() and time.monotonic() < until:
                    self._sleep(child, 0.05)
                self._kill(child, counted=False)
            self._count_repeats()
        self._conclude()
        self.findings.seconds = time.monotonic() - begun
        return self.findings

    def _ask_round(self) -> None:
        number = len(self._names)
        names = [
            f"r{number}c{conversation:02}q{question}"
            for question in range(self._each)
            for conversation in range(self._conversations)
        ]
        self._names.append(names)
        send(self._folder, names)
        self.findings.questions += len(names)

    def _sleep(self, child: subprocess.Popen[str], seconds: float) -> None:
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"the child ended by itself ({child.returncode})")

    def _kill(self, child: subprocess.Popen[str], *, counted: bool = True) -> None:
        idle = self._done()
        self._ended_at = time.time()
        child.kill()
        child.wait()
        if counted:
            self.findings.kills += 1
            self.findings.idle_kills += idle

    def _done(self) -> bool:
        return set(self._names[-1]) <= finals(self._folder).keys()

    def _count_repeats(self) -> None:
        """Look at the requests since the last kill, knowing what was on record then."""
        asked = self._model.asked
        fresh = asked[self._seen :]
        for place, call in enumerate(fresh, self._seen):
            first = [each for each in asked[:place] if _same(each, call)]
            if not first:
                continue
            if self._recorded_before.get(call.name, 0) >= call.number:
                self.findings.repeated_completed.append(f"{call.name}/{call.number}")
            elif first[-1].at + LATENCY + 0.02 < self._killed_at:
                self.findings.unrecorded += 1
            else:
                self.findings.in_flight += 1
        self._seen = len(asked)
        self._killed_at = self._ended_at
        self._recorded_before = self._recorded()

    def _recorded(self) -> Counter[str]:
        """How many model calls of each question are on record."""
        with closing(sqlite3.connect(self._folder / "turns.db")) as database:
            rows = database.execute(
                "SELECT inputs, (SELECT count(*) FROM operation_outputs AS step"
                " WHERE step.workflow_uuid = attempt.workflow_uuid AND function_name = 'model')"
                " FROM workflow_input AS attempt"
            ).fetchall()
        recorded: Counter[str] = Counter()
        for given, made in rows:
            turn, entries, _ = json.loads(given)["positionalArgs"]
            name = turn.partition(":")[2]
            handed_on = sum(entry["key"].startswith("model:") for entry in entries)
            recorded[name] = max(recorded[name], handed_on + made)
        return recorded

    def _conclude(self) -> None:
        found = self.findings
        found.calls = len(self._model.asked)
        for line in (self._folder / "log.txt").read_text("utf-8").splitlines():
            entry = json.loads(line)
            if entry["level"] in ("warning", "error", "critical"):
                found.troubles[entry["event"]] += 1
        answers = finals(self._folder)
        for name in [name for names in self._names for name in names]:
            told = answers.get(name)
            if told is None:
                found.lost.append(name)
            elif len(set(told)) > 1:
                found.answered_twice.append(name)
            elif told[0][1] != f"It is {name.upper()}.":
                found.wrong.append(f"{name} ({told[0][1]})")
        self._check_order(list(answers))

    def _check_order(self, answered: list[str]) -> None:
        """Each conversation's answers came in order, and each question was asked after them."""
        place = {name: number for number, name in enumerate(answered)}
        for name in place:
            number = int(name[-1])
            before = [f"{name[:-1]}{earlier}" for earlier in range(number)]
            if any(place.get(one, len(place)) > place[name] for one in before):
                self.findings.out_of_order.append(name)
        for call in self._model.asked:
            number = int(call.name[-1])
            before = [f"{call.name[:-1]}{earlier}" for earlier in range(number + 1)]
            if list(call.told) != before:
                self.findings.out_of_order.append(f"{call.name} was asked after {call.told}")


def send(folder: Path, names: Iterable[str]) -> None:
    """Put messages of these names in the platform's inbox."""
    with (folder / "inbox.jsonl").open("a", encoding="utf-8") as inbox:
        for name in names:
            inbox.write(_MESSAGE.dump_json(_message(name)).decode() + "\n")


def finals(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """The final replies shown so far, by message: the post and its text."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in (folder / "shown.jsonl").read_text("utf-8").splitlines():
        shown = json.loads(line)
        if shown["final"]:
            found.setdefault(shown["id"], []).append((shown["post"], shown["text"]))
    return found


@contextmanager
def child_of(folder: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    """The service on this folder, ready; killed afterwards."""
    command = [sys.executable, "-m", "tests.crash.child", str(folder), url]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n", "the child did not start"
            yield child
        finally:
            child.kill()


def _same(one: Asked, other: Asked) -> bool:
    return (one.name, one.number) == (other.name, other.number)


def _message(name: str) -> IncomingMessage:
    return IncomingMessage(
        platform="files",
        chat_id=name[:-2],
        message_id=name,
        event_id=name,
        sender_id="ann",
        sender_name="Ann",
        text=f"Shout {name}, please.",
        sent_at=datetime.now(UTC),
    )
