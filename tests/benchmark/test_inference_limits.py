"""The rate of asking side by side, and ten kills in the middle."""

from pathlib import Path

from tests.bench.inference import kill_again_and_again, measure_rate


async def test_the_rate_is_near_the_ideal(tmp_path: Path) -> None:
    assert await measure_rate(tmp_path, 64) >= 0.8  # the bench asks for 0.95 on a quiet machine


def test_ten_kills_cost_nothing_twice(tmp_path: Path) -> None:
    killed = kill_again_and_again(tmp_path, prompts=120, kills=10, every=9, concurrency=4)
    assert killed.lines == killed.prompts == 120
    assert killed.paid_twice == 0
    assert killed.asked <= killed.prompts + killed.kills * 4
