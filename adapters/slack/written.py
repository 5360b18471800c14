"""The words of a message that comes as blocks, or as another app's attachment, without a text."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from adapters.slack.spoken import escaped

Part = dict[str, Any]


def written(blocks: object, attachments: object) -> str:
    """The text as Slack would write it; "" where there are no words in them."""
    found = [_block(each) for each in _parts(blocks)] or [
        _told(each) for each in _parts(attachments)
    ]
    return "\n".join(text for text in found if text)


def _told(attachment: Part) -> str:
    if attachment.get("is_msg_unfurl") or attachment.get("is_share"):
        return ""  # what somebody passes on is no word of theirs
    lines = (attachment.get(name) for name in ("pretext", "title", "text"))
    text = "\n".join(str(line) for line in lines if line)
    return text or written(attachment.get("blocks"), None) or str(attachment.get("fallback") or "")


def _block(block: Part) -> str:
    match block.get("type"):
        case "rich_text":
            return "\n".join(map(_rich, _parts(block.get("elements"))))
        case "section" | "header":
            fields = (block.get("text"), *_parts(block.get("fields")))
            return "\n".join(filter(None, map(_text, fields)))
        case "context":
            return " ".join(filter(None, map(_text, _parts(block.get("elements")))))
        case "markdown":
            return str(block.get("text") or "")
    return ""


def _rich(part: Part) -> str:
    inside = _parts(part.get("elements"))
    match part.get("type"):
        case "rich_text_list":
            return "\n".join(f"• {_rich(each)}" for each in inside)
        case "rich_text_quote":
            return "\n".join(f"&gt; {line}" for line in _inline(inside).splitlines())
        case "rich_text_preformatted":
            return f"```\n{_inline(inside)}\n```"
    return _inline(inside)


def _inline(elements: Iterable[Part]) -> str:
    return "".join(_SIGNS.get(each.get("type", ""), _no_words)(each) for each in elements)


def _no_words(_: Part) -> str:
    return ""


def _link(element: Part) -> str:
    url, label = element.get("url", ""), element.get("text")
    return f"<{url}|{escaped(label)}>" if label else f"<{url}>"


_SIGNS: dict[str, Callable[[Part], str]] = {
    "text": lambda element: escaped(element.get("text", "")),
    "link": _link,
    "user": lambda element: f"<@{element.get('user_id', '')}>",
    "channel": lambda element: f"<#{element.get('channel_id', '')}>",
    "broadcast": lambda element: f"<!{element.get('range', '')}>",
    "emoji": lambda element: f":{element.get('name', '')}:",
}


def _text(part: object) -> str:
    """A text object's; in plain text nothing is a sign."""
    if not isinstance(part, dict):
        return ""
    text = str(part.get("text") or "")
    return text if part.get("type") == "mrkdwn" else escaped(text)


def _parts(given: object) -> Iterator[Part]:
    if isinstance(given, list):
        yield from (each for each in given if isinstance(each, dict))
