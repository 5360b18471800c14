"""Other MCP clients reach the assistant and its reading tools, and nothing that acts."""

import os
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client
from pydantic import BaseModel

from agent.events import AgentEvent, Finished
from agent.messages import Usage
from bot.mcp_server import mcp_server, open_door
from tests.servers.openai_server import Say, ScriptedServer
from tests.tools.mcp.test_offered import served
from tools.base import Tool, Toolbox, ToolError


class Word(BaseModel):
    word: str


async def echo(given: Word) -> str:
    if given.word == "no":
        raise ToolError("Not that word.")
    return given.word


def tool(name: str, **more: Any) -> Tool[Word]:
    return Tool(name=name, zh_name=name, description=name, arguments=Word, run=echo, **more)


async def ask(question: str) -> AsyncGenerator[AgentEvent]:
    yield Finished(answer=f"To {question}", reason="answered", steps=(), usage=Usage(), model="m")


@pytest.fixture
def box() -> Toolbox:
    return Toolbox((tool("echo"), tool("send", acts=True)))


async def test_over_http(box: Toolbox) -> None:
    async with (
        open_door(mcp_server(ask, box)) as door,
        served(door) as url,
        Client(f"{url}/mcp") as client,
    ):
        assert {t.name for t in (await client.list_tools()).tools} == {"ask", "echo"}
        said = await client.call_tool("ask", {"question": "what?"})
        assert said.content[0].text == "To what?"  # type: ignore[union-attr]
        wrong = await client.call_tool("echo", {"word": "no"})
        assert wrong.is_error and wrong.content[0].text == "Not that word."  # type: ignore[union-attr]
        for name, arguments in (("send", {"word": "x"}), ("echo", {})):
            assert (await client.call_tool(name, arguments)).is_error


async def test_over_stdio(tmp_path: Path) -> None:
    async with ScriptedServer() as model:
        model.add(Say(text="Hello there."))
        told = {"OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "k", "KAGENT_MODEL": "scripted"}
        env = {**told, "KAGENT_DATA_DIR": str(tmp_path), "KAGENT_PLANNER": "noagent"}
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "bot", "mcp"],
            env={**env, "PYTHONPATH": str(Path.cwd())},
            cwd=tmp_path,
        )
        with open(os.devnull, "w") as silence:  # noqa: ASYNC230, PTH123
            async with Client(stdio_client(server, errlog=silence)) as client:
                said = await client.call_tool("ask", {"question": "Hi"})
                assert said.content[0].text == "Hello there."  # type: ignore[union-attr]
