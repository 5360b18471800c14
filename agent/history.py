"""What was said before in a conversation, as the agent is told it."""

from dataclasses import dataclass
from datetime import datetime

from agent.events import Step


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One question and its answer. ``asked_at`` is aware; None where it is not known."""

    question: str
    answer: str
    steps: tuple[Step, ...] = ()
    asked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    """The turns after ``summary``, which stands for the ``summarised`` turns before them."""

    turns: tuple[Turn, ...] = ()
    summary: str = ""
    summarised: int = 0
