"""Saying something to a chat that answers no message there, such as who asks to be let in."""

import asyncio
from collections.abc import Mapping
from contextvars import Context

import structlog

from adapters.base import Adapter, Receipt, Reply
from bot.turns.settle import failure_of, settle

_log = structlog.get_logger(__name__)
_TRIES = 5
_WAIT = 2.0
"""Seconds before the second try; doubled for each further one."""


class PassingLedger:
    """A `Ledger` that lasts as long as the process: what is told is of use only now."""

    def __init__(self) -> None:
        self.posts: Receipt = ()

    async def keep(self, posts: Receipt) -> None:
        self.posts = posts

    async def others(self) -> frozenset[str]:
        return frozenset()


class Telling:
    """Tells beside what else is going on; whoever asks for it does not wait."""

    def __init__(self, adapters: Mapping[str, Adapter]) -> None:
        self._adapters = adapters
        self._tasks: set[asyncio.Task[None]] = set()

    async def tell(self, platform: str, chat: str, reply: Reply, key: str) -> None:
        """Say it soon; given up after some tries."""
        adapter = self._adapters.get(platform)
        if adapter is None:
            _log.warning("nobody can be told: the platform is off", platform=platform)
            return
        task = asyncio.get_running_loop().create_task(
            self._insist(adapter, chat, reply, key), context=Context()
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up what was not told yet."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _insist(self, adapter: Adapter, chat: str, reply: Reply, key: str) -> None:
        ledger, wait = PassingLedger(), _WAIT
        for _ in range(_TRIES):
            error = failure_of(await settle(adapter.post(chat, reply, ledger, key=key)))
            if error is None:
                return
            _log.warning("a chat could not be told", platform=adapter.platform, error=repr(error))
            await asyncio.sleep(wait)
            wait *= 2
