"""What was sent together but comes message by message: one question, however its parts come in."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from weakref import WeakValueDictionary

from adapters.base import IncomingMessage
from agent.history import ConversationStore, Outcome, Record
from bot.turns.settle import insist
from bot.turns.turn import Turn, lane, message_of, question_of, turn_id

_JOINED = Outcome(answer="", reason="joined")
_PARTS = "#parts"
"""Ends the name of the line in which those parts are kept that make no turn of their own."""
_LATELY = 50
"""So many turns back a part that comes late finds what it belongs to."""


@dataclass(kw_only=True)
class _Album:
    """A turn that is not begun: the album's first part; ``parts`` have come since."""

    turn: Turn
    came_at: float
    parts: list[IncomingMessage] = field(default_factory=list)


class Albums:
    """The albums whose turns are not begun: what comes of them is put to them.

    Each part is on record when it has come. A turn begins ``quiet`` seconds after its last part.
    One that comes after that makes another turn, of all that has come until then.
    """

    def __init__(
        self,
        store: ConversationStore,
        *,
        quiet: float,
        leaving: asyncio.Event,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._quiet = quiet
        self._leaving = leaving
        self._clock = clock
        self._growing: dict[tuple[str, str], _Album] = {}
        self._doors = WeakValueDictionary[tuple[str, str], asyncio.Lock]()

    def door(self, message: IncomingMessage) -> asyncio.Lock:
        """To be held while a part is taken in."""
        return self._doors.setdefault(_key(message), asyncio.Lock())

    def grow(self, turn: Turn) -> None:
        """Let this turn, of a first part, take in the others until it is begun."""
        if turn.message.album:
            album = _Album(turn=turn, came_at=asyncio.get_running_loop().time())
            self._growing[_key(turn.message)] = album

    async def join(self, part: IncomingMessage) -> bool:
        """Put a part to the turn that waits for it; False: none does."""
        album = self._growing.get(_key(part))
        if album is None:
            return False
        question = replace(question_of(part), conversation=f"{part.conversation}{_PARTS}")
        if await self._store.accept(question):
            self._put(album, part)
        return True

    def rejoin(self, record: Record, part: IncomingMessage) -> bool:
        """Put a part that an earlier process has taken in where it belongs; False: it is none."""
        album = self._growing.get(_key(part))
        if album is None or not record.question.conversation.endswith(_PARTS):
            return False
        self._put(album, part)
        return True

    async def with_earlier(self, part: IncomingMessage) -> IncomingMessage:
        """The part with those that have come already, if their turn is begun or over."""
        lines = {lane(part), part.conversation}
        found = [each for line in lines for each in await self._store.turns(line, limit=_LATELY)]
        for record in sorted(found, key=lambda record: -record.place):
            with suppress(ValueError):
                earlier = message_of(record.question)
                if earlier.album == part.album and turn_id(earlier) != turn_id(part):
                    return replace(
                        joined(earlier, part),
                        message_id=part.message_id,
                        event_id=part.event_id,
                        sent_at=part.sent_at,
                    )
        return part

    async def settle(self, turn: Turn) -> None:
        """Returns when the turn's question is whole, and on record so; or when it is to be left."""
        album = self._growing.get(_key(turn.message))
        if album is None or album.turn is not turn:
            return
        await self._rest(album)
        if self._leaving.is_set():
            return
        async with self.door(turn.message):
            del self._growing[_key(turn.message)]
            if album.parts:
                await insist("put an album together", lambda: self._whole(album), self._leaving)

    async def _rest(self, album: _Album) -> None:
        """Until nothing has come for a while."""
        now = asyncio.get_running_loop().time
        while (left := album.came_at + self._quiet - now()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._leaving.wait()
                    return

    async def _whole(self, album: _Album) -> None:
        """Keep the whole first: the parts that are kept beside it are known in it by their ids."""
        turn, message = album.turn, album.turn.message
        for part in album.parts:
            message = joined(message, part)
        question = question_of(message)
        await self._store.reword(turn.id, question.text, question.envelope)
        for part in album.parts:
            await self._store.finish(turn_id(part), _JOINED, self._clock())
        turn.message = message
        turn.question = replace(turn.question, text=question.text, envelope=question.envelope)

    def _put(self, album: _Album, part: IncomingMessage) -> None:
        album.parts.append(part)
        album.came_at = asyncio.get_running_loop().time()


def joined(whole: IncomingMessage, part: IncomingMessage) -> IncomingMessage:
    """The message with one more part of it; the same when that is in it already."""
    known = whole.parts or (whole.event_id,)
    if part.event_id in known:
        return whole
    return replace(
        whole,
        text="\n".join(text for text in (whole.text, part.text) if text),
        command=whole.command or part.command,
        quoted="\n".join(filter(None, dict.fromkeys((whole.quoted, part.quoted)))),
        attachments=(*whole.attachments, *part.attachments),
        parts=(*known, part.event_id),
    )


def _key(message: IncomingMessage) -> tuple[str, str]:
    return message.conversation, message.album
