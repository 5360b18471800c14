"""The send protocol's acts in an assistant thread while a reply grows: its words are streamed.

The final answer is no part of the stream: the stream ends, and the answer is edited into its post,
as everywhere. So it does not matter what of a stream got lost, or stands there twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from adapters.base import Button, conversation_of
from adapters.markup import Post
from adapters.markup.cleaning import cleaned
from adapters.posting import PLACEHOLDER, File, Spot
from adapters.slack.incoming import PLATFORM, Identity
from adapters.slack.refusals import is_final, reason
from adapters.slack.streaming import STOPPED, STREAMED, Stream, Streams
from adapters.slack.wall import SlackWall


@dataclass(frozen=True, kw_only=True)
class Page:
    """``text`` is the Markdown of a page that may still grow, None of any other."""

    post: Post
    text: str | None = None


class GrowingWall:
    """`Wall` of assistant threads, for replies in progress.

    The first page of a reply is streamed until it is full; those after it are edited, as all are
    where Slack wants no streams. ``stopped`` is told in which conversation a person has stopped
    a stream.
    """

    def __init__(
        self,
        wall: SlackWall,
        streams: Streams,
        identity: Callable[[], Identity | None],
        stopped: Callable[[str], None],
    ) -> None:
        self._wall = wall
        self._streams = streams
        self._identity = identity
        self._stopped = stopped

    def pages(self, markdown: str) -> Sequence[Page]:
        posts = self._wall.pages(markdown)
        if len(posts) > 1:
            return [Page(post=post) for post in posts]
        return [Page(post=posts[0], text="" if markdown == PLACEHOLDER else cleaned(markdown))]

    async def mark(self, spot: Spot) -> str:
        return STREAMED + await self._wall.mark(spot)

    async def put(self, spot: Spot, part: int, mark: str, buttons: Sequence[Button]) -> str:
        me = self._identity()
        if part == 0 and me is not None and self._streams.wanted:
            post = await self._streams.start(spot, me.team, tuple(buttons))
            if post is not None:
                return post
        return await self._wall.put(spot, part, mark, buttons)

    async def lost(
        self, spot: Spot, part: int, mark: str, others: frozenset[str], *, file: bool
    ) -> Sequence[str]:
        return await self._wall.lost(spot, part, mark, others, file=file)

    async def change(self, spot: Spot, post: str, page: Page, buttons: Sequence[Button]) -> None:
        stream = self._streams.of(post)
        if stream is None or page.text is None or stream.buttons != tuple(buttons):
            await self._wall.change(spot, post, page.post, buttons)
        elif not page.text:
            # What was said before a tool's run stays until there is more to say.
            self._streams.begins_anew(post)
        elif not await self._append(spot, post, stream.grown(page.text)):
            await self._wall.change(spot, post, page.post, buttons)

    async def remove(self, spot: Spot, post: str) -> None:
        await self._wall.remove(spot, post)

    async def attach(self, spot: Spot, part: int, mark: str, file: File) -> str:
        return await self._wall.attach(spot, part, mark, file)

    async def _append(self, spot: Spot, post: str, growth: tuple[str, Stream] | None) -> bool:
        """Whether the stream took it; it takes nothing more where it did not."""
        if growth is None:
            return False
        frame, grown = growth
        try:
            if frame:
                await self._streams.append(spot, post, frame, grown)
        except SlackApiError as error:
            if not is_final(error):
                raise
            if reason(error) == STOPPED:
                self._stopped(conversation_of(PLATFORM, spot.chat_id, spot.thread_id))
            return False
        return True
