"""A run held against those before it."""

import random

import pytest

from benchmark.history import look, mean_run
from benchmark.metrics import Dimension
from benchmark.scoring import Run, Scored


def run(seed: int, *, records: int = 60, lower: float = 0.0, noise: float = 0.1) -> Run:
    ease, chance = random.Random(0), random.Random(seed)
    found = []
    for number in range(records):
        value = ease.uniform(0.3, 0.7) - lower + chance.gauss(0, noise)
        scores: dict[Dimension, float] = {"conclusion": value}
        found.append(
            Scored(
                id=str(number), kind="conclusion", query=str(number), scores=scores, lenient=scores
            )
        )
    return Run(records=tuple(found))


def test_the_mean_of_runs_is_by_record() -> None:
    one, other = run(1), run(2)
    mean = mean_run([one, other])
    assert mean.records[3].scores["conclusion"] == pytest.approx(
        (one.records[3].scores["conclusion"] + other.records[3].scores["conclusion"]) / 2
    )
    assert mean.overall["conclusion"] == pytest.approx(
        (one.overall["conclusion"] + other.overall["conclusion"]) / 2
    )


def test_many_runs_show_what_one_can_not() -> None:
    before = [run(seed, noise=0.2) for seed in range(1, 25)]
    tonight = run(99, lower=0.08, noise=0.2)
    assert look(tonight, mean_run(before), "them").worse == ("conclusion", "overall")
    assert look(tonight, before[-1], "one").worse == ()


def test_records_that_were_not_asked_tonight_do_not_count() -> None:
    tonight = run(2, records=40)
    assert look(tonight, run(1), "before").incomparable == ()
    assert look(run(2), run(1, records=40), "before").incomparable == ("conclusion", "overall")
