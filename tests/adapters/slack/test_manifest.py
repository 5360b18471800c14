"""The manifest, from which Slack makes the app."""

import json
import re

from adapters.slack.manifest import EVENTS_WANTED, FURTHER_SCOPES, SCOPES, manifest


def test_the_manifest_for_socket_mode_names_no_address() -> None:
    told = json.loads(manifest(name="K", words=["help", "reset"]))
    assert told["settings"]["socket_mode_enabled"] is True
    assert "http" not in re.sub("https?_", "", json.dumps(told))
    assert told["oauth_config"]["scopes"]["bot"] == sorted(SCOPES + FURTHER_SCOPES)
    assert told["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS_WANTED)
    (slash,) = told["features"]["slash_commands"]
    assert (slash["command"], slash["should_escape"]) == ("/kagent", True)
    assert "help|reset" in slash["usage_hint"]


def test_the_manifest_for_http_names_every_address() -> None:
    told = json.loads(manifest(name="K", url="https://bot.example/"))
    assert told["settings"]["socket_mode_enabled"] is False
    (slash,) = told["features"]["slash_commands"]
    assert slash["url"] == "https://bot.example/slack/commands"
    subscriptions = told["settings"]["event_subscriptions"]
    assert subscriptions["request_url"] == "https://bot.example/slack/events"
    pressed = told["settings"]["interactivity"]
    assert pressed == {"is_enabled": True, "request_url": "https://bot.example/slack/interactive"}
