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
from collections import Counter
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
    """What the server saw: ``paid_twice`` were asked again though their answer was kept."""

    kills: int
    prompts: int
    asked: int
    paid_twice: int
    lines: int


class _Killing:
    """A run of the command that is killed after so many further prompts, again and again."""

    def __init__(self, folder: Path, prompts: int, concurrency: int) -> None:
        self._cases = write_cases(folder, prompts)
        self._out = folder / "out.jsonl"
        self._concurrency = concurrency
        self._asked: list[str] = []
        self._until = 0
        self._reached = threading.Event()

    def reply(self, body: dict[str, Any]) -> str:
        self._asked.append(body["messages"][0]["content"])
        if len(self._asked) >= self._until:
            self._reached.set()
        return "a b"

    def run(self, url: str, kills: int, every: int) -> Killed:
        prompts = len(self._cases.read_text().splitlines())
        paid_twice = 0
        for _ in range(kills):
            kept, seen = self._kept(), len(self._asked)
            self._until = seen + every
            self._reached.clear()
            running = self._begin(url)
            assert self._reached.wait(60), "the run asked nothing more"
            running.send_signal(signal.SIGKILL)
            running.wait()
            assert not self._out.exists()
            paid_twice += sum(prompt in kept for prompt in self._asked[seen:])
        kept, seen = self._kept(), len(self._asked)
        assert self._begin(url).wait(120) == 0
        paid_twice += sum(prompt in kept for prompt in self._asked[seen:])
        return Killed(
            kills=kills,
            prompts=prompts,
            asked=len(self._asked),
            paid_twice=paid_twice,
            lines=len(self._out.read_text().splitlines()),
        )

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

    def _kept(self) -> set[str]:
        journal = self._out.with_name("out.jsonl.journal")
        if not journal.exists():
            return set()
        whole = [line for line in journal.read_text().splitlines(True) if line.endswith("\n")]
        return {f"prompt {json.loads(line)['id']}" for line in whole[1:]}


def kill_again_and_again(
    folder: Path, *, prompts: int, kills: int, every: int, concurrency: int
) -> Killed:
    """Ask ``prompts``, killed ``kills`` times after ``every`` prompts; then to the end."""
    killing = _Killing(folder, prompts, concurrency)
    with ScriptedServer(killing.reply, latency=0.05) as server:
        return killing.run(server.url, kills, every)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        shares = [asyncio.run(measure_rate(Path(name) / _made(name, n), 320)) for n in range(3)]
        print(f"Rate of the ideal, {SLOTS} slots, {LATENCY} s: best of 3 {max(shares):.1%}", shares)
        killed = kill_again_and_again(
            Path(name), prompts=600, kills=20, every=25, concurrency=SLOTS
        )
    print(killed)
    print("asked more often than once, in flight when killed:", killed.asked - killed.prompts)
    limits = Counter(rate=max(shares) >= 0.95, kept=killed.paid_twice == 0)
    if not all(limits.values()) or killed.lines != killed.prompts:
        sys.exit("A limit is not kept.")


def _made(name: str, number: int) -> str:
    (Path(name) / str(number)).mkdir()
    return str(number)


if __name__ == "__main__":
    main()
