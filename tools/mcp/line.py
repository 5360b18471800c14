"""The line to one MCP server: opened when needed, and anew when the server has died."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.base import ToolError
from tools.mcp.named import Named

if TYPE_CHECKING:
    from mcp import Client
    from mcp.types import CallToolResult, Tool

_OPENED_WITHIN = 20.0
_REST = 5.0
"""Seconds in which a server that could not be reached is not tried again."""
_PAGES = 20


class Line:
    """Calls one server's tools. Safe for several calls at a time; `close` it after use."""

    def __init__(self, name: str, server: Named) -> None:
        self.name = name
        self.server = server
        self._client: Client | None = None
        self._serving: asyncio.Task[None] | None = None
        self._ready = False
        self._over = asyncio.Event()
        self._opening = asyncio.Lock()
        self._rests_until = 0.0

    async def tools(self) -> "list[Tool]":
        """What the server offers. Raises `ToolError`."""
        client = await self._open()
        found: list[Tool] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await self._heard(client.list_tools(cursor=cursor))
            found += page.tools
            cursor = page.next_cursor
            if not cursor:
                break
        return found

    async def call(self, tool: str, arguments: dict[str, Any], *, again: bool) -> "CallToolResult":
        """What the tool says. A server that died is called ``again`` if that does no harm.

        Raises `ToolError`.
        """
        try:
            return await self._called(tool, arguments)
        except ConnectionError:
            if not again:
                raise ToolError(
                    f"The line to {self.name} broke. Whether it took effect is not known."
                ) from None
        try:
            return await self._called(tool, arguments)
        except ConnectionError:
            raise ToolError(f"{self.name} breaks off at this call.") from None

    async def close(self) -> None:
        """End the line, and the server if it was started here."""
        serving, self._serving, self._client = self._serving, None, None
        if serving is not None:
            if self._ready:
                self._over.set()
                await asyncio.wait({serving}, timeout=_REST)
            serving.cancel()
            await asyncio.wait({serving})

    async def _called(self, tool: str, arguments: dict[str, Any]) -> "CallToolResult":
        client = await self._open()
        patience = self.server.timeout
        call = client.call_tool(tool, arguments, read_timeout_seconds=patience)
        result: CallToolResult = await self._heard(call)
        return result

    async def _heard(self, call: Any) -> Any:
        """What comes of a call, or `ConnectionError` when the line breaks meanwhile."""
        import anyio
        from mcp.shared.exceptions import MCPError
        from mcp.types import CONNECTION_CLOSED

        serving = self._serving
        try:
            return await call
        except (anyio.ClosedResourceError, anyio.BrokenResourceError):
            broken = "closed"
        except MCPError as error:
            broken = str(error)
            if error.error.code != CONNECTION_CLOSED and not (serving and serving.done()):
                raise ToolError(f"{self.name} refuses: {broken[:500]}") from None
        await self.close()
        raise ConnectionError(broken)

    async def _open(self) -> "Client":
        async with self._opening:
            if self._serving is not None and self._serving.done():
                await self.close()
            if self._client is None:
                if time.monotonic() < self._rests_until:
                    raise ToolError(f"{self.name} can't be reached at the moment.")
                self._client = await self._begin()
            return self._client

    async def _begin(self) -> "Client":
        ready: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self._ready, self._over = False, asyncio.Event()
        self._serving = asyncio.create_task(self._serve(ready, self._over))
        ways: set[asyncio.Future[Any]] = {ready, self._serving}
        await asyncio.wait(ways, timeout=_OPENED_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if ready.done():
            self._ready = True
            return ready.result()
        why = "does not answer"
        if self._serving.done() and not self._serving.cancelled():
            why = f"can't be reached ({_cause(self._serving.exception())})"
        self._rests_until = time.monotonic() + _REST
        await self.close()
        raise ToolError(f"{self.name} {why}.")

    async def _serve(self, ready: "asyncio.Future[Client]", over: asyncio.Event) -> None:
        """Hold the line open, in one task from beginning to end, as the client needs it."""
        async with _client(self.server) as client:
            ready.set_result(client)
            await over.wait()


def _cause(error: BaseException | None) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__


@asynccontextmanager
async def _client(server: Named) -> "AsyncIterator[Client]":
    from mcp import Client, StdioServerParameters, stdio_client
    from mcp.client.streamable_http import streamable_http_client
    from mcp.shared._httpx_utils import create_mcp_http_client

    async with AsyncExitStack() as stack:
        if server.url:
            # It follows a redirect only within the address's own origin.
            http = create_mcp_http_client(headers=dict(server.headers))
            await stack.enter_async_context(http)
            way: Any = streamable_http_client(server.url, http_client=http)
        else:
            silence = stack.enter_context(Path(os.devnull).open("w"))  # noqa: ASYNC230, SIM115
            way = stdio_client(
                StdioServerParameters(
                    command=server.command,
                    args=list(server.args),
                    env=dict(server.env) or None,  # beside these, only what is no secret
                    cwd=server.cwd,
                ),
                errlog=silence,
            )
        yield await stack.enter_async_context(
            Client(way, read_timeout_seconds=min(server.timeout, _OPENED_WITHIN))
        )
