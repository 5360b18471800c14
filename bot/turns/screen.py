"""One turn's reply while it grows: the latest is shown, and the turn waits for no platform."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from time import monotonic
from typing import Any

import structlog

from adapters.base import NotNow, Reply, Undeliverable
from bot.turns.settle import failure_of, settle

_log = structlog.get_logger(__name__)
_LAST_SHOW = 10.0


class Screen:
    """Shows what is `put`, leaving out what was overtaken while the platform was busy.

    ``room`` returns when the platform has room for a reply in progress. When the person has had no
    words for ``quiet`` seconds, ``waiting`` says that the turn waits. ``spacing`` is how many
    seconds are to lie between two shows now.
    """

    def __init__(
        self,
        post: Callable[[Reply], Coroutine[Any, Any, None]],
        room: Callable[[], Awaitable[None]],
        *,
        quiet: float,
        waiting: Callable[[], str],
        spacing: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._post = post
        self._room = room
        self._quiet = quiet
        self._waiting = waiting
        self._spacing = spacing
        self._shown_at = float("-inf")
        self._latest = self._shown = Reply()
        self._heard = monotonic()
        self._news = asyncio.Event()
        self._closed = asyncio.Event()
        self._showing = asyncio.create_task(self._show())

    def put(self, reply: Reply) -> None:
        """Show this from now on."""
        self._latest = reply
        self._news.set()

    async def close(self) -> None:
        """Show nothing more; a show that has begun may end, lest its posts be lost sight of."""
        self._closed.set()
        self._news.set()
        done, _ = await asyncio.wait({self._showing}, timeout=_LAST_SHOW)
        if not done:
            self._showing.cancel()
            await asyncio.wait({self._showing})

    async def _show(self) -> None:
        while True:
            is_news = await self._is_news()
            if not await self._has_room():
                return
            self._news.clear()
            reply = self._latest if is_news else replace(self._latest, notice=self._waiting())
            failure = failure_of(await settle(self._post(reply)))
            if isinstance(failure, NotNow):
                self._news.set()
                continue
            if isinstance(failure, Undeliverable):
                return
            if failure:
                _log.warning("a reply in progress could not be shown", error=repr(failure))
            self._shown, self._shown_at = reply, monotonic()
            if reply.text or reply.activities or reply.notice:
                self._heard = monotonic()

    async def _has_room(self) -> bool:
        """Wait for time and the platform's room; False when the screen is closed before."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, self._shown_at + self._spacing() - monotonic())):
                await self._closed.wait()
        waits = {asyncio.ensure_future(self._room()), asyncio.ensure_future(self._closed.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
        return not self._closed.is_set()

    async def _is_news(self) -> bool:
        """Whether there was news before the silence became too long."""
        left = None if self._shown.notice else self._heard + self._quiet - monotonic()
        try:
            async with asyncio.timeout(left):
                return await self._news.wait()
        except TimeoutError:
            return False
