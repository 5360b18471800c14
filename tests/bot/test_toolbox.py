"""The installation's tools ask where the settings say."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from agent.scripted import Scripted
from bot.config import SettingsError, load_settings
from bot.toolbox import installed_tools, open_toolbox
from tests.servers.site import FACT, Site
from tests.servers.weather import KEY, WeatherServer
from tools.base import ToolError


async def weather(location: str) -> str:
    tool = installed_tools(load_settings()).find("get_weather_info")
    return await tool.run(tool.parse({"location": location}))


async def test_the_weather_services_may_be_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    async with WeatherServer(date.today()) as server:
        monkeypatch.setenv("WEATHER_API_KEY", KEY)
        monkeypatch.setenv("WEATHER_API_URL", f"{server.url}/weatherapi/v1")
        assert "weatherapi.com" in await weather("Paris")
        monkeypatch.delenv("WEATHER_API_KEY")
        monkeypatch.setenv("OPEN_METEO_URL", server.url)
        assert "Open-Meteo" in await weather("Paris")


WEB = ["web_search", "browse_website", "wiki_search", "browse_wikipage", "video_search"]


def test_the_web_tools_and_their_chinese_names() -> None:
    box = installed_tools(load_settings())
    assert [tool.name for tool in box.tools][-5:] == WEB
    zh = ("网页搜索", "网页浏览器", "百科搜索", "百科浏览器", "视频搜索")
    assert [box.find(name).name for name in zh] == WEB
    assert [box.find(name).name for name in ("search", "wikipedia")] == [
        "web_search",
        "wiki_search",
    ]


def test_the_web_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGENT_WEB", "no")
    assert not {tool.name for tool in installed_tools(load_settings()).tools} & set(WEB)


async def test_private_places_need_the_operators_word(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Site() as site:
        url = f"http://127.0.0.1:{site.port}/text"

        async def read() -> str:
            box = installed_tools(load_settings())
            tool = box.find("browse_website")
            try:
                return await tool.run(tool.parse({"url": url, "question": "How high?"}))
            finally:
                await box.close()

        with pytest.raises(ToolError, match="not open for browsing"):
            await read()
        monkeypatch.setenv("KAGENT_EGRESS_PORTS", str(site.port))
        with pytest.raises(ToolError, match="not a public address"):
            await read()
        assert site.connections == 0
        monkeypatch.setenv("KAGENT_EGRESS_ALLOW", f"wiki.corp,127.0.0.1:{site.port}")
        assert FACT in await read()


@pytest.mark.parametrize(("server", "calls"), [("http://127.0.0.1:9/v1", True), ("", False)])
async def test_the_model_reads_long_pages_unless_it_is_in_this_process(
    monkeypatch: pytest.MonkeyPatch, server: str, calls: bool
) -> None:
    async with Site() as site:
        monkeypatch.setenv("OPENAI_BASE_URL", server)
        monkeypatch.setenv("KAGENT_EGRESS_PORTS", str(site.port))
        monkeypatch.setenv("KAGENT_EGRESS_ALLOW", f"127.0.0.1:{site.port}")
        site.pages["/long"] = f"<article>{'<p>Dull words here. </p>' * 2000}<p>{FACT}</p></article>"
        model = Scripted(lambda _: "The model's own notes.")
        async with open_toolbox(load_settings(), model=model) as box:
            tool = box.find("browse_website")
            url = f"http://127.0.0.1:{site.port}/long"
            said = await tool.run(tool.parse({"url": url, "question": "How high is it?"}))
        assert bool(model.requests) == calls
        assert ("The model's own notes." if calls else FACT) in said


async def test_a_search_of_ones_own_is_asked_though_private(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Site() as site:
        site.pages["/search"] = '{"results": [{"title": "T", "url": "https://a.example/"}]}'
        monkeypatch.setenv("KAGENT_SEARCH_URL", f"http://localhost:{site.port}")
        tool = installed_tools(load_settings()).find("web_search")
        assert "1. T\n   https://a.example/" in await tool.run(tool.parse({"text": "x"}))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("KAGENT_EGRESS_ALLOW", "10.0.0.0/8, a/b", "must be a host, an address or a block"),
        ("KAGENT_EGRESS_PORTS", "80,x", "must be a whole number"),
        ("KAGENT_EGRESS_PORTS", "0", "greater than or equal to 1"),
        ("KAGENT_SEARCH_URL", "searx", "must be an address"),
    ],
)
def test_settings_that_make_no_sense(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name}: .*{words}"):
        load_settings()


def named(folder: Path, **more: object) -> Path:
    """A file that names the test's MCP server."""
    server = {
        "command": sys.executable,
        "args": ["-m", "tests.servers.mcp_server"],
        "cwd": str(Path(__file__).parents[2]),
        **more,
    }
    file = folder / "mcp.json"
    file.write_text(json.dumps({"mcpServers": {"desk": server, "gone": {"command": "/none"}}}))
    return file


async def test_mcp_servers_bring_their_tools(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAGENT_MCP", str(named(tmp_path)))
    async with open_toolbox(load_settings()) as box:
        tool = box.find("desk_story")
        assert "tulips" in await tool.run(tool.parse({"topic": "tulips"}))
        assert box.find("calculator")


async def test_no_tool_tells_the_model_a_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAGENT_MCP", str(named(tmp_path, env={"KEY": "hush-4711"})))
    monkeypatch.setenv("WEATHER_API_KEY", "key-in-settings")
    async with open_toolbox(load_settings()) as box:
        tool = box.find("desk_story")
        said = await tool.run(tool.parse({"topic": "hush-4711 and key-in-settings"}))
        assert said.count("***") == 2 and "hush" not in said and "key-in" not in said


async def test_an_mcp_file_that_can_not_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAGENT_MCP", str(tmp_path / "none.json"))
    with pytest.raises(SettingsError, match="KAGENT_MCP"):
        async with open_toolbox(load_settings()):
            pass
