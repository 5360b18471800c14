"""Kills the whole service again and again while people talk to it on a platform that fails, too.

`python -m tests.crash.platforms --platform telegram --messages 300` runs the platform's playground
(with 429s, 500s, lost replies and messages delivered twice) and `kagentsys serve` as processes of
their own, kills the service every 2–4 s, and counts what people see. ``--mutant`` runs the service
without the send protocol, which has to be found out. People talk to the bot alone; with ``--mixed``
in channels and in threads or topics, too, with ``--assistant`` in Slack's assistant threads, where
answers are streamed. ``--rates``: the playground enforces the platform's limits.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from tests.servers.openai_server import Say, ScriptedServer
from tests.servers.service import ROOT, ServiceProcess

PLATFORMS = ("telegram", "slack", "discord")
FAULTS = "limited=0.03,broken=0.03,lost=0.03"
RETRIES = "0,3,15"
"""When Slack delivers again, in seconds: its own minutes by twenty."""

Talks = Literal["alone", "mixed", "assistant"]
_PLACEHOLDER = "…"
_NAME = re.compile(r"m\d{4}")


@dataclass(kw_only=True)
class Findings:
    """What people saw. ``stale`` counts placeholders left at the end, ``unready`` the kills that
    came before the service was ready."""

    platform: str
    messages: int = 0
    kills: int = 0
    unready: int = 0
    stale: int = 0
    most_stale: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def broken(self) -> list[str]:
        """The promises that were broken."""
        found = {
            "lost": self.lost,
            "answered twice": self.twice,
            "out of order": self.out_of_order,
            "stale placeholders": [str(self.stale)] if self.stale else [],
        }
        return [f"{what}: {', '.join(names[:10])}" for what, names in found.items() if names]


def answer(body: dict[str, Any]) -> Say:
    """The model: it repeats the newest message's name."""
    names = _NAME.findall(json.dumps(body["messages"]))
    return Say(text=f"Answer to {names[-1]}.")


