"""How sure scores are: query-clustered bootstrap intervals of a run, or of two runs' difference."""

import math
import random
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from benchmark.metrics import WEIGHTS, Dimension
from benchmark.scoring import Run, Scored, Scores

Verdict = Literal["better", "worse", "no difference", "incomparable"]
Row = tuple[str, Scores]
"""A query and a record's values of it."""

_FEWEST = 6
"""Queries that must differ before anything is said: five of one sign are no rare chance."""
_FALSE_ALARMS = 0.025
"""How often, at most, two runs of one model shall be told apart in any dimension."""
_TINY = 1e-12


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean (0–1, or a difference) with its 95% interval, of ``records`` about ``queries``."""

    mean: float
    low: float
    high: float
    records: int
    queries: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What run B scores more than run A; ``estimate`` is of the records that both scored.

    ``reason`` says what keeps the verdict from being clearer.
    """

    a: float
    b: float
    estimate: Estimate | None
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Resampled:
    """The means of many resamples, in order.

    ``telling`` queries say how far values spread: those of one and the same value count as one.
    """

    mean: float
    drawn: Sequence[float]
    records: int
    queries: int
    differing: int
    telling: int

    def span(self, outside: float = 0.025) -> tuple[float, float]:
        """The percentile interval with the share ``outside`` on each side.

        It is widened for few queries as Student's t is (Hesterberg 2015).
        """
        place = max(int(_tail(self.telling, outside) * (len(self.drawn) + 1)), 1)
        return self.drawn[place - 1], self.drawn[-place]

    def estimate(self) -> Estimate:
        low, high = self.span()
        return Estimate(
            mean=self.mean, low=low, high=high, records=self.records, queries=self.queries
        )


def intervals(run: Run, *, resamples: int = 2_000, seed: int = 0) -> dict[str, Estimate]:
    """Each dimension that the run scored, and ``overall``, with its interval."""
    rows = [(record.query or record.id, record.scores) for record in run.records]
    found = resample(rows, resamples=resamples, seed=seed)
    return {name: each.estimate() for name, each in found.items()}


def compare(a: Run, b: Run, *, resamples: int = 10_000, seed: int = 0) -> dict[str, Difference]:
    """Each dimension and ``overall``: is run B better than run A, on the same records?

    A dimension with records that only one of them scored is incomparable. As several dimensions
    are looked at, a difference is told only where a wider interval than the shown one excludes 0
    (Bonferroni), so that two runs of one model are seldom told apart in any of them.
    """
    first = {(record.kind, record.id): record for record in a.records}
    second = {(record.kind, record.id): record for record in b.records}
    rows = [_difference(record, second[key]) for key, record in first.items() if key in second]
    lonely = _dimension_counts(first[key] for key in first.keys() - second.keys())
    for name, count in _dimension_counts(second[key] for key in second.keys() - first).items():
        lonely[name] += count
    found = resample(rows, resamples=resamples, seed=seed)
    before, after = a.overall, b.overall
    differences = {}
    for name in (*WEIGHTS, "overall"):
        if name in found or lonely[name]:
            verdict, reason = _judged(found.get(name), lonely[name], len(found))
            differences[name] = Difference(
                a=before[name],
                b=after[name],
                estimate=found[name].estimate() if name in found else None,
                verdict=verdict,
                reason=reason,
            )
    return differences


def _difference(a: Scored, b: Scored) -> Row:
    return a.query or a.id, {name: b.scores[name] - a.scores[name] for name in a.scores}


