"""What a post on Discord is made of: text that pings nobody, and buttons."""

import json
from collections.abc import Sequence
from typing import Any

from adapters.base import Action, Button
from adapters.posting import File

Payload = dict[str, Any]

NO_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
_SILENT = 1 << 12
_ROW, _BUTTON = 1, 2
_ROW_HOLDS = 5
_GREY, _GREEN, _RED = 2, 3, 4
_STYLES: dict[Action, int] = {"stop": _RED, "refuse": _RED, "approve": _GREEN}
_LABEL = 80
_CAPTION = 1024


def said(text: str, buttons: Sequence[Button]) -> Payload:
    """The text and buttons of a post, new or old."""
    return {
        "content": text,
        "components": [
            _row(buttons[first : first + _ROW_HOLDS])
            for first in range(0, len(buttons), _ROW_HOLDS)
        ],
        "allowed_mentions": {"parse": [], "replied_user": False},
    }


def new(payload: Payload, *, answers: str = "", mark: str = "", silent: bool = False) -> Payload:
    """As a new post. It replies to what it ``answers``; of one ``mark`` there is one post."""
    made = {**payload, "flags": NO_EMBEDS | (_SILENT if silent else 0)}
    if answers:
        made["message_reference"] = {"message_id": answers, "fail_if_not_exists": False}
    if mark:
        made |= {"nonce": mark, "enforce_nonce": True}
    return made


def with_file(payload: Payload, file: File) -> list[Payload]:
    """The parts of the form that carries a post with a file."""
    described = {"id": 0, "filename": file.name, "description": file.caption[:_CAPTION]}
    return [
        {"name": "payload_json", "value": json.dumps({**payload, "attachments": [described]})},
        {
            "name": "files[0]",
            "value": file.data,
            "filename": file.name,
            "content_type": file.media_type,
        },
    ]


def _row(buttons: Sequence[Button]) -> Payload:
    return {"type": _ROW, "components": [_button(each) for each in buttons]}


def _button(button: Button) -> Payload:
    return {
        "type": _BUTTON,
        "style": _STYLES.get(button.action, _GREY),
        "label": button.label[:_LABEL],
        "custom_id": f"{button.action}:{button.subject}",
    }
