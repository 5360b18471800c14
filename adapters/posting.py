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
    Reply,
    Undeliverable,
)
from adapters.pace import Pace
from adapters.progress import source

P = TypeVar("P")
T = TypeVar("T")

PLACEHOLDER = "…"
_INTENDED = "?"
_REMEMBERED = 4096
_LONG = 20_000
"""Characters from which rendering takes long enough to keep the loop waiting."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where the posts of one reply go. ``key`` names the reply; ``answers`` is the message's id."""

    chat_id: str
    key: str
    thread_id: str = ""
    answers: str = ""
    direct: bool = True
    handle: str = ""
    private: bool = False


def spot_of(message: IncomingMessage, *, private: bool = False) -> Spot:
    return Spot(
        chat_id=message.chat_id,
        key=message.event_id,
        thread_id=message.thread_id,
        answers=message.message_id,
        direct=message.direct,
        handle=message.handle,
        private=private,
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

    async def lost(self, spot: Spot, part: int, mark: str, others: frozenset[str]) -> Sequence[str]:
        """The posts that puts (or attachments) of this part have left, first the one to go on with.

        ``others`` are known to belong to other replies.
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
        self._seen: OrderedDict[str, tuple[P, tuple[Button, ...]]] = OrderedDict()

    async def room(self, spot: Spot) -> None:
        """Wait until a reply in progress may be shown."""
        await self._pace.room(spot.chat_id, direct=spot.direct)

    async def show(
        self, spot: Spot, reply: Reply, ledger: Ledger, pictures: Sequence[Picture] = ()
    ) -> None:
        """Make the wall show this reply; see `Adapter.show`."""
        markdown = source(reply)
        pages = await self._pages(markdown)
        files = [_picture(each) for each in pictures]
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
            return self._wall.pages(PLACEHOLDER)
        if len(markdown) > _LONG:
            return await asyncio.to_thread(self._wall.pages, markdown)
        return self._wall.pages(markdown)

    async def call(self, spot: Spot, act: Callable[[], Awaitable[T]], *, patient: bool) -> T:
        """Do it in its turn. When the platform wants no call now, a patient one waits."""
        while True:
            await self._pace.turn(spot.chat_id, direct=spot.direct)
            try:
                return await act()
            except NotNow as refusal:
                self._pace.close(
                    spot.chat_id,
                    refusal.seconds,
                    direct=spot.direct,
                    everywhere=refusal.everywhere,
                )
                if not patient:
                    raise

    def shows(self, post: str, page: P, buttons: tuple[Button, ...]) -> bool:
        return self._seen.get(post) == (page, buttons)

    def note(self, post: str, page: P, buttons: tuple[Button, ...]) -> None:
        self._seen[post] = (page, buttons)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    @property
    def wall(self) -> Wall[P]:
        return self._wall


class _Showing(Generic[P]):
    """One reply on its way to the wall."""

    def __init__(self, posting: Posting[P], spot: Spot, reply: Reply, ledger: Ledger) -> None:
        self._posting = posting
        self._wall = posting.wall
        self._spot = spot
        self._ledger = ledger
        self._patient = reply.final

    async def page(self, part: int, page: P, buttons: tuple[Button, ...]) -> None:
        def put(mark: str) -> Awaitable[str]:
            return self._wall.put(self._spot, part, mark, buttons)

        post = await self._standing(part, put)
        if self._posting.shows(post, page, buttons):
            return
        try:
            await self._change(post, page, buttons)
        except PostGone:
            post = await self._new(part, put)
            await self._change(post, page, buttons)
        self._posting.note(post, page, buttons)

    async def file(self, part: int, file: File) -> None:
        await self._standing(part, lambda mark: self._wall.attach(self._spot, part, mark, file))

    async def clear_after(self, count: int) -> None:
        """Take away what a longer reply in progress has left."""
        posts = self._ledger.posts
        for post in posts[count:]:
            if not post.startswith(_INTENDED):
                await self._remove(post)
        if len(posts) > count:
            await self._ledger.keep(posts[:count])

    async def _standing(self, part: int, send: Callable[[str], Awaitable[str]]) -> str:
        """The part's post: the one that is known, else one that was lost sight of, else a new."""
        posts = self._ledger.posts
        if part >= len(posts):
            return await self._new(part, send)
        if not posts[part].startswith(_INTENDED):
            return posts[part]
        found = await self._found(part, posts[part].removeprefix(_INTENDED))
        if found is None:
            return await self._new(part, send)
        await self._keep(part, found)
        return found

    async def _new(self, part: int, send: Callable[[str], Awaitable[str]]) -> str:
        mark = await self._wall.mark(self._spot)
        await self._keep(part, _INTENDED + mark)
        try:
            post = await self._call(lambda: send(mark))
        except (NotNow, Undeliverable):  # there is no post, surely
            await self._ledger.keep(self._ledger.posts[:part])
            raise
        await self._keep(part, post)
        return post

    async def _found(self, part: int, mark: str) -> str | None:
        others = await self._ledger.others()
        mine = frozenset(self._ledger.posts)
        found = await self._call(lambda: self._wall.lost(self._spot, part, mark, others | mine))
        for post in found[1:]:
            await self._remove(post)
        return found[0] if found else None

    async def _change(self, post: str, page: P, buttons: tuple[Button, ...]) -> None:
        await self._call(lambda: self._wall.change(self._spot, post, page, buttons))

    async def _remove(self, post: str) -> None:
        await self._call(lambda: self._wall.remove(self._spot, post))

    async def _keep(self, part: int, post: str) -> None:
        posts = self._ledger.posts
        await self._ledger.keep((*posts[:part], post, *posts[part + 1 :]))

    async def _call(self, act: Callable[[], Awaitable[T]]) -> T:
        return await self._posting.call(self._spot, act, patient=self._patient)


def _picture(picture: Picture) -> File:
    return File(name=picture.name, data=picture.data, media_type="image/png", caption=picture.alt)


def _whole(markdown: str) -> File:
    text = markdown.encode("utf-8", "replace")
    return File(name="answer.md", data=text, media_type="text/markdown")
