"""Slack's app manifest: everything that has to be switched on, as text to paste in one go."""

import json
from collections.abc import Sequence
from typing import Any

EVENTS, COMMANDS, INTERACTIVE = PATHS = ("/slack/events", "/slack/commands", "/slack/interactive")
"""Where the service listens for Slack; all three are one."""

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "im:history",
    "im:write",
    "mpim:history",
    "users:read",
)
"""What the bot's token must be allowed."""

FURTHER_SCOPES = ("channels:read", "groups:read", "im:read", "mpim:read")
"""By these it knows where it is, and finds what newcomers said while it was away."""

EVENTS_WANTED = (
    "app_mention",
    "assistant_thread_started",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
)

APP_TOKEN_SCOPE = "connections:write"
"""What the app-level token of Socket Mode must be allowed; no manifest can give it."""

_SLASH = "/kagent"
_DESCRIPTION = "An assistant that plans, uses tools and answers where you already talk."


def manifest(*, name: str, words: Sequence[str] = (), url: str = "") -> str:
    """The manifest as JSON. ``words`` are the commands after the slash command.

    ``url`` is where Slack reaches the service ("https://bot.example.org"); without one the app
    is set up for Socket Mode, which needs none.
    """
    home = url.rstrip("/")
    return json.dumps(
        {
            "display_information": {
                "name": name,
                "description": _DESCRIPTION,
                "background_color": "#1f2937",
            },
            "features": _features(name, words, home),
            "oauth_config": {"scopes": {"bot": sorted({*SCOPES, *FURTHER_SCOPES})}},
            "settings": {
                "event_subscriptions": {
                    **_at(home, EVENTS),
                    "bot_events": list(EVENTS_WANTED),
                },
                "interactivity": {"is_enabled": True, **_at(home, INTERACTIVE)},
                "org_deploy_enabled": False,
                "socket_mode_enabled": not home,
                "token_rotation_enabled": False,
            },
        },
        indent=2,
        ensure_ascii=False,
    )


def _features(name: str, words: Sequence[str], home: str) -> dict[str, Any]:
    slash: dict[str, Any] = {
        "command": _SLASH,
        "description": "Ask, or give a command",
        "usage_hint": f"[question] or [{'|'.join(words)}]"[:1000] if words else "[question]",
        "should_escape": True,
    }
    if home:
        slash["url"] = home + COMMANDS
    return {
        "app_home": {
            "home_tab_enabled": False,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "assistant_view": {"assistant_description": _DESCRIPTION},
        "bot_user": {"display_name": name, "always_online": True},
        "slash_commands": [slash],
    }


def _at(home: str, path: str) -> dict[str, str]:
    return {"request_url": home + path} if home else {}
