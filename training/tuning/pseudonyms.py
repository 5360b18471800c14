"""Names, addresses and numbers of people taken out of texts, each always in the same way."""

import re
from collections.abc import Callable, Iterable

_PLACES = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "person@example.org"),
    (re.compile(r"(?<![\w@/])@[A-Za-z]\w{3,}"), "@person"),
    (re.compile(r"<@!?[A-Z0-9]{6,}>"), "@person"),
    (re.compile(r"(?<![\w+])\+\d[\d ()-]{7,}\d"), "+10000000000"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "10000000000"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "000000000000000000"),
    (re.compile(r"(?<!\d)\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}(?!\d)"), "0000000000000000"),
    (re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"), "192.0.2.1"),
)
"""Mail addresses, handles, telephone, identity and card numbers, network addresses."""
_LEAST, _LEAST_CHINESE, _LEAST_ID = 3, 2, 5
"""Characters of a name or an id from which on it is looked for in texts."""


class Pseudonyms:
    """Makes texts of a conversation fit to be given away.

    ``names`` and ``ids`` are its people's; ``redact`` takes out secrets. What people tell of
    themselves in other words stays: a person should read what is exported.
    """

    def __init__(
        self, names: Iterable[str], ids: Iterable[str], redact: Callable[[str], str]
    ) -> None:
        self._redact = redact
        stand_in: dict[str, str] = {}
        for number, name in enumerate(dict.fromkeys(names), 1):
            for part in (name, *name.split()):
                if len(part) >= (_LEAST if part.isascii() else _LEAST_CHINESE):
                    stand_in.setdefault(part, f"Person{number}")
        for each in ids:
            if len(each) >= _LEAST_ID:
                stand_in.setdefault(each, "0" * len(each))
        self._stand_in = stand_in
        longest_first = sorted(stand_in, key=len, reverse=True)
        self._known = re.compile("|".join(map(_alone, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        text = self._redact(text)
        if self._known is not None:
            text = self._known.sub(lambda found: self._stand_in[found.group()], text)
        for place, shown in _PLACES:
            text = place.sub(shown, text)
        return text


def _alone(name: str) -> str:
    """The name as a word of its own; Chinese has no spaces between words."""
    escaped = re.escape(name)
    return rf"(?<![A-Za-z0-9_]){escaped}(?![A-Za-z0-9_])" if name.isascii() else escaped
