import random
from collections.abc import Callable, Sequence

import pytest

from benchmark.cases import Kind
from benchmark.compare import Row, Verdict, compare, intervals, resample
from benchmark.metrics import Dimension
from benchmark.scoring import Run, Scored
from tests.benchmark.statistics import simulate


def record(name: str, score: float, *, query: str = "") -> Scored:
    scores: dict[Dimension, float] = {"conclusion": score}
    return Scored(id=name, kind="conclusion", query=query, scores=scores, lenient=scores)


def run(scores: Sequence[float]) -> Run:
    return Run(records=tuple(record(str(i), score) for i, score in enumerate(scores)))


def drawn(seed: int, size: int = 200) -> list[float]:
    chance = random.Random(seed)
    return [chance.random() for _ in range(size)]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda i, score: score, "no difference"),
        (lambda i, score: min(1.0, score + 0.1), "better"),
        (lambda i, score: score * 0.8, "worse"),
        (lambda i, score: score + (0.2 if i % 2 else -0.2), "no difference"),
        (lambda i, score: score + (0.5 if i < 5 else 0), "no difference"),
    ],
)
def test_verdicts(change: Callable[[int, float], float], verdict: Verdict) -> None:
    before = drawn(1)
    after = [change(i, score) for i, score in enumerate(before)]
    difference = compare(run(before), run(after))["conclusion"]
    assert difference.verdict == verdict
    assert difference.estimate is not None
    assert difference.estimate.mean == pytest.approx(difference.b - difference.a)
    assert difference.estimate.low <= difference.estimate.mean <= difference.estimate.high


def test_overall_is_weighted() -> None:
    before = drawn(2)
    differences = compare(run(before), run([score + 0.1 for score in before]))
    assert set(differences) == {"conclusion", "overall"}
    overall, conclusion = differences["overall"].estimate, differences["conclusion"].estimate
    assert overall is not None
    assert conclusion is not None
    assert overall.mean == pytest.approx(0.2 * conclusion.mean)


def test_records_that_only_one_run_scored_make_it_incomparable() -> None:
    difference = compare(run(drawn(3)), run(drawn(3, 199)))["conclusion"]
    assert difference.verdict == "incomparable"
    assert difference.reason.endswith(": 1")
    assert difference.estimate is not None
    assert difference.estimate.records == 199


def test_the_same_seed_gives_the_same_interval() -> None:
    first, second = run(drawn(4)), run(drawn(5))
    assert compare(first, second, seed=1) == compare(first, second, seed=1)
    assert compare(first, second, seed=1) != compare(first, second, seed=2)


def test_records_of_one_query_are_drawn_together() -> None:
    scores = drawn(6, 60)
    apart = Run(records=tuple(record(str(i), s) for i, s in enumerate(scores)))
    together = Run(
        records=tuple(
            record(f"{i}.{copy}", s, query=f"q{i}")
            for i, s in enumerate(scores)
            for copy in range(4)
        )
    )
    one, four = intervals(apart)["conclusion"], intervals(together)["conclusion"]
    assert (four.records, four.queries) == (240, 60)
    assert four.high - four.low == pytest.approx(one.high - one.low, rel=0.1)


def test_queries_of_unequal_size_weigh_by_their_records() -> None:
    rows: list[Row] = [("big", {"profile": 1.0}) for _ in range(3)]
    rows.append(("small", {"profile": 0.0}))
    estimate = resample(rows, resamples=200)["profile"].estimate()
    assert (estimate.mean, estimate.low, estimate.high) == (0.75, 0.0, 1.0)


def test_no_records_no_intervals() -> None:
    assert intervals(Run(records=())) == {}


def test_the_interval_of_a_mean_is_as_wide_as_theory_says() -> None:
    scores = drawn(8, 400)
    mean = sum(scores) / 400
    deviation = (sum((score - mean) ** 2 for score in scores) / 399) ** 0.5
    estimate = compare(run([0.0] * 400), run(scores))["conclusion"].estimate
    assert estimate is not None
    assert estimate.high - estimate.low == pytest.approx(2 * 1.966 * deviation / 20, rel=0.05)


def test_more_queries_than_a_16_bit_number_serves() -> None:
    rows: list[Row] = [(str(i), {"profile": float(i % 2)}) for i in range(9000)]
    estimate = resample(rows, resamples=40)["profile"].estimate()
    assert 0.48 < estimate.low < 0.5 < estimate.high < 0.52


def test_intervals_cover_the_truth() -> None:
    covered, _ = simulate({"conclusion": 60}, truth=0.03, runs=400, resamples=400, seed=1)
    assert 0.93 <= covered["conclusion"] <= 0.97


def test_two_runs_of_one_model_make_no_difference() -> None:
    sizes: dict[Kind, int] = {"plantooluse": 30, "reflextion": 20, "conclusion": 30, "profile": 30}
    _, silent = simulate(sizes, truth=0.0, runs=80, resamples=1000, seed=2)
    assert silent >= 0.95
