import json
from pathlib import Path
from typing import Any

import pytest

from benchmark.jsonl import Fault
from training.tuning.queries import read_queries
from training.tuning.records import Call, Instance, load, read_instances, write_instances

RECORD: dict[str, Any] = {
    "id": "a1",
    "query": "What day is it?",
    "source": "react",
    "functions": [{"name": "get_calendar_info"}],
    "function_names": ["get_calendar_info"],
    "llm_prompt_response": [{"instruction": "Do it.", "input": "now", "output": "Thursday"}],
}


def read(path: Path, *records: Any) -> list[Instance | Fault]:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return list(read_instances(path))


def test_a_published_record_comes_back_as_it_was(tmp_path: Path) -> None:
    (instance,) = read(tmp_path / "in.jsonl", RECORD)
    assert isinstance(instance, Instance)
    assert instance.calls == (Call(instruction="Do it.", input="now", output="Thursday"),)
    assert instance.calls[0].prompt == "Do it.\nnow"
    write_instances(tmp_path / "new" / "out.jsonl", [instance])
    assert json.loads((tmp_path / "new" / "out.jsonl").read_text()) == RECORD


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"id": 7}, "7"),
        ({"id": None}, "line-1"),
        ({"source": None}, ""),
        ({"functions": json.dumps(RECORD["functions"]), "function_names": None}, None),
        ({"function_names": "get_calendar_info"}, None),
        ({"llm_prompt_response": RECORD["llm_prompt_response"][0]}, None),
        ({"llm_prompt_response": json.dumps(RECORD["llm_prompt_response"])}, None),
    ],
)
def test_other_spellings_are_understood(
    tmp_path: Path, change: dict[str, Any], wanted: str | None
) -> None:
    (instance,) = read(tmp_path / "in.jsonl", RECORD | change)
    assert isinstance(instance, Instance)
    assert instance.function_names == ("get_calendar_info",)
    assert instance.calls[0].output == "Thursday"
    assert wanted in (None, instance.id, instance.source)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"query": ""}, "in.jsonl:1: a1: query: it is empty"),
        ({"query": 3}, "in.jsonl:1: a1: query: expected a text, found a number"),
        ({"llm_prompt_response": []}, "llm_prompt_response: there is no call in it"),
        ({"llm_prompt_response": 1}, "expected a list, found a number"),
        (
            {"llm_prompt_response": [{"instruction": "x", "output": " "}]},
            "llm_prompt_response[0].output: it is empty",
        ),
        ({"llm_prompt_response": [{"output": "x"}]}, "llm_prompt_response[0].instruction"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_field(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    (fault,) = read(tmp_path / "in.jsonl", RECORD | change)
    assert isinstance(fault, Fault)
    assert told in str(fault)


def test_good_calls_and_lines_survive_bad_ones(tmp_path: Path) -> None:
    calls = [*RECORD["llm_prompt_response"], {"instruction": 5, "output": "x"}]
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(RECORD | {"llm_prompt_response": calls}) + '\n{"id": \n')
    path.write_bytes(path.read_bytes() + json.dumps(RECORD).encode())
    instances, faults = load([path])
    assert [len(each.calls) for each in instances] == [1, 1]
    assert [(fault.line, fault.field) for fault in faults] == [
        (1, "llm_prompt_response[1].instruction"),
        (2, ""),
    ]


def test_one_json_list_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text(json.dumps([RECORD, 3, RECORD], indent=1), encoding="utf-8-sig")
    instances, faults = load([path])
    assert len(instances) == 2 and "all.json:2: expected an object" in str(faults[0])
    path.write_text("[1, ")
    assert "not JSON" in str(load([path])[1][0])


def test_queries_from_text_and_from_records(tmp_path: Path) -> None:
    text = tmp_path / "seeds.txt"
    text.write_text(
        "When is Easter?\n\nwhen is easter\nWhen is 1+1?\nWhen is 1+2?\n今天农历几号？\n",
        encoding="utf-8-sig",
    )
    found, faults = read_queries(text)
    assert [(each.id, each.text) for each in found] == [
        ("q00001", "When is Easter?"),
        ("q00004", "When is 1+1?"),
        ("q00005", "When is 1+2?"),
        ("q00006", "今天农历几号？"),
    ]
    lines = tmp_path / "seeds.jsonl"
    lines.write_text('{"query": "A?", "id": 1}\n{"question": "B?", "id": 1}\n{"id": 2}\n')
    found, faults = read_queries(lines)
    assert [(each.id, each.text) for each in found] == [("1", "A?"), ("q00002", "B?")]
    assert str(faults[0]) == "seeds.jsonl:3: query: expected a text, found nothing"
    assert len(read_queries(lines, limit=1)[0]) == 1
