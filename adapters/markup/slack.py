"""Markdown for Slack: mrkdwn text in which nothing but our own links is a control sequence."""

import re
from collections.abc import Sequence
from typing import Literal

from adapters.markup.cleaning import BREAK, units
from adapters.markup.plain import Post, plain
from adapters.markup.reading import read
from adapters.markup.runs import Heading, Link, Mark, Marks, Pre, Quote, Run, Style, write
from adapters.markup.splitting import split

LIMIT = 3900
"""UTF-16 units after escaping; `chat.update` takes 4,000 and truncates or refuses beyond."""

_SIGNS = {Style.BOLD: "*", Style.ITALIC: "_", Style.STRIKE: "~", Style.CODE: "`"}
_OPENING = re.compile(r"(?<!\w)([*_~`])(?=\S)")
_CLOSING = re.compile(r"(?<=\S)([*_~`])(?!\w)")
_FENCE = re.compile("`(?=``)")
_EDGE = frozenset(" \n.,:;!?()'\"" + BREAK)


def slack_posts(markdown: str, *, limit: int = LIMIT) -> list[Post]:
    """The answer as messages of at most ``limit`` UTF-16 units. Never empty.

    ``plain`` is escaped too, for a message sent with ``mrkdwn`` off.
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
    return Post(text=page.text, plain=_escaped(plain(runs)))


class _Page:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._label = ""
        self._link_start = 0
        self._sign_before: Literal["", "opening", "closing"] = ""

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def fitting(self, run: Run) -> Marks:
        if run.preformatted:
            return run.marks
        marks = [Style.BOLD if isinstance(mark, Heading) else mark for mark in run.marks]
        # Styles show around a link but not in its text; code shows nowhere near either.
        links: list[Mark] = [mark for mark in marks if isinstance(mark, Link)]
        dropped = {Style.MARKER, Style.CODE} if links or "`" in run.text else {Style.MARKER}
        styles = (mark for mark in marks if mark not in dropped and mark not in links)
        return tuple(dict.fromkeys([*styles, *links]))

    def open(self, mark: Mark) -> None:
        match mark:
            case Quote():
                self._add("> ")
            case Pre():
                self._add("```\n")
            case Link():
                self._add(self._gap())
                self._link_start, self._label = len(self._parts), ""
            case Style():
                self._add(self._gap() + _SIGNS[mark])
                self._sign_before = "opening"

    def close(self, mark: Mark) -> None:
        match mark:
            case Pre():
                self._add("\n```")
            case Link(url):
                label = "".join(self._parts[self._link_start :])
                link = "" if self._label == url else f"|{label}"
                self._parts[self._link_start :] = [f"<{_escaped(url)}{link}>"]
                self._sign_before = ""
            case Style():
                self._add(_SIGNS[mark])
                self._sign_before = "closing"

    def write(self, text: str, marks: Marks) -> None:
        self._label += text
        if marks and isinstance(marks[-1], Pre):
            self._add(_escaped(_FENCE.sub("`" + BREAK, text)))
            return
        if self._sign_before == "closing" and text[0] not in _EDGE:
            self._add(BREAK)
        quoted = "\n" in text and any(isinstance(mark, Quote) for mark in marks)
        line_start = not self._parts or self._parts[-1].endswith(("\n", "> "))
        text = _escaped(text if Style.CODE in marks else _literal(text, marks))
        text = text.replace("\n", "\n> ") if quoted else text
        self._add(BREAK + text if line_start and text.startswith("&gt;") else text)

    def _add(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._sign_before = ""

    def _gap(self) -> str:
        """What must stand before an opening sign for Slack to see it as one."""
        if self._sign_before == "opening" or not self._parts or self._parts[-1][-1] in _EDGE:
            return ""
        return BREAK


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _literal(text: str, marks: Marks) -> str:
    """``text`` with a break at each sign that Slack would take for markup."""
    text = _FENCE.sub("`" + BREAK, text)
    for mark, sign in _SIGNS.items():
        if mark in marks and sign in text:
            text = text.replace(sign, BREAK + sign + BREAK)
    closing = {found[1] for found in _CLOSING.finditer(text)}
    if not closing:
        return text
    return _OPENING.sub(lambda found: found[1] + BREAK if found[1] in closing else found[1], text)
