"""What is known beyond the window: passages with their sources, and who may be told them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["knowledge", "conversation", "task", "fact"]
"""Where a passage is from: documents, what was said here, what was looked up, or `/remember`."""

EVERYBODY = "all"
"""The scope of what the operator gives to everybody."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A piece of what is known.

    ``title`` names where it is from, ``source`` is the address of that, "" where it has none.
    ``at`` is aware: when it was said, read or looked up.
    """

    kind: Kind
    text: str
    title: str = ""
    source: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks, and where.

    ``room`` is the chat ("platform:chat"). ``person`` ("platform:id") is "" where others listen:
    what is known of a person is for them alone.
    """

    conversation: str
    room: str
    person: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        """Whose knowledge the asker may be told; nothing else is ever searched."""
        own = (conversation_scope(self.conversation), room_scope(self.room))
        return (EVERYBODY, *own, *([person_scope(self.person)] if self.person else ()))


def conversation_scope(conversation: str) -> str:
    return f"conversation:{conversation}"


def room_scope(room: str) -> str:
    return f"room:{room}"


def person_scope(person: str) -> str:
    return f"person:{person}"


class MemoryBank(Protocol):
    """Documents, conversations and tasks under one retrieval."""

    async def recall(
        self, query: str, asker: Asker, *, before: datetime | None = None
    ) -> tuple[Passage, ...]:
        """What bears on the query, the nearest first; nothing where nothing does.

        Of the conversation only what is older than ``before``: the rest stands in the window.
        """
        ...


Recall = Callable[[str, datetime | None], Awaitable[tuple[Passage, ...]]]
"""A bank's `recall` for one asker: the query, and ``before``."""
