"""Rich text: runs of text under marks, and how they are walked, settled and sliced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol


class Style(Enum):
    """A mark without particulars. ``MARKER`` is text we add: a bullet, a number, a rule."""

    BOLD = "bold"
    ITALIC = "italic"
    STRIKE = "strikethrough"
    CODE = "code"
    MARKER = "marker"


@dataclass(frozen=True, slots=True, eq=False)
class Quote:
    """A quotation; two neighbours are never one and the same."""


@dataclass(frozen=True, slots=True)
class Heading:
    level: int


@dataclass(frozen=True, slots=True, eq=False)
class Pre:
    """A code block or a table; ``language`` may be empty."""

    language: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A link to an http, https or mailto address that was checked.

    Two neighbours to the same address are still two.
    """

    url: str


Mark = Style | Quote | Heading | Pre | Link
Marks = tuple[Mark, ...]
"""Outermost first."""


class Run(NamedTuple):
    """Text under the same marks. Line breaks stand in runs of their own, except in ``Pre``."""

    text: str
    marks: Marks = ()

    @property
    def preformatted(self) -> bool:
        return bool(self.marks) and isinstance(self.marks[-1], Pre)


class Page(Protocol):
    """What a dialect writes rich text on."""

    def fitting(self, run: Run) -> Marks:
        """Those marks of a run that the platform can show, outermost first."""
        ...

    def open(self, mark: Mark) -> None: ...
    def write(self, text: str, marks: Marks) -> None: ...
    def close(self, mark: Mark) -> None: ...


def write(runs: Iterable[Run], page: Page) -> None:
    """Write the runs on a page, opening and closing marks so that they always nest."""
    now: Marks = ()
    for run in runs:
        marks = page.fitting(run) if run.marks else ()
        if marks != now:
            kept = len(shared(now, marks))
            for mark in reversed(now[kept:]):
                page.close(mark)
            for mark in marks[kept:]:
                page.open(mark)
            now = marks
        page.write(run.text, marks)
    for mark in reversed(now):
        page.close(mark)


def shared(one: Marks, other: Marks) -> Marks:
    """The marks that both begin with."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return one[:count]


def settled(runs: Iterable[Run]) -> list[Run]:
    """The runs with white space moved out of marks that only one of its neighbours has.

    A bold text must neither begin nor end with a space on any platform; a line break belongs to
    nothing but a quotation.
    """
    out: list[Run] = []
    space = ""
    for run in runs:
        core = run.text if run.preformatted else run.text.strip()
        if not core:
            space += run.text
            continue
        start = run.text.index(core)
        space += run.text[:start]
        end = start + len(core)
        if space and out:
            core = _space_added(out, space, run.marks) + core
        out.append(Run(core, run.marks))
        space = run.text[end:]
    return out


def _space_added(out: list[Run], space: str, after: Marks) -> str:
    """Add space to the last run or in one of its own; what belongs to the next is returned."""
    before = out[-1].marks
    both = shared(before, after)
    if "\n" in space:
        indent = space.rpartition("\n")[2]
        out.append(Run("\n" * space.count("\n"), _quotes(both)))
        if indent:
            out.append(Run(indent, _quotes(after)))
        return ""
    marks = tuple(mark for mark in both if mark is not Style.CODE and not isinstance(mark, Pre))
    if marks == after:
        return space
    if marks == before:
        out[-1] = Run(out[-1].text + space, marks)
    else:
        out.append(Run(space, marks))
    return ""


def _quotes(marks: Marks) -> Marks:
    return tuple(mark for mark in marks if isinstance(mark, Quote))


def sliced(runs: Sequence[Run], starts: Sequence[int], begin: int, end: int) -> list[Run]:
    """The characters ``begin`` to ``end``; ``runs[0]`` holds ``begin``, ``starts`` their offsets.

    White space at the edges is left out, but not the indentation of a first line of code.
    """
    part = [
        Run(run.text[max(0, begin - start) : end - start], run.marks)
        for run, start in zip(runs, starts, strict=False)
        if start < end
    ]
    while part and not part[-1].text.strip():
        part.pop()
    if part:
        part[-1] = part[-1]._replace(text=part[-1].text.rstrip())
    return _from_first_line(part)


def _from_first_line(part: list[Run]) -> list[Run]:
    first = next((at for at, run in enumerate(part) if run.text.strip()), len(part))
    part = part[first:]
    if part:
        text, marks = part[0]
        text = text.lstrip("\n") if part[0].preformatted else text.lstrip()
        part[0] = Run(text, marks)
    return part
