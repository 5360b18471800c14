"""The nights of a service on Telegram, Slack and Discord, from its settings to what people see."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.playground.faults import Fault as Trouble
from storage.benchmark_runs import BenchmarkRuns
from tests.bot.nightly.platforms import Home, Simulated, Team
from tests.bot.nightly.scene import Clock, noisy, until, write_cases
from tests.servers.openai_server import Fault, ScriptedServer

PROMPTS = 48


class Script:
    """What the model says; ``stuck`` after so many prompts it says nothing any more."""

    def __init__(self) -> None:
        self.answer = noisy(1)
        self.asked: list[str] = []
        self.stuck: int | None = None

    def __call__(self, body: dict[str, Any]) -> str | Fault:
        self.asked.append(body["messages"][-1]["content"])
        if self.stuck is not None and len(self.asked) > self.stuck:
            return Fault(kind="hang")
        return self.answer(self.asked[-1])


@pytest.fixture
def clock() -> Clock:
    Simulated.clock = Clock("2026-03-01T12:00")
    return Simulated.clock


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def home(
    tmp_path: Path, engine: AsyncEngine, clock: Clock, script: Script
) -> AsyncIterator[Home]:
    write_cases(tmp_path / "cases.jsonl")
    with ScriptedServer(script, personality="vllm", window=32_768) as model:
        async with Team().open() as team:
            yield Home(folder=tmp_path, team=team, model=model, engine=engine)


async def begun(store: BenchmarkRuns) -> None:
    """Returns when a night is known of, so that the next one is due."""

    async def known() -> bool:
        return await store.newest_night() is not None

    await until(known)


def each_says(texts: dict[str, list[str]], *words: str) -> bool:
    """Whether the newest report of every channel says all this."""
    return all(word in said[-1] for said in texts.values() for word in words)


async def test_nights_are_told_a_regression_as_one_and_a_rerun_not(
    home: Home, store: BenchmarkRuns, clock: Clock, script: Script
) -> None:
    async with home.service():
        await begun(store)
        clock.to("2026-03-02T03:00")
        texts = await home.told(1)
    assert each_says(texts, "KAgentBench, 02 Mar 2026: First run: ", "conclusion", "profile")
    assert all(width > 500 for ((width, _),) in home.team.pictures().values())
    async with home.service():  # anew, for the platforms' limits count from its start
        script.answer = noisy(2)
        clock.to("2026-03-03T03:00")
        texts = await home.told(2)
    assert each_says(texts, "OK: ", "no difference from the run of 02 Mar")
    async with home.service():
        script.answer = noisy(3, spoilt="conclusion")
        clock.to("2026-03-04T03:00")
        texts = await home.told(3)
    assert each_says(texts, "Regression in conclusion (−", "against the run of 03 Mar")
    assert len(script.asked) == 3 * PROMPTS


async def test_of_missed_nights_the_newest_is_caught_up_with_once(
    home: Home, store: BenchmarkRuns, clock: Clock, script: Script
) -> None:
    async with home.service():
        await begun(store)
    clock.to("2026-03-06T15:00")
    for _ in range(2):
        async with home.service():
            texts = await home.told(1)
    assert each_says(texts, "06 Mar 2026")
    assert len(script.asked) == PROMPTS


async def test_of_two_services_one_tells(
    home: Home, store: BenchmarkRuns, clock: Clock, script: Script
) -> None:
    async with home.service(), home.service():
        await begun(store)
        for day in (2, 3):
            clock.to(f"2026-03-0{day}T03:00")
            await home.told(day - 1)
    assert Counter(Counter(script.asked).values()) == {2: PROMPTS}


async def test_what_a_dead_service_left_another_ends_and_tells(
    home: Home, store: BenchmarkRuns, clock: Clock, script: Script
) -> None:
    async def stuck() -> bool:
        return len(script.asked) == 24

    async with home.service(KAGENT_NIGHTLY_CONCURRENCY=4):
        await begun(store)
        script.stuck = 20
        clock.to("2026-03-02T03:00")
        await until(stuck)
        (live,) = [await store.live()]
        assert live is not None
        script.stuck = None
        clock.on(minutes=4)  # the first one hangs, without a sign of life
        async with home.service():
            await home.told(1)
    (run,) = await store.runs()
    assert run.id == live.id and run.claimant != live.claimant
    assert sorted(Counter(script.asked).values()) == [1] * (PROMPTS - 4) + [2] * 4


async def test_a_night_that_is_due_meanwhile_waits_and_both_are_told(
    home: Home, store: BenchmarkRuns, clock: Clock, script: Script
) -> None:
    people = True

    async def working() -> bool:
        live = await store.live()
        return live is not None and live.beat_at == clock()

    async with home.service(busy=lambda: people, beat=0.02):
        await begun(store)
        for day in (2, 3):
            clock.to(f"2026-03-0{day}T03:00")
            await until(working)
        async with home.service():
            people = False
            texts = await home.told(2)
    for said in texts.values():
        assert {text[: text.index(":")].strip("*") for text in said} == {
            "KAgentBench, 02 Mar 2026",
            "KAgentBench, 03 Mar 2026",
        }
    assert Counter(Counter(script.asked).values()) == {2: PROMPTS}


async def test_a_report_whose_posting_nobody_confirmed_stands_there_once(
    home: Home, store: BenchmarkRuns, clock: Clock
) -> None:
    """The line breaks before a platform has heard, or before it has said that it did it."""
    team, lost = home.team, Trouble(kind="lost")
    team.telegram.faults.order("sendPhoto", lost)
    team.slack.faults.order("chat.postMessage", lost)
    team.slack.faults.order("files.completeUploadExternal", lost)
    team.discord.faults.order("create_message", Trouble(kind="dropped"))
    async with home.service():
        await begun(store)
        clock.to("2026-03-02T03:00")
        telling = asyncio.create_task(home.told(1))
        while not telling.done():
            await asyncio.wait({telling}, timeout=0.1)
            clock.on(minutes=3.1)  # after so long a try that nobody ended is made again
    assert each_says(telling.result(), "First run: ")
