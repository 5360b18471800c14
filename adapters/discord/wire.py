"""discord.py's HTTP client, told where Discord is, and to leave waiting and repeating to us."""

import asyncio
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import yarl
from discord import DiscordServerError
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

from adapters.discord.refusals import limited

_PATIENCE = 20.0
_VERSIONED = re.compile(r"/api(/v\d+)?$")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_CDN = ("cdn.discordapp.com", "media.discordapp.net")


def home_of(base_url: str) -> str:
    """The API's address; ``base_url`` may be without its "/api/v10". "": Discord's own."""
    if not base_url:
        return Route.BASE
    home = base_url.rstrip("/")
    versioned = re.search(r"/api/v\d+$", home)
    return home if versioned else _VERSIONED.sub("", home) + urlsplit(Route.BASE).path


def is_here(home: str) -> bool:
    """Whether the API's address is on this machine."""
    return urlsplit(home).hostname in _LOOPBACK


def is_trusted(url: str, home: str) -> bool:
    """Whether files at this address are Discord's, or those of the server that stands for it."""
    asked, ours = urlsplit(url), urlsplit(home)
    if asked.netloc == ours.netloc:
        return asked.scheme == ours.scheme
    return asked.scheme == "https" and asked.netloc in _CDN


class Wire(HTTPClient):
    """One bot's way to the API. ``gateway_url`` is where events come from, "" is Discord's own.

    A call ends within 20 s and is made once: what is limited raises `NotNow` at once, and a
    server's error `DiscordServerError`. discord.py itself would sleep, and send again.
    """

    def __init__(self, home: str, gateway_url: str, *, proxy: str = "") -> None:
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(_refuse)
        super().__init__(asyncio.get_running_loop(), proxy=proxy or None, http_trace=trace)
        self._home = home
        self._gateway_url = gateway_url

    async def request(self, route: Route, **more: Any) -> Any:
        route.url = self._home + route.url.removeprefix(Route.BASE)
        async with asyncio.timeout(_PATIENCE):
            return await super().request(route, **more)

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        asked = yarl.URL(url)
        # A session that is resumed has an address of its own.
        if asked.host == DiscordWebSocket.DEFAULT_GATEWAY.host and (home := await self._gateway()):
            url = str(yarl.URL(home).with_query(asked.query))
        return await super().ws_connect(url, compress=compress)

    async def _gateway(self) -> str:
        """The gateway's address, asked of a server that stands for Discord if need be."""
        if not self._gateway_url and self._home != Route.BASE:
            self._gateway_url = str((await self.request(Route("GET", "/gateway")))["url"])
        return self._gateway_url


async def _refuse(
    session: aiohttp.ClientSession,
    context: SimpleNamespace,
    end: aiohttp.TraceRequestEndParams,
) -> None:
    if end.response.status == 429:
        raise await limited(end.response)
    if end.response.status >= 500:
        raise DiscordServerError(end.response, await end.response.text())
