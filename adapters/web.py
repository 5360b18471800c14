"""The chat line of the page and the HTTP API: requests bring messages, watchers see replies."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from starlette.routing import Route

from adapters.base import (
    Attachment,
    Desk,
    IncomingMessage,
    Ledger,
    Picture,
    Press,
    Reply,
    Undeliverable,
)

PLATFORM = "web"


class LineClosed(Exception):
    """The service is starting or stopping: nothing is taken now, try again in a moment."""


class Watch:
    """One viewer of a conversation; it holds the newest unseen reply to each message."""

    def __init__(self) -> None:
        self._unseen: dict[str, tuple[IncomingMessage, Reply]] = {}
        self._news = asyncio.Event()
        self._closed = False

    async def next(self) -> tuple[IncomingMessage, Reply]:
        """The next reply, waiting for it if need be. Raises `LineClosed` when no more can come."""
        while not self._unseen:
            if self._closed:
                raise LineClosed
            self._news.clear()
            await self._news.wait()
        return self._unseen.pop(next(iter(self._unseen)))

    def put(self, message: IncomingMessage, reply: Reply) -> None:
        self._unseen[message.event_id] = (message, reply)
        self._news.set()

    def close(self) -> None:
        self._closed = True
        self._news.set()


class WebAdapter:
    """The `Adapter` of everything that talks over HTTP.

    A reply needs no delivery here: the final answer is in the store before it is shown, and
    whoever asks later reads it there. So replies go to those who watch now, and the newest one of
    each running message is kept for those who come while it runs.
    """

    platform = PLATFORM

    def __init__(self) -> None:
        self._desk: Desk | None = None
        self._watches: dict[str, set[Watch]] = {}
        self._running: dict[str, tuple[IncomingMessage, Reply]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def routes(self) -> Sequence[Route]:
        return ()

    @property
    def connected(self) -> bool:
        return self._desk is not None

    async def run(self, desk: Desk) -> None:
        """Take messages until cancelled; then every watch ends."""
        self._desk = desk
        try:
            await asyncio.Event().wait()
        finally:
            self._desk = None
            for watch in [each for watches in self._watches.values() for each in watches]:
                watch.close()

    async def room(self, message: IncomingMessage) -> None:
        """There always is."""

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        if reply.final:
            self._running.pop(message.event_id, None)
        else:
            self._running[message.event_id] = (message, reply)
        for watch in self._watches.get(message.conversation, ()):
            watch.put(message, reply)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        raise FileNotFoundError(attachment.name)

    async def post(
        self,
        chat: str,
        reply: Reply,
        ledger: Ledger,
        *,
        key: str,
        pictures: Sequence[Picture] = (),
    ) -> None:
        raise Undeliverable("the page shows what was asked there, nothing else")

    async def accept(self, message: IncomingMessage) -> None:
        """Hand a message in; durable on return. Raises `LineClosed`."""
        await self._open().accept(message)

    async def stop(self, conversation: str) -> bool:
        """Cancel what runs in the conversation; False: nothing did. Raises `LineClosed`."""
        return await self._open().stop(conversation)

    async def press(self, press: Press) -> str:
        """Have a button do what it does; words about it, or "". Raises `LineClosed`."""
        return await self._open().press(press)

    @contextmanager
    def watch(self, conversation: str) -> Iterator[Watch]:
        """See the replies in this conversation, beginning with those that are running."""
        watch = Watch()
        if self._desk is None:
            watch.close()
        for message, reply in self._running.values():
            if message.conversation == conversation:
                watch.put(message, reply)
        self._watches.setdefault(conversation, set()).add(watch)
        try:
            yield watch
        finally:
            self._watches[conversation].discard(watch)
            if not self._watches[conversation]:
                del self._watches[conversation]

    def forget(self, conversation: str) -> None:
        """Drop the running replies of a conversation that was deleted."""
        for event_id, (message, _) in list(self._running.items()):
            if message.conversation == conversation:
                del self._running[event_id]

    def _open(self) -> Desk:
        if self._desk is None:
            raise LineClosed
        return self._desk
