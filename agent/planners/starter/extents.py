"""Stretches of a text that were understood, and the text without them."""

from collections.abc import Sequence
from typing import Protocol


class Extent(Protocol):
    """Something that stands in a text from ``begin`` up to ``end``."""

    @property
    def begin(self) -> int: ...

    @property
    def end(self) -> int: ...


def blanked(text: str, extents: Sequence[Extent]) -> str:
    """The text, as long as it was, with line ends where they stand."""
    characters = list(text)
    for extent in extents:
        characters[extent.begin : extent.end] = "\n" * (extent.end - extent.begin)
    return "".join(characters)
