"""The doctor tests each platform that is set, and says what to do about each failure."""

import json
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from adapters.slack.manifest import SCOPES
from bot.cli import run
from tests.servers.openai_server import ScriptedServer
from tests.servers.platform_api import PlatformApi, Says, discord_api, slack_api, telegram_api
from tests.servers.transcription import TranscriptionServer

TOKEN = "123456:AAtelegram-token"
BOT, APP = "xoxb-1-bot", "xapp-1-app"
DISCORD = "MTk4.Cl2FMQ.discord-token"
HOOK = "https://bot.example.org/telegram"

Captured = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def a_model(monkeypatch: Patch) -> Iterator[None]:
    monkeypatch.setenv("KAGENT_HTTP_PORT", "0")
    with ScriptedServer(lambda body: "ready", personality="vllm") as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield


def examined(
    monkeypatch: Patch, capsys: Captured, answers: dict[str, Says], **variables: str
) -> dict[str, tuple[str, str, str]]:
    """Verdict, words and advice by name, with these variables set and these platforms."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with PlatformApi(answers=answers) as api:
        for platform in ("TELEGRAM", "SLACK", "DISCORD"):
            monkeypatch.setenv(f"{platform}_BASE_URL", api.url)
        run(["doctor", "--json"])
    told = capsys.readouterr().out
    for secret in (TOKEN, BOT, APP, DISCORD):
        assert secret not in told
    return {
        each["name"]: (each["verdict"], each["said"], each["advice"])
        for each in json.loads(told)["findings"]
    }


def test_nothing_is_set(monkeypatch: Patch, capsys: Captured) -> None:
    found = examined(monkeypatch, capsys, {})
    for name in ("Telegram", "Slack", "Discord"):
        verdict, said, _ = found[name]
        assert verdict == "off"
        assert f"kagentsys setup {name.lower()} helps" in said
    assert found["Voice"][0] == found["Settings file"][0] == "off"


def test_all_three_are_well(monkeypatch: Patch, capsys: Captured) -> None:
    answers = (
        telegram_api(TOKEN, webhook={"pending_update_count": 3})
        | slack_api(BOT, APP, scopes=",".join(SCOPES))
        | discord_api(DISCORD)
    )
    found = examined(
        monkeypatch,
        capsys,
        answers,
        TELEGRAM_BOT_TOKEN=TOKEN,
        SLACK_BOT_TOKEN=BOT,
        SLACK_APP_TOKEN=APP,
        DISCORD_BOT_TOKEN=DISCORD,
    )
    assert {
        name: said for name, (verdict, said, _) in found.items() if verdict == "ok"
    }.items() >= {
        "Telegram": "@kagent_bot",
        "Telegram polling": "3 messages wait",
        "Slack": "kagent in Acme",
        "Slack events": "by Socket Mode",
        "Discord": "kagent",
        "Discord message content": "the intent is on",
    }.items()
    assert not [name for name, (verdict, *_) in found.items() if verdict == "fail"]


@pytest.mark.parametrize(
    ("webhook", "variables", "name", "verdict", "said"),
    [
        ({"url": HOOK}, {}, "Telegram polling", "ok", "the next start ends that"),
        ({}, {"TELEGRAM_WEBHOOK_URL": HOOK}, "Telegram webhook", "ok", "at the next start"),
        ({"url": HOOK}, {"TELEGRAM_WEBHOOK_URL": HOOK}, "Telegram webhook", "ok", "calls"),
        (
            {"url": "https://other.example/x"},
            {"TELEGRAM_WEBHOOK_URL": HOOK},
            "Telegram webhook",
            "ok",
            "still calls https://other.example/x",
        ),
        (
            {
                "url": HOOK,
                "last_error_date": int(time.time()) - 60,
                "last_error_message": "Connection refused",
            },
            {"TELEGRAM_WEBHOOK_URL": HOOK},
            "Telegram webhook",
            "fail",
            "could not deliver to https://bot.example.org/telegram: Connection refused",
        ),
        (
            {"url": HOOK, "last_error_date": 1, "last_error_message": "Connection refused"},
            {"TELEGRAM_WEBHOOK_URL": HOOK},
            "Telegram webhook",
            "ok",
            "Telegram calls",
        ),
        (
            {"url": HOOK, "pending_update_count": 900},
            {"TELEGRAM_WEBHOOK_URL": HOOK},
            "Telegram webhook",
            "ok",
            "900 messages wait",
        ),
        (
            {},
            {"TELEGRAM_WEBHOOK_URL": "http://bot.example.org"},
            "Telegram webhook",
            "fail",
            "is not https",
        ),
    ],
)
def test_the_ways_of_telegrams_messages(
    monkeypatch: Patch,
    capsys: Captured,
    webhook: dict[str, object],
    variables: dict[str, str],
    name: str,
    verdict: str,
    said: str,
) -> None:
    answers = telegram_api(TOKEN, webhook=webhook)
    found = examined(monkeypatch, capsys, answers, TELEGRAM_BOT_TOKEN=TOKEN, **variables)
    assert found[name][0] == verdict
    assert said in found[name][1]
    assert found[name][2] or verdict == "ok"


def test_another_program_polls(monkeypatch: Patch, capsys: Captured) -> None:
    found = examined(
        monkeypatch, capsys, telegram_api(TOKEN, updates=None), TELEGRAM_BOT_TOKEN=TOKEN
    )
    verdict, said, advice = found["Telegram polling"]
    assert (verdict, said) == ("fail", "another program receives @kagent_bot's messages")
    assert "Stop the other program" in advice


def test_a_service_of_ours_is_not_disturbed(monkeypatch: Patch, capsys: Captured) -> None:
    ready = {"ready": True, "model": {}, "database": {}}
    with PlatformApi(answers={"/readyz": Says(body=ready)}) as service:
        monkeypatch.setenv("KAGENT_HTTP_PORT", service.url.rpartition(":")[2])
        found = examined(
            monkeypatch, capsys, telegram_api(TOKEN, updates=None), TELEGRAM_BOT_TOKEN=TOKEN
        )
    assert found["Telegram polling"][:2] == ("ok", "this service receives the messages")


def test_slack_without_scopes_or_connection(monkeypatch: Patch, capsys: Captured) -> None:
    variables = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}
    scopes = ",".join(set(SCOPES) - {"commands", "files:read"})
    cant = {"ok": False, "error": "missing_scope"}
    answers = slack_api(BOT, APP, scopes=scopes, socket=cant)
    found = examined(monkeypatch, capsys, answers, **variables)
    assert found["Slack"][1] == "kagent in Acme lacks the scopes commands, files:read"
    assert "App Manifest" in found["Slack"][2]
    assert "lacks the scope connections:write" in found["Slack events"][1]
    cant["error"] = "not_allowed_token_type"
    found = examined(monkeypatch, capsys, slack_api(BOT, APP, socket=cant), **variables)
    assert "opens no connection (not_allowed_token_type)" in found["Slack events"][1]
    assert found["Slack"][0] == "ok"


def test_slack_over_http(monkeypatch: Patch, capsys: Captured) -> None:
    variables = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": "abc"}
    found = examined(monkeypatch, capsys, slack_api(BOT, APP), **variables)
    assert found["Slack events"][:2] == (
        "ok",
        "over HTTP, to /slack/events on this service's port",
    )


def test_discord_without_its_intent(monkeypatch: Patch, capsys: Captured) -> None:
    found = examined(monkeypatch, capsys, discord_api(DISCORD, flags=0), DISCORD_BOT_TOKEN=DISCORD)
    verdict, said, advice = found["Discord message content"]
    assert (verdict, said.split(",")[0]) == ("fail", "the intent is off")
    assert advice.endswith("https://discord.com/developers/applications/99/bot")


def test_tokens_that_are_refused_and_platforms_that_are_down(
    monkeypatch: Patch, capsys: Captured
) -> None:
    variables = {
        "TELEGRAM_BOT_TOKEN": "1:wrong",
        "SLACK_BOT_TOKEN": "xoxb-wrong",
        "SLACK_APP_TOKEN": APP,
        "DISCORD_BOT_TOKEN": "wrong",
    }
    answers = telegram_api(TOKEN) | slack_api(BOT, APP) | discord_api(DISCORD)
    found = examined(monkeypatch, capsys, answers, **variables)
    for name in ("Telegram", "Slack", "Discord"):
        verdict, said, advice = found[name]
        assert (verdict, f"kagentsys setup {name.lower()}" in advice) == ("fail", True)
        assert "refuses this" in said
    down = {
        "/bot1:wrong/getMe": Says(body={}, status=502),
        "/api/auth.test": Says(body="?"),
        "/api/v10/users/@me": Says(body={}, status=500),
    }
    found = examined(monkeypatch, capsys, down)
    for name in ("Telegram", "Slack", "Discord"):
        assert found[name][0] == "fail"
        assert f"{name.upper()}_BASE_URL" in found[name][2]


@pytest.mark.parametrize(("ahead", "verdict"), [(-600, "fail"), (600, "fail"), (30, "ok")])
def test_a_clock_that_is_off(
    monkeypatch: Patch, capsys: Captured, ahead: float, verdict: str
) -> None:
    answers = {"/": Says(body={}, date=formatdate(time.time() + ahead, usegmt=True))}
    found = examined(monkeypatch, capsys, answers, DISCORD_BOT_TOKEN=DISCORD)
    assert found["Clock"][0] == verdict
    assert ("s off" in found["Clock"][1]) == (verdict == "fail")


def test_others_may_look_into_the_folder(
    monkeypatch: Patch, capsys: Captured, tmp_path: Path
) -> None:
    Path(".env").touch(mode=0o644)
    tmp_path.chmod(0o755)
    found = examined(monkeypatch, capsys, {}, KAGENT_DATA_DIR=str(tmp_path))
    assert found["Data folder"][2].endswith(f"chmod 700 {tmp_path}")
    assert found["Settings file"][2].endswith(f"chmod 600 {Path('.env').absolute()}")
    tmp_path.chmod(0o777)
    Path(".env").chmod(0o600)
    found = examined(monkeypatch, capsys, {})
    assert found["Data folder"][0] == "fail"
    assert found["Settings file"] == ("ok", str(Path(".env").absolute()), "")


@pytest.mark.parametrize(
    ("reply", "verdict", "said"),
    [
        ((200, '{"text": ""}'), "ok", "hears"),
        ((401, ""), "fail", "refuses"),
        ((400, ""), "fail", "does not take"),
    ],
)
def test_what_hears(
    monkeypatch: Patch, capsys: Captured, reply: tuple[int, str], verdict: str, said: str
) -> None:
    with TranscriptionServer(replies=[reply]) as server:
        monkeypatch.setenv("KAGENT_TRANSCRIPTION_MODEL", "whisper-1")
        found = examined(monkeypatch, capsys, {}, KAGENT_TRANSCRIPTION_URL=server.url)
    assert found["Voice"][0] == verdict
    assert said in found["Voice"][1]
    assert b"RIFF" in server.requests[0].body
