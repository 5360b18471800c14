"""What the program's tests share: an environment without any setting, and a home of its own."""

import logging
import os
from collections.abc import Iterator

import pytest

_OURS = ("OPENAI_", "KAGENT_", "SLACK_", "TELEGRAM_", "DISCORD_", "WEATHER_", "OPEN_METEO_")
_NAMES = ("database_url", "http_proxy", "https_proxy", "all_proxy", "xdg_data_home")


@pytest.fixture(autouse=True)
def bare(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """No setting is given, and HOME and the working folder are empty."""
    for name in list(os.environ):
        if name.startswith(_OURS) or name.casefold() in _NAMES:
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    logs = logging.getLogger()
    handlers, level = logs.handlers[:], logs.level
    yield
    logs.handlers[:] = handlers
    logs.setLevel(level)
