"""Models are listed, chosen and fetched from the command line."""

from pathlib import Path

import pytest

from bot.cli import run
from bot.config import load_settings
from bot.models.voice import STARTER, model_file
from tests.servers.hub import Hub
from tests.servers.openai_server import ScriptedServer
from tests.servers.tiny_gguf import write_tiny_gguf

Captured = pytest.CaptureFixture[str]


def test_a_file_is_chosen_and_stays_chosen(tmp_path: Path, capsys: Captured) -> None:
    file = write_tiny_gguf(tmp_path / "mine.gguf", name="Mine", window=512)
    assert run(["models", "use", str(file)]) == 0
    assert "Mine (0 MB) answers from the next start on." in capsys.readouterr().out
    assert model_file(load_settings(None)) == file
    assert run(["models", "list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert any(line.startswith("* mine.gguf") and "window 512 tokens" in line for line in listed)
    assert any(line.startswith("  starter") for line in listed)


def test_back_to_the_starter_model(tmp_path: Path, capsys: Captured) -> None:
    run(["models", "use", str(write_tiny_gguf(tmp_path / "mine.gguf"))])
    assert run(["models", "use", "starter"]) == 0
    assert model_file(load_settings(None)) == STARTER
    run(["models", "list"])
    assert "* starter" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"), [(None, "There is no model file"), (b"text", "not a GGUF file")]
)
def test_what_is_no_model_is_not_chosen(
    tmp_path: Path, capsys: Captured, content: bytes | None, said: str
) -> None:
    file = tmp_path / "mine.gguf"
    if content is not None:
        file.write_bytes(content)
    assert run(["models", "use", str(file)]) == 1
    assert said in capsys.readouterr().err
    assert model_file(load_settings(None)) == STARTER


def test_a_model_is_pulled_and_used_by_its_name(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = write_tiny_gguf(tmp_path / "source.gguf", name="Pulled").read_bytes()
    with Hub("/me/tiny/resolve/main/tiny.gguf", content, breaks=(9_000,)) as hub:
        monkeypatch.setenv("KAGENT_HUB_URL", hub.url)
        assert run(["models", "pull", "me/tiny/tiny.gguf"]) == 0
    assert "kagentsys models use tiny.gguf" in capsys.readouterr().out
    assert run(["models", "use", "tiny.gguf"]) == 0
    assert model_file(load_settings(None)).read_bytes() == content


def test_what_cannot_be_pulled_is_told(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["models", "pull", "just-a-name"]) == 2
    with Hub("/x", b"") as hub:
        monkeypatch.setenv("KAGENT_HUB_URL", hub.url)
        assert run(["models", "pull", "me/tiny/tiny.gguf"]) == 1
    told = capsys.readouterr().err
    assert "does not exist" in told
    assert "Traceback" not in told


def test_the_servers_models_are_listed(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer(model="Big-Model") as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("KAGENT_MODEL", "Big-Model,other")
        assert run(["models", "list"]) == 0
        out = capsys.readouterr().out
        assert "* Big-Model" in out
        assert "! other is named by KAGENT_MODEL" in out
        run(["models", "use", str(write_tiny_gguf(tmp_path / "mine.gguf"))])
        assert "OPENAI_BASE_URL is set and goes first" in capsys.readouterr().err
    assert run(["models", "list"]) == 1
    assert "can't be reached" in capsys.readouterr().err
