"""Where one character, as a person sees it, ends and the next begins."""

import re
import unicodedata

_LONGEST = 64
"""Code points; a longer heap of accents on one letter is cut like plain text."""
_JOINER = "\u200d"
_VIRAMA = 9
"""The combining class of the sign that joins two Indic consonants."""
_EXTENDING = frozenset({"Mn", "Me", "Mc"})
_EXTENDERS = re.compile(
    "[\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"  # joiners, skin tones, flag tags
    "\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]"  # vowels and finals of Korean syllables, kana marks
)


def cluster_start(text: str, begin: int, at: int) -> int:
    """The last place from ``begin`` to ``at`` that is not inside a cluster.

    ``begin`` is known to be such a place. A heap without one near ``at`` is cut there.
    """
    for place in range(at, max(begin, at - _LONGEST), -1):
        if not _inside(text, begin, place):
            return place
    return at


def _inside(text: str, begin: int, at: int) -> bool:
    """Whether a cut at ``at`` would part what belongs together."""
    if at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if after.isascii():
        return False
    return (
        unicodedata.category(after) in _EXTENDING
        or _EXTENDERS.match(after) is not None
        or before == _JOINER
        or unicodedata.combining(before) == _VIRAMA
        or (_flag_letter(before) and _flag_letter(after) and _odd_flag_letters(text, begin, at))
    )


def _flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _odd_flag_letters(text: str, begin: int, at: int) -> bool:
    start = at
    while start > begin and _flag_letter(text[start - 1]):
        start -= 1
    return (at - start) % 2 == 1
