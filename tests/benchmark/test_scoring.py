"""Scores are the published scorer's: what it gave for each recorded record must come out again."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmark.metrics import WEIGHTS, rouge_l
from benchmark.scoring import Run, score_files

RECORDED = [
    json.loads(line)
    for line in (Path(__file__).parent / "recorded_scores.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
TEMPLATES = {"ReACT", "AutoGPT", "ToolLlama", "ModelScope", "KuaiAgent"}
ONE = rouge_l("x", "x")


def scored(folder: Path, labels: list[Any], predicted: list[Any], *, strict: bool = False) -> Run:
    files = []
    for name, records in (("labels.jsonl", labels), ("predictions.jsonl", predicted)):
        path = folder / name
        path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        files.append(path)
    return score_files(*files, strict=strict)


def plan(name: str = "a", **golds: Any) -> dict[str, Any]:
    gold = {"thought": "look", "tool_name": "web_search", "tool_args": {"text": "x"}} | golds
    return {"id": name, "type": "plantooluse", "query": "q", "golden_result_list": [gold]}


def said(label: dict[str, Any], answers: Any) -> dict[str, Any]:
    return label | {"model_predict": answers}


RIGHT = json.dumps({"task_name": "look", "command": {"name": "web_search", "args": {"text": "x"}}})


@pytest.mark.parametrize("strict", [True, False], ids=["strict", "documented"])
def test_the_recorded_scores(tmp_path: Path, strict: bool) -> None:
    labels = [each["label"] for each in RECORDED]
    predicted = [said(each["label"], each["predicted"]) for each in RECORDED]
    run = scored(tmp_path, labels, predicted, strict=strict)
    found = {record.id: record.scores for record in run.records}
    compared = 0
    for each in RECORDED:
        if each["scores"] is None or (not strict and leaks(each)):
            continue
        assert found[each["label"]["id"]] == pytest.approx(each["scores"], abs=1e-9)
        compared += 1
    assert compared >= 60


def leaks(recorded: Any) -> bool:
    answers = recorded["predicted"]
    tasks = recorded["label"]["type"] in {"plantooluse", "reflextion"}
    return tasks and (answers.get("ReACT") == "" or not TEMPLATES.issuperset(answers))


@pytest.mark.parametrize("strict", [True, False], ids=["strict", "documented"])
def test_what_the_original_crashes_on_is_scored_or_named(tmp_path: Path, strict: bool) -> None:
    crashed = [each for each in RECORDED if each["scores"] is None]
    assert len(crashed) >= 10
    labels = [each["label"] for each in crashed]
    run = scored(
        tmp_path, labels, [said(e["label"], e["predicted"]) for e in crashed], strict=strict
    )
    told = {record.id for record in run.records} | {fault.id for fault in run.faults}
    assert told.issuperset(each["label"]["id"] for each in crashed)


def test_every_dimension_and_the_weighted_sum(tmp_path: Path) -> None:
    labels = [
        plan("p"),
        plan("r") | {"type": "reflextion"},
        {"id": "c", "type": "conclusion", "golden_result_list": ["a b", "c d"]},
        {"id": "f", "type": "profile", "golden_result_list": [{"golden_result": "a b c d"}]},
    ]
    predicted = [
        said(labels[0], {"KuaiAgent": RIGHT, "ReACT": "nothing"}),
        said(labels[1], {"KuaiAgent": RIGHT}),
        said(labels[2], {"ReACT": "c d", "AutoGPT": "web_search(c d)"}),
        said(labels[3], "a b"),
    ]
    overall = scored(tmp_path, labels, predicted).overall
    half = 2 * 0.5 / (1.5 + 1e-8)
    expected = {
        "plan": ONE / 2,
        "tooluse": ONE / 2,
        "reflextion": ONE,
        "conclusion": ONE / 2,
        "profile": half,
    }
    expected["overall"] = sum(WEIGHTS[name] * expected[name] for name in WEIGHTS)
    assert overall == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("answers", "documented", "strict"),
    [
        ({"KuaiAgent": RIGHT, "ReACT": ""}, ONE / 2, ONE),
        ({"KuaiAgent": RIGHT, "Other": "x"}, ONE / 2, ONE),
        ({"ReACT": "", "KuaiAgent": RIGHT}, ONE / 2, None),
        ({"ReACT": "x", "Kuaiagent": RIGHT}, ONE / 2, 0.0),
    ],
)
def test_the_two_slips_of_the_original(
    tmp_path: Path, answers: Any, documented: float, strict: float | None
) -> None:
    labels = [plan()]
    (record,) = scored(tmp_path, labels, [said(labels[0], answers)]).records
    assert record.scores["plan"] == pytest.approx(documented)
    run = scored(tmp_path, labels, [said(labels[0], answers)], strict=True)
    if strict is None:
        assert run.unscored == ("a",)
        assert any(fault.field == "model_predict.ReACT" for fault in run.faults)
    else:
        assert run.records[0].scores["plan"] == pytest.approx(strict)


def test_the_lenient_score_forgives_the_form(tmp_path: Path) -> None:
    labels = [plan()]
    run = scored(tmp_path, labels, [said(labels[0], {"AutoGPT": f"```json\n{RIGHT}\n```"})])
    assert (run.overall["tooluse"], run.lenient["tooluse"]) == (0, ONE)


def test_what_was_read_is_kept(tmp_path: Path) -> None:
    labels = [plan()]
    (record,) = scored(tmp_path, labels, [said(labels[0], {"KuaiAgent": RIGHT})]).records
    task = record.parsed["KuaiAgent"]
    assert (task.thought, task.tool, task.args) == ("look", "web_search", {"text": "x"})


@pytest.mark.parametrize(
    ("answers", "field", "reason"),
    [
        ({}, "model_predict", "no answer"),
        (None, "model_predict", "expected an object, found nothing"),
        ("text", "model_predict", "expected an object, found a text"),
    ],
)
def test_no_answers_are_named_and_the_rest_is_scored(
    tmp_path: Path, answers: Any, field: str, reason: str
) -> None:
    labels = [plan("a"), plan("b")]
    predicted = [said(labels[0], answers), said(labels[1], {"KuaiAgent": RIGHT})]
    run = scored(tmp_path, labels, predicted)
    assert [record.id for record in run.records] == ["b"]
    assert run.unscored == ("a",)
    fault = next(fault for fault in run.faults if fault.id == "a")
    assert (fault.file, fault.line, fault.field) == ("predictions.jsonl", 1, field)
    assert reason in fault.reason


def test_missing_and_unknown_records_are_named(tmp_path: Path) -> None:
    labels = [plan("a"), plan("b")]
    predicted = [said(labels[0], {"KuaiAgent": RIGHT}), said(plan("z"), {"KuaiAgent": RIGHT})]
    run = scored(tmp_path, labels, predicted)
    told = {(fault.file, fault.line, fault.id) for fault in run.faults if fault.id}
    assert told == {("labels.jsonl", 2, "b"), ("predictions.jsonl", 2, "z")}


def test_a_failed_call_is_not_a_wrong_answer(tmp_path: Path) -> None:
    labels = [plan()]
    failed = said(labels[0], {"KuaiAgent": RIGHT}) | {"model_errors": {"ReACT": "timed out"}}
    run = scored(tmp_path, labels, [failed])
    assert run.unscored == ("a",)
    assert any(fault.reason == "timed out" for fault in run.faults)


def test_the_type_may_be_left_to_the_label(tmp_path: Path) -> None:
    labels = [plan()]
    run = scored(tmp_path, labels, [{"id": "a", "model_predict": {"KuaiAgent": RIGHT}}])
    assert run.overall["plan"] == ONE


def test_no_golds_and_no_records_count_as_zero_and_are_told(tmp_path: Path) -> None:
    label = {"id": "a", "type": "conclusion", "golden_result_list": []}
    run = scored(tmp_path, [label], [said(label, {"ReACT": "x"})])
    assert set(run.overall.values()) == {0.0}
    assert [fault.field for fault in run.faults].count("type") == 3
    assert any("no gold" in fault.reason for fault in run.faults)


def test_deep_equal_arguments_are_survived(tmp_path: Path) -> None:
    deep = json.loads("[" * 400 + "]" * 400)
    labels = [plan(tool_args={"text": deep})]
    run = scored(tmp_path, labels, [said(labels[0], {"KuaiAgent": RIGHT})])
    assert len(run.records) + len(run.unscored) == 1
