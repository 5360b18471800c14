"""Characters no chat platform should get, and what counts as something to see."""

import re
import unicodedata

BREAK = "\u200b"
"""Zero-width space: it stops a platform from reading two neighbours as one sign."""

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # bidi overrides: they show a file name or a link backwards
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})


def cleaned(text: str) -> str:
    """``text`` without control characters, bidi overrides and lone surrogates.

    Two halves of a pair that came in separate pieces are joined; a lone half becomes U+FFFD.
    """
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def visible(text: str) -> bool:
    """Whether a person sees anything of ``text``; platforms refuse a message without."""
    return any(map(_seen, text))


def _seen(char: str) -> bool:
    if "!" <= char <= "~":
        return True
    return not (
        unicodedata.category(char) in _UNSEEN
        or char in _BLANK
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def units(text: str) -> int:
    """The length in UTF-16 code units, which is how the platforms count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
