"""Text from outside as people see it: nothing hidden, nothing that turns the reading around."""

import re
import unicodedata

_KEPT = "\n\t"
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """The text without control, bidirectional, zero-width and tag characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _HIDDEN.sub("", text)
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _CONTROLS)


_CONTROLS = ("Cc", "Cf", "Cs", "Co", "Cn")


def one_line(text: str, longest: int = 300) -> str:
    """The same on one line, shortened to so many characters."""
    line = " ".join(visible(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
