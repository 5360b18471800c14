import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.bench import bench

LABEL = {"id": "a", "type": "profile", "golden_result_list": ["a b"]}


def call(*arguments: object) -> Result:
    return CliRunner().invoke(bench, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    labels, predictions = tmp_path / "labels.jsonl", tmp_path / "predictions.jsonl"
    labels.write_text("".join(json.dumps(LABEL | {"id": str(i)}) + "\n" for i in range(20)))
    predictions.write_text(
        "".join(
            json.dumps(LABEL | {"id": str(i), "model_predict": "a b"}) + "\n" for i in range(19)
        )
    )
    return labels, predictions


def test_score_prints_the_line_the_table_and_the_errors(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "run.json"
    result = call("score", *files, "--json", out)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == (
        "plan : 0.00, tooluse : 0.00, reflextion : 0.00, conclusion : 0.00, "
        "profile : 100.00, overall : 10.00"
    )
    assert "labels.jsonl:20: 19: id: there is no prediction for this record" in result.stderr
    content = json.loads(out.read_text())
    assert len(content["records"]) == 19
    assert content["overall"]["profile"] == pytest.approx(1, abs=1e-7)


def test_compare_and_report_read_what_score_wrote(files: tuple[Path, Path], tmp_path: Path) -> None:
    better, worse = tmp_path / "better.json", tmp_path / "worse.json"
    call("score", *files, "--json", better)
    files[1].write_text(files[1].read_text().replace('a b"}', 'a c"}'))
    call("score", *files, "--json", worse)
    result = call("compare", better, worse, "--json", tmp_path / "difference.json")
    assert result.exit_code == 0
    assert json.loads((tmp_path / "difference.json").read_text())["profile"]["verdict"] == "worse"
    result = call("report", better, "--markdown", tmp_path / "table.md")
    assert "| Qwen-MAT-7B | 31.64 |" in result.stdout
    assert "| **better** |" in result.stdout
    assert (tmp_path / "table.md").read_text(encoding="utf-8") == result.stdout


def test_strict_original(files: tuple[Path, Path]) -> None:
    assert call("score", *files, "--strict-original").exit_code == 0


def test_nothing_scored_is_a_failure(files: tuple[Path, Path]) -> None:
    files[1].write_text("\n")
    assert call("score", *files).exit_code == 1


def test_wrong_use(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert call("score", files[0], tmp_path / "none.jsonl").exit_code == 2
    result = call("compare", *files)
    assert result.exit_code == 2
    assert "is not JSON" in " ".join(result.stderr.split())


def test_an_unwritable_file_is_told(files: tuple[Path, Path], tmp_path: Path) -> None:
    result = call("score", *files, "--json", tmp_path / "none" / "run.json")
    assert result.exit_code == 1
    assert "No such file or directory" in result.stderr
