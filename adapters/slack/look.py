"""How a page of an answer looks in Slack: one section, and under it the buttons."""

from collections.abc import Sequence
from typing import Any

from adapters.base import Action, Button
from adapters.slack.incoming import ACTION_ID

TEXT_LIMIT = 3000
"""UTF-16 units of a page: a section holds no more, and `chat.update` takes 4,000.

With one section a page looks the same with and without buttons, no fence is cut by a block's end,
and Slack does not write "(edited)" under it.
"""

_LABEL_LIMIT = 75
_STYLES: dict[Action, str] = {"approve": "primary", "stop": "danger", "refuse": "danger"}

Block = dict[str, Any]


def blocks(text: str, buttons: Sequence[Button]) -> list[Block]:
    """The page's blocks. ``verbatim``: Slack makes no mentions or links of what looks like some."""
    section: Block = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": text, "verbatim": True},
        "expand": True,
    }
    if not buttons:
        return [section]
    return [section, actions(buttons)]


def actions(buttons: Sequence[Button]) -> Block:
    """The buttons' block."""
    return {"type": "actions", "elements": [_element(each) for each in buttons]}


def _element(button: Button) -> Block:
    element: Block = {
        "type": "button",
        "action_id": f"{ACTION_ID}{button.action}:{button.subject}",
        "value": button.subject,
        "text": {"type": "plain_text", "text": button.label[:_LABEL_LIMIT], "emoji": True},
    }
    if style := _STYLES.get(button.action):
        element["style"] = style
    return element
