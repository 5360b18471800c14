"""What happens in a turn, as a front end shows it live."""

from dataclasses import dataclass
from typing import Literal

from agent.messages import Usage

Reason = Literal["answered", "step_limit", "time_limit", "token_limit", "no_answer"]


@dataclass(frozen=True, kw_only=True)
class TextDelta:
    """A piece of the growing answer. A `Thought` or `ToolStarted` after it withdraws the text."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Thought:
    """What the agent means to do next, in its own words."""

    text: str


@dataclass(frozen=True, kw_only=True)
class ToolStarted:
    call_id: str
    tool: str
    arguments: str


@dataclass(frozen=True, kw_only=True)
class ToolFinished:
    """``seconds`` is wall time; ``failed`` says the result is an error the model was shown."""

    call_id: str
    tool: str
    result: str
    failed: bool
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Step:
    """One finished task of a turn: what was meant, what was run, what came of it."""

    thought: str
    tool: str
    arguments: str
    result: str
    failed: bool


@dataclass(frozen=True, kw_only=True)
class Summarised:
    """Older turns now stand in ``summary``; ``turns`` says how many, counted from the first."""

    summary: str
    turns: int


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The turn's end; the last event of every run."""

    answer: str
    reason: Reason
    steps: tuple[Step, ...]
    usage: Usage
    model: str


AgentEvent = TextDelta | Thought | ToolStarted | ToolFinished | Summarised | Finished
