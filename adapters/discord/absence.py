"""What was said while we were away: Discord tells it to nobody later, but it stands there."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import TypeAlias, TypeVar

import aiohttp
import discord
import structlog

from adapters.base import NotNow

_log = structlog.get_logger(__name__)
_MOST = 500
"""Messages of one chat that are looked at."""
_CHATS = 200
_NOBODY = 400
"""Discord's answer to who wants to talk to a role, or to itself."""
_AT_ONCE = 5
_RESTS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds between tries. Who writes meanwhile could not be answered either."""

Place: TypeAlias = discord.abc.Messageable
T = TypeVar("T")


class Seen:
    """The newest message that was taken of each chat, those of late last."""

    def __init__(self, told: Mapping[str, str]) -> None:
        numbers = {
            chat: int(message)
            for chat, message in told.items()
            if chat.isdecimal() and message.isdecimal()
        }
        self._newest = OrderedDict(sorted(numbers.items(), key=lambda item: item[1]))

    def __contains__(self, chat: str) -> bool:
        return chat in self._newest

    @property
    def newest(self) -> int:
        """Of all chats; 0: nothing was ever taken."""
        return next(reversed(self._newest.values()), 0)

    def note(self, chat: str, message: int) -> None:
        self._newest[chat] = max(message, self._newest.get(chat, 0))
        self._newest.move_to_end(chat)

    def lately(self) -> list[tuple[str, int]]:
        """The chats that were talked in last, the newest first."""
        return list(reversed(self._newest.items()))[:_CHATS]


class Lookback:
    """Reads what stands in chats, a few at once."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def since(
        self, chat: str, after: int, *, before: discord.Message | None = None
    ) -> list[discord.Message]:
        """The messages after that one, in order; none where nothing can be read."""
        return await self._got(partial(self._read, chat, after, before), chat) or []

    async def chat_with(self, person: str) -> discord.DMChannel | None:
        """The private chat with a person; None where there is no such person to talk to."""
        who = discord.Object(int(person))
        return await self._got(partial(self._client.create_dm, who), person)

    async def _got(self, read: Callable[[], Awaitable[T]], where: str) -> T | None:
        for rest in _RESTS:
            try:
                async with self._room:
                    return await read()
            except (discord.NotFound, discord.Forbidden):
                return None
            except NotNow as refusal:
                await asyncio.sleep(max(rest, refusal.seconds))
            except (discord.HTTPException, OSError, aiohttp.ClientError) as failure:
                if getattr(failure, "status", 0) == _NOBODY:
                    return None
                _log.warning("what was said meanwhile can't be read yet", error=str(failure))
                await asyncio.sleep(rest)
        _log.error("what was said meanwhile can't be read", chat=where)
        return None

    async def _read(
        self, chat: str, after: int, before: discord.Message | None
    ) -> list[discord.Message]:
        place = before.channel if before else await self._place(chat)
        if not isinstance(place, Place) or _has_nothing_since(place, after):
            return []
        found = list[discord.Message]()
        async for message in _newest_first(place, before):
            if message.id <= after:
                break
            found.append(message)
        return found[::-1]

    async def _place(self, chat: str) -> object:
        known = self._client.get_channel(int(chat))
        return known or await self._client.fetch_channel(int(chat))


def _newest_first(place: Place, before: discord.Message | None) -> AsyncIterator[discord.Message]:
    return place.history(limit=_MOST, before=before)


def _has_nothing_since(place: object, after: int) -> bool:
    """Whether a server's channel tells that nothing was said."""
    last = getattr(place, "last_message_id", None)
    return isinstance(last, int) and last <= after
