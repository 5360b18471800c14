"""Which night is due, and who sees it through: exactly one process, once, whatever ends meanwhile.

A night's name is the time it was due at, and the database takes each name once. While a run is
worked on its claimant gives signs of life; when they stop, another process goes on with it. One
run is worked on at a time: a night that comes meanwhile waits, and of nights that were missed the
newest is caught up with.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import structlog

from bot.nightly.posting import Posts
from bot.nightly.settings import Cron, due_at_last
from bot.nightly.work import Work
from bot.turns.settle import failure_of, settle
from storage.kept_runs import KeptRun

EVERY = 30.0
"""Seconds between two looks for a night that is due or was left, or a report to be posted."""
_OWED = 3
"""So many of the newest runs are posted where they are not yet."""
_log = structlog.get_logger(__name__)


def night_name(due: datetime) -> str:
    return f"night-{due.astimezone(UTC):%Y%m%dT%H%MZ}"


class Nights:
    """Sees the nights through that a cron means."""

    def __init__(self, *, work: Work, cron: Cron, posts: Posts) -> None:
        self._work = work
        self._store = work.store
        self._cron = cron
        self._posts = posts
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    async def run(self) -> None:
        """Look whenever woken, and at the start; until cancelled."""
        while True:
            self._woken.clear()
            if error := failure_of(await settle(self.look())):
                _log.error("the nightly benchmark could not be looked after", exc_info=error)
            await self._woken.wait()

    async def look(self) -> None:
        """Do what is due: a night, one that was left, a report. Raises `SQLAlchemyError`."""
        run = await taken_over(self._work) or await self._due()
        if run is not None:
            await self._work.carry_out(run)
        for ended in reversed(await self._store.runs(limit=_OWED)):
            if ended.night is not None:
                await self._posts.deliver(ended)

    async def _due(self) -> KeptRun | None:
        """The night that is due, claimed; None when there is none, or it is somebody else's."""
        now = self._work.clock()
        due = due_at_last(self._cron, now)
        if due is None:
            return None
        newest = await self._store.newest_night()
        if newest is None:
            # Nothing was missed before the first start, but whatever comes after it will be.
            await self._store.pass_over(night_name(due), due, now)
            return None
        assert newest.night is not None
        if due <= newest.night:
            return None
        return await claimed(self._work, night_name(due), due)


async def taken_over(work: Work) -> KeptRun | None:
    """The run whose claimant is silent, now this process's; None when there is none."""
    live = await work.store.live()
    if live is None:
        return None
    now = work.clock()
    silent = now - timedelta(seconds=work.pace.silence)
    if not await work.store.take_over(live.id, claimant=work.claimant, at=now, silent=silent):
        return None
    _log.info("goes on with a benchmark that was left", run=live.id)
    return await work.store.run(live.id)


async def claimed(work: Work, name: str, night: datetime | None = None) -> KeptRun | None:
    """A new run, this process's; None when it is known or another is being worked on."""
    taken = await work.store.claim(name, claimant=work.claimant, at=work.clock(), night=night)
    return await work.store.run(name) if taken else None


@asynccontextmanager
async def watching(nights: Nights, every: float = EVERY) -> AsyncIterator[None]:
    """Have the nights looked after, as long as the context is open."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]

    # The nights are no jobs of it: APScheduler hangs where a local hour comes twice, and it does
    # not know of other processes.
    once = {"coalesce": True, "misfire_grace_time": None}
    scheduler = AsyncIOScheduler(job_defaults=once, timezone=UTC)
    scheduler.add_job(nights.wake, "interval", seconds=every)
    scheduler.start()
    looking = asyncio.create_task(nights.run())
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        looking.cancel()
        await asyncio.wait({looking})
