"""Noting which answers are delivered: several at a time, since only the next process asks."""

import asyncio

import structlog

from agent.history import ConversationStore
from bot.turns.settle import failure_of, settle

_log = structlog.get_logger(__name__)
_TOGETHER = 0.5
"""Seconds in which notes are gathered. An answer whose note is lost is shown again in its post."""


class Delivered:
    """The turns whose answers were delivered lately, on their way to the store."""

    def __init__(self, store: ConversationStore) -> None:
        self._store = store
        self._turns: list[str] = []
        self._news = asyncio.Event()

    def add(self, turn_id: str) -> None:
        """Note this one soon."""
        self._turns.append(turn_id)
        self._news.set()

    async def keep(self) -> None:
        """Note all of them now."""
        turns, self._turns = self._turns, []
        self._news.clear()
        if not turns:
            return
        noting = await settle(self._store.delivered(turns))
        if error := failure_of(noting):
            _log.warning("what is delivered could not be noted", error=repr(error))
            self._turns += turns
            self._news.set()

    async def keep_them(self) -> None:
        """Until cancelled: note them as they come."""
        while True:
            await self._news.wait()
            await asyncio.sleep(_TOGETHER)
            await self.keep()
