"""What is kept of a benchmark run: how it ended, its scores, answers, and where it was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agent.messages import Usage

State = Literal["running", "done", "incomplete", "failed", "passed"]
"""``incomplete``: answers are missing, so that it can't be compared. ``passed``: never begun."""


@dataclass(frozen=True, kw_only=True)
class KeptScore:
    """A dimension's mean with its 95% interval (0–1), and what it rests on."""

    mean: float
    low: float
    high: float
    lenient: float
    records: int
    queries: int


@dataclass(frozen=True, kw_only=True)
class KeptRecord:
    """A record's scores (dimension → 0–1)."""

    kind: str
    id: str
    query: str
    scores: Mapping[str, float]
    lenient: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """What the model said to one prompt, and its tokens."""

    kind: str
    record: str
    template: str
    text: str
    prompt: int = 0
    completion: int = 0


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a run asks of which model.

    ``cases`` says it for people, ``checksum`` is the same for the same choice of the same cases;
    ``settings`` are further ones, by name. ``prompts`` is how many there are.
    """

    model: str = ""
    cases: str = ""
    checksum: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    prompts: int = 0


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a run ended; ``failures`` are why answers or scores are missing."""

    state: State
    headline: str
    report: str
    failures: Sequence[str] = ()
    scores: Mapping[str, KeptScore] = field(default_factory=dict)
    records: Sequence[KeptRecord] = ()


@dataclass(frozen=True, kw_only=True)
class KeptRun:
    """A run as it is kept. ``seconds`` is the time worked on it, by whichever processes.

    ``night`` is when it was due, None where a person began it.
    """

    id: str
    night: datetime | None
    state: State
    claimant: str
    beat_at: datetime
    began_at: datetime
    ended_at: datetime | None
    asked: Asked
    seconds: float
    failures: tuple[str, ...]
    headline: str
    report: str
    scores: Mapping[str, KeptScore]
    usage: Usage


@dataclass(frozen=True, kw_only=True)
class Posting:
    """A report on its way to a channel; ``posted_at`` is None until the channel has it."""

    channel: str
    begun_at: datetime
    posted_at: datetime | None = None
    posts: tuple[str, ...] = ()
    trouble: str = ""
