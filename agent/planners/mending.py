"""JSON objects found in a model's words and mended where they are damaged."""

import json
from collections.abc import Iterator
from typing import Any

from agent.text import encodable

_WIDE = str.maketrans("｛｝［］：，", "{}[]:,")
_QUOTES = {"“": "”", "”": "”", "＂": "＂", '"': '"'}
_CLOSING = '”“"'
"""What models close a string with that they opened with a typographic quote."""
_DEEPEST = 100
"""Brackets inside one another beyond this are no plan, and a danger to parsers."""


def objects(text: str) -> Iterator[dict[str, Any]]:
    """Every JSON object in the text that stands in no other, in order.

    Lists are looked into. What strict JSON refuses is mended: quotes, commas, comments, literals
    of other languages, full-width punctuation, missing ends.
    """
    text = _unpacked(text)
    place = -1 if _too_deep(text) else _next_brace(text, 0)
    while place >= 0:
        found, end = _read(text, place)
        yield from found
        place = _next_brace(text, end)


def mended(text: str) -> Any:
    """The value of one JSON text, mended; an empty string where there is none."""
    if _too_deep(text):
        return ""
    try:
        return _whole(json.loads(text))
    except ValueError:
        return _repaired(text)


def unfinished(text: str) -> bool:
    """Whether the text ends inside a quoted string, so that its last value is not whole."""
    inside = escaped = False
    for char in text:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = inside
        elif char == '"':
            inside = not inside
    return inside


def _too_deep(text: str) -> bool:
    if sum(text.count(bracket) for bracket in "{[｛［") <= _DEEPEST:
        return False
    depth = 0
    for char in text:
        if char in "{[｛［":
            depth += 1
            if depth > _DEEPEST:
                return True
        elif char in "}]｝］":
            depth = max(0, depth - 1)
    return False


def _unpacked(text: str) -> str:
    """JSON that was sent as the text of a JSON string is taken out of it."""
    if text.lstrip().startswith('"{'):
        inner = mended(text.strip())
        if isinstance(inner, str) and inner:
            return inner
    return text


def _next_brace(text: str, start: int) -> int:
    places = [place for brace in "{｛" if (place := text.find(brace, start)) >= 0]
    return min(places, default=-1)


def _read(text: str, place: int) -> tuple[list[dict[str, Any]], int]:
    """The objects that begin at this place, and where to look on."""
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text, place)
        return ([_whole(value)] if isinstance(value, dict) else []), end
    except ValueError:
        end = closing(text, place) or len(text)
        return [v for v in _flat(_repaired(text[place:end])) if isinstance(v, dict) and v], end


def _flat(value: Any) -> list[Any]:
    return (
        [inner for item in value for inner in _flat(item)] if isinstance(value, list) else [value]
    )


def closing(text: str, place: int) -> int | None:
    """Where the object that begins at this place ends by its brackets; None if it does not."""
    depth, quote, escaped = 0, "", False
    for at in range(place, len(text)):
        char = text[at]
        if quote:
            if escaped or char == "\\":
                escaped = not escaped
            elif char == quote:
                quote = ""
        elif char in '"“':
            quote = _QUOTES[char]
        elif char in "{｛":
            depth += 1
        elif char in "}｝":
            depth -= 1
            if depth == 0:
                return at + 1
    return None


def _repaired(text: str) -> Any:
    import json_repair

    return _whole(json_repair.loads(_narrow(text)))


def _whole(value: Any) -> Any:
    """The value without halves of characters, which JSON's escapes can make."""
    match value:
        case str():
            return encodable(value)
        case list():
            return [_whole(item) for item in value]
        case dict():
            return {encodable(str(key)): _whole(item) for key, item in value.items()}
        case _:
            return value


def _narrow(text: str) -> str:
    """Full-width and typographic marks as JSON's own, except inside quoted strings."""
    if not any(mark in text for mark in "｛｝：，“”＂"):
        return text
    out: list[str] = []
    closing = ""
    escaped = False
    for char in text:
        if closing:
            ends = not escaped and char in (_CLOSING if closing == "”" else closing)
            escaped = char == "\\" and not escaped
            out.append('"' if ends else '\\"' if char == '"' and out[-1:] != ["\\"] else char)
            closing = "" if ends else closing
        elif char in '"“”＂':
            closing = _QUOTES[char]
            out.append('"')
        else:
            out.append(char.translate(_WIDE))
    return "".join(out)
