"""The assistant and its tools for MCP clients: over stdio, and at /mcp for who has signed in."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.care import Care
from agent.events import AgentEvent, Finished
from agent.history import History
from agent.model import ModelError
from agent.planners.layout import as_data
from agent.prompts import wording
from agent.running import told_by
from agent.sources import Sources
from bot.failures import Failure
from bot.telemetry import Redactor
from tools.base import Tool, Toolbox, ToolError

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

    from bot.config import Settings

Ask = Callable[[str], AsyncGenerator[AgentEvent]]
PLACE = "mcp"
"""How this place is called where a tool is only for some."""
_WORDS = wording("en")


class Question(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    question: str = Field(min_length=1, max_length=32_000, description="What to find out")


def mcp_server(ask: Ask, toolbox: Toolbox, hide: Redactor | None = None) -> "Server[Any]":
    """Offers ``ask`` and the tools that only read: nobody here could be asked about the others.

    ``hide`` takes secrets out of what is told.
    """
    from mcp.server.lowlevel import Server
    from mcp.types import CallToolResult, ListToolsResult, TextContent, ToolAnnotations
    from mcp.types import Tool as Told

    asking, hidden = _asking(ask), hide or Redactor()
    here = toolbox.at((PLACE,)).tools
    offered = {tool.name: tool for tool in (asking, *here) if not tool.acts}

    async def tools(_: Any, __: Any) -> ListToolsResult:
        return ListToolsResult(
            tools=[
                Told(
                    name=tool.name,
                    description=tool.description,
                    input_schema={"type": "object", **tool.schema()["parameters"]},
                    annotations=ToolAnnotations(read_only_hint=True),
                )
                for tool in offered.values()
            ]
        )

    async def call(_: Any, asked: Any) -> CallToolResult:
        try:
            if (tool := offered.get(asked.name)) is None:
                raise ToolError(f"There is no tool named {asked.name!r}.")
            text = await _read(tool, asked.arguments or {})
        except ToolError as error:
            text = hidden(str(error))
            return CallToolResult(content=[TextContent(text=text)], is_error=True)
        told = hidden.known(text) if tool is asking else as_data(hidden.known(text), tool.name)
        return CallToolResult(content=[TextContent(text=told)])

    return Server(
        "kagentsys",
        version=version("kagentsys-bot"),
        on_list_tools=tools,
        on_call_tool=call,
    )


async def _read(tool: Tool[Any], arguments: dict[str, Any]) -> str:
    """What the tool tells, with the care of a turn. Raises `ToolError`."""
    care = Care(Sources(), consent=None)
    if not await care.allows(tool, json.dumps(arguments)):
        raise ToolError(_WORDS.not_allowed)
    return await told_by(tool, tool.parse(arguments), _WORDS)


def _asking(ask: Ask) -> Tool[Question]:
    async def run(asked: Question) -> str:
        try:
            async with aclosing(ask(asked.question)) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        return event.answer
        except ModelError as error:
            raise ToolError(f"The model gives no answer: {error}") from error
        raise ToolError("There was no answer.")

    return Tool(
        name="ask",
        zh_name="ask",
        description="Ask the assistant: it plans, uses its tools, and answers in Markdown.",
        arguments=Question,
        run=run,
        timeout=600.0,
    )


class McpDoor:
    """The ASGI application of /mcp; it serves while `open_door` is open."""

    def __init__(self, manager: Any) -> None:
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._manager.handle_request(scope, receive, send)


@asynccontextmanager
async def open_door(server: "Server[Any]") -> AsyncIterator[McpDoor]:
    """Serve it over HTTP; whoever mounts the door checks who comes. Raises `Failure`."""
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
    opened, closing = asyncio.Event(), asyncio.Event()

    # In a task of its own: its task group would wrap whatever goes wrong elsewhere in a group.
    async def run() -> None:
        async with manager.run():
            opened.set()
            await closing.wait()

    running, waiting = asyncio.create_task(run()), asyncio.create_task(opened.wait())
    try:
        await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
        if not opened.is_set():
            error = running.exception()
            raise Failure(f"the MCP server at /mcp can't begin: {error}") from error
        yield McpDoor(manager)
    finally:
        waiting.cancel()
        closing.set()
        await asyncio.wait((running,))
    running.result()


@asynccontextmanager
async def late_door(make: Callable[[], "Server[Any]"]) -> AsyncIterator[ASGIApp]:
    """A door that opens when somebody comes: what it needs takes half a second to load."""
    async with AsyncExitStack() as stack:
        opening, opened = asyncio.Lock(), list[McpDoor]()

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            async with opening:
                if not opened:
                    server = await asyncio.to_thread(make)
                    opened.append(await stack.enter_async_context(open_door(server)))
            await opened[0](scope, receive, send)

        yield serve


def serve_stdio(settings: "Settings") -> None:
    """Serve over stdin and stdout until the client leaves. Raises `BadValue`, `UnusableModel`."""
    asyncio.run(_serve_stdio(settings))


async def _serve_stdio(settings: "Settings") -> None:
    from mcp.server.stdio import stdio_server

    from bot.mind import open_mind

    async with open_mind(settings) as mind:
        server = mcp_server(
            lambda question: mind.agent.run(History(), question),
            mind.toolbox,
            Redactor(settings.secrets()),
        )
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())
