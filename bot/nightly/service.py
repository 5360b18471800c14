"""The benchmark in the service: the nights looked after, and what `/bench` shows and starts."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmark.inference import Tally
from benchmark.own import CASES
from bot.config import Settings
from bot.inferring import benchmark_model, how_far
from bot.nightly.conclusion import Plan
from bot.nightly.nights import EVERY, Nights, claimed, taken_over, watching
from bot.nightly.posting import Channel, Details, Posts, report_of
from bot.nightly.report import Report
from bot.nightly.settings import cron
from bot.nightly.words import NightWords
from bot.nightly.work import Pace, Work
from bot.turns.ledger import TurnLedger
from storage.benchmark_runs import BenchmarkRuns
from storage.conversations import Conversations
from storage.kept_runs import KeptRun

_TOLD_EVERY = 5.0
"""Seconds between two lines of live progress."""


class Bench:
    """What people can ask of the benchmark in a chat."""

    def __init__(self, work: Work, details: Details = lambda run: "") -> None:
        self._work = work
        self._details = details

    async def latest(self) -> Report | None:
        """The newest run that ended, told; None when there is none."""
        found = await self._work.store.runs(limit=1)
        return await self._told(found[0]) if found else None

    async def run_now(self, every: float = _TOLD_EVERY) -> AsyncGenerator[str]:
        """Begin a run, or go on with one that was left; each piece says how far it is.

        The last piece is the report, as Markdown. Close it to leave the run, which the next one
        goes on with. Raises `SQLAlchemyError`.
        """
        name = f"run-{self._work.clock():%Y%m%dT%H%M}-{uuid4().hex[:6]}"
        run = await taken_over(self._work) or await claimed(self._work, name)
        if run is None:
            yield await self._under_way()
            return
        progress, words = _Progress(), self._work.plan.words
        working = asyncio.create_task(self._work.carry_out(run, progress.watch))
        try:
            yield f"{words.run.format(run=run.id)}: {self._work.plan.what}"
            while not (await asyncio.wait({working}, timeout=every))[0]:
                yield progress.line(words)
        finally:
            working.cancel()
            await asyncio.wait({working})
        if not working.result():
            yield words.elsewhere.format(run=run.id)
            return
        ended = await self._work.store.run(run.id)
        assert ended is not None
        yield (await self._told(ended)).text

    async def _told(self, run: KeptRun) -> Report:
        language = self._work.plan.language
        return await report_of(self._work.store, run, self._details(run.id), language)

    async def _under_way(self) -> str:
        live, words = await self._work.store.live(), self._work.plan.words
        if live is None:
            return words.just_ended
        done, total = live.usage.calls, live.asked.prompts
        return words.under_way.format(run=live.id, done=done, total=total)


class _Progress:
    """How far a run is, in words."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._tally: Tally | None = None

    def watch(self, tally: Tally) -> None:
        self._tally = tally

    def line(self, words: NightWords) -> str:
        if self._tally is None:
            return words.opening
        return how_far(self._tally, monotonic() - self._began, words.far)


@asynccontextmanager
async def open_bench(
    settings: Settings,
    engine: AsyncEngine,
    *,
    channels: Mapping[str, Channel],
    busy: Callable[[], bool] = lambda: False,
    details: Details = lambda run: "",
    pace: Pace | None = None,
    every: float = EVERY,
) -> AsyncIterator[Bench]:
    """The benchmark of a service; with a cron set, its nights are looked after meanwhile.

    ``channels`` are by platform; ``busy`` says whether people wait for the model; ``every`` is
    seconds between two looks for what is due.
    """
    store = BenchmarkRuns(engine)
    work = Work(
        store=store,
        plan=nightly_plan(settings),
        open_model=lambda: benchmark_model(settings, settings.nightly_model),
        clock=settings.now,
        busy=busy,
        pace=pace,
    )
    bench = Bench(work, details)
    if not settings.nightly_cron:
        yield bench
        return
    posts = Posts(
        store=store,
        channels=channels,
        targets=settings.nightly_channels,
        clock=settings.now,
        others=partial(_others, Conversations(engine)),
        details=details,
        language=work.plan.language,
    )
    times = cron(settings.nightly_cron, settings.nightly_zone or settings.zone)
    async with watching(Nights(work=work, cron=times, posts=posts), every):
        yield bench


async def _others(store: Conversations, platform: str) -> frozenset[str]:
    """The platform's posts that show no report."""
    return await TurnLedger(store, "", platform).others()


def nightly_plan(settings: Settings) -> Plan:
    """What is asked, as the settings say."""
    return Plan(
        cases=settings.nightly_cases or CASES,
        sample=settings.nightly_sample,
        seed=settings.nightly_seed,
        concurrency=settings.nightly_concurrency,
        tokens=settings.nightly_tokens,
        baseline=settings.nightly_baseline,
        language=settings.language or "en",
    )
