"""Settings come from the environment and `.env`; a bad one is named in one line."""

import stat
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.config import SettingsError, http_token, load_settings, make_data_dir


def test_nothing_set_means_the_embedded_model_on_loopback() -> None:
    settings = load_settings(None)
    assert settings.embedded
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert settings.data_dir == Path.home() / ".local/share/kagentsys"
    assert settings.database == f"sqlite+aiosqlite:///{settings.data_dir}/kagentsys.db"
    assert settings.now().tzinfo is not None


def test_the_environment_goes_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    env = tmp_path / ".env"
    env.write_text("OPENAI_API_BASE=http://a/v1/\nKAGENT_MODEL=big, small\nUNKNOWN=1\n")
    monkeypatch.setenv("KAGENT_MODEL", "only")
    settings = load_settings(env)
    assert settings.base_url == "http://a/v1"
    assert settings.models == ("only",)
    assert not settings.embedded


@pytest.mark.parametrize(
    ("zone", "summer"), [("America/New_York", -4), ("Asia/Shanghai", 8), ("XYZ-5", 5)]
)
def test_the_machines_zone_is_right_in_summer_too(
    monkeypatch: pytest.MonkeyPatch, zone: str, summer: int
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", zone)
        time.tzset()
        found = load_settings(None).zone
    time.tzset()
    assert found.utcoffset(datetime(2024, 7, 1)) == timedelta(hours=summer)


def test_a_file_to_run_here_goes_before_a_key_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-somewhere")
    assert not load_settings(None).embedded
    (tmp_path / "m.gguf").touch()
    monkeypatch.setenv("KAGENT_MODEL_PATH", str(tmp_path / "m.gguf"))
    assert load_settings(None).embedded
    monkeypatch.setenv("OPENAI_BASE_URL", "http://a/v1")
    assert not load_settings(None).embedded


def test_words_may_be_written_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"OPENAI_API_TYPE": "Open_AI", "KAGENT_PLANNER": "ReAct", "KAGENT_LANGUAGE": "ZH"}
    for name, value in words.items():
        monkeypatch.setenv(name, value)
    settings = load_settings(None)
    assert (settings.api_type, settings.planner, settings.language) == ("openai", "react", "zh")


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    monkeypatch.setenv("KAGENT_WINDOW", "")
    assert load_settings(None).embedded


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KAGENT_HTTP_PORT", "many", "must be a whole number"),
        ("KAGENT_HTTP_PORT", "70000", "65535"),
        ("KAGENT_PLANNER", "guess", "'react'"),
        ("OPENAI_BASE_URL", "localhost:8000", "http://"),
        ("KAGENT_PUBLIC_URL", "kay.example.org", "http://"),
        ("KAGENT_PUBLIC_URL", "https://kay.example.org/chat", "without a path"),
        ("KAGENT_PUBLIC_URL", "https://me:pw@kay.example.org", "without a path"),
        ("KAGENT_TIMEZONE", "Mars/Base", "time zone"),
        ("KAGENT_TOOLS", "mine", "module:object"),
        ("KAGENT_MODEL_PATH", "/none.gguf", "no file"),
        ("KAGENT_PATIENCE", "-1", "greater"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "SLACK_APP_TOKEN"),
        ("SLACK_APP_TOKEN", "xapp-1", "SLACK_BOT_TOKEN"),
        ("OPENAI_API_TYPE", "azure", "OPENAI_API_VERSION"),
    ],
)
def test_a_bad_value_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings(None)
    assert name in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:pw@db/x")
    settings = load_settings(None)
    assert "sk-very-secret" not in repr(settings)
    assert "pw@db" not in repr(settings)
    assert set(settings.secrets()) == {"sk-very-secret", "postgresql://me:pw@db/x"}


def test_the_token_is_made_once_for_this_user_alone() -> None:
    settings = load_settings(None)
    token = http_token(settings)
    assert len(token) >= 32
    assert http_token(settings) == token
    folder = make_data_dir(settings)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


def test_a_data_folder_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KAGENT_DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(SettingsError, match="KAGENT_DATA_DIR"):
        http_token(load_settings(None))
