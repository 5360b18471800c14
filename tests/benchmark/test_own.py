import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from benchmark.answers import TEMPLATES
from benchmark.cases import Case, Kind, Prediction, Task, read_cases
from benchmark.own import CASES
from benchmark.own.rendering import jsonl
from benchmark.scoring import DIMENSIONS, score

RECORDS = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
LEAST = {"plantooluse": 45, "reflextion": 20, "conclusion": 35, "profile": 25}
MOMENT = re.compile(r"20\d\d-\d\d-\d\d\S* (?:\w+day|星期.),? \d\d:\d\d")
TASKS = [record for record in RECORDS if record["type"] in {"plantooluse", "reflextion"}]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    found, faults = read_cases(CASES)
    assert faults == []
    return found


def language(record: dict[str, Any]) -> str:
    return str(record["id"].split("-")[1])


def properties(record: dict[str, Any], tool: str) -> dict[str, Any]:
    (function,) = (each for each in record["funcs"] if each["name"] == tool)
    found: dict[str, Any] = function["parameters"]["properties"]
    return found


def test_the_file_is_what_its_sources_give() -> None:
    assert CASES.read_bytes() == jsonl().encode()
    assert CASES.stat().st_size < 2_000_000


def test_there_are_enough_of_each_type_and_language(cases: list[Case]) -> None:
    assert len(cases) == len(RECORDS) == len({case.id for case in cases})
    counts = Counter(record["type"] for record in RECORDS)
    assert all(counts[kind] >= least for kind, least in LEAST.items())
    for kind in LEAST:
        halves = Counter(language(record) for record in RECORDS if record["type"] == kind)
        assert halves["en"] == halves["zh"]


def test_no_question_is_asked_twice_of_one_type() -> None:
    asked = Counter((record["type"], record["query"]) for record in RECORDS)
    assert max(asked.values()) == 1


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_prompts_hold_what_the_model_must_know(record: dict[str, Any]) -> None:
    templates = ("prompt",) if record["type"] == "profile" else TEMPLATES
    assert tuple(record["prompt_input"]) == templates
    for prompt in record["prompt_input"].values():
        assert record["query"] in prompt
        assert record["memory"] in prompt
        assert "$" not in prompt
        if record["type"] != "profile":
            assert MOMENT.search(prompt)
    if record["type"] in {"plantooluse", "reflextion"}:
        for function in record["funcs"]:
            assert all(function["name"] in prompt for prompt in record["prompt_input"].values())


@pytest.mark.parametrize("record", TASKS, ids=lambda record: record["id"])
def test_golds_use_the_tools_on_offer(record: dict[str, Any]) -> None:
    assert 1 <= len(record["golden_result_list"]) <= 3
    for function in record["funcs"]:
        assert set(function["required"]) <= set(function["parameters"]["properties"])
    for gold in record["golden_result_list"]:
        (function,) = (each for each in record["funcs"] if each["name"] == gold["tool_name"])
        given = set(gold["tool_args"])
        assert set(function["required"]) <= given <= set(properties(record, gold["tool_name"]))


@pytest.mark.parametrize("record", TASKS, ids=lambda record: record["id"])
def test_no_gold_repeats_the_last_task(record: dict[str, Any]) -> None:
    last = record["memory_last_task"]
    assert bool(last) or record["type"] == "plantooluse"
    for gold in record["golden_result_list"]:
        assert last != {"tool_name": gold["tool_name"], "tool_args": gold["tool_args"]}


def test_conclusions_have_a_memory_and_several_golds() -> None:
    for record in RECORDS:
        if record["type"] in {"conclusion", "profile"}:
            assert 2 <= len(record["golden_result_list"]) <= 3, record["id"]
        if record["type"] == "conclusion":
            assert record["memory"], record["id"]
    kinds = {record["memory_type"] for record in RECORDS if record["type"] == "conclusion"}
    assert kinds == {"task", "knowledge", "conversation"}


