"""The send protocol's single acts on Slack: posts with metadata, edits in place, files.

A post may be a stream's, of this process or an earlier one; the stream ends with the first edit.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.base import Button, PostGone, Undeliverable
from adapters.markup import Post, slack_posts
from adapters.posting import PLACEHOLDER, File, Spot
from adapters.slack.incoming import Identity
from adapters.slack.line import Line
from adapters.slack.look import TEXT_LIMIT, blocks
from adapters.slack.refusals import is_markup, reason, refusals
from adapters.slack.streaming import OPEN, STREAMED, Streams

_log = structlog.get_logger(__name__)
_EVENT_TYPE = "kagent_turn"
_SKEW = timedelta(minutes=10)
_PAGES = 10
_IN_CHANNEL = 200
_IN_THREAD = 999
_TIME = re.compile(r"\d+\.\d+", re.ASCII)
_ABSENT = frozenset(["message_not_found", "cant_delete_message", "file_not_found", "file_deleted"])

Found = dict[str, Any]


class SlackWall:
    """`Wall` of Slack. A post's id is its time; a file's is the file's."""

    def __init__(
        self,
        line: Line,
        streams: Streams,
        identity: Callable[[], Identity | None],
        clock: Callable[[], datetime],
    ) -> None:
        self._line = line
        self._client = line.client
        self._streams = streams
        self._identity = identity
        self._clock = clock

    def pages(self, markdown: str) -> Sequence[Post]:
        return slack_posts(markdown, limit=TEXT_LIMIT)

    async def mark(self, spot: Spot) -> str:
        """From when on a post may have been put; by Slack's own clock where we can."""
        if _TIME.fullmatch(spot.answers):
            return spot.answers
        return f"{(self._clock() - _SKEW).timestamp():.6f}"

    async def put(self, spot: Spot, part: int, mark: str, buttons: Sequence[Button]) -> str:
        with refusals():
            response = await self._client.chat_postMessage(
                channel=spot.chat_id,
                thread_ts=spot.thread_id or None,
                text=PLACEHOLDER,
                blocks=blocks(PLACEHOLDER, buttons),
                metadata=_label(spot, part),
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(response["ts"])

    async def lost(
        self, spot: Spot, part: int, mark: str, others: frozenset[str], *, file: bool
    ) -> Sequence[str]:
        streamed = mark.startswith(STREAMED)
        mark = mark.removeprefix(STREAMED)
        tag = _tag(spot, part)
        found: list[str] = []
        async for post in self._since(spot, mark):
            if _is_part(post, spot, part) or (streamed and _is_stream(post, mark)):
                found.append(str(post["ts"]))
            found += [
                str(file["id"]) for file in post.get("files") or () if tag in file.get("name", "")
            ]
        return sorted(post for post in set(found) if post not in others)

    async def change(self, spot: Spot, post: str, page: Post, buttons: Sequence[Button]) -> None:
        try:
            await self._update(spot, post, page.text, blocks(page.text, buttons))
        except SlackApiError as error:
            if not is_markup(error):
                raise
            _log.warning("slack refused the markup of a post", chat=spot.chat_id, why=reason(error))
            await self._update(spot, post, page.plain, [])

    async def remove(self, spot: Spot, post: str) -> None:
        with suppress(PostGone), refusals():
            try:
                if _TIME.fullmatch(post):
                    await self._delete(spot, post)
                else:
                    await self._client.files_delete(file=post)
            except SlackApiError as error:
                if reason(error) not in _ABSENT:
                    raise

    async def attach(self, spot: Spot, part: int, mark: str, file: File) -> str:
        with refusals():
            ticket = await self._client.files_getUploadURLExternal(
                filename=_tagged(file.name, _tag(spot, part)),
                length=len(file.data),
                alt_txt=file.caption[:1000] or None,
            )
            await self._line.upload(str(ticket["upload_url"]), file.data)
            await self._client.files_completeUploadExternal(
                files=[{"id": ticket["file_id"], "title": file.caption[:250] or file.name}],
                channel_id=spot.chat_id,
                thread_ts=spot.thread_id or None,
            )
        return str(ticket["file_id"])

    async def _update(self, spot: Spot, post: str, text: str, look: Sequence[Any]) -> None:
        async def update() -> None:
            await self._client.chat_update(
                channel=spot.chat_id,
                ts=post,
                text=text,
                blocks=look,
                parse="none",
                link_names=False,
            )

        with refusals():
            if self._streams.of(post):
                await self._end_stream(spot, post)
            try:
                await update()
            except SlackApiError as error:
                if reason(error) != OPEN:
                    raise
                await self._end_stream(spot, post)
                await update()

    async def _delete(self, spot: Spot, post: str) -> None:
        """Delete a post. Slack deletes no open stream's, and does not say that it is one."""
        try:
            await self._client.chat_delete(channel=spot.chat_id, ts=post)
        except SlackApiError as error:
            if reason(error) != "cant_delete_message" or not spot.direct:
                raise
            await self._end_stream(spot, post)
            await self._client.chat_delete(channel=spot.chat_id, ts=post)

    async def _end_stream(self, spot: Spot, post: str) -> None:
        await self._streams.close(spot.chat_id, post, _label(spot, 0))

    async def _since(self, spot: Spot, mark: str) -> AsyncIterator[Found]:
        """Our own posts at the spot, from the mark on and some from before."""
        me = self._identity()
        cursor: str | None = None
        for _ in range(_PAGES):
            try:
                with refusals():
                    response = await self._page(spot, cursor)
            except Undeliverable:
                # There is no thread yet, or nothing to be read; putting will tell.
                return
            posts = response.get("messages") or ()
            for post in posts:
                if me is None or me.user == post.get("user") or me.bot == post.get("bot_id"):
                    yield post
            cursor = (response.get("response_metadata") or {}).get("next_cursor")
            newest_first = not spot.thread_id
            if not cursor or (newest_first and posts and float(posts[-1]["ts"]) < float(mark)):
                return

    async def _page(self, spot: Spot, cursor: str | None) -> AsyncSlackResponse:
        if spot.thread_id:
            return await self._client.conversations_replies(
                channel=spot.chat_id,
                ts=spot.thread_id,
                limit=_IN_THREAD,
                cursor=cursor,
                include_all_metadata=True,
            )
        return await self._client.conversations_history(
            channel=spot.chat_id, limit=_IN_CHANNEL, cursor=cursor, include_all_metadata=True
        )


def _label(spot: Spot, part: int) -> dict[str, Any]:
    """The metadata by which a reply's post is found again."""
    return {"event_type": _EVENT_TYPE, "event_payload": {"key": spot.key, "part": part}}


def _is_part(post: Found, spot: Spot, part: int) -> bool:
    told = post.get("metadata") or {}
    payload = told.get("event_payload") or {}
    return (
        told.get("event_type") == _EVENT_TYPE
        and payload.get("key") == spot.key
        and str(payload.get("part")) == str(part)
    )


def _is_stream(post: Found, mark: str) -> bool:
    """Whether this may be a stream that was begun after the mark, and not ended.

    Those carry no metadata; nothing else of ours stands in a thread of two without.
    """
    return (
        float(post["ts"]) > float(mark)
        and not post.get("metadata")
        and not post.get("files")
        and not post.get("subtype")
    )


def _tag(spot: Spot, part: int) -> str:
    """Names a file's place in a reply; files carry no metadata, so it stands in their name."""
    return hashlib.sha256(f"{spot.key}:{part}".encode()).hexdigest()[:10]


def _tagged(name: str, tag: str) -> str:
    path = PurePath(name)
    return f"{path.stem}-{tag}{path.suffix}"
