"""Texts made fit to be sent: whole characters only, and shorter where there is no room."""

import re

_ENDS = re.compile(r"\n+|[。！？；]|[.!?;]\s")
_LEAST = 24


def encodable(text: str) -> str:
    """The text with halves of characters joined, or marked as lost: no wire takes them."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shortened(text: str, size: int, mark: str) -> str:
    """The text in about ``size`` bytes of UTF-8: its beginning, the mark, and some of its end."""
    if len(text.encode()) <= size:
        return text
    room = max(_LEAST, size - len(mark.encode()) - 2)
    head = _head(text, room * 2 // 3)
    tail = _head(text[::-1], room // 3, backwards=True)[::-1] if room > 4 * _LEAST else ""
    return f"{head.rstrip()}\n{mark}\n{tail.lstrip()}".rstrip()


def _head(text: str, size: int, *, backwards: bool = False) -> str:
    piece = text.encode()[:size].decode(errors="ignore")
    ends = [match.start() if backwards else match.end() for match in _ENDS.finditer(piece)]
    spaces = [at + 1 for at, char in enumerate(piece) if char == " "]
    for places in (ends, spaces):
        late = [at for at in places if at >= len(piece) // 2]
        if late:
            return piece[: late[-1]]
    return piece
