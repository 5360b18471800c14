"""Recalled passages as the model is told them, numbered, and the numbers in its answer as links."""

import re
from collections.abc import Iterable

from agent.knowledge import Passage
from agent.text import shortened

_CITED = re.compile(
    r"(?P<code>```.*?(?:```|\Z)|`[^`\n]*(?:`|\Z))|(?<![\w\]!])\[(?P<n>\d{1,2})\]", re.S
)
_LEAST = 160
"""Bytes below which no passage is cut."""
_FRAME = 60


class Citations:
    """The sources that the model was told of in this turn, each with its number.

    What was said here and what a person had remembered needs no source: it gets no number.
    """

    def __init__(self) -> None:
        self._sources: list[Passage] = []
        self._told: set[str] = set()

    def told(self, passages: Iterable[Passage], *, most: int, mark: str) -> str:
        """Those that were not told yet, as text of at most about ``most`` bytes, "" for none.

        ``mark`` stands where a passage is cut.
        """
        parts: list[str] = []
        for passage in passages:
            room = most - _FRAME
            if passage.text in self._told or room < _LEAST:
                continue
            text = shortened(passage.text, room, mark)
            parts.append(f"{self._label(passage)}\n{text}")
            most -= len(parts[-1].encode())
            self._told.add(passage.text)
        return "\n\n".join(parts)

    def linked(self, text: str) -> str:
        """The text in which numbers of known sources are links, unless they are links already."""

        def link(match: re.Match[str]) -> str:
            source = self._source(match)
            rest = text[match.end() : match.end() + 1]
            if source is None or not _is_web(source) or rest in ("(", "["):
                return match.group()
            return f"{match.group()}({source.source})"

        return _CITED.sub(link, text)

    def growing(self, text: str) -> str:
        """The same for a text that grows: a number at its end may still become a link."""
        whole = self.linked(text)
        last = next((m for m in reversed(list(_CITED.finditer(text))) if m["n"]), None)
        if last is None or last.end() < len(text):
            return whole
        return self.linked(text[: last.start()]) + last.group()

    def used(self, text: str) -> str:
        """The sources that the text cites, in Markdown, one a line; "" where it cites none."""
        numbers = {int(m["n"]) for m in _CITED.finditer(text) if self._source(m)}
        return "\n".join(self._line(number) for number in sorted(numbers))

    def _label(self, passage: Passage) -> str:
        when = f"{passage.at:%Y-%m-%d}" if passage.at else ""
        if passage.kind in ("conversation", "fact"):
            return f"({', '.join(part for part in (passage.kind, when) if part)})"
        said = (passage.title, passage.source if _is_web(passage) else "", when)
        return f"[{self._number(passage)}] {', '.join(part for part in said if part)}"

    def _number(self, passage: Passage) -> int:
        origin = (passage.title, passage.source)
        for number, known in enumerate(self._sources, 1):
            if (known.title, known.source) == origin:
                return number
        self._sources.append(passage)
        return len(self._sources)

    def _source(self, match: re.Match[str]) -> Passage | None:
        number = int(match["n"] or 0)
        return self._sources[number - 1] if 0 < number <= len(self._sources) else None

    def _line(self, number: int) -> str:
        source = self._sources[number - 1]
        title = re.sub(r"[\[\]\n]", " ", source.title or source.source).strip()
        when = f" ({source.at:%Y-%m-%d})" if source.at else ""
        named = f"[{title}]({source.source})" if _is_web(source) else title
        return f"{number}. {named}{when}"


def _is_web(passage: Passage) -> bool:
    address = passage.source
    return address.startswith(("http://", "https://")) and not re.search(r"[\s()<>]", address)
