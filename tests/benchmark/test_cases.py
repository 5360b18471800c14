import json
from pathlib import Path
from typing import Any

import pytest

from benchmark.cases import Task, read_cases, read_predictions
from benchmark.jsonl import LINE_LIMIT, Fault, Unreadable, read_jsonl

LABEL: dict[str, Any] = {
    "id": "a",
    "query": "q",
    "type": "plantooluse",
    "golden_result_list": [{"thought": "t", "tool_name": "web_search", "tool_args": {"text": "x"}}],
    "funcs": [{"name": "web_search"}],
    "prompt_input": {"ReACT": "p"},
    "memory": "m",
    "memory_type": "task",
    "memory_last_task": {"tool_name": "web_search", "tool_args": {"text": "y"}},
}


def jsonl(path: Path, *records: Any) -> Path:
    lines = [each if isinstance(each, str) else json.dumps(each) for each in records]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def only_fault(path: Path, **changes: Any) -> Fault:
    cases, faults = read_cases(jsonl(path, LABEL | changes))
    assert cases == []
    (fault,) = faults
    return fault


def test_a_record_as_published(tmp_path: Path) -> None:
    (case,), faults = read_cases(jsonl(tmp_path / "l.jsonl", LABEL))
    assert faults == []
    assert (case.id, case.kind, case.query, case.line) == ("a", "plantooluse", "q", 1)
    assert case.tasks == (Task(thought="t", tool="web_search", args={"text": "x"}),)
    assert case.last_task == Task(tool="web_search", args={"text": "y"})
    assert (case.prompts, case.memory, case.memory_type) == ({"ReACT": "p"}, "m", "task")


@pytest.mark.parametrize(
    ("last", "tool"),
    [({}, None), ([], None), (None, None), ([{"tool_name": "a"}, {"tool_name": "b"}], "b")],
)
def test_shapes_of_the_last_task(tmp_path: Path, last: Any, tool: str | None) -> None:
    (case,), _ = read_cases(jsonl(tmp_path / "l.jsonl", LABEL | {"memory_last_task": last}))
    assert (case.last_task.tool if case.last_task else None) == tool


def test_golds_are_texts_or_objects(tmp_path: Path) -> None:
    golds = ["one", {"golden_result": "two"}]
    record = LABEL | {"type": "conclusion", "golden_result_list": golds}
    (case,), _ = read_cases(jsonl(tmp_path / "l.jsonl", record))
    assert case.texts == ("one", "two")


def test_a_mark_blank_lines_and_windows_line_ends_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    line = json.dumps(LABEL).encode()
    path.write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\r\n  \n" + line.replace(b'"a"', b"7"))
    cases, faults = read_cases(path)
    assert [(case.id, case.line) for case in cases] == [("a", 1), ("7", 4)]
    assert faults == []


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"id": None}, "id", "missing"),
        ({"id": ["a"]}, "id", "expected a text, found a list"),
        ({"type": None}, "type", "missing"),
        ({"type": "cooking"}, "type", "is none of plantooluse"),
        ({"golden_result_list": None}, "golden_result_list", "expected a list, found nothing"),
        ({"golden_result_list": ["x"]}, "golden_result_list[0]", "expected an object"),
        ({"golden_result_list": [{"thought": "t"}]}, "golden_result_list[0].tool_name", "missing"),
        (
            {"type": "profile", "golden_result_list": ["x", {}]},
            "golden_result_list[1].golden_result",
            "missing",
        ),
    ],
)
def test_a_fault_names_its_field(
    tmp_path: Path, changes: dict[str, Any], field: str, reason: str
) -> None:
    fault = only_fault(tmp_path / "l.jsonl", **changes)
    assert (fault.file, fault.line, fault.field) == ("l.jsonl", 1, field)
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "a', "cut off"),
        (b'{"id": "a"', "cut off"),
        (b'{"id": }', "not JSON: Expecting value (column 8)"),
        (b"[1]", "expected an object, found a list"),
        (b"null", "expected an object, found nothing"),
        (b'{"id": "\xff"}', "not UTF-8 at byte 8"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"1" * 5000 + b"}", "not JSON"),
    ],
    ids=range(9),
)
def test_a_broken_line_is_named_and_the_next_is_read(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    path = tmp_path / "l.jsonl"
    path.write_bytes(line + b"\n" + json.dumps(LABEL).encode())
    cases, (fault,) = read_cases(path)
    assert [case.line for case in cases] == [2]
    assert fault.line == 1
    assert reason in fault.reason


def test_a_line_of_60_mb_is_refused_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    with path.open("wb") as file:
        file.truncate(60_000_000)
        file.seek(0, 2)
        file.write(b"\n" + json.dumps(LABEL).encode() + b"\n")
    cases, (fault,) = read_cases(path)
    assert [case.line for case in cases] == [2]
    assert str(fault) == "l.jsonl:1: the line is longer than 8 MiB"


@pytest.mark.parametrize("size", [LINE_LIMIT - 1, LINE_LIMIT])
def test_the_longest_line_is_read(tmp_path: Path, size: int) -> None:
    path = tmp_path / "l.jsonl"
    path.write_bytes(b'{"a": 1}'.ljust(size - 1) + b"\n")
    assert list(read_jsonl(path)) == [(1, {"a": 1})]


def test_an_id_that_comes_again_is_told_and_the_later_line_counts(tmp_path: Path) -> None:
    cases, (fault,) = read_cases(jsonl(tmp_path / "l.jsonl", LABEL, LABEL | {"query": "later"}))
    assert [case.query for case in cases] == ["later"]
    assert (fault.line, fault.field) == (2, "id")


def test_predictions(tmp_path: Path) -> None:
    records = (
        {"id": "a", "type": "profile", "model_predict": "text"},
        {"id": 7, "model_predict": {"ReACT": "x"}, "model_errors": {"AutoGPT": "timeout"}},
        {"id": "c"},
    )
    (first, second), (fault,) = read_predictions(jsonl(tmp_path / "p.jsonl", *records))
    assert first.answers("profile") == {"prompt": "text"}
    assert (second.id, second.kind) == ("7", None)
    assert second.answers("plantooluse") == {"ReACT": "x"}
    assert second.failures == {"AutoGPT": "timeout"}
    assert str(fault) == "p.jsonl:3: c: model_predict: missing"
    with pytest.raises(Unreadable, match="expected an object, found a text"):
        first.answers("conclusion")


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_cases(tmp_path / "none.jsonl")