def said(template: str, task: Task, case: Case) -> str:
    """A gold in a template's form of answer."""
    call = {"name": task.tool, "args": task.args}
    match template:
        case "ReACT":
            value = next(iter(task.args.values()))
            return f"{task.thought}\nAction: {task.tool}\nAction Input: {value}"
        case "AutoGPT":
            return json.dumps({"thoughts": {"text": task.thought}, "command": call}, indent=4)
        case "ToolLlama":
            given = json.dumps(task.args)
            return f"Thought: {task.thought}\nAction: {task.tool}\nAction Input: {given}"
        case "ModelScope":
            given = json.dumps({"api_name": task.tool, "parameters": task.args})
            return f"<|startofthink|>{given}<|endofthink|>"
    return json.dumps({"task_name": task.thought, "command": call}, indent=4)


def told(template: str, text: str) -> str:
    """A conclusion in a template's form of answer."""
    match template:
        case "AutoGPT":
            return f'finish(response="{text}")'
        case "ToolLlama":
            return f'{{"return_type": "give_answer", "final_answer": "{text}"}}'
    return text


def predictions(case: Case, template: str) -> Iterator[Prediction]:
    """Each gold as if a model had given it."""
    answers = [said(template, task, case) for task in case.tasks]
    answers += [told(template, text) for text in case.texts]
    for answer in answers:
        given = answer if case.kind == "profile" else {template: answer}
        yield Prediction(id=case.id, kind=case.kind, said=given, line=1)


def worst(cases: list[Case], kind: Kind, template: str) -> dict[str, float]:
    """The lowest score that any gold gets as an answer."""
    scored = [
        record.scores
        for case in cases
        if case.kind == kind
        for prediction in predictions(case, template)
        for record in score([case], [prediction]).records
    ]
    assert len(scored) >= LEAST[kind]
    return {name: min(each[name] for each in scored) for name in DIMENSIONS[kind]}


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_gold_conclusion_is_worth_all(cases: list[Case], template: str) -> None:
    assert worst(cases, "conclusion", template) == {"conclusion": pytest.approx(1, abs=1e-7)}


def test_every_gold_of_a_persona_is_worth_all(cases: list[Case]) -> None:
    assert worst(cases, "profile", "prompt") == {"profile": pytest.approx(1, abs=1e-7)}


@pytest.mark.parametrize("template", ["AutoGPT", "ToolLlama", "KuaiAgent"])
def test_every_gold_task_is_worth_all(cases: list[Case], template: str) -> None:
    best = pytest.approx(1, abs=1e-7)
    assert worst(cases, "plantooluse", template) == {"plan": best, "tooluse": best}
    assert worst(cases, "reflextion", template) == {"reflextion": best}


def test_a_template_without_thoughts_costs_only_the_plan(cases: list[Case]) -> None:
    found = worst(cases, "plantooluse", "ModelScope")
    assert found == {"plan": 0, "tooluse": pytest.approx(1, abs=1e-7)}
    assert worst(cases, "reflextion", "ModelScope")["reflextion"] >= 0.7 - 1e-7


def test_a_template_with_one_input_costs_only_the_other_arguments(cases: list[Case]) -> None:
    assert worst(cases, "plantooluse", "ReACT")["plan"] == pytest.approx(1, abs=1e-7)
    for case in cases:
        for task, prediction in zip(case.tasks, predictions(case, "ReACT"), strict=False):
            (record,) = score([case], [prediction]).records
            if case.kind == "plantooluse":
                assert record.scores["tooluse"] >= 1 / len(task.args) - 1e-7
            else:
                assert record.scores["reflextion"] > 0.3


def test_the_readme_tells_the_counts() -> None:
    text = CASES.with_name("README.md").read_text(encoding="utf-8")
    assert f"{len(RECORDS)} records" in text
    for kind, count in Counter(record["type"] for record in RECORDS).items():
        assert f"| `{kind}` | {count} |" in text
