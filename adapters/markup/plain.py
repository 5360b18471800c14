"""The answer without markup, and what a platform falls back to when it refuses some."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from adapters.markup.runs import Link, Mark, Marks, Pre, Quote, Run, write

_NOT_IN_ADDRESS = re.compile(r"[\s<>|]")


@dataclass(frozen=True, kw_only=True)
class Post:
    """One message: ``text`` in the platform's markup, ``plain`` the same without any."""

    text: str
    plain: str


def plain(runs: Iterable[Run]) -> str:
    """The runs as bare text; a link's address follows its text in parentheses."""
    page = PlainPage()
    write(runs, page)
    return page.text


def says(label: str, url: str) -> bool:
    """Whether a link's text is its address, so that it need not be told twice."""
    if label in (url, url.removeprefix("mailto:")):
        return True
    return unquote(label) == unquote(url) and _NOT_IN_ADDRESS.search(label) is None


class PlainPage:
    """A `Page` that keeps quotation signs and addresses and drops every other mark."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._link_start = 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def fitting(self, run: Run) -> Marks:
        return tuple(mark for mark in run.marks if isinstance(mark, Quote | Link | Pre))

    def open(self, mark: Mark) -> None:
        if isinstance(mark, Quote):
            self._parts.append("> ")
        self._link_start = len(self._parts)

    def write(self, text: str, marks: Marks) -> None:
        quoted = "\n" in text and any(isinstance(mark, Quote) for mark in marks)
        self._parts.append(text.replace("\n", "\n> ") if quoted else text)

    def close(self, mark: Mark) -> None:
        if isinstance(mark, Link):
            label = "".join(self._parts[self._link_start :])
            if not says(label, mark.url):
                self._parts.append(f" ({mark.url.removeprefix('mailto:')})")
