"""How close asking many prompts side by side comes to the ideal, and what ten `kill -9` cost.

`python -m tests.bench.inference` tells. The scripted server has a process of its own and takes
half a second for an answer.
"""

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from agent.chat_completions import ChatCompletions
from benchmark.cases import read_cases
from benchmark.inference import SAMPLING, Choice, infer, questions
from benchmark.journal import open_journal
from tests.servers.openai_server import ScriptedServer

ROOT = Path(__file__).parents[2]
SLOTS, LATENCY = 16, 0.5


def write_cases(folder: Path, prompts: int) -> Path:
    path = folder / "cases.jsonl"
    lines = [
        {
            "id": number,
            "type": "profile",
            "query": f"q{number}",
            "golden_result_list": ["a b"],
            "prompt_input": {"prompt": f"prompt {number}"},
        }
        for number in range(prompts)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


async def measure_rate(folder: Path, prompts: int) -> float:
    """The rate as a share of the ideal one, 16 prompts side by side."""
    cases, _ = read_cases(write_cases(folder, prompts))
    asked = questions(cases, Choice())
    with _server() as url:
        model = ChatCompletions(base_url=url, model="scripted", sampling=SAMPLING)
        await model.count("?")
        with open_journal(folder / "journal", {"model": "scripted"}) as journal:
            began = time.perf_counter()
            tally = await infer(model, asked, journal, concurrency=SLOTS)
            seconds = time.perf_counter() - began
        await model.aclose()
    assert tally.answered == prompts
    return prompts / SLOTS * LATENCY / seconds


@contextmanager
def _server() -> Iterator[str]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    process.start()
    try:
        yield str(ours.recv())
    finally:
        ours.send(None)
        process.join()


def _serve(parent: Connection) -> None:
    with ScriptedServer(lambda body: "a b", latency=LATENCY) as server:
        parent.send(server.url)
        parent.recv()


@dataclass(frozen=True, kw_only=True)
class Killed:
    """What the server saw. ``asked`` counts prompts as often as they were asked.

    ``paid_twice`` were asked again though their answer had been sent `_SURELY` before the kill.
    """

    kills: int
    prompts: int
    asked: int
    paid_twice: int
    lines: int


_LATENCY = 0.2
_SURELY = 0.1
"""Seconds: the server's for an answer, and until one that was sent has surely been kept."""


class _Killing:
    """A run of the command that is killed after so many further prompts, again and again.

    ``worker`` has the process killed, too, that outlives the command.
    """

    def __init__(self, folder: Path, prompts: int, concurrency: int, *, worker: bool) -> None:
        self._cases = write_cases(folder, prompts)
        self._out = folder / "out.jsonl"
        self._concurrency = concurrency
        self._worker = worker
        self._asked: list[tuple[float, str]] = []
        self._killed: list[float] = []
        self._until = 0
        self._reached = threading.Event()

    def reply(self, body: dict[str, Any]) -> str:
        self._asked.append((time.monotonic(), body["messages"][0]["content"]))
        if len(self._asked) >= self._until:
            self._reached.set()
        return "a b"

    def run(self, url: str, kills: int, every: int) -> Killed:
        for _ in range(kills):
            self._until = len(self._asked) + every
            self._reached.clear()
            running = self._begin(url)
            assert self._reached.wait(60), "the run asked nothing more"
            self._kill(running)
            assert not self._out.exists()
        assert self._begin(url).wait(120) == 0
        return Killed(
            kills=kills,
            prompts=len(self._cases.read_text().splitlines()),
            asked=len(self._asked),
            paid_twice=sum(self._again()),
            lines=len(self._out.read_text().splitlines()),
        )

    def _kill(self, running: "subprocess.Popen[bytes]") -> None:
        found = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        self._killed.append(time.monotonic())
        for process in [running.pid, *map(int, found if self._worker else ())]:
            os.kill(process, signal.SIGKILL)
        running.wait()

    def _again(self) -> Iterator[bool]:
        """Of each time that a prompt was asked: whether its answer had been sent before."""
        sent: dict[str, float] = {}
        for at, prompt in self._asked:
            killed = max((each for each in self._killed if each < at), default=0.0)
            yield prompt in sent and sent[prompt] + _SURELY < killed
            sent[prompt] = at + _LATENCY

    def _begin(self, url: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "bot", "bench", "infer", str(self._cases)]
        command += ["--out", str(self._out), "--concurrency", str(self._concurrency)]
        return subprocess.Popen(
            [*command, "--model", "scripted"],
            env=os.environ | {"OPENAI_BASE_URL": url, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._cases.parent,
        )


def kill_again_and_again(
    folder: Path, *, prompts: int, kills: int, every: int, concurrency: int, worker: bool = False
) -> Killed:
    """Ask ``prompts``, killed ``kills`` times after ``every`` prompts; then to the end."""
    killing = _Killing(folder, prompts, concurrency, worker=worker)
    with ScriptedServer(killing.reply, latency=_LATENCY) as server:
        return killing.run(server.url, kills, every)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        shares = [asyncio.run(measure_rate(_made(name, f"{n}"), 320)) for n in range(3)]
        print(f"Rate of the ideal, {SLOTS} slots, {LATENCY} s: best of 3 {max(shares):.1%}", shares)
        slots = {"prompts": 600, "every": 25, "concurrency": SLOTS}
        killed = kill_again_and_again(_made(name, "command"), kills=20, **slots)
        crashed = kill_again_and_again(_made(name, "all"), kills=10, worker=True, **slots)
    print("The command killed:", killed)
    print("All of it killed, as in a power cut:", crashed)
    print("  asked again, on their way when killed:", crashed.asked - crashed.prompts)
    kept = killed.asked == killed.prompts == killed.lines and crashed.paid_twice == 0
    if max(shares) < 0.95 or not kept or crashed.lines != crashed.prompts:
        sys.exit("A limit is not kept.")


def _made(folder: str, name: str) -> Path:
    made = Path(folder) / name
    made.mkdir()
    return made


if __name__ == "__main__":
    main()
