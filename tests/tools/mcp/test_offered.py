"""Tools of real MCP servers, over stdio and HTTP: offered, called, and mended when they die."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Route

from tests.servers.mcp_server import mcp_server
from tools.base import Tool, Toolbox, ToolError
from tools.mcp.named import McpFileError, Named, named_servers
from tools.mcp.offered import Offered, arguments_from, offered

ROOT = Path(__file__).parents[3]


def desk(*arguments: str, **more: Any) -> Named:
    """The test server, run over stdio."""
    args = ("-m", "tests.servers.mcp_server", *arguments)
    return Named(command=sys.executable, args=args, cwd=str(ROOT), **more)


@asynccontextmanager
async def opened(**servers: Named) -> AsyncIterator[Offered]:
    found = await offered(servers, patience=15.0)
    try:
        yield found
    finally:
        await found.close()


def named(found: Offered, name: str) -> Tool[Any]:
    return Toolbox(found.tools).find(name)


async def call(found: Offered, name: str, **arguments: Any) -> str:
    tool = named(found, name)
    return await tool.run(tool.parse(arguments))


async def test_a_server_over_stdio(tmp_path: Path) -> None:
    log = tmp_path / "sent"
    async with opened(desk=desk(str(log)), gone=Named(command="/no/such/command")) as found:
        assert found.missing.keys() == {"gone"}
        assert await call(found, "desk_story", topic="tulips", length=5) != ""
        with pytest.raises(ToolError, match="topic"):
            named(found, "desk_story").parse({})
        with pytest.raises(ToolError):
            await call(found, "desk_fail")
        assert await call(found, "desk_send", to="ann", text="hello") == "sent"
        assert log.read_text() == "ann: hello\n"
        acts = {tool.name for tool in found.tools if tool.acts}
        assert acts == {"desk_send"}
        assert all(tool.foreign for tool in found.tools)

        before = await call(found, "desk_pid")
        with pytest.raises(ToolError, match="breaks off"):
            await call(found, "desk_die")
        after = await call(found, "desk_pid")
        assert before != after


async def test_its_schema_is_shown_to_the_model_as_it_is() -> None:
    async with opened(desk=desk(allow=("story", "pid"))) as found:
        assert [tool.name for tool in found.tools] == ["desk_story", "desk_pid"]
        shown = named(found, "desk_story").schema()["parameters"]
        assert shown["required"] == ["topic"]
        assert shown["properties"]["length"]["type"] == "integer"


async def test_places_and_people_are_kept_to() -> None:
    async with opened(desk=desk(allow=("pid", "telegram:42", "web:*"))) as found:
        box = Toolbox(found.tools)
        assert box.at(("telegram:42",)).tools
        assert box.at(("web:abc", "web:owner")).tools
        assert not box.at(("telegram:43", "telegram:7")).tools


async def test_a_server_that_never_answers_keeps_nobody_waiting() -> None:
    started = asyncio.get_running_loop().time()
    found = await offered({"asleep": Named(command="sleep", args=("60",))}, patience=0.3)
    assert found.tools == () and "0.3 s" in found.missing["asleep"]
    await found.close()
    assert asyncio.get_running_loop().time() - started < 10


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="auto", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn tells of it in no other way
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def test_a_server_over_http_and_no_redirect_to_another() -> None:
    async with served(mcp_server().streamable_http_app()) as url:

        async def away(_: Any) -> RedirectResponse:
            return RedirectResponse(f"{url}/mcp", 307)

        elsewhere = Starlette(routes=[Route("/mcp", away, methods=["GET", "POST"])])
        async with (
            served(elsewhere) as other,
            opened(desk=Named(url=f"{url}/mcp"), other=Named(url=f"{other}/mcp")) as found,
        ):
            assert "tulips" in await call(found, "desk_story", topic="tulips")
            assert found.missing.keys() == {"other"}


def test_odd_schemas_make_prompts_all_the_same() -> None:
    odd = {
        "properties": {
            "from": {"type": ["string", "null"], "description": "a\u202eb\nc"},
            "any": True,
            "list": {"type": "array", "items": {"anyOf": [{"type": "string"}, True]}},
            "_x": {"oneOf": [{"type": "integer"}, {"type": "null"}]},
        },
        "required": ["from"],
    }
    arguments = arguments_from("odd", odd)
    given = arguments.model_validate({"from": "x", "_x": 3})
    assert given.model_dump(by_alias=True, exclude_unset=True) == {"from": "x", "_x": 3}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON"),
        ("{}", "mcpServers"),
        ('{"mcpServers": {"a": {}}}', "either a command or a url"),
        ('{"mcpServers": {"a": {"url": "ftp://x"}}}', "http://"),
    ],
)
def test_files_that_can_not_be_used(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "mcp.json"
    file.write_text(text)
    with pytest.raises(McpFileError, match=words):
        named_servers(file)


def test_a_file_as_other_clients_have_it(tmp_path: Path) -> None:
    file = tmp_path / "mcp.json"
    servers = {
        "a": {"command": "x", "args": ["-y"], "env": {"KEY": "k-secret"}, "type": "stdio"},
        "b": {"url": "https://b.example/mcp", "headers": {"Authorization": "Bearer k-2"}},
        "c": {"command": "y", "disabled": True},
    }
    file.write_text(json.dumps({"mcpServers": servers, "more": 1}))
    found = named_servers(file)
    assert found.keys() == {"a", "b"}
    assert "secret" not in repr(found) and found["a"].secrets == ("k-secret",)
