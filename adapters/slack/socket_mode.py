"""Slack's Socket Mode: one connection that takes events in, watched so that its loss is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.asking import QUICKLY, Asking

_CONNECT = 20.0
_LOOK = 1.0
_LOST = 30.0


class Socket:
    """``ping`` is the seconds between two looks of the library at its connection.

    ``back`` is called whenever there is a new connection, before anything of it is taken.
    """

    def __init__(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        app_token: str,
        *,
        ping: float,
        back: Callable[[], None],
    ) -> None:
        self._app = app
        self._client = client
        self._app_token = app_token
        self._ping = ping
        self._back = back
        self._handler: AsyncSocketModeHandler | None = None

    @property
    def connected(self) -> bool:
        if self._handler is None:
            return False
        client = self._handler.client
        session = client.current_session
        return not (client.closed or client.stale or session is None or session.closed)

    async def run(self) -> None:
        """Serve until cancelled. Raises `ConnectionError`, or what the API says to the token."""
        async with self._opened() as handler:
            # The library would ask for an address, and for ever; a refused token is to be told.
            opened = await Asking().answer(self._address, QUICKLY)
            handler.client.wss_uri = str(opened["url"])
            async with asyncio.timeout(_CONNECT):
                await handler.client.connect()  # type: ignore[no-untyped-call]
            await self._watch()

    async def _address(self) -> AsyncSlackResponse:
        return await self._client.apps_connections_open(app_token=self._app_token)

    async def _greeted(self, client: object, message: dict[str, Any], raw: str | None) -> None:
        if message.get("type") == "hello":
            self._back()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        seen = loop.time()
        while loop.time() - seen < _LOST:
            if self.connected:
                seen = loop.time()
            await asyncio.sleep(_LOOK)
        raise ConnectionError("the connection to Slack is lost")

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[AsyncSocketModeHandler]:
        handler = AsyncSocketModeHandler(
            self._app, self._app_token, web_client=self._client, ping_interval=self._ping
        )
        client = handler.client
        client.proxy = self._client.proxy
        client.message_listeners.append(self._greeted)
        self._handler = handler
        try:
            yield handler
        finally:
            self._handler = None
            await client.close()  # type: ignore[no-untyped-call]
            tasks = (client.message_processor, client.current_session_monitor)
            left = [task for task in (*tasks, client.message_receiver) if task is not None]
            await asyncio.gather(*left, return_exceptions=True)
