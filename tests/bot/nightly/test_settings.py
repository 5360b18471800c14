"""What the nightly benchmark is told from outside."""

import pytest

from benchmark.own import CASES
from bot.config import SettingsError, load_settings
from bot.nightly.service import nightly_plan


def test_it_is_off_and_asks_our_own_cases() -> None:
    settings = load_settings(env_file=None)
    assert settings.nightly_cron == ""
    plan = nightly_plan(settings)
    assert (plan.cases, plan.sample, plan.tokens) == (CASES, 0, 0)


def test_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "CRON": "30 3 * * *",
        "ZONE": "Asia/Shanghai",
        "SAMPLE": "40",
        "SEED": "7",
        "CHANNELS": "telegram:-100:5, slack:C1,discord:42,slack:C1",
        "TOKENS": "100000",
        "CONCURRENCY": "3",
        "BASELINE": "night-1",
        "MODEL": "m",
    }.items():
        monkeypatch.setenv(f"KAGENT_NIGHTLY_{name}", value)
    settings = load_settings(env_file=None)
    assert settings.nightly_channels == ("telegram:-100:5", "slack:C1", "discord:42")
    plan = nightly_plan(settings)
    assert (plan.sample, plan.seed, plan.tokens, plan.concurrency) == (40, 7, 100000, 3)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CRON", "at night", "five cron fields"),
        ("CRON", "61 3 * * *", "five cron fields"),
        ("ZONE", "Moon", "time zone"),
        ("CHANNELS", "irc:1", "platform:chat"),
        ("CHANNELS", "slack:", "platform:chat"),
        ("CASES", "/none", "there is no file"),
        ("SAMPLE", "many", "whole number"),
    ],
)
def test_a_bad_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"KAGENT_NIGHTLY_{name}", value)
    with pytest.raises(SettingsError, match=f"KAGENT_NIGHTLY_{name}: .*{said}"):
        load_settings(env_file=None)
