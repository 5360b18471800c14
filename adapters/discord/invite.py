"""The address that lets the bot into a server."""

from urllib.parse import urlencode

_AUTHORIZE = "https://discord.com/oauth2/authorize"
_VIEW_CHANNEL = 1 << 10
_SEND_MESSAGES = 1 << 11
_ATTACH_FILES = 1 << 15
_READ_MESSAGE_HISTORY = 1 << 16
_SEND_MESSAGES_IN_THREADS = 1 << 38

PERMISSIONS = (
    _VIEW_CHANNEL
    | _SEND_MESSAGES
    | _ATTACH_FILES
    | _READ_MESSAGE_HISTORY
    | _SEND_MESSAGES_IN_THREADS
)
"""What the bot may do in a server, as Discord's number: no more than it needs."""


def invite_url(application_id: str) -> str:
    """Where somebody who runs a server lets the bot in, with its commands."""
    asked = {
        "client_id": application_id,
        "scope": "bot applications.commands",
        "permissions": str(PERMISSIONS),
    }
    return f"{_AUTHORIZE}?{urlencode(asked)}"
