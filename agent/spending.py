"""What the model calls inside a tool's run take, so that they count for the turn that ran it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from agent.messages import Usage

_SPENT: ContextVar[list[Usage] | None] = ContextVar("spent", default=None)


@contextmanager
def counting() -> Iterator[list[Usage]]:
    """Whatever is `spent` within stands in the list, also by tasks that are begun within.

    Whoever counts around this counts it, too.
    """
    spent: list[Usage] = []
    around, before = _SPENT.get(), _SPENT.set(spent)
    try:
        yield spent
    finally:
        _SPENT.reset(before)
        if around is not None:
            around.extend(spent)


def spend(usage: Usage) -> None:
    """Count it for whoever is `counting`; else for nobody."""
    if (spent := _SPENT.get()) is not None:
        spent.append(usage)
