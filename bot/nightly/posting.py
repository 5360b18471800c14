"""A run's report on its way to the channels: once in each, also when a process ends in between."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog

from adapters.base import Ledger, Picture, Receipt, Reply, Undeliverable
from agent.profile import Language
from bot.nightly.conclusion import BEFORE
from bot.nightly.report import Report, picture, told
from bot.turns.settle import failure_of, settle
from storage.benchmark_runs import BenchmarkRuns
from storage.kept_runs import KeptRun, Posting

_PATIENCE = timedelta(hours=24)
"""So long a channel that can't be reached is tried."""
_TAKES = 120.0
"""Seconds that one try may take."""
_AGAIN = timedelta(seconds=180)
"""After so long a try that nobody ended is made again; longer than a try may take."""
_log = structlog.get_logger(__name__)

Details = Callable[[str], str]
"""A run's name → where more of it is to be seen; empty where there is no such place."""

Others = Callable[[str], Coroutine[Any, Any, frozenset[str]]]
"""A platform → its posts that show no report; a search for one that was lost passes them over."""


async def _none(platform: str) -> frozenset[str]:
    return frozenset()


class Channel(Protocol):
    """What can say something where people talk; every `Adapter` is one."""

    async def post(
        self,
        chat: str,
        reply: Reply,
        ledger: Ledger,
        *,
        key: str,
        pictures: Sequence[Picture] = (),
    ) -> None: ...


async def report_of(
    store: BenchmarkRuns, run: KeptRun, details: str = "", language: Language = "en"
) -> Report:
    """What is told of a run, with the trend up to it."""
    before = await store.runs(limit=BEFORE, before=run.began_at, like=run.asked)
    text = told(run, details, language)
    shown = [*reversed(before), run] if run.state == "done" else []
    trend = await asyncio.to_thread(picture, shown, language)
    return Report(headline=run.headline, text=text, pictures=(trend,) if trend else ())


class Posts:
    """Posts reports to ``targets`` (``telegram:42``) over the ``channels`` of these platforms."""

    def __init__(
        self,
        *,
        store: BenchmarkRuns,
        channels: Mapping[str, Channel],
        targets: Sequence[str],
        clock: Callable[[], datetime],
        others: Others = _none,
        details: Details = lambda run: "",
        language: Language = "en",
    ) -> None:
        self._store = store
        self._channels = channels
        self._targets = targets
        self._clock = clock
        self._others = others
        self._details = details
        self._language = language

    async def deliver(self, run: KeptRun) -> None:
        """Post the report of an ended run where it is not yet. Raises `SQLAlchemyError`."""
        if run.ended_at is None or self._clock() - run.ended_at > _PATIENCE:
            return
        there = {each.channel for each in await self._store.postings(run.id) if each.posted_at}
        report: Report | None = None
        for target in self._targets:
            if target in there or target.partition(":")[0] not in self._channels:
                continue
            now = self._clock()
            begun = await self._store.begin_post(run.id, target, at=now, silent=now - _AGAIN)
            if begun is not None:
                report = report or await report_of(
                    self._store, run, self._details(run.id), self._language
                )
                await self._post(run, begun, report)

    async def _post(self, run: KeptRun, begun: Posting, report: Report) -> None:
        platform, _, chat = begun.channel.partition(":")
        ledger = _Kept(self._store, run.id, begun, partial(self._others, platform))
        reply = Reply(text=report.text, final=True)
        channel = self._channels[platform]
        pictures = report.pictures
        task = await settle(
            asyncio.wait_for(
                channel.post(chat, reply, ledger, key=run.id, pictures=pictures), _TAKES
            )
        )
        match failure_of(task):
            case None:
                await self._store.end_post(run.id, begun.channel, self._clock())
            case Undeliverable() as error:
                _log.error("nobody is there to read the report", channel=begun.channel)
                why = str(error) or "undeliverable"
                await self._store.end_post(run.id, begun.channel, self._clock(), trouble=why)
            case error:
                _log.warning("the report is posted later", channel=begun.channel, error=repr(error))


class _Kept:
    """The `Ledger` of one report in one channel."""

    def __init__(
        self,
        store: BenchmarkRuns,
        run: str,
        posting: Posting,
        others: Callable[[], Coroutine[Any, Any, frozenset[str]]],
    ) -> None:
        self.others = others
        self._store = store
        self._run = run
        self._channel = posting.channel
        self.posts: Receipt = posting.posts

    async def keep(self, posts: Receipt) -> None:
        await self._store.keep_posts(self._run, self._channel, posts)
        self.posts = posts