class Trial:
    """So many messages in so many chats, on one platform; killing goes on until all are sent."""

    def __init__(
        self,
        platform: str,
        folder: Path,
        *,
        messages: int,
        chats: int,
        seed: int,
        talks: Talks = "alone",
        rates: bool = False,
        mutant: bool = False,
    ) -> None:
        self._platform = platform
        self._folder = folder
        self._names = [f"m{number:04}" for number in range(messages)]
        self._chats = chats
        self._random = random.Random(seed)
        self._seed = seed
        self._mutant = mutant
        self._talks = talks
        self._rates = rates
        self._url = ""
        self.found = Findings(platform=platform, messages=messages)

    def run(self, *, every: float, life: tuple[float, float], patience: float) -> Findings:
        """Say something ``every`` so many seconds; each service lives ``life`` seconds, from-to."""
        began = time.monotonic()
        with ScriptedServer(answer, latency=0.2) as model, self._playground() as told:
            self._url = next(value for name, value in told.items() if name.endswith("BASE_URL"))
            self._url = re.sub(r"(https?://[^/]+).*", r"\1", self._url)
            settings = {**told, "OPENAI_BASE_URL": model.url, "KAGENT_MODEL": "scripted"}
            settings |= {"KAGENT_ALLOW": f"{self._platform}:*", "KAGENT_PLANNER": "noagent"}
            talking = threading.Thread(target=self._talk, args=(every,))
            talking.start()
            while talking.is_alive():
                self._live(settings, self._random.uniform(*life))
            with self._service(settings):
                until = time.monotonic() + patience
                while not self._done() and time.monotonic() < until:
                    time.sleep(0.5)
                time.sleep(3.0)
            self._conclude()
        self.found.seconds = time.monotonic() - began
        return self.found

    def _talk(self, every: float) -> None:
        for place, name in enumerate(self._names):
            where = self._where(place)
            # In a thread of two on Slack, nobody has to be named again.
            is_known = self._platform == "slack" and "thread" in where and place >= self._chats
            named = "@kagent " if "chat" in where and not is_known else ""
            self._ask("say", {"text": f"{named}Hello, this is {name}.", **where})
            time.sleep(every)

    def _where(self, place: int) -> dict[str, str]:
        """Who says the message at this place of all, and where; see the playgrounds' doors."""
        chat = place % self._chats
        person = {"person": f"Person{chat}"}
        if self._talks == "assistant":
            return {**person, "thread": "assistant"}
        if self._talks == "alone" or chat % 3 == 0:
            return person
        return {**person, "chat": f"room{chat}", **({"thread": "talk"} if chat % 3 == 2 else {})}

    def _live(self, settings: Mapping[str, str], seconds: float) -> None:
        with self._service(settings, wait=False) as service:
            try:
                service.process.wait(seconds)
                raise AssertionError(f"the service ended by itself:\n{service.out}{service.err}")
            except subprocess.TimeoutExpired:
                service.process.kill()
            self.found.kills += 1
            self.found.unready += "Ready in" not in service.out
        stale = sum(post["text"] == _PLACEHOLDER for post in self._posts())
        self.found.most_stale = max(self.found.most_stale, stale)

    def _service(self, settings: Mapping[str, str], *, wait: bool = True) -> ServiceProcess:
        module = "tests.crash.mutant" if self._mutant else "bot"
        return ServiceProcess(self._folder, settings, module=module, wait=wait)

    @contextmanager
    def _playground(self) -> Iterator[dict[str, str]]:
        """The platform in a process of its own; the settings that it wants."""
        command = [sys.executable, "-m", f"bot.playground.{self._platform}", "--port", "0"]
        options = ["--faults", FAULTS, "--twice", "0.2", "--seed", str(self._seed)]
        options += ["--rates"] if self._rates else []
        options += ["--retries", RETRIES] if self._platform == "slack" else []
        with subprocess.Popen(
            [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                yield dict(pair.partition("=")[::2] for pair in line.split())
            finally:
                process.kill()

    def _ask(self, what: str, body: Mapping[str, str] | None = None) -> Any:
        data = json.dumps(body).encode() if body else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._url}/playground/{what}", data, headers)
        with urllib.request.urlopen(request, timeout=30) as told:
            return json.load(told)

    def _posts(self) -> list[dict[str, Any]]:
        return [post for post in self._ask("posts")["posts"] if not post["deleted"]]

    def _done(self) -> bool:
        answered = {name for post in self._posts() for name in _NAME.findall(post["text"])}
        return answered >= set(self._names)

    def _conclude(self) -> None:
        posts = self._posts()
        self.found.stale = sum(_NAME.search(post["text"]) is None for post in posts)
        by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for post in posts:
            for name in _NAME.findall(post["text"]):
                by_name[name].append(post)
        self.found.lost = [name for name in self._names if name not in by_name]
        self.found.twice = [name for name, shown in by_name.items() if len(shown) > 1]
        for chat in {_conversation(post) for post in posts}:
            shown = [post for post in posts if _conversation(post) == chat]
            order = [_NAME.findall(post["text"])[0] for post in shown if _NAME.search(post["text"])]
            if order != sorted(order):
                self.found.out_of_order.append(f"{chat}: {order}")


def _conversation(post: Mapping[str, Any]) -> tuple[str, str]:
    return str(post["chat"]), str(post.get("thread") or "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", choices=PLATFORMS, action="append")
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--chats", type=int, default=15)
    parser.add_argument("--every", type=float, default=0.25, help="seconds between messages")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutant", action="store_true")
    parser.add_argument("--rates", action="store_true")
    where = parser.add_mutually_exclusive_group()
    for talks in get_args(Talks):
        where.add_argument(f"--{talks}", dest="talks", action="store_const", const=talks)
    parser.set_defaults(talks="alone")
    given = parser.parse_args()
    broken = []
    for platform in given.platform or PLATFORMS:
        with tempfile.TemporaryDirectory() as folder:
            trial = Trial(
                platform,
                Path(folder),
                messages=given.messages,
                chats=given.chats,
                seed=given.seed,
                mutant=given.mutant,
                talks=given.talks,
                rates=given.rates,
            )
            found = trial.run(every=given.every, life=(2.0, 4.0), patience=600.0)
        print(found, flush=True)
        broken += [f"{platform}: {each}" for each in found.broken()]
    raise SystemExit("\n".join(broken) or 0)


if __name__ == "__main__":
    main()
