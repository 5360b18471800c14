"""The open line to Discord, for those who show something: they wait until it is there."""

import asyncio
from typing import Any

import discord
from discord.http import Route

_PATIENCE = 15.0


class Line:
    """Opened with each client that is logged in, and closed with it."""

    def __init__(self) -> None:
        self._client: discord.Client | None = None
        self._opened = asyncio.Event()

    def open(self, client: discord.Client) -> None:
        self._client = client
        self._opened.set()

    def close(self) -> None:
        self._client = None
        self._opened.clear()

    async def request(self, method: str, path: str, /, **more: Any) -> Any:
        """What Discord answers. ``more`` fill the path's fields, or are discord.py's.

        Raises `NotNow`, `discord.HTTPException`, `OSError` and aiohttp's errors.
        """
        client = await self._ready()
        given = {name: more.pop(name) for name in ("json", "form", "params") if name in more}
        return await client.http.request(Route(method, path, **more), **given)

    async def application(self) -> int:
        """The bot's application, by whose id its responses go."""
        client = await self._ready()
        assert client.application_id is not None
        return client.application_id

    async def me(self) -> int:
        """The bot's id as a user."""
        client = await self._ready()
        assert client.user is not None
        return client.user.id

    async def _ready(self) -> discord.Client:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._opened.wait()
        except TimeoutError:
            raise ConnectionError("there is no line to Discord yet") from None
        if self._client is None:
            raise ConnectionError("the line to Discord is closed")
        return self._client
