"""The doctor finds what is wrong and says what to do about it."""

import json
import socket
from pathlib import Path

import pytest

from bot.cli import run
from tests.servers.openai_server import Fault, ScriptedServer
from tests.servers.tiny_gguf import write_tiny_gguf

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGENT_HTTP_PORT", "0")


def findings(capsys: Captured, *more: str) -> dict[str, dict[str, str]]:
    capsys.readouterr()
    code = run(["doctor", "--json", *more])
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] == (code == 0)
    return {finding["name"]: finding for finding in told["findings"]}


def failing(found: dict[str, dict[str, str]]) -> list[str]:
    return [name for name, finding in found.items() if finding["verdict"] == "fail"]


def test_all_is_well_with_a_server(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    with ScriptedServer(lambda body: "ready", personality="vllm", window=8192) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert run(["doctor"]) == 0
        told = capsys.readouterr().out
        assert "All is well." in told
        assert "window 8,192 tokens, tool calls, JSON schema; first word" in told
        found = findings(capsys)
    assert failing(found) == []
    assert "calculator" in found["Tools"]["said"]
    assert found["Proxy"]["verdict"] == "off"
    assert "first start makes it" in found["Database"]["said"]


def test_a_file_in_this_process(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    file = write_tiny_gguf(tmp_path / "m.gguf", name="Mine", window=1024)
    monkeypatch.setenv("KAGENT_MODEL_PATH", str(file))
    monkeypatch.setenv("KAGENT_PUBLIC_URL", "http://kay.example.org")
    assert run(["migrate"]) == 0
    found = findings(capsys)
    assert failing(found) == []
    assert "Mine (0 MB) in this process; window 1,024 tokens" in found["Model"]["said"]
    assert found["Database"]["said"] == "up to date"
    assert "https://" in found["Public address"]["advice"]


def test_a_model_that_is_down(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert run(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "fail  Model: The model at 127.0.0.1:1 can't be reached." in told
    assert "→ Start that server, or mend OPENAI_BASE_URL" in told
    assert "1 to mend." in told


def test_a_model_that_refuses(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    refuse = Fault(kind="status", status=403)
    with ScriptedServer(lambda body: refuse, personality="llamacpp") as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert failing(findings(capsys)) == ["Model"]


def test_everything_else_that_can_be_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text("nmae = 'x'")
    (tmp_path / "file").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("KAGENT_HTTP_PORT", str(taken.getsockname()[1]))
        monkeypatch.setenv("KAGENT_PROFILE", str(profile))
        monkeypatch.setenv("KAGENT_DATA_DIR", str(tmp_path / "file" / "data"))
        monkeypatch.setenv("KAGENT_TOOLS", "no_such_module:tool")
        monkeypatch.setenv("DATABASE_URL", "mysql://here/x")
        monkeypatch.setenv("http_proxy", "127.0.0.1:1")
        monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
        found = findings(capsys)
    assert failing(found) == [
        "Data folder", "Database", "Profile", "Tools", "Model", "Port", "Proxy",
    ]  # fmt: skip
    assert all(finding["advice"] for finding in found.values() if finding["verdict"] == "fail")
    assert "no_such_module" in found["Tools"]["said"]
    assert "nmae" in found["Profile"]["said"]
