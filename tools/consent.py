"""What is done only when a person has said so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A call that needs a person's word; ``arguments`` is its JSON.

    ``address`` is set when the tool only reads, but at an address that no source has named.
    """

    tool: str
    arguments: str
    address: str = ""


Consent: TypeAlias = Callable[[Deed], Awaitable[bool]]
"""Whether a person allows it. What it raises ends the turn, to be run again when it is settled."""
