"""Markdown for Telegram: text and entities, counted in UTF-16 units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.markup.cleaning import BREAK, units
from adapters.markup.plain import Post, plain
from adapters.markup.reading import read
from adapters.markup.runs import Heading, Link, Mark, Marks, Pre, Quote, Run, Style, write
from adapters.markup.splitting import split

LIMIT = 4096
"""UTF-16 units in one message."""
ENTITIES = 100
"""Entities in one message; Telegram drops the rest."""

_MENTION = re.compile(r"(?<!\w)@(?=\w|$)")
"""Also at a run's end: the name may go on in the next."""


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A `MessageEntity`; ``offset`` and ``length`` count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class TelegramPost(Post):
    entities: tuple[Entity, ...]


def telegram_posts(markdown: str, *, limit: int = LIMIT) -> list[TelegramPost]:
    """The answer as messages of at most ``limit`` UTF-16 units. Never empty."""
    return split(
        read(markdown),
        _post,
        lambda post: max(
            units(post.text) / limit, units(post.plain) / limit, len(post.entities) / ENTITIES
        ),
        limit,
    )


def _post(runs: Sequence[Run]) -> TelegramPost:
    page = _Page()
    write(runs, page)
    # Of two that cover the same text the inner was closed first; the outer has to come first.
    entities = sorted(reversed(page.entities), key=lambda entity: (entity.offset, -entity.length))
    return TelegramPost(
        text=page.text, plain=_MENTION.sub("@" + BREAK, plain(runs)), entities=tuple(entities)
    )


class _Page:
    def __init__(self) -> None:
        self.entities: list[Entity] = []
        self._parts: list[str] = []
        self._length = 0
        self._opened: list[tuple[int, int]] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def fitting(self, run: Run) -> Marks:
        if run.preformatted:
            return run.marks
        marks = tuple(
            dict.fromkeys(
                Style.BOLD if isinstance(mark, Heading) else mark
                for mark in run.marks
                if mark is not Style.MARKER
            )
        )
        if Style.CODE not in marks:
            return marks
        # Code may neither lie in a link nor carry other marks: the link matters more.
        if any(isinstance(mark, Link) for mark in marks):
            return tuple(mark for mark in marks if mark is not Style.CODE)
        return tuple(mark for mark in marks if mark is Style.CODE or isinstance(mark, Quote))

    def open(self, mark: Mark) -> None:
        self._opened.append((self._length, len(self._parts)))

    def write(self, text: str, marks: Marks) -> None:
        if not any(mark is Style.CODE or isinstance(mark, Pre) for mark in marks):
            text = _MENTION.sub("@" + BREAK, text)
        self._parts.append(text)
        self._length += units(text)

    def close(self, mark: Mark) -> None:
        offset, part = self._opened.pop()
        covered = "".join(self._parts[part:])
        # Where a mark had to give way to code, the space beside the code must go with it.
        if not isinstance(mark, Pre):
            offset += len(covered) - len(covered.lstrip())
        length = units(covered.rstrip()) if isinstance(mark, Pre) else units(covered.strip())
        if length:
            self.entities.append(_entity(mark, offset, length))


def _entity(mark: Mark, offset: int, length: int) -> Entity:
    match mark:
        case Link(url):
            return Entity(type="text_link", offset=offset, length=length, url=url)
        case Pre(language):
            return Entity(type="pre", offset=offset, length=length, language=language or None)
        case Quote():
            return Entity(type="blockquote", offset=offset, length=length)
        case Heading():
            return Entity(type="bold", offset=offset, length=length)
        case _:
            return Entity(type=mark.value, offset=offset, length=length)
