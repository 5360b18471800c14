"""A document in passages: cut at headings and paragraphs, each with what it stands under."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SIZE = 900
"""About so long is a passage, in letters; a CJK character counts as two and a half."""
_OVERLAP = 150
_UNDER = " – "
_HEADING = re.compile(r"#{1,6}\s+(?P<title>\S.*?)\s*#*\s*$")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])|\n")
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")


@dataclass(frozen=True, kw_only=True)
class Piece:
    heading: str
    text: str


def pieces(text: str) -> tuple[Piece, ...]:
    """The text in passages, in order; the end of one begins the next under the same heading.

    A heading over nothing is a passage too, unless it stands over other headings.
    """
    sections = list(_sections(text))
    following = [*(heading for heading, _ in sections[1:]), ""]
    return tuple(
        Piece(heading=heading, text=passage)
        for (heading, section), after in zip(sections, following, strict=True)
        for passage in list(_passages(section)) or _alone(heading, after)
    )


def _alone(heading: str, after: str) -> list[str]:
    return [""] if heading and not after.startswith(f"{heading}{_UNDER}") else []


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Each stretch of text with the headings above it."""
    above: list[tuple[int, str]] = []
    lines: list[str] = []
    for line in text.splitlines():
        found = _HEADING.match(line)
        if found is None:
            lines.append(line)
            continue
        yield _path(above), "\n".join(lines).strip()
        level = len(line) - len(line.lstrip("#"))
        above = [(each, title) for each, title in above if each < level]
        above.append((level, found["title"]))
        lines = []
    yield _path(above), "\n".join(lines).strip()


def _path(above: list[tuple[int, str]]) -> str:
    return _UNDER.join(title for _, title in above)


def _passages(section: str) -> Iterator[str]:
    passage = ""
    for part in _parts(section):
        if passage and _size(passage) + _size(part) > _SIZE:
            yield passage.strip()
            passage = _end(passage)
        passage += part
    if passage.strip():
        yield passage.strip()


def _parts(section: str) -> Iterator[str]:
    """Paragraphs; those that are too long in sentences, and these in pieces."""
    for paragraph in re.split(r"\n\s*\n", section):
        if _size(paragraph) <= _SIZE // 2:
            yield f"{paragraph}\n\n"
            continue
        for sentence in _SENTENCE.split(paragraph):
            room = _SIZE if not _WIDE.search(sentence) else _SIZE * 2 // 5
            for start in range(0, len(sentence), room):
                piece = sentence[start : start + room]
                yield piece if _WIDE.match(piece[-1:]) else f"{piece} "
        yield "\n\n"


def _end(passage: str) -> str:
    """The last sentence, if it is short."""
    sentences = [each for each in _SENTENCE.split(passage.strip()) if each and each.strip()]
    last = sentences[-1].strip() if len(sentences) > 1 else ""
    return f"{last} " if last and _size(last) <= _OVERLAP else ""


def _size(text: str) -> float:
    return len(text) + 1.5 * len(_WIDE.findall(text))
