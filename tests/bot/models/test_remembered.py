"""What is remembered outlives the process, and a bad file costs nothing."""

from pathlib import Path

import pytest

from bot.models.remembered import Remembered


def test_outlives_and_is_shared(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    one, other = Remembered(path), Remembered(path)
    one["a"] = "甲"
    other["b"] = "2"
    assert dict(Remembered(path)) == {"a": "甲", "b": "2"}
    del other["b"]
    assert list(Remembered(path)) == ["a"]
    assert [file.name for file in tmp_path.iterdir()] == ["kept.json"]


@pytest.mark.parametrize("text", ["", "[1]", '{"a": 1}', "\0"])
def test_a_bad_file_counts_as_empty_and_is_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kept.json"
    path.write_text(text)
    kept = Remembered(path)
    assert len(kept) == 0
    kept["a"] = "1"
    assert dict(Remembered(path)) == {"a": "1"}


def test_where_nothing_can_be_written_it_is_remembered_for_now(tmp_path: Path) -> None:
    kept = Remembered(tmp_path / "none" / "kept.json")
    kept["a"] = "1"
    kept["b"] = "2"
    assert dict(kept) == {"a": "1", "b": "2"}