def _dimension_counts(records: Iterator[Scored]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for record in records:
        for name in (*record.scores, "overall"):
            counts[name] += 1
    return counts


def _judged(found: Resampled | None, lonely: int, looks: int) -> tuple[Verdict, str]:
    """The verdict on one of ``looks`` dimensions, and its reason."""
    if lonely or found is None:
        return "incomparable", f"records scored in only one of the runs: {lonely}"
    if found.differing < _FEWEST:
        return "no difference", f"queries that differ: {found.differing}, too few to tell"
    low, high = found.span(_FALSE_ALARMS / 2 / looks)
    if low > 0:
        return "better", ""
    if high < 0:
        return "worse", ""
    low, high = found.span()
    return "no difference", "" if low <= 0 <= high else f"not sure enough among {looks} looks"


def resample(rows: Sequence[Row], *, resamples: int, seed: int = 0) -> dict[str, Resampled]:
    """Draw queries with replacement: the means of each dimension and of their weighted sum.

    Records of one query are drawn together, and queries among those with the same dimensions.
    """
    names = [name for name in WEIGHTS if any(name in values for _, values in rows)]
    if not names:
        return {}
    strata = _strata(rows)
    generator = random.Random(seed)
    draws = [stratum.draws(generator) for stratum in strata]
    drawn: dict[str, list[float]] = {name: [] for name in (*names, "overall")}
    for _ in range(resamples):
        totals = dict.fromkeys(names, (0.0, 0))
        for stratum, stream in zip(strata, draws, strict=True):
            stratum.add(next(stream), totals)
        for name, value in _weighted(totals).items():
            drawn[name].append(value)
    means = _means(rows, names)
    return {name: _resampled(name, means[name], drawn[name], rows) for name in drawn}


class _Stratum:
    """Queries whose records have the same dimensions, so that they may stand for one another."""

    def __init__(self, queries: Sequence[Sequence[Scores]]) -> None:
        self._size = len(queries)
        # Many copies of each column make a random 16-bit number a place in it, without arithmetic.
        self._copies = 65_536 // self._size if self._size <= 8192 else 1
        self._sums: dict[Dimension, list[float]] = {}
        self._counts: dict[Dimension, list[int]] = {}
        for name in {name for records in queries for values in records for name in values}:
            columns = [
                [values[name] for values in records if name in values] for records in queries
            ]
            self._sums[name] = [math.fsum(values) for values in columns] * self._copies
            counts = [len(values) for values in columns]
            if set(counts) != {1}:
                self._counts[name] = counts * self._copies

    def draws(self, generator: random.Random) -> Iterator[list[int]]:
        """Samples with replacement, as many places as there are queries, without end."""
        size, end = self._size, self._size * self._copies
        pool: list[int] = []
        while True:
            while len(pool) < size:
                if self._copies == 1:
                    pool += generator.choices(range(size), k=size)
                else:
                    numbers = array("H", generator.randbytes(16_384))
                    pool += [number for number in numbers if number < end]
            yield pool[:size]
            del pool[:size]

    def add(self, places: Sequence[int], totals: dict[Dimension, tuple[float, int]]) -> None:
        for name, sums in self._sums.items():
            total, count = totals[name]
            counts = self._counts.get(name)
            more = sum(map(counts.__getitem__, places)) if counts else len(places)
            totals[name] = total + sum(map(sums.__getitem__, places)), count + more


def _strata(rows: Sequence[Row]) -> list[_Stratum]:
    queries: dict[str, list[Scores]] = defaultdict(list)
    for query, values in rows:
        queries[query].append(values)
    strata: dict[frozenset[Dimension], list[list[Scores]]] = defaultdict(list)
    for records in queries.values():
        strata[frozenset(name for values in records for name in values)].append(records)
    return [_Stratum(stratum) for stratum in strata.values()]


def _weighted(totals: Mapping[Dimension, tuple[float, int]]) -> dict[str, float]:
    means: dict[str, float] = {name: total / count for name, (total, count) in totals.items()}
    means["overall"] = sum(WEIGHTS[name] * means[name] for name in totals)
    return means


def _means(rows: Sequence[Row], names: Sequence[Dimension]) -> dict[str, float]:
    columns = {name: [values[name] for _, values in rows if name in values] for name in names}
    return _weighted({name: (sum(column), len(column)) for name, column in columns.items()})


def _resampled(name: str, mean: float, drawn: list[float], rows: Sequence[Row]) -> Resampled:
    queries: dict[str, list[Scores]] = defaultdict(list)
    for query, values in rows:
        if name == "overall" or name in values:
            queries[query].append(values)
    sums = [_summed(name, records) for records in queries.values()]
    return Resampled(
        mean=mean,
        drawn=sorted(drawn),
        records=sum(map(len, queries.values())),
        queries=len(queries),
        differing=sum(any(abs(value) > _TINY for value in values) for values in sums),
        telling=len(sums) - Counter(sums).most_common(1)[0][1] + 1,
    )


def _summed(name: str, records: Sequence[Scores]) -> tuple[float, ...]:
    """A query's values, summed for each dimension that is asked for."""
    sums: dict[str, float] = defaultdict(float)
    for values in records:
        for key, value in values.items():
            if name in (key, "overall"):
                sums[key] += value
    return tuple(round(value, 12) for value in sums.values())


def _tail(queries: int, outside: float) -> float:
    """The share of resamples to leave out on each side; less than ``outside`` for few queries."""
    if queries < 2:
        return 0.0
    normal = NormalDist()
    z, freedom = normal.inv_cdf(1 - outside), queries - 1
    t = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return normal.cdf(-t * math.sqrt(queries / freedom))
