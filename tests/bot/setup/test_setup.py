"""A newcomer with a token sets a platform up in three steps; a wrong token changes nothing."""

import io
import json
import os
import pty
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values

from adapters.slack.manifest import SCOPES
from bot.cli import run
from tests.servers.platform_api import PlatformApi, Says, discord_api, slack_api, telegram_api

TOKEN = "123456:AAtelegram-token"
BOT, APP = "xoxb-1-bot", "xapp-1-app"
DISCORD = "MTk4.Cl2FMQ.discord-token"
WROTE = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 1001, "type": "private"},
        "from": {"id": 1001, "is_bot": False, "first_name": "Ann\u202e"},
        "text": "/start",
    },
}
OTHERS = [
    {"update_id": 6, "message": {"chat": {"type": "group"}, "from": {"id": 7, "is_bot": False}}},
    {"update_id": 7, "edited_message": {}},
    {"update_id": 8, "message": {"chat": {"type": "private"}, "from": {"id": 8, "is_bot": True}}},
]

Captured = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


def types(monkeypatch: Patch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def written() -> dict[str, str | None]:
    return dict(dotenv_values(".env"))


def test_telegram_by_one_command(monkeypatch: Patch, capsys: Captured) -> None:
    with PlatformApi(answers=telegram_api(TOKEN)) as api:
        monkeypatch.setenv("TELEGRAM_BASE_URL", f"{api.url}/bot")
        code = run(["setup", "telegram", "--token", TOKEN, "--owner", "1001", "--yes"])
    said = capsys.readouterr()
    assert code == 0, said.err
    assert written() == {"TELEGRAM_BOT_TOKEN": TOKEN, "KAGENT_OWNERS": "telegram:1001"}
    assert stat.S_IMODE(Path(".env").stat().st_mode) == 0o600
    assert TOKEN not in said.out + said.err
    assert [line[:2] for line in said.out.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3."]
    assert "@kagent_bot" in said.out
    assert "kagentsys serve" in said.out
    assert "https://t.me/kagent_bot" in said.out


def test_telegrams_owner_is_who_writes_and_agrees(monkeypatch: Patch, capsys: Captured) -> None:
    Path(".env").write_text("# mine\nKAGENT_OWNERS=slack:U1\n")
    types(monkeypatch, TOKEN, "", "y")
    with PlatformApi(answers=telegram_api(TOKEN, updates=[WROTE, *OTHERS])) as api:
        monkeypatch.setenv("TELEGRAM_BASE_URL", api.url)
        assert run(["setup", "telegram"]) == 0
    assert "Are you Ann (id 1001)?" in capsys.readouterr().out
    assert written()["KAGENT_OWNERS"] == "slack:U1,telegram:1001"
    assert Path(".env").read_text().startswith("# mine\n")


@pytest.mark.parametrize(
    ("typed", "owner"),
    [
        (["n no", "55"], None),
        (["", "n", "1002"], "telegram:1002"),
        (["-"], None),
        ([], None),
        (["", "n", "", "n", "", "n"], None),
    ],
)
def test_nobody_becomes_owner_unasked(
    monkeypatch: Patch, capsys: Captured, typed: list[str], owner: str | None
) -> None:
    types(monkeypatch, TOKEN, *typed)
    with PlatformApi(answers=telegram_api(TOKEN, updates=[WROTE])) as api:
        monkeypatch.setenv("TELEGRAM_BASE_URL", api.url)
        code = run(["setup", "telegram"])
    said = capsys.readouterr()
    if typed[:1] == ["n no"]:
        assert code == 2
        assert "'n no' is not a person's id there. Nothing was written" in said.err
        assert not Path(".env").exists()
        return
    assert code == 0
    assert written().get("KAGENT_OWNERS") == owner
    assert ("nobody may talk to it yet" in said.out) == (owner is None)


def test_with_yes_nobody_who_wrote_becomes_owner(monkeypatch: Patch) -> None:
    with PlatformApi(answers=telegram_api(TOKEN, updates=[WROTE])) as api:
        monkeypatch.setenv("TELEGRAM_BASE_URL", api.url)
        assert run(["setup", "telegram", "--token", TOKEN, "--yes"]) == 0
    assert written() == {"TELEGRAM_BOT_TOKEN": TOKEN}


def test_messages_that_another_program_takes(monkeypatch: Patch, capsys: Captured) -> None:
    types(monkeypatch, TOKEN, "", "1001")
    with PlatformApi(answers=telegram_api(TOKEN, updates=None)) as api:
        monkeypatch.setenv("TELEGRAM_BASE_URL", api.url)
        assert run(["setup", "telegram"]) == 0
    assert "@userinfobot in Telegram tells you your id: type it here" in capsys.readouterr().out
    assert written()["KAGENT_OWNERS"] == "telegram:1001"


def test_slack_by_socket_mode(monkeypatch: Patch, capsys: Captured) -> None:
    types(monkeypatch, BOT, APP, "U1")
    with PlatformApi(answers=slack_api(BOT, APP)) as api:
        monkeypatch.setenv("SLACK_BASE_URL", api.url)
        assert run(["setup", "slack", "--name", "Helper"]) == 0
    said = capsys.readouterr().out
    assert written() == {
        "SLACK_BOT_TOKEN": BOT,
        "SLACK_APP_TOKEN": APP,
        "KAGENT_OWNERS": "slack:U1",
    }
    manifest = json.loads(said[said.index("\n{") : said.index("\n}") + 2])
    assert manifest["display_information"]["name"] == "Helper"
    assert manifest["settings"]["socket_mode_enabled"]
    link = re.search(r"https://api\.slack\.com/apps\?new_app=1&manifest_json=(\S+)", said)
    assert link is not None
    assert "%22socket_mode_enabled%22%3A%20true" in link[1]
    assert "kagent in Acme" in said


def test_slack_says_which_scopes_are_missing(monkeypatch: Patch, capsys: Captured) -> None:
    types(monkeypatch, BOT, APP, "")
    scopes = ",".join(set(SCOPES) - {"files:read", "commands"})
    with PlatformApi(answers=slack_api(BOT, APP, scopes=scopes)) as api:
        monkeypatch.setenv("SLACK_BASE_URL", api.url)
        assert run(["setup", "slack"]) == 0
    said = capsys.readouterr().out
    assert "It lacks the scopes commands, files:read" in said
    assert "nobody may talk to it yet. Set KAGENT_OWNERS=slack:YOUR-ID" in said


def test_slack_over_http(monkeypatch: Patch, capsys: Captured) -> None:
    secret = "0123456789abcdef0123456789abcdef"
    with PlatformApi(answers=slack_api(BOT, APP)) as api:
        monkeypatch.setenv("SLACK_BASE_URL", api.url)
        flags = ["--token", BOT, "--url", "https://bot.example.org", "--yes"]
        assert run(["setup", "slack", *flags, "--signing-secret", secret]) == 0
        assert "https://bot.example.org/slack/events" in capsys.readouterr().out
        assert written() == {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": secret}
        assert run(["setup", "slack", *flags, "--signing-secret", "xoxb-oops"]) == 1
        assert "no signing secret" in capsys.readouterr().err
        assert run(["setup", "slack", "--token", BOT, "--url", "http://x", "--yes"]) == 2
        assert "--url: must be an address that starts with https://" in capsys.readouterr().err


def test_discord_is_its_makers(monkeypatch: Patch, capsys: Captured) -> None:
    with PlatformApi(answers=discord_api(DISCORD)) as api:
        monkeypatch.setenv("DISCORD_BASE_URL", f"{api.url}/api/v10")
        assert run(["setup", "discord", "--token", DISCORD, "--yes"]) == 0
    said = capsys.readouterr().out
    assert written() == {"DISCORD_BOT_TOKEN": DISCORD, "KAGENT_OWNERS": "discord:42"}
    assert re.search(r"https://discord\.com/\S*client_id=99", said)
    assert "is off" not in said


def test_discord_says_that_the_intent_is_off(monkeypatch: Patch, capsys: Captured) -> None:
    types(monkeypatch, DISCORD, "", "43")
    with PlatformApi(answers=discord_api(DISCORD, flags=0)) as api:
        monkeypatch.setenv("DISCORD_BASE_URL", api.url)
        assert run(["setup", "discord"]) == 0
    said = capsys.readouterr().out
    assert "https://discord.com/developers/applications/99/bot" in said
    assert "It is still off" in said
    assert written()["KAGENT_OWNERS"] == "discord:43"


def test_a_team_owns_its_bot(monkeypatch: Patch) -> None:
    answers = discord_api(DISCORD, team={"owner_user_id": "77"})
    with PlatformApi(answers=answers) as api:
        monkeypatch.setenv("DISCORD_BASE_URL", api.url)
        assert run(["setup", "discord", "--token", DISCORD, "--yes"]) == 0
    assert written()["KAGENT_OWNERS"] == "discord:77"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["telegram", "--token", "999:wrong"], "Telegram refuses this token."),
        (["telegram", "--token", "nonsense"], "This is no Telegram token"),
        (["slack", "--token", "xoxb-wrong"], "Slack refuses this bot token (invalid_auth)."),
        (["slack", "--token", APP], "begins with xoxb-"),
        (["slack", "--token", BOT, "--app-token", "xapp-no"], "refuses this app-level token"),
        (["slack", "--token", BOT, "--app-token", BOT], "begins with xapp-"),
        (["discord", "--token", "wrong"], "Discord refuses this token."),
        (["discord", "--token", "a b"], "This is no Discord token"),
    ],
)
def test_a_wrong_token_changes_nothing(
    monkeypatch: Patch, capsys: Captured, arguments: list[str], said: str
) -> None:
    Path(".env").write_text("KEPT=1\n")
    answers = telegram_api(TOKEN) | slack_api(BOT, APP) | discord_api(DISCORD)
    with PlatformApi(answers=answers) as api:
        for name in ("TELEGRAM", "SLACK", "DISCORD"):
            monkeypatch.setenv(f"{name}_BASE_URL", api.url)
        assert run(["setup", *arguments, "--yes"]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "Nothing was written" in error
    assert Path(".env").read_text() == "KEPT=1\n"


def test_what_is_missing_or_strange_is_said(monkeypatch: Patch, capsys: Captured) -> None:
    assert run(["setup", "telegram", "--yes"]) == 2
    assert "--token is missing" in capsys.readouterr().err
    types(monkeypatch)
    assert run(["setup", "telegram"]) == 2
    assert "--token is missing" in capsys.readouterr().err
    assert run(["setup", "slack", "--owner", "ann", "--yes"]) == 2
    assert "--owner: 'ann' is not a person's id there" in capsys.readouterr().err
    assert not Path(".env").exists()


@pytest.mark.parametrize("answer", [Says(body={}, status=502), Says(body=["?"])])
def test_a_platform_that_is_down(monkeypatch: Patch, capsys: Captured, answer: Says) -> None:
    with PlatformApi(answers={f"/bot{TOKEN}/getMe": answer}) as api:
        monkeypatch.setenv("TELEGRAM_BASE_URL", api.url)
        assert run(["setup", "telegram", "--token", TOKEN, "--yes"]) == 1
    monkeypatch.setenv("SLACK_BASE_URL", "http://127.0.0.1:1")
    assert run(["setup", "slack", "--token", BOT, "--yes"]) == 1
    said = capsys.readouterr()
    assert "Slack (127.0.0.1:1) can't be reached (ConnectError). Nothing was written" in said.err
    assert TOKEN not in said.out + said.err


def test_a_variable_in_the_environment_goes_first(monkeypatch: Patch, capsys: Captured) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:old")
    with PlatformApi(answers=telegram_api(TOKEN)) as api:
        monkeypatch.setenv("TELEGRAM_BASE_URL", api.url)
        assert run(["setup", "telegram", "--token", TOKEN, "--yes"]) == 0
    assert "TELEGRAM_BOT_TOKEN is also set in the environment" in capsys.readouterr().out


def test_a_token_typed_at_a_terminal_is_not_shown_and_may_be_typed_again() -> None:
    with PlatformApi(answers=telegram_api(TOKEN)) as api:
        ours, theirs = pty.openpty()
        walking = subprocess.Popen(
            [sys.executable, "-m", "bot", "setup", "telegram", "--owner", "1"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={
                **os.environ,
                "TELEGRAM_BASE_URL": api.url,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
        )
        os.close(theirs)
        screen = b""
        for typed in (b"999:wrong\n", TOKEN.encode() + b"\n"):
            while screen.count(b"(it is not shown): ") <= (b"refuses" in screen):
                screen += os.read(ours, 4096)
            os.write(ours, typed)
            while typed.startswith(b"999") and b"refuses" not in screen:
                screen += os.read(ours, 4096)
        assert walking.wait(30) == 0
        os.close(ours)
    assert b"wrong" not in screen
    assert TOKEN.encode() not in screen
    assert written()["TELEGRAM_BOT_TOKEN"] == TOKEN
