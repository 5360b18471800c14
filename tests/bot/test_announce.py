"""The start says honestly which model answers, what is off, and what to do next."""

from pathlib import Path

import pytest

from agent.chat_completions import ChatCompletions
from agent.model import Abilities, ModelUnavailable
from agent.openai_line import Line
from bot.announce import about_model, about_platforms, about_tools, about_web
from bot.config import load_settings
from bot.models.choice import Models
from bot.models.voice import Voice
from tools.base import Toolbox

URL = "http://127.0.0.1:1/v1"
QWEN = ChatCompletions(base_url=URL, model="Qwen")
VOICE = Voice(
    model=QWEN,
    label="Qwen at 127.0.0.1:1",
    line=Line(base_url=URL),
    models=Models(QWEN),
)
STARTER = Voice(
    model=VOICE.model,
    label="the starter model (5 MB) in this process",
    line=VOICE.line,
    models=VOICE.models,
    starter=True,
)


def test_the_starter_model_says_what_it_cannot_do() -> None:
    first, second = about_model(STARTER, Abilities(style="starter"), load_settings(None), "auto")
    assert "it only knows dates" in first
    assert "OPENAI_BASE_URL" in second
    assert "kagentsys models use FILE.gguf" in second


def test_a_server_says_what_it_can_do_or_why_it_does_not() -> None:
    settings = load_settings(None)
    (told,) = about_model(VOICE, Abilities(window=32768, tool_calls=True), settings, "auto")
    assert told == "Model      Qwen at 127.0.0.1:1 (window 32,768 tokens, style native)"
    (told,) = about_model(VOICE, None, settings, "react")
    assert "still being asked" in told
    down = ModelUnavailable("The model at 127.0.0.1:1 can't be reached.")
    told, waiting, help_ = about_model(VOICE, down, settings, "auto")
    assert told.endswith("does not answer yet: The model at 127.0.0.1:1 can't be reached.")
    assert "3,600 s at most" in waiting
    assert "kagentsys doctor" in help_


def test_what_is_set_in_vain_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAGENT_MODEL", "Big")
    *_, note = about_model(STARTER, Abilities(), load_settings(None), "auto")
    assert "model Big is not used" in note
    (tmp_path / "m.gguf").touch()
    monkeypatch.setenv("KAGENT_MODEL_PATH", str(tmp_path / "m.gguf"))
    monkeypatch.setenv("OPENAI_BASE_URL", URL)
    *_, note = about_model(VOICE, Abilities(), load_settings(None), "auto")
    assert "KAGENT_MODEL_PATH is not used" in note


def test_what_else_is_on_and_off(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(None)
    told = "\n".join(about_tools(Toolbox(), settings))
    assert "Tools      none" in told
    assert "WEATHER_API_KEY" in told
    assert [line.split()[1] for line in about_platforms(settings)] == ["off;"] * 3
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    telegram, slack, _, who = about_platforms(load_settings(None))
    assert "on;" in telegram and slack.endswith("kagentsys setup slack")
    assert "nobody owns it yet" in who
    monkeypatch.setenv("KAGENT_OWNERS", "telegram:1,slack:U1")
    monkeypatch.setenv("KAGENT_ALLOW", "telegram:-100")
    *_, who = about_platforms(load_settings(None))
    assert "2 owners and 1 allowed" in who
    here = "http://127.0.0.1:8080"
    assert not any("other machines" in line for line in about_web(settings, here, "link"))
    monkeypatch.setenv("KAGENT_HTTP_HOST", "0.0.0.0")
    wide = list(about_web(load_settings(None), here, "link"))
    assert "other machines can reach this port" in wide[-1]
