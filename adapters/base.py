"""The line between a platform and the service: a message in, a growing reply out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, kw_only=True)
class IncomingMessage:
    """What a person said, on any platform.

    ``event_id`` names the delivery's event and is the same when the platform delivers it again.
    ``addressed``: the bot was meant (a private chat, a mention, a command). ``sent_at`` is aware.
    """

    platform: str
    chat_id: str
    message_id: str
    event_id: str
    sender_id: str
    sender_name: str
    text: str
    sent_at: datetime
    thread_id: str = ""
    addressed: bool = True

    @property
    def conversation(self) -> str:
        """The conversation's name: platform, chat and, where there is one, thread."""
        return ":".join(part for part in (self.platform, self.chat_id, self.thread_id) if part)


@dataclass(frozen=True, kw_only=True)
class Activity:
    """A thought or a tool's run inside a turn, for people to look at."""

    kind: Literal["thought", "tool"]
    title: str
    detail: str = ""
    result: str = ""
    state: Literal["running", "done", "failed"] = "done"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The answer so far. Each replaces the one before; only the final one must arrive.

    ``notice`` is a short word about the turn itself ("The model is not answering; …").
    """

    text: str = ""
    activities: tuple[Activity, ...] = ()
    notice: str = ""
    final: bool = False
    model: str = ""
    tokens: int = 0


Receipt = tuple[str, ...]
"""The platform's ids of the posts that show a reply, in order."""

Accept = Callable[[IncomingMessage], Awaitable[None]]
"""Returns once the message is durable; only then may the platform be told "received"."""

Stop = Callable[[str], Awaitable[bool]]
"""Cancels what runs in a conversation; False when nothing did."""


class Adapter(Protocol):
    """One platform. ``run`` serves until cancelled; ``show`` may be called after a restart."""

    platform: str

    async def run(self, accept: Accept, stop: Stop) -> None: ...

    async def show(self, message: IncomingMessage, reply: Reply, shown: Receipt) -> Receipt:
        """Make the platform show this reply, editing the posts in ``shown``; returns the posts now.

        An intermediate reply may be dropped; a final one is delivered or raises.
        """
        ...
