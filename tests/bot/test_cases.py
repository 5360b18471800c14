"""The published cases fetched from a hub on loopback that breaks off."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.bench import bench
from tests.servers.hub import Hub

PATH = "/datasets/kwaikeg/KAgentBench/resolve/main/benchmark_eval.jsonl"
LINE = json.dumps({"id": 1, "type": "profile", "golden_result_list": ["a"]}).encode() + b"\n"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(bench, ["fetch", *(str(argument) for argument in arguments)])


def test_the_published_cases_come_from_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Hub(PATH, LINE * 3000, breaks=(20_000,)) as hub:
        monkeypatch.setenv("KAGENT_HUB_URL", hub.url)
        monkeypatch.setenv("KAGENT_DATA_DIR", str(tmp_path))
        result = call()
    assert result.exit_code == 0, result.stderr
    place = tmp_path / "benchmark" / "benchmark_eval.jsonl"
    assert place.read_bytes() == LINE * 3000
    assert str(place) in result.stdout
    assert hub.ranges == ["", "bytes=20000-"]


def test_another_address_and_place(tmp_path: Path) -> None:
    out = tmp_path / "mine.jsonl"
    with Hub("/x/cases", LINE) as hub:
        assert call(f"{hub.url}/x/cases", "--out", out, "--sha256", hub.sha256).exit_code == 0
    assert out.read_bytes() == LINE


@pytest.mark.parametrize(
    ("content", "sha256", "said"),
    [(LINE, "0" * 64, "has the checksum"), (b"<html>\n", "", "no record can be read")],
)
def test_what_is_no_such_file_is_deleted(
    tmp_path: Path, content: bytes, sha256: str, said: str
) -> None:
    out = tmp_path / "mine.jsonl"
    with Hub("/x", content) as hub:
        result = call(f"{hub.url}/x", "--out", out, "--sha256", sha256)
    assert result.exit_code == 1 and said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_use() -> None:
    assert call("ftp://here/cases").exit_code == 2
