"""Which trials become training data, and which must not."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from training.tuning.judging import Verdict
from training.tuning.likeness import Known, even
from training.tuning.records import Instance
from training.tuning.templates import Template
from training.tuning.trials import Trial

LEAK = 0.8
"""A query this much like a benchmark's (share of common 4-grams) is not trained on."""


@dataclass(frozen=True, kw_only=True)
class Bars:
    """``epsilon``: by how many points (1–10) an answer must beat the benchmark templates' best;
    ``threshold``: the mean score a template must reach."""

    epsilon: float = 0.5
    threshold: float = 6.0


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A trial with its verdicts, one for each benchmark template."""

    trial: Trial
    verdicts: tuple[Verdict, ...]

    @property
    def score(self) -> float:
        return fmean(verdict.score for verdict in self.verdicts)

    @property
    def margin(self) -> float:
        """By how much it beats the best of the benchmark templates."""
        return min(verdict.score - verdict.beside for verdict in self.verdicts)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a template did: ``mean`` of ``judged`` trials, ``better`` of which beat the benchmark."""

    template: Template
    judged: int
    mean: float
    better: int
    passed: bool


def standings(judged: Iterable[Judged], bars: Bars) -> list[Standing]:
    """Every template's, the best first."""
    of: dict[str, list[Judged]] = {}
    for each in judged:
        of.setdefault(each.trial.template.name, []).append(each)
    found = [
        Standing(
            template=group[0].trial.template,
            judged=len(group),
            mean=(mean := fmean(each.score for each in group)),
            better=sum(each.margin > bars.epsilon for each in group),
            passed=mean >= bars.threshold,
        )
        for group in of.values()
    ]
    return sorted(found, key=lambda each: (-each.mean, each.template.name))


def kept(judged: Iterable[Judged], standing: Sequence[Standing], bars: Bars) -> list[Judged]:
    """The clean trials of passed templates that beat the benchmark."""
    passed = {each.template.name for each in standing if each.passed}
    return [
        each
        for each in judged
        if each.trial.template.name in passed
        and each.margin > bars.epsilon
        and each.trial.clean
        and each.trial.calls
    ]


@dataclass(frozen=True, kw_only=True)
class Split:
    """Training and validation data; ``doubles`` and ``leaks`` (queries) were left out."""

    train: tuple[Instance, ...]
    valid: tuple[Instance, ...]
    doubles: int = 0
    leaks: Mapping[str, float] = field(default_factory=dict)


def split(instances: Iterable[Instance], benchmark: Known, share: float) -> Split:
    """Without doubles and without queries like the benchmark's; ``share`` (0–1) is for validation.

    A query is on one side only, and always on the same.
    """
    train: list[Instance] = []
    valid: list[Instance] = []
    seen: set[str] = set()
    leaks: dict[str, float] = {}
    doubles = 0
    for instance in instances:
        likeness = benchmark.nearest(instance.query)
        if likeness >= LEAK:
            leaks[instance.query] = likeness
        elif (content := _hash(repr(instance.calls))) in seen:
            doubles += 1
        else:
            seen.add(content)
            side = valid if _place(instance.query) < share else train
            side.append(instance)
    return Split(train=tuple(train), valid=tuple(valid), doubles=doubles, leaks=leaks)


def _place(query: str) -> float:
    """A number from 0 to 1 that a query always gets."""
    return int(_hash(even(query) or query)[:8], 16) / 0x1_0000_0000


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
