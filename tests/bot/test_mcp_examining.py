"""The doctor tells which MCP servers answer, and what to do about the others."""

from pathlib import Path

import pytest

from bot.config import load_settings
from bot.mcp_examining import mcp
from tests.bot.test_toolbox import named


async def test_each_server_is_asked_for_its_tools(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert [each.verdict for each in await mcp(load_settings())] == ["off"]
    file = named(tmp_path, allow=["story", "web:*"])
    monkeypatch.setenv("KAGENT_MCP", str(file))
    desk, gone = await mcp(load_settings())
    assert (desk.name, desk.verdict, desk.said) == ("MCP desk", "ok", "desk_story")
    assert (gone.name, gone.verdict) == ("MCP gone", "fail")
    assert "can't be reached (FileNotFoundError)" in gone.said
    assert f"mend its entry in {file}" in gone.advice
    file.write_text("{}")
    (finding,) = await mcp(load_settings())
    assert (finding.verdict, finding.advice) == ("fail", "Mend the file that KAGENT_MCP names.")
