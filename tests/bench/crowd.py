"""200 conversations that all begin within five seconds, on one process and three platforms.

`python -m tests.bench.crowd`: the service, the platforms and the model are processes of their own.
An answer's time is from the message to the last edit of its post, as the platform sees it.
"""

import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.bench.model_server import model_server, slow_reply
from tests.servers.service import ROOT, ServiceProcess

PLATFORMS = ("telegram", "slack", "discord")
_TURNS = (*("telegram", "discord") * 3, "slack")
"""Who talks where: Slack takes some fifty edits a minute of an app, and each answer is one."""
CONVERSATIONS = 200
WITHIN = 5.0
_LATENCY = 0.5
_ANSWER = "nine ten"


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Seconds: the model's own time, and those of all answers, smallest first.

    ``refused`` are the calls that the platforms, which keep their rates, answered with 429.
    """

    model: float
    answers: Sequence[float]
    by_platform: Mapping[str, Sequence[float]]
    calls: int
    refused: int

    @property
    def median(self) -> float:
        return statistics.median(self.answers) / self.model

    @property
    def late(self) -> float:
        """The 95th percentile."""
        return self.answers[int(0.95 * len(self.answers))] / self.model


def measure_crowd(conversations: int = CONVERSATIONS) -> Crowd:
    """Have them talk, and wait for all answers. Raises `TimeoutError`."""
    with ExitStack() as stack:
        model = stack.enter_context(model_server(slow_reply, _LATENCY))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        served = {each: stack.enter_context(_playground(each)) for each in PLATFORMS}
        settings = {name: value for told in served.values() for name, value in told.items()}
        settings |= {"OPENAI_BASE_URL": model, "KAGENT_MODEL": "scripted"}
        settings |= {"KAGENT_ALLOW": ",".join(f"{each}:*" for each in PLATFORMS)}
        service = stack.enter_context(ServiceProcess(folder, settings))
        _wait_for_platforms(service)
        homes = {each: _home(told) for each, told in served.items()}
        return asyncio.run(_talk(homes, model, conversations))


async def _talk(homes: Mapping[str, str], model: str, conversations: int) -> Crowd:
    said: dict[tuple[str, str], float] = {}
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        own = [await _models_own(http, model) for _ in range(3)]

        async def say(number: int) -> None:
            await asyncio.sleep(number * WITHIN / conversations)
            platform = _TURNS[number % len(_TURNS)]
            words = {"person": f"Person{number}", "text": "Count to ten, please."}
            told = await http.post(f"{homes[platform]}/playground/say", json=words)
            said[platform, str(told.json()["chat"])] = time.time()

        async with asyncio.TaskGroup() as people:
            for number in range(conversations):
                people.create_task(say(number))
        calls = await _when_all_are_answered(http, homes, conversations)
    ends = {key: max(at for at, _ in acts) for key, acts in calls.items() if key in said}
    answers = sorted(ends[key] - said[key] for key in said)
    by_platform = {
        platform: sorted(ends[key] - said[key] for key in said if key[0] == platform)
        for platform in PLATFORMS
    }
    codes = [code for acts in calls.values() for _, code in acts]
    refused = sum(str(code) in ("429", "ratelimited") for code in codes)
    return Crowd(
        model=statistics.median(own),
        answers=answers,
        by_platform=by_platform,
        calls=len(codes),
        refused=refused,
    )


async def _when_all_are_answered(
    http: httpx.AsyncClient, homes: Mapping[str, str], conversations: int
) -> dict[tuple[str, str], list[tuple[float, Any]]]:
    """The calls by platform and chat, once every chat has its whole answer."""
    async with asyncio.timeout(120):
        while True:
            posts = [
                post
                for home in homes.values()
                for post in (await http.get(f"{home}/playground/posts")).json()["posts"]
            ]
            if sum(_ANSWER in post["text"] for post in posts) >= conversations:
                break
            await asyncio.sleep(1.0)
    found: dict[tuple[str, str], list[tuple[float, Any]]] = {}
    for platform, home in homes.items():
        for _, at, chat, code in (await http.get(f"{home}/playground/calls")).json()["calls"]:
            found.setdefault((platform, str(chat)), []).append((at, code))
    return found


async def _models_own(http: httpx.AsyncClient, model: str) -> float:
    """Seconds that the model takes for one streamed answer, asked directly."""
    asked = {"model": "scripted", "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
    began = time.perf_counter()
    async with http.stream("POST", f"{model}/chat/completions", json=asked) as answer:
        async for _ in answer.aiter_bytes():
            pass
    return time.perf_counter() - began


@contextmanager
def _playground(platform: str) -> Iterator[dict[str, str]]:
    """A platform that keeps its rates; the settings that lead there."""
    command = [sys.executable, "-m", f"bot.playground.{platform}", "--port", "0", "--rates"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield dict(pair.split("=", 1) for pair in process.stdout.readline().split())
        finally:
            process.kill()


def _home(told: Mapping[str, str]) -> str:
    address = next(value for name, value in told.items() if name.endswith("_BASE_URL"))
    return re.sub(r"(https?://[^/]+).*", r"\1", address)


def _wait_for_platforms(service: ServiceProcess) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        states = httpx.get(f"{service.url}/readyz").json()["adapters"].values()
        if all(state["ok"] for state in states):
            return
        time.sleep(0.1)
    raise TimeoutError(service.err)


def told(found: Crowd) -> str:
    """The figures for people to read."""
    return (
        f"  the model's own time     {found.model:7.2f} s\n"
        f"  answers, median          {found.median:7.2f} × (limit 1.15)\n"
        f"  answers, 95th percentile {found.late:7.2f} × (limit 1.5)\n"
        f"  calls to the platforms   {found.calls:7} ({found.refused} refused by their rates)\n"
        f"  medians                  {_medians(found)}"
    )


def _medians(found: Crowd) -> str:
    medians = {name: statistics.median(each) for name, each in found.by_platform.items()}
    return ", ".join(f"{name} {seconds:.2f} s" for name, seconds in medians.items())


if __name__ == "__main__":
    print(f"{CONVERSATIONS} conversations that begin within {WITHIN:g} s, on three platforms")
    crowd = measure_crowd()
    print(told(crowd))
