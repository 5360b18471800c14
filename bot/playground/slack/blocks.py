"""Which blocks Slack takes."""

from collections.abc import Sequence

from bot.playground.slack.world import Json, Refusal

_BLOCKS = 50
_SECTION = {"type", "block_id", "text", "fields", "accessory", "expand"}
_SECTION_TEXT = 3000
_ELEMENTS = 25
_BUTTON = {"type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label"}
_LABEL = 75
_VALUE = 2000
_ACTION_ID = 255


def check_blocks(blocks: Sequence[Json]) -> None:
    """Raises `Refusal` for what Slack refuses."""
    if len(blocks) > _BLOCKS:
        raise Refusal("invalid_blocks")
    seen: set[str] = set()
    for block in blocks:
        match block.get("type"):
            case "section":
                _require(not block.keys() - _SECTION)
                _check_text(block.get("text"), most=_SECTION_TEXT)
            case "actions":
                elements = block.get("elements", [])
                _require(0 < len(elements) <= _ELEMENTS)
                for element in elements:
                    _check_button(element, seen)
            case "divider":
                pass
            case _:
                raise Refusal("invalid_blocks")


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _check_text(text: Json | None, *, most: int) -> None:
    _require(text is not None and text.get("type") in ("mrkdwn", "plain_text"))
    assert text is not None
    _require(0 < units(text.get("text", "")) <= most)


def _check_button(element: Json, seen: set[str]) -> None:
    _require(element.get("type") == "button" and not element.keys() - _BUTTON)
    _check_text(element.get("text"), most=_LABEL)
    _require(element["text"]["type"] == "plain_text")
    _require(element.get("style", "primary") in ("primary", "danger"))
    _require(len(element.get("value", "")) <= _VALUE)
    action = element.get("action_id", "")
    _require(0 < len(action) <= _ACTION_ID and action not in seen)
    seen.add(action)


def _require(condition: bool) -> None:
    if not condition:
        raise Refusal("invalid_blocks")
