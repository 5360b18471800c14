"""The assistant and its tools for MCP clients: over stdio, and at /mcp for who has signed in."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.types import Receive, Scope, Send

from agent.events import AgentEvent, Finished
from agent.history import History
from agent.model import ModelError
from tools.base import Tool, Toolbox, ToolError

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from mcp.types import CallToolResult

    from bot.config import Settings

Ask = Callable[[str], AsyncGenerator[AgentEvent]]


class Question(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    question: str = Field(min_length=1, max_length=32_000, description="What to find out")


def mcp_server(ask: Ask, toolbox: Toolbox) -> "Server[Any]":
    """Offers ``ask`` and the tools that only read: nobody here could be asked about the others."""
    from mcp.server.lowlevel import Server
    from mcp.types import ListToolsResult, ToolAnnotations
    from mcp.types import Tool as Told

    offered = {tool.name: tool for tool in (_asking(ask), *toolbox.tools) if not tool.acts}

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

    async def call(_: Any, asked: Any) -> "CallToolResult":
        return await _called(offered.get(asked.name), asked.name, asked.arguments or {})

    return Server(
        "kagentsys",
        version=version("kagentsys-bot"),
        on_list_tools=tools,
        on_call_tool=call,
    )


async def _called(tool: Tool[Any] | None, name: str, arguments: dict[str, Any]) -> "CallToolResult":
    from mcp.types import CallToolResult, TextContent

    try:
        if tool is None:
            raise ToolError(f"There is no tool named {name!r}.")
        async with asyncio.timeout(tool.timeout):
            text = await tool.run(tool.parse(arguments))
    except (ToolError, ModelError) as error:
        return CallToolResult(content=[TextContent(text=str(error))], is_error=True)
    except TimeoutError:
        return CallToolResult(content=[TextContent(text="No result in time.")], is_error=True)
    return CallToolResult(content=[TextContent(text=text)])


def _asking(ask: Ask) -> Tool[Question]:
    async def run(asked: Question) -> str:
        async with aclosing(ask(asked.question)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
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
    """Serve it over HTTP; whoever mounts the door checks who comes."""
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
    opened, closing = asyncio.Event(), asyncio.Event()

    # In a task of its own: its task group would wrap whatever goes wrong elsewhere in a group.
    async def run() -> None:
        async with manager.run():
            opened.set()
            await closing.wait()

    running = asyncio.create_task(run())
    try:
        await opened.wait()
        yield McpDoor(manager)
    finally:
        closing.set()
        await running


def serve_stdio(settings: "Settings") -> None:
    """Serve over stdin and stdout until the client leaves. Raises `BadValue`, `UnusableModel`."""
    asyncio.run(_serve_stdio(settings))


async def _serve_stdio(settings: "Settings") -> None:
    from mcp.server.stdio import stdio_server

    from bot.mind import open_mind

    async with open_mind(settings) as mind:
        server = mcp_server(lambda question: mind.agent.run(History(), question), mind.toolbox)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())
