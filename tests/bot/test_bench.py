import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.bench import bench
from tests.servers.openai_server import Fault, ScriptedServer

ROOT = Path(__file__).parents[2]
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
    plots = tmp_path / "plots"
    assert call("report", better, worse, "--plots", plots).exit_code == 0
    assert {each.name for each in plots.iterdir()} == {"radar.png", "bars.png", "trend.png"}


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


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    asked = [LABEL | {"id": str(i), "prompt_input": {"prompt": f"prompt {i}"}} for i in range(24)]
    path.write_text("".join(json.dumps(each) + "\n" for each in asked))
    return path


def asked(server: ScriptedServer) -> list[str]:
    return [body["messages"][0]["content"] for body in server.requests]


def test_infer_then_score(cases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with ScriptedServer(lambda body: "a b", personality="vllm") as server:
        arguments = ("infer", cases, "--out", out, "--base-url", server.url)
        assert call(*arguments, "--limit", 3, "--types", "profile").exit_code == 0
        result = call(*arguments)
        assert result.exit_code == 0, result.stderr
        assert "24 of 24 answers" in result.stdout
        assert sorted(asked(server)) == sorted(f"prompt {i}" for i in range(24))
    assert "profile : 100.00" in call("score", cases, out).stdout


def test_infer_without_cases_asks_our_own(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with ScriptedServer(lambda body: "a b", personality="vllm", window=32_768) as server:
        arguments = ("infer", "--out", out, "--base-url", server.url, "--limit", 2, "--resume")
        result = call(*arguments)
        assert result.exit_code == 0, result.stderr
    assert len(out.read_text().splitlines()) == 2 and len(server.requests) > 2


def test_infer_tells_what_is_missing(cases: Path, tmp_path: Path) -> None:
    refused = Fault(kind="status", status=422, message="Not this.")
    with ScriptedServer(lambda body: refused if "prompt 7" in str(body) else "a b") as server:
        result = call("infer", cases, "--out", tmp_path / "o", "--base-url", server.url)
    assert result.exit_code == 1
    assert "1 prompt(s) got no answer" in result.stderr and "Not this." in result.stderr


def test_infer_refuses_another_runs_journal(cases: Path, tmp_path: Path) -> None:
    with ScriptedServer(lambda body: "a b", personality="llamacpp") as server:
        arguments = ("infer", cases, "--out", tmp_path / "o", "--base-url", server.url)
        assert call(*arguments).exit_code == 0
        server.requests.clear()
        result = call(*arguments, "--model", "other")
        assert result.exit_code == 2
        assert "the model was scripted and is now other" in result.stderr
        cases.write_text(cases.read_text() + "\n")
        result = call(*arguments)
        assert result.exit_code == 2 and "the cases file was" in result.stderr
        assert server.requests == []


def test_infer_wrong_use(cases: Path, tmp_path: Path) -> None:
    assert call("infer", cases, "--out", cases).exit_code == 2
    out = tmp_path / "o"
    result = call("infer", cases, "--out", out, "--types", "plan")
    assert result.exit_code == 2 and "plan is none of plantooluse" in result.stderr


def begin(cases: Path, out: Path, server: ScriptedServer) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bot", "bench", "infer", str(cases), "--out", str(out)]
    environment = os.environ | {"OPENAI_BASE_URL": server.url, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def test_a_stopped_run_waits_for_its_answers_and_goes_on(cases: Path, tmp_path: Path) -> None:
    out, reached = tmp_path / "out.jsonl", threading.Event()

    def reply(body: dict[str, Any]) -> str:
        if len(server.requests) == 12:
            reached.set()
        return "a b"

    with ScriptedServer(reply, latency=0.2) as server:
        running = begin(cases, out, server)
        assert reached.wait(30)
        running.send_signal(signal.SIGINT)
        told = running.communicate(timeout=30)[1]
        assert running.returncode == 130 and not out.exists()
        assert "Traceback" not in told and "goes on" in told
        running = begin(cases, out, server)
        told = running.communicate(timeout=60)[1]
        assert running.returncode == 0, told
        assert sorted(asked(server)) == sorted(f"prompt {i}" for i in range(24))
    assert len(out.read_text().splitlines()) == 24
