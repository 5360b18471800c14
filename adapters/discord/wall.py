"""The send protocol's single acts on Discord: posts by nonce, edits in place, files."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import discord
import structlog

from adapters.base import Button, PostGone, Undeliverable
from adapters.discord.line import Line
from adapters.discord.look import Payload, new, said, with_file
from adapters.discord.refusals import is_form, is_reference, refusals
from adapters.discord.responses import Expired, Responses, is_response, number
from adapters.discord.search import Search
from adapters.markup import Post, discord_posts
from adapters.posting import PLACEHOLDER, File, Spot

_log = structlog.get_logger(__name__)
_POSTS = "/channels/{channel_id}/messages"
_NONCE = 120.0
"""Seconds for which Discord surely knows a nonce again."""


class DiscordWall:
    """`Wall` of Discord. A post's id is its number, after an "@" when it is a response's."""

    def __init__(self, line: Line, responses: Responses, clock: Callable[[], datetime]) -> None:
        self._line = line
        self._responses = responses
        self._clock = clock
        self._search = Search(line)

    def pages(self, markdown: str) -> Sequence[Post]:
        return discord_posts(markdown)

    async def mark(self, spot: Spot) -> str:
        """The time, and what makes it a nonce."""
        return f"{int(self._clock().timestamp()):x}-{token_hex(6)}"

    async def put(self, spot: Spot, part: int, mark: str, buttons: Sequence[Button]) -> str:
        if _is_responded(spot, part) and (post := await self._responses.original(spot, buttons)):
            return post
        return await self._new(spot, part, mark, said(PLACEHOLDER, buttons))

    async def lost(
        self, spot: Spot, part: int, mark: str, others: frozenset[str], *, file: bool
    ) -> Sequence[str]:
        if not file and _is_responded(spot, part):
            post = await self._responses.original(spot, ())
            if post:
                return [post]
        if _is_private(spot):
            return ()  # such posts can't be looked for
        put_at = datetime.fromtimestamp(int(mark.partition("-")[0], 16), UTC)
        if not file and abs((self._clock() - put_at).total_seconds()) < _NONCE:
            return [await self._new(spot, part, mark, said(PLACEHOLDER, ()))]
        known = frozenset(number(post) for post in others)
        return await self._search.posts(spot, part, put_at, known, file=file)

    async def change(self, spot: Spot, post: str, page: Post, buttons: Sequence[Button]) -> None:
        try:
            await self._edit(spot, post, said(page.text, buttons))
        except discord.HTTPException as refusal:
            if not is_form(refusal):
                raise
            _log.warning("Discord refuses a post's form; shown as plain text", error=str(refusal))
            await self._edit(spot, post, said(page.plain, ()))

    async def remove(self, spot: Spot, post: str) -> None:
        with suppress(PostGone):
            if is_response(post):
                with suppress(Expired):
                    return await self._responses.remove(spot, post)
            with refusals():
                await self._line.request("DELETE", _POSTS + "/{message_id}", **_place(spot, post))
        return None

    async def attach(self, spot: Spot, part: int, mark: str, file: File) -> str:
        return await self._new(spot, part, mark, said("", ()), file)

    async def _new(
        self, spot: Spot, part: int, mark: str, payload: Payload, file: File | None = None
    ) -> str:
        if not _is_private(spot):
            try:
                return await self._in_channel(spot, part, mark, payload, file)
            except Undeliverable:
                # A command may be given where we are not.
                if not spot.handle:
                    raise
        return await self._responses.put(spot, payload, file)

    async def _in_channel(
        self, spot: Spot, part: int, mark: str, payload: Payload, file: File | None
    ) -> str:
        """In a group the first post replies to the question; only the first makes a sound."""
        replies = part == 0 and not spot.direct and not spot.handle
        told = new(payload, answers=spot.answers if replies else "", mark=mark, silent=part > 0)
        try:
            return await self._sent(spot, told, file)
        except discord.HTTPException as refusal:
            if not (replies and is_reference(refusal)):
                raise
        return await self._sent(spot, new(payload, mark=mark), file)

    async def _sent(self, spot: Spot, told: Payload, file: File | None) -> str:
        body: dict[str, Any] = {"form": with_file(told, file)} if file else {"json": told}
        with refusals(absent=Undeliverable):
            post = await self._line.request("POST", _POSTS, channel_id=spot.chat_id, **body)
        return str(post["id"])

    async def _edit(self, spot: Spot, post: str, payload: Payload) -> None:
        if is_response(post):
            with suppress(Expired):
                return await self._responses.change(spot, post, payload)
        with refusals():
            await self._line.request(
                "PATCH", _POSTS + "/{message_id}", **_place(spot, post), json=payload
            )
        return None


def _is_responded(spot: Spot, part: int) -> bool:
    """Whether this part is the response to a command; when it is asked again it is not."""
    return part == 0 and bool(spot.handle) and spot.key == spot.answers


def _is_private(spot: Spot) -> bool:
    return bool(spot.handle) and spot.private and not spot.direct


def _place(spot: Spot, post: str) -> dict[str, str]:
    return {"channel_id": spot.chat_id, "message_id": number(post)}
