"""The pictures are there, as large as they should be, and show what they are given."""

import struct
from datetime import UTC, datetime, timedelta

from benchmark.compare import Estimate
from benchmark.plots import Point, bars, beside, radar, trend
from benchmark.report import COLUMNS, Standing, published


def scores(shift: float = 0.0, names: tuple[str, ...] = COLUMNS) -> dict[str, Estimate]:
    return {
        name: Estimate(mean=m, low=m - 0.05, high=m + 0.05, records=20, queries=20)
        for place, name in enumerate(names)
        if (m := 0.2 + 0.07 * place + shift)
    }


def ours(model: str, shift: float = 0.0) -> Standing:
    found = scores(shift)
    percent = {name: each.mean * 100 for name, each in found.items()}
    return Standing(model=model, scores=percent, intervals=found)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def points(count: int) -> list[Point]:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    return [Point(at=first + timedelta(days=day), scores=scores()) for day in range(count)]


def test_few_stand_beside_ours() -> None:
    shown = beside([*published(), *(ours(f"run {number}") for number in range(7))])
    assert [each.model for each in shown][:4] == [
        "Qwen1.5-MAT-14B",
        "Qwen-MAT-7B",
        "GPT-3.5-turbo",
        "run 2",
    ]
    assert len(shown) == 8


def test_radar_and_bars() -> None:
    shown = beside(
        [*published(), ours("我们的模型"), ours("a name that is much too long for a legend")]
    )
    assert size(radar(shown)) == (1080, 1200)
    assert size(bars(shown)) == (1440, 1200)
    assert radar(shown) != radar(shown[:4])
    assert bars(shown) == bars(shown)


def test_the_trend_of_one_run_and_of_many() -> None:
    pictures = [trend(points(count)) for count in (1, 2, 30)]
    assert [size(each) for each in pictures] == [(1440, 1140)] * 3
    assert len(set(pictures)) == 3


def test_a_dimension_that_was_not_asked_is_left_out() -> None:
    some = Point(
        at=datetime(2026, 3, 1, tzinfo=UTC), scores=scores(names=("conclusion", "overall"))
    )
    assert trend([some]) != trend(points(1))
