"""Markdown for Discord: its own Markdown, every other sign escaped and every mention inert."""

import re
from collections.abc import Sequence
from typing import Literal

from adapters.markup.cleaning import BREAK, units
from adapters.markup.plain import Post, plain, says
from adapters.markup.reading import read
from adapters.markup.runs import Heading, Link, Mark, Marks, Pre, Quote, Run, Style, write
from adapters.markup.splitting import split

LIMIT = 2000
"""Characters in one message, counted as UTF-16 units to be safe."""

_SIGNS = {Style.BOLD: "**", Style.ITALIC: "*", Style.STRIKE: "~~"}
_ESCAPED = re.compile(r"[\\*_~`|\[\]]")
_LINE_START = re.compile(r"^( *)(?=(?:#{1,3}|-#|-|\+)(?:\s|$)|>)")
_ONE_TICK = re.compile("(?<!`)`(?!`)")
_TICKS = re.compile("`(?=`)")
_FENCE = re.compile("`(?=``)")
_ALIVE = re.compile(
    r"@(?=everyone|here)|<(?=@[!&]?\d|#\d|a?:\w+:\d|t:-?\d|id:\w|/[^\s:>][^:>\n]{0,100}:\d)",
    re.IGNORECASE,
)
"""Mentions of all, of users, roles and channels; emoji, timestamps, guide links, commands."""


def discord_posts(markdown: str, *, limit: int = LIMIT) -> list[Post]:
    """The answer as messages of at most ``limit`` UTF-16 units. Never empty.

    ``plain`` is for a file or a log: Discord cannot be told not to read Markdown.
    """
    return split(
        read(markdown),
        _post,
        lambda post: max(units(post.text), units(post.plain)) / limit,
        limit,
    )


def _post(runs: Sequence[Run]) -> Post:
    page = _Page()
    write(runs, page)
    return Post(text=_inert(page.text), plain=_inert(plain(runs)))


def _inert(text: str) -> str:
    return _ALIVE.sub(lambda found: found[0] + BREAK, text)


class _Page:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._before = ""
        self._place: Literal["line start", "item start", ""] = "line start"
        self._heading_end = ""
        self._label = ""
        self._link_start = 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def fitting(self, run: Run) -> Marks:
        if run.preformatted:
            return run.marks
        # A heading is bold already, and bold in bold would end it.
        in_heading = any(isinstance(mark, Heading) for mark in run.marks)
        dropped = Style.BOLD if in_heading else None
        return tuple(mark for mark in dict.fromkeys(run.marks) if mark is not dropped)

    def open(self, mark: Mark) -> None:
        match mark:
            case Quote():
                self._add("> ")
            case Pre(language):
                self._add(f"```{language}\n")
            case Heading(level):
                native = level <= 3 and self._place == "line start"
                self._heading_end = "" if native else "**"
                self._open_with("#" * level + " " if native else "**")
            case Link():
                self._link_start, self._label = len(self._parts), ""
            case Style():
                self._open_with(_SIGNS.get(mark, ""))

    def close(self, mark: Mark) -> None:
        match mark:
            case Pre():
                self._add("\n```")
            case Heading():
                self._add(self._heading_end)
            case Link(url):
                label = "".join(self._parts[self._link_start :])
                self._parts[self._link_start :] = [_linked(label, self._label, url)]
            case Style():
                self._add(_SIGNS.get(mark, ""))

    def write(self, text: str, marks: Marks) -> None:
        self._label += text
        if marks and isinstance(marks[-1], Pre):
            self._add(_FENCE.sub("`" + BREAK, text))
        elif not text.strip():
            self._space(text, marks)
        elif Style.MARKER in marks:
            self._add(text.replace("•", "-"))
            self._place = "item start"
        elif Style.CODE in marks:
            self._code(text)
            self._place = ""
        else:
            self._add(_escaped(text, at_start=self._place != ""))
            self._place = ""

    def _space(self, text: str, marks: Marks) -> None:
        quoted = "\n" in text and any(isinstance(mark, Quote) for mark in marks)
        self._add(text.replace("\n", "\n> ") if quoted else text)
        if "\n" in text:
            self._place = "line start"

    def _code(self, text: str) -> None:
        fence = "`"
        if _ONE_TICK.search(text) or "```" in text:
            text, fence = _TICKS.sub("`" + BREAK, text), "``"
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        self._open_with(fence + pad + text + pad)
        self._add(fence)

    def _add(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._before = text[-1]

    def _open_with(self, sign: str) -> None:
        """Add an opening sign, kept apart from a like sign that does not open something too."""
        if sign:
            self._add(BREAK + sign if sign[0] == self._before else sign)
            self._before = ""


def _escaped(text: str, *, at_start: bool) -> str:
    escaped = _ESCAPED.sub(r"\\\g<0>", text)
    return _LINE_START.sub(r"\1\\", escaped) if at_start else escaped


def _linked(written: str, label: str, url: str) -> str:
    """A link that shows no preview; Discord masks web addresses only."""
    if not url.startswith("http"):
        return written if says(label, url) else f"{written} ({url.removeprefix('mailto:')})"
    return f"<{label}>" if says(label, url) else f"[{written}](<{url}>)"
