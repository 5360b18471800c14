"""A run held against the runs before it: their mean, and what is different tonight."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from benchmark.compare import Difference, compare
from benchmark.scoring import Run, Scored, Scores


@dataclass(frozen=True, kw_only=True)
class Look:
    """A run compared with something before it; ``against`` names that for people."""

    against: str
    differences: Mapping[str, Difference]

    @property
    def worse(self) -> tuple[str, ...]:
        return self._that_are("worse")

    @property
    def better(self) -> tuple[str, ...]:
        return self._that_are("better")

    @property
    def incomparable(self) -> tuple[str, ...]:
        return self._that_are("incomparable")

    def _that_are(self, verdict: str) -> tuple[str, ...]:
        return tuple(name for name, each in self.differences.items() if each.verdict == verdict)


def look(run: Run, before: Run, against: str) -> Look:
    """Compare a run with one before it, which may have more records: those don't count."""
    asked = {(record.kind, record.id) for record in run.records}
    same = tuple(record for record in before.records if (record.kind, record.id) in asked)
    return Look(against=against, differences=compare(replace(before, records=same), run))


def mean_run(runs: Sequence[Run]) -> Run:
    """Each record with the means of its scores over the runs: steadier than any one of them."""
    found: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for run in runs:
        for record in run.records:
            found[record.kind, record.id].append(record)
    return Run(
        records=tuple(
            replace(
                records[-1],
                scores=_mean([record.scores for record in records]),
                lenient=_mean([record.lenient for record in records]),
            )
            for records in found.values()
        )
    )


def _mean(scores: Sequence[Scores]) -> Scores:
    return {name: fmean(each[name] for each in scores) for name in scores[0]}
