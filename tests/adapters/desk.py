"""A small desk to try an adapter with: it keeps what comes in and answers through the adapter."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from adapters.base import (
    Adapter,
    IncomingMessage,
    NotNow,
    Press,
    Receipt,
    Reply,
    Undeliverable,
)

PATIENCE = 8.0
_AGAIN = 0.02


class Kept:
    """A `Ledger` in memory; ``kept`` are all ledgers of the platform, by the reply's key."""

    def __init__(self, kept: dict[str, "Kept"], key: str) -> None:
        self._kept = kept
        self._key = key
        self.posts: Receipt = ()
        kept[key] = self

    async def keep(self, posts: Receipt) -> None:
        self.posts = posts

    async def others(self) -> frozenset[str]:
        return frozenset(
            post
            for key, kept in self._kept.items()
            if key != self._key
            for post in kept.posts
            if not post.startswith("?")
        )


def echo(message: IncomingMessage) -> Sequence[Reply]:
    """Answers with what was said."""
    return [Reply(text=f"You said: {message.text}", final=True)]


class MemoryDesk:
    """Accepts each message once, and answers it with the replies that ``answer`` makes of it.

    A reply that can't be shown is shown again, as the service does. ``refuse`` makes it take
    nothing more: each of its errors is raised for one message.
    """

    def __init__(
        self,
        adapter: Adapter,
        answer: Callable[[IncomingMessage], Sequence[Reply]] = echo,
        words: str = "Done.",
    ) -> None:
        self._adapter = adapter
        self._answer = answer
        self._words = words
        self.messages: dict[str, IncomingMessage] = {}
        self.deliveries: list[str] = []
        self.presses: list[Press] = []
        self.stopped: list[str] = []
        self.ledgers: dict[str, Kept] = {}
        self.given_up: list[str] = []
        self.refuse: list[Exception] = []
        self._showing: set[asyncio.Task[None]] = set()

    async def accept(self, message: IncomingMessage) -> None:
        if self.refuse:
            raise self.refuse.pop(0)
        self.deliveries.append(message.event_id)
        if message.event_id in self.messages:
            return
        self.messages[message.event_id] = message
        task = asyncio.create_task(self._show(message))
        self._showing.add(task)
        task.add_done_callback(self._showing.discard)

    async def press(self, press: Press) -> str:
        self.presses.append(press)
        return self._words

    async def stop(self, conversation: str) -> bool:
        self.stopped.append(conversation)
        return True

    def ledger(self, key: str) -> Kept:
        """Where the posts of a reply are kept."""
        return self.ledgers.get(key) or Kept(self.ledgers, key)

    async def settled(self) -> None:
        """Wait until every answer has been shown."""
        async with asyncio.timeout(PATIENCE):
            while self._showing:
                await asyncio.wait(set(self._showing))

    async def close(self) -> None:
        """Give up what is not shown yet."""
        for task in self._showing:
            task.cancel()
        if self._showing:
            await asyncio.wait(set(self._showing))

    async def _show(self, message: IncomingMessage) -> None:
        for reply in self._answer(message):
            while not await self._shown(message, reply) and reply.final:  # noqa: ASYNC110
                await asyncio.sleep(_AGAIN)

    async def _shown(self, message: IncomingMessage, reply: Reply) -> bool:
        show = self._adapter.show(message, reply, self.ledger(message.event_id))
        task = asyncio.ensure_future(show)
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
        match task.exception():
            case None:
                return True
            case Undeliverable():
                self.given_up.append(message.event_id)
                return True
            case NotNow() | _:
                return False


@asynccontextmanager
async def running(adapter: Adapter, desk: MemoryDesk) -> AsyncIterator[None]:
    """The adapter at work, from when it is connected."""
    line = asyncio.create_task(adapter.run(desk))
    try:
        async with asyncio.timeout(PATIENCE):
            while not adapter.connected and not line.done():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        if line.done():
            line.result()
        yield
    finally:
        line.cancel()
        with suppress(asyncio.CancelledError):
            await line
        await desk.close()
