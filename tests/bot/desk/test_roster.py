"""`kagentsys pair` lets people in from the command line; the settings name who else may talk."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.cli import run
from bot.config import SettingsError, load_settings
from bot.doctor import people
from storage.engine import migrate, open_engine
from storage.people import Applicant, People

T = TypeVar("T")
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'kept.db'}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("KAGENT_DATA_DIR", str(tmp_path))
    return address


def with_people(address: str, work: Callable[[People], Awaitable[T]]) -> T:
    async def opened() -> T:
        engine = open_engine(address)
        await migrate(engine)
        try:
            return await work(People(engine))
        finally:
            await engine.dispose()

    return asyncio.run(opened())


def apply(address: str, code: str, at: datetime) -> None:
    applicant = Applicant(
        id="r1",
        platform="telegram",
        person="7",
        name="Eve\x1b[31m",
        chat="7",
        language="en",
        asked_at=at,
    )
    with_people(address, lambda people: people.apply(applicant, code))


def test_a_code_lets_in_from_the_command_line(database: str, capsys: Captured) -> None:
    apply(database, "ABCD2345", datetime.now().astimezone())
    assert run(["pair", "list"]) == 0
    assert "telegram:7" in (waits := capsys.readouterr().out) and "waits" in waits
    assert "\x1b" not in waits
    assert run(["pair", "approve", "abcd-2345"]) == 0
    assert "is let in" in capsys.readouterr().out
    assert with_people(database, lambda people: people.is_paired("telegram", "7"))
    assert run(["pair", "list"]) == 0
    assert "since" in capsys.readouterr().out
    assert run(["pair", "remove", "telegram:7"]) == 0
    assert run(["pair", "remove", "telegram:7"]) == 1
    assert not with_people(database, lambda people: people.is_paired("telegram", "7"))


def test_wrong_codes_are_told_and_counted(database: str, capsys: Captured) -> None:
    apply(database, "ABCD2345", datetime.now().astimezone() - timedelta(minutes=1))
    for _ in range(5):
        assert run(["pair", "approve", "ZZZZ9999"]) == 1
        assert "No one waits with this code" in capsys.readouterr().err
    assert run(["pair", "approve", "ABCD2345"]) == 1
    assert "Too many wrong codes" in capsys.readouterr().err
    assert run(["pair", "remove", "seven"]) == 2


def test_nobody_to_show(database: str, capsys: Captured) -> None:
    assert run(["pair", "list"]) == 0
    assert "Nobody was let in" in capsys.readouterr().out


def test_settings_name_owners_and_others(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (load_settings(None).owners, load_settings(None).allow) == ((), ())
    monkeypatch.setenv("KAGENT_OWNERS", "telegram:1001, slack:U1,discord:42,")
    monkeypatch.setenv("KAGENT_ALLOW", "telegram:-100,slack:*")
    monkeypatch.setenv("KAGENT_GROUP_SETTINGS", "Everyone")
    settings = load_settings(None)
    assert settings.owners == ("telegram:1001", "slack:U1", "discord:42")
    assert settings.allow == ("telegram:-100", "slack:*")
    assert settings.group_settings == "everyone"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KAGENT_OWNERS", "1001", "platform:ID"),
        ("KAGENT_OWNERS", "telegram:", "platform:ID"),
        ("KAGENT_OWNERS", "icq:7", "platform:ID"),
        ("KAGENT_OWNERS", "telegram:*", "must name each person"),
        ("KAGENT_ALLOW", "telegram 7", "platform:ID"),
        ("KAGENT_GROUP_SETTINGS", "nobody", "must be 'owners' or 'everyone'"),
        ("KAGENT_BUDGET_MESSAGES", "-1", "KAGENT_BUDGET_MESSAGES"),
        ("KAGENT_BUDGET_TOKENS_PERSON", "many", "must be a whole number"),
        ("KAGENT_MAX_AGE", "0", "greater than 0"),
        ("KAGENT_BUDGET_MONEY", "5", "KAGENT_PRICE_IN and KAGENT_PRICE_OUT must be set too"),
    ],
)
def test_a_bad_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match="KAGENT") as error:
        load_settings(None)
    assert name in str(error.value) and said in str(error.value)


def test_money_is_counted_where_a_price_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGENT_BUDGET_MONEY", "5")
    monkeypatch.setenv("KAGENT_PRICE_OUT", "0.6")
    settings = load_settings(None)
    assert (settings.budget_money_total, settings.price_out) == (5, 0.6)


@pytest.mark.parametrize(
    ("owners", "allow", "advice"),
    [("", "", "KAGENT_OWNERS"), ("telegram:1", "telegram:*", "telegram:* lets everybody")],
)
def test_the_doctor_says_who_is_let_in(
    monkeypatch: pytest.MonkeyPatch, owners: str, allow: str, advice: str
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    monkeypatch.setenv("KAGENT_OWNERS", owners)
    monkeypatch.setenv("KAGENT_ALLOW", allow)
    finding = asyncio.run(people(load_settings(None)))
    assert finding.verdict == "ok" and advice in finding.advice
