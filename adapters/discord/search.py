"""Finding the post of a put whose end we did not see, once its nonce is forgotten."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import discord

from adapters.base import PostGone, Undeliverable
from adapters.discord.line import Line
from adapters.discord.refusals import refusals
from adapters.posting import PLACEHOLDER, Spot

_NEAR = timedelta(minutes=5)
"""How far the post's time may be from when it was put, by a clock that is not ours."""
_PAGES, _PAGE = 5, 100


class Search:
    """Looks through a channel's posts. What it has found for one reply it finds for no other."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._taken: set[str] = set()

    async def posts(
        self, spot: Spot, part: int, put_at: datetime, known: frozenset[str], *, file: bool
    ) -> list[str]:
        """Our posts from about then that are nobody's: placeholders, or those with a file."""
        me = str(await self._line.me())
        found = list[str]()
        async for post in self._since(spot, put_at):
            number = str(post["id"])
            if (
                number not in known | self._taken
                and str(post["author"]["id"]) == me
                and abs(datetime.fromisoformat(post["timestamp"]) - put_at) < _NEAR
                and _is_left(post, spot, part, file=file)
            ):
                found.append(number)
        self._taken.update(found)
        return found

    async def _since(self, spot: Spot, put_at: datetime) -> AsyncIterator[dict[str, Any]]:
        """What was said after the question, or since shortly before the put, in order."""
        after = spot.answers or str(discord.utils.time_snowflake(put_at - _NEAR))
        for _ in range(_PAGES):
            try:
                with refusals():
                    page = await self._line.request(
                        "GET",
                        "/channels/{channel_id}/messages",
                        channel_id=spot.chat_id,
                        params={"after": after, "limit": str(_PAGE)},
                    )
            except (PostGone, Undeliverable):
                return  # nothing to be read; putting will tell
            for post in sorted(page, key=lambda each: int(each["id"])):
                after = str(post["id"])
                yield post
            if len(page) < _PAGE:
                return


def _is_left(post: dict[str, Any], spot: Spot, part: int, *, file: bool) -> bool:
    """Whether it is what a put of this part leaves."""
    if file:
        return bool(post.get("attachments"))
    reference = post.get("message_reference") or {}
    answers = str(reference.get("message_id") or spot.answers)
    return post.get("content") == PLACEHOLDER and (part > 0 or answers == spot.answers)
