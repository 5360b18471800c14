"""The rate of asking side by side, and kills in the middle."""

from pathlib import Path

from tests.bench.inference import kill_again_and_again, measure_rate


async def test_the_rate_is_near_the_ideal(tmp_path: Path) -> None:
    assert await measure_rate(tmp_path, 64) >= 0.5  # the bench asks for 0.95 on a quiet machine


def test_a_killed_command_asks_nothing_twice(tmp_path: Path) -> None:
    killed = kill_again_and_again(tmp_path, prompts=40, kills=2, every=10, concurrency=8)
    assert killed.asked == killed.lines == killed.prompts == 40


def test_when_all_of_it_is_killed_what_was_answered_is_kept(tmp_path: Path) -> None:
    killed = kill_again_and_again(
        tmp_path, prompts=40, kills=1, every=20, concurrency=8, worker=True
    )
    assert killed.lines == killed.prompts == 40
    assert killed.paid_twice == 0 and 0 < killed.asked - killed.prompts <= 8
