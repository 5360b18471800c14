"""The send protocol: a post is intended, put, recorded and from then on only changed.

No platform can promise that a message is sent exactly once: its answer may be lost, and we may be
killed before we have written down what it said. So no answer is ever *sent*. An empty post is, and
the answer is an edit of it, which may be repeated. Of a put whose end we did not see a mark stays
in the ledger; whoever shows the reply next looks for the post it may have left.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from adapters.base import (
    Button,
    IncomingMessage,
    Ledger,
    NotNow,
    Picture,
    PostGone,
    Receipt,
    Reply,
    Undeliverable,
)
from adapters.pace import Pace
from adapters.progress import source

P = TypeVar("P")
T = TypeVar("T")

PLACEHOLDER = "…"
_INTENDED = "?"
_LATER = "~"
"""Begins, at the ledger's end, the mark of a put whose post may be told only by a later post."""
_FILE = "+"
"""Begins what the ledger has of a post that holds a file: it can't be made to hold text."""
_REMEMBERED = 4096
_LONG = 20_000
"""Characters from which rendering takes long enough to keep the loop waiting."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where the posts of one reply go. ``key`` names the reply; ``answers`` is the message's id,
    ``asker`` the id of who sent it."""

    chat_id: str
    key: str
    thread_id: str = ""
    answers: str = ""
    direct: bool = True
    handle: str = ""
    private: bool = False
    asker: str = ""


def spot_of(message: IncomingMessage, *, private: bool = False) -> Spot:
    return Spot(
        chat_id=message.chat_id,
        key=message.event_id,
        thread_id=message.thread_id,
        answers=message.message_id,
        direct=message.direct,
        handle=message.handle,
        private=private,
        asker=message.sender_id,
    )


@dataclass(frozen=True, kw_only=True)
class File:
    """Something that goes out as a file."""

    name: str
    data: bytes
    media_type: str
    caption: str = ""


class Wall(Protocol[P]):
    """A platform's single acts, on which the protocol is built.

    All raise `NotNow`, `Undeliverable`, or what the platform's client raises when it is not known
    what became of the call.
    """

    def pages(self, markdown: str) -> Sequence[P]:
        """The text as the platform's messages, split where it must be. Never empty."""
        ...

    async def mark(self, spot: Spot) -> str:
        """What will help `lost` to find the post that is about to be put: ASCII, no spaces."""
        ...

    async def put(self, spot: Spot, part: int, mark: str, buttons: Sequence[Button]) -> str:
        """A new post that says `PLACEHOLDER`; its id. Parts count from 0."""
        ...

    async def lost(
        self, spot: Spot, part: int, mark: str, others: frozenset[str], *, file: bool
    ) -> Sequence[str] | None:
        """The posts that puts of this part have left, or, for a ``file``, its attachments.

        First the one to go on with. ``others`` are all posts that are known. None: it can be told
        only when a later post of this reply is; it is asked again then.
        """
        ...

    async def change(self, spot: Spot, post: str, page: P, buttons: Sequence[Button]) -> None:
        """Have the post say this; also when it says so already. Raises `PostGone`."""
        ...

    async def remove(self, spot: Spot, post: str) -> None:
        """Take the post away; also when it is gone already."""
        ...

    async def attach(self, spot: Spot, part: int, mark: str, file: File) -> str:
        """A new post that holds a file; its id."""
        ...


class Posting(Generic[P]):
    """Shows replies on a wall. An answer of more than ``most`` posts becomes a file."""

    def __init__(self, wall: Wall[P], pace: Pace, *, most: int = 8) -> None:
        self._wall = wall
        self._pace = pace
        self._most = most
        self.placeholder = wall.pages(PLACEHOLDER)
        self._seen: OrderedDict[str, tuple[P, tuple[Button, ...]]] = OrderedDict()

    async def room(self, spot: Spot) -> None:
        """Wait until a reply in progress may be shown."""
        await self._pace.room(spot.chat_id, direct=spot.direct)

    async def show(
        self, spot: Spot, reply: Reply, ledger: Ledger, pictures: Sequence[Picture] = ()
    ) -> None:
        """Make the wall show this reply; see `Adapter.show`."""
        markdown, files = _parts(reply)
        pages = await self._pages(markdown)
        files += [_picture(each) for each in pictures]
        if len(pages) > self._most:
            pages = pages[:1]
            if reply.final:
                files.append(_whole(markdown))
        showing = _Showing(self, spot, reply, ledger)
        for part, page in enumerate(pages):
            await showing.page(part, page, reply.buttons if part == len(pages) - 1 else ())
        if reply.final:
            for part, file in enumerate(files, start=len(pages)):
                await showing.file(part, file)
            await showing.clear_after(len(pages) + len(files))
            for post in ledger.posts:
                self._seen.pop(post, None)

    async def _pages(self, markdown: str) -> Sequence[P]:
        if not markdown:
            return self.placeholder
        if len(markdown) > _LONG:
            return await asyncio.to_thread(self._wall.pages, markdown)
        return self._wall.pages(markdown)

    async def call(self, spot: Spot, act: Callable[[], Awaitable[T]], *, patient: bool) -> T:
        """Do it in its turn; see `in_turn`."""
        return await in_turn(self._pace, spot, act, patient=patient)

    def shows(self, post: str, page: P, buttons: tuple[Button, ...]) -> bool:
        return self._seen.get(post) == (page, buttons)

    def note(self, post: str, page: P, buttons: tuple[Button, ...]) -> None:
        self._seen[post] = (page, buttons)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    @property
    def wall(self) -> Wall[P]:
        return self._wall


