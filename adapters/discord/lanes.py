"""Work in order within a chat, and side by side among chats."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

_log = structlog.get_logger(__name__)

Work = Callable[[], Coroutine[Any, Any, None]]


class Lanes:
    """What is put into a chat's lane begins when what was put there before has ended."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def put(self, chat: str, work: Work) -> None:
        """Do it in its turn."""
        task = self.start(_after(self._last.get(chat), work))
        self._last[chat] = task
        task.add_done_callback(lambda _: self._ended(chat, task))

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it at once."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def close(self) -> None:
        """Give up what has not ended."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(set(self._running))

    def _ended(self, chat: str, task: asyncio.Task[None]) -> None:
        if self._last.get(chat) is task:
            del self._last[chat]

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (failure := task.exception()):
            _log.error("what Discord told could not be handled", exc_info=failure)


async def _after(before: asyncio.Task[None] | None, work: Work) -> None:
    if before is not None:
        await asyncio.wait({before})
    await work()
