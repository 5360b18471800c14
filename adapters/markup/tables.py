"""A table as lines of monospaced text with aligned columns, wide characters counted as two."""

from collections.abc import Sequence
from itertools import zip_longest

from rich.cells import cell_len

_WIDEST = 40
"""Cells up to which a column is padded; one long text must not push all others off the screen."""


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """The rows under their header, the first of them. Cells may hold line breaks."""
    lines = [_lines(row) for row in rows]
    widths = [
        min(_WIDEST, max(cell_len(cell) for cell in column))
        for column in zip_longest(*(line for row in lines for line in row), fillvalue="")
    ]
    rule = "-+-".join("-" * width for width in widths)
    head, *body = ["\n".join(_padded(line, widths) for line in row) for row in lines]
    return "\n".join([head, rule, *body])


def _lines(row: Sequence[str]) -> list[list[str]]:
    """A row as lines: each cell's first, second, … line side by side; empty ends are left out."""
    sides = zip_longest(*(cell.split("\n") for cell in row), fillvalue="")
    return [_without_empty_end([part.strip() for part in line]) for line in sides]


def _without_empty_end(line: list[str]) -> list[str]:
    while len(line) > 1 and not line[-1]:
        line.pop()
    return line


def _padded(line: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell + " " * max(0, width - cell_len(cell))
        for cell, width in zip(line, widths, strict=False)
    )
    return " | ".join(cells).rstrip()