async def in_turn(
    pace: Pace, spot: Spot, act: Callable[[], Awaitable[T]], *, patient: bool = True
) -> T:
    """Do it when the pace allows. Where the platform wants no call now, a patient one waits."""
    while True:
        await pace.turn(spot.chat_id, direct=spot.direct)
        try:
            return await act()
        except NotNow as refusal:
            pace.close(
                spot.chat_id,
                refusal.seconds,
                direct=spot.direct,
                everywhere=refusal.everywhere,
            )
            if not patient:
                raise


class _Showing(Generic[P]):
    """One reply on its way to the wall."""

    def __init__(self, posting: Posting[P], spot: Spot, reply: Reply, ledger: Ledger) -> None:
        self._posting = posting
        self._wall = posting.wall
        self._spot = spot
        self._ledger = ledger
        self._patient = reply.final

    async def page(self, part: int, page: P, buttons: tuple[Button, ...]) -> None:
        async def put(mark: str) -> str:
            post = await self._wall.put(self._spot, part, mark, buttons)
            self._posting.note(post, self._posting.placeholder[0], buttons)
            return post

        post = await self._standing(part, put, kind="")
        if self._posting.shows(post, page, buttons):
            return
        try:
            await self._change(post, page, buttons)
        except PostGone:
            post = await self._new(part, put)
            await self._change(post, page, buttons)
        self._posting.note(post, page, buttons)

    async def file(self, part: int, file: File) -> None:
        def attach(mark: str) -> Awaitable[str]:
            return self._wall.attach(self._spot, part, mark, file)

        await self._standing(part, attach, kind=_FILE)

    async def clear_after(self, count: int) -> None:
        """Take away what a longer reply in progress has left, and what was not found before."""
        while len(posts := self._posts) > count:
            await self._clear(len(posts) - 1)
        for intent in self._later:
            for post in await self._lost(count, intent) or ():
                await self._remove(post)
        if self._later:
            await self._ledger.keep(self._posts)

    @property
    def _posts(self) -> Receipt:
        return tuple(post for post in self._ledger.posts if not post.startswith(_LATER))

    @property
    def _later(self) -> Receipt:
        return tuple(post for post in self._ledger.posts if post.startswith(_LATER))

    async def _clear(self, part: int) -> None:
        """Take away this part's post, or the one that its put may have left."""
        kept = self._posts[part]
        known: str | None = kept.removeprefix(_FILE)
        if kept.startswith(_INTENDED):
            known = await self._found(part, kept)
        if known is not None:
            await self._remove(known)
        await self._drop(part)

    async def _standing(
        self, part: int, send: Callable[[str], Awaitable[str]], *, kind: str
    ) -> str:
        """The part's post: the one that is known, else one that was lost sight of, else a new.

        ``kind`` is `_FILE` or "", for text. A post of the other kind is in the way.
        """
        while part < len(posts := self._posts):
            kept = posts[part].removeprefix(_INTENDED)
            if kept.startswith(_FILE) != bool(kind):
                await self._clear(part)
                continue
            if kept == posts[part]:
                return kept.removeprefix(_FILE)
            found = await self._found(part, posts[part])
            if found is None:
                break
            await self._keep(part, kind + found)
            return found
        return await self._new(part, send, kind=kind)

    async def _new(
        self, part: int, send: Callable[[str], Awaitable[str]], *, kind: str = ""
    ) -> str:
        async def intend_and_send() -> str:
            mark = await self._wall.mark(self._spot)
            await self._keep(part, _INTENDED + kind + mark)
            return await send(mark)

        try:
            post = await self._call(intend_and_send)
        except (NotNow, Undeliverable):  # there is no post, surely
            await self._drop(part)
            raise
        await self._keep(part, kind + post)
        return post

    async def _found(self, part: int, intent: str) -> str | None:
        """The post that a put may have left; a second one is taken away."""
        found = await self._lost(part, intent)
        if found is None and not self._later:  # the first of several marks does for all
            later = intent.replace(_INTENDED, _LATER, 1)
            await self._ledger.keep((*self._posts, later))
        for post in (found or ())[1:]:
            await self._remove(post)
        return found[0] if found else None

    async def _lost(self, part: int, intent: str) -> Sequence[str] | None:
        mark, file = intent[1:].removeprefix(_FILE), intent[1:].startswith(_FILE)
        known = (*await self._ledger.others(), *self._ledger.posts)
        others = frozenset(post.removeprefix(_FILE) for post in known)
        return await self._call(lambda: self._wall.lost(self._spot, part, mark, others, file=file))

    async def _change(self, post: str, page: P, buttons: tuple[Button, ...]) -> None:
        await self._call(lambda: self._wall.change(self._spot, post, page, buttons))

    async def _remove(self, post: str) -> None:
        await self._call(lambda: self._wall.remove(self._spot, post))

    async def _keep(self, part: int, post: str) -> None:
        posts = self._posts
        await self._ledger.keep((*posts[:part], post, *posts[part + 1 :], *self._later))

    async def _drop(self, part: int) -> None:
        posts = self._posts
        await self._ledger.keep((*posts[:part], *posts[part + 1 :], *self._later))

    async def _call(self, act: Callable[[], Awaitable[T]]) -> T:
        return await self._posting.call(self._spot, act, patient=self._patient)


def _parts(reply: Reply) -> tuple[str, list[File]]:
    """What is said, and what goes beside it."""
    if (packed := reply.packed) is None:
        return source(reply), []
    return packed.caption, [File(name=packed.name, data=packed.data, media_type=packed.media_type)]


def _picture(picture: Picture) -> File:
    return File(name=picture.name, data=picture.data, media_type="image/png", caption=picture.alt)


def _whole(markdown: str) -> File:
    text = markdown.encode("utf-8", "replace")
    return File(name="answer.md", data=text, media_type="text/markdown")
