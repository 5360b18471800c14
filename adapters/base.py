"""The line between a platform and the service: a message in, a growing reply out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Literal, Protocol, Self

from starlette.routing import Route

Action = Literal["stop", "retry", "up", "down", "approve", "refuse", "confirm", "decline", "rate"]
"""What a button does: to a turn (the first four), to somebody who asks to be let in (two), to what
the assistant wants to do (two), or to an answer that is to be rated."""

Receipt = tuple[str, ...]
"""The platform's ids of the posts that show a reply, in order."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that came with a message. ``handle`` is the platform's own way to get it.

    ``size`` is in bytes, 0 where the platform does not say. ``voice``: spoken into the chat.
    """

    name: str
    media_type: str
    handle: str
    size: int = 0
    voice: bool = False


@dataclass(frozen=True, kw_only=True)
class IncomingMessage:
    """What a person said to the bot, on any platform.

    ``event_id`` names the message and is the same when the platform delivers it again, in whatever
    way. ``direct``: nobody else is in the chat. ``groups`` are the platform's ids of what the
    sender stands in here (chat, workspace or guild, roles), by which people may be let in.
    ``command`` is the word after the slash, "" for talk; ``text`` is then what follows it.
    ``quoted`` is the text of the message that this one replies to. ``locale`` is the sender's,
    where the platform tells it ("zh-hans"). ``handle`` is what the platform's adapter needs to
    answer, for it alone to read. ``sent_at`` is aware. ``album`` names, within the chat, what was
    sent together but comes message by message; ``parts`` are the event ids of those in this one.
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
    direct: bool = True
    groups: tuple[str, ...] = ()
    command: str = ""
    quoted: str = ""
    locale: str = ""
    attachments: tuple[Attachment, ...] = ()
    handle: str = ""
    album: str = ""
    parts: tuple[str, ...] = ()

    @property
    def conversation(self) -> str:
        """The conversation's name: platform, chat and, where there is one, thread."""
        return conversation_of(self.platform, self.chat_id, self.thread_id)


def conversation_of(platform: str, chat_id: str, thread_id: str = "") -> str:
    return ":".join(part for part in (platform, chat_id, thread_id) if part)


@dataclass(frozen=True, kw_only=True)
class Press:
    """Somebody pressed a button. ``subject`` is the button's; ``event_id`` names this press.

    ``message_id`` is that of the post that it is under. ``handle`` is what the adapter needs to
    answer where others don't see it; see `IncomingMessage`.
    """

    platform: str
    chat_id: str
    event_id: str
    sender_id: str
    sender_name: str
    action: Action
    subject: str
    message_id: str = ""
    thread_id: str = ""
    direct: bool = True
    groups: tuple[str, ...] = ()
    locale: str = ""
    handle: str = ""

    @property
    def conversation(self) -> str:
        return conversation_of(self.platform, self.chat_id, self.thread_id)


@dataclass(frozen=True, kw_only=True)
class Activity:
    """A thought or a tool's run inside a turn, for people to look at."""

    kind: Literal["thought", "tool"]
    title: str
    detail: str = ""
    result: str = ""
    state: Literal["running", "done", "failed"] = "done"


@dataclass(frozen=True, kw_only=True)
class Button:
    """``subject`` says what the action is done to; at most 40 ASCII characters."""

    action: Action
    label: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Packed:
    """A reply's text as a file; beside it only ``caption`` is said."""

    name: str
    media_type: str
    data: bytes
    caption: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The answer so far. Each replaces the one before; only the final one must arrive.

    ``text`` is Markdown. ``packed`` goes in its place where people are sent files. ``notice`` is a
    short word about the turn itself ("The model is not answering; …"). ``private``: only the person
    who asked is to see it, where the platform can.
    """

    text: str = ""
    activities: tuple[Activity, ...] = ()
    notice: str = ""
    final: bool = False
    model: str = ""
    tokens: int = 0
    buttons: tuple[Button, ...] = ()
    private: bool = False
    packed: Packed | None = None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A PNG to be shown. ``alt`` says in words what is on it."""

    name: str
    data: bytes
    alt: str


class NotNow(Exception):
    """The platform wants no call for ``seconds``: of this chat's, or ``everywhere``."""

    def __init__(self, seconds: float, *, everywhere: bool = False) -> None:
        super().__init__(f"not for {seconds:g} s")
        self.seconds = seconds
        self.everywhere = everywhere


class Undeliverable(Exception):
    """Nobody can be reached there any more (blocked, removed, no such chat): give it up."""


class PostGone(Exception):
    """The post that was to be changed is not there any more, or can't be changed any more."""


class Refused(Exception):
    """The platform will not have us (token, rights, another process); the words say what to do."""


class Ledger(Protocol):
    """Where it is kept which posts show one reply."""

    @property
    def posts(self) -> Receipt:
        """The posts as they are kept."""
        ...

    async def keep(self, posts: Receipt) -> None:
        """Keep these; durable on return."""
        ...

    async def others(self) -> frozenset[str]:
        """The posts of the platform's newest other replies, and what was said ("chat:message")."""
        ...


class Desk(Protocol):
    """What takes in what people do."""

    async def accept(self, message: IncomingMessage) -> None:
        """Returns once the message is durable; only then may the platform be told "received"."""
        ...

    async def press(self, press: Press) -> str:
        """Have the button do what it does; the words for the person who pressed it, or ""."""
        ...

    async def stop(self, conversation: str) -> bool:
        """Cancel what runs in a conversation; False when nothing did."""
        ...


class Adapter(Protocol):
    """One platform. Open it by ``async with`` before it is used: `run` may end before `show`."""

    platform: str

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def routes(self) -> Sequence[Route]:
        """Its ways in by HTTP, that check by themselves who comes; often none."""
        ...

    @property
    def connected(self) -> bool:
        """Whether the platform's messages reach us now."""
        ...

    async def run(self, desk: Desk) -> None:
        """Serve until cancelled. Raises `Refused`, or what the client says of a lost line."""
        ...

    async def room(self, message: IncomingMessage) -> None:
        """Returns when a reply in progress may be shown there without harm to what matters more."""
        ...

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        """Make the platform show this reply; may be called after a restart, and again.

        Returns when it stands there. Raises `NotNow`, `Undeliverable`, and what the platform's
        client raises; a final reply is then shown again later.
        """
        ...

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        """The file's content. Raises `ValueError` when it is over ``limit`` bytes, `OSError`."""
        ...

    async def post(
        self,
        chat: str,
        reply: Reply,
        ledger: Ledger,
        *,
        key: str,
        pictures: Sequence[Picture] = (),
    ) -> None:
        """Say something that answers nobody, once under this ``key`` (ASCII, 40 characters)."""
        ...
