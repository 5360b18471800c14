import json
from pathlib import Path
from typing import Any

import pytest

from benchmark.cases import Task
from benchmark.compare import compare, intervals
from benchmark.jsonl import Fault
from benchmark.metrics import WEIGHTS
from benchmark.report import (
    COLUMNS,
    NotARun,
    comparison,
    comparison_json,
    line,
    markdown,
    published,
    read_run,
    run_json,
    standing,
    standings_json,
    table,
    write,
)
from benchmark.scoring import Run, Scored

PLAN = Scored(
    id="a",
    kind="plantooluse",
    query="问题",
    scores={"plan": 0.5, "tooluse": 0.25},
    lenient={"plan": 0.75, "tooluse": 0.25},
    parsed={"ReACT": Task(thought="t \ud83d", tool="web_search", args={"text": 1})},
)
PROFILE = Scored(
    id="a", kind="profile", query="问题", scores={"profile": 1 / 3}, lenient={"profile": 1 / 3}
)
RUN = Run(
    records=(PLAN, PROFILE),
    faults=(Fault(file="p.jsonl", line=3, id="b", field="type", reason="missing"),),
    unscored=("c",),
)


def test_the_published_line() -> None:
    qwen = {name: value / 100 for name, value in published()[7].scores.items()}
    assert line(qwen) == (
        "plan : 31.64, tooluse : 43.30, reflextion : 33.34, conclusion : 44.85, "
        "profile : 44.78, overall : 39.85"
    )


def test_the_published_table_adds_up() -> None:
    assert len(published()) == 11
    for each in published():
        overall = sum(weight * each.scores[name] for name, weight in WEIGHTS.items())
        assert overall == pytest.approx(each.scores["overall"], abs=0.011)


def test_the_table_shows_scores_counts_and_what_is_missing() -> None:
    rows = {row.split()[0]: row.split() for row in table(RUN, intervals(RUN)).splitlines()}
    assert rows["plan"][1:] == ["50.00", "50.00", "to", "50.00", "75.00", "1", "1"]
    assert rows["conclusion"][1:] == ["-", "-", "-", "0", "0"]
    assert rows["overall"][-2:] == ["2", "1"]


def test_a_run_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write(path, run_json(RUN, intervals(RUN)))
    content = json.loads(path.read_text(encoding="utf-8"))
    assert set(content["overall"]) == set(COLUMNS)
    assert content["records"]["a"]["plan"] == 0.5
    assert content["records"]["a"]["parsed"]["ReACT"] == {
        "thought": "t \ud83d",
        "tool_name": "web_search",
        "tool_args": {"text": 1},
    }
    assert content["errors"] == [
        {"file": "p.jsonl", "line": 3, "reason": "missing", "id": "b", "field": "type"}
    ]
    again = read_run(path)
    assert [(r.id, r.kind, r.query, r.scores, r.lenient) for r in again.records] == [
        (r.id, r.kind, r.query, r.scores, r.lenient) for r in RUN.records
    ]
    assert again.unscored == ("c",)
    assert again.overall == RUN.overall


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "no records"),
        ('{"overall": {}}', "no records"),
        ('{"records": {"a": 1}}', "record a is no object"),
        ('{"records": {"a": {"plan": 1}}}', "no number for tooluse"),
        ('{"records": {"a": {"profile": "1"}}}', "no number for profile"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_file_that_is_no_run_is_named(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(content)
    with pytest.raises(NotARun, match=reason):
        read_run(path)


def test_a_minimal_file_is_a_run(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text('{"records": {"a": {"profile": 1}}}')
    assert read_run(path).overall["profile"] == 1


def test_our_run_stands_beside_the_published_ones() -> None:
    standings = [*published(), standing("mine|new", RUN, intervals(RUN))]
    rows = markdown(standings).splitlines()
    assert rows[0] == f"| Model | {' | '.join(COLUMNS)} |"
    assert "| Qwen-7B | 13.34 |" in rows[5]
    assert rows[-1].startswith("| **mine\\|new** | 50.00 (50.00 to 50.00) | 25.00")
    assert "| – |" in rows[-1]
    last: dict[str, Any] = json.loads(standings_json(standings))[-1]
    assert (last["model"], last["plan"], last["intervals"]["plan"]) == ("mine|new", 50.0, [50, 50])


def test_a_comparison_says_what_it_means() -> None:
    differences = compare(RUN, Run(records=(PLAN,)))
    shown = comparison(differences).splitlines()
    assert shown[0].split() == ["A", "B", "B", "-", "A", "95%", "interval", "B", "is"]
    assert "no difference (queries that differ: 0, too few to tell)" in shown[1]
    assert "incomparable (records scored in only one of the runs: 1)" in shown[3]
    assert json.loads(comparison_json(differences))["plan"]["verdict"] == "no difference"
