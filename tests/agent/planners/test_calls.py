"""Names and arguments are understood as models write them."""

import json
from typing import Any

import pytest

from agent.planners.calls import arguments_of, leaked, tool_of, value_of
from agent.planners.labels import labelled
from agent.planners.mending import mended, objects, unfinished
from tests.agent.desk import DESK, MULTIPLY, WEATHER
from tools.base import Toolbox, ToolError


@pytest.mark.parametrize(
    "name",
    ["multiply", "Multiply ", "`multiply`", "functions.multiply", "乘法", "multiply()", "*乘法*"],
)
def test_a_tool_is_found_by_its_names(name: str) -> None:
    assert tool_of(DESK, name) is MULTIPLY


def test_a_tool_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ToolError, match="Available tools: multiply, weekday"):
        tool_of(DESK, "divide")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"city": "Paris"}', {"city": "Paris"}),
        ("Paris, France", {"city": "Paris, France"}),
        ('"Paris"', {"city": "Paris"}),
        ('"{\\"city\\": \\"Paris\\"}"', {"city": "Paris"}),
        ('["Paris", "F"]', {"city": "Paris", "unit": "F"}),
        ('[{"city": "Paris"}]', {"city": "Paris"}),
        ("{'city': 'Paris', }", {"city": "Paris"}),
        ("2024", {"city": "2024"}),
        ("", {}),
        ("null", {}),
        ("None", {}),
    ],
)
def test_arguments_are_given_their_names(text: str, meant: dict[str, Any]) -> None:
    assert arguments_of(WEATHER, text) == meant


def test_text_that_is_no_json_stays_itself() -> None:
    assert value_of("12*(3+4)") == "12*(3+4)"
    assert value_of('say "hi"') == 'say "hi"'


@pytest.mark.parametrize(
    "text",
    [
        "Just words.",
        "Use <b>bold</b> and [links](x).",
        'A person: {"name": "Ada", "age": 36}',
        '{"name": "unknown_tool", "arguments": {}}',
        "Action: none",
        "",
    ],
)
def test_what_is_no_call_is_none(text: str) -> None:
    assert leaked(text, DESK) == ()
    assert leaked('<tool_call>{"name": "multiply"}</tool_call>', Toolbox()) == ()


def test_several_leaked_calls_are_all_found() -> None:
    one = '{"name": "multiply", "arguments": {"a": 1, "b": 2}}'
    two = '{"name": "echo", "arguments": {"word": "x"}}'
    for text in (
        f"<tool_call>{one}</tool_call>\n<tool_call>{two}</tool_call>",
        f"<tool_call>\n{one}\n{two}\n</tool_call>",
        f"[TOOL_CALLS][{one}, {two}]",
        f"First {one} and then {two}.",
    ):
        found = leaked(text, DESK)
        assert [(call.name, json.loads(call.arguments)) for call in found] == [
            ("multiply", {"a": 1, "b": 2}),
            ("echo", {"word": "x"}),
        ]


def test_objects_are_found_among_words() -> None:
    assert list(objects('a {"x": 1} b {y: 2} c [{"z": 3}] {')) == [{"x": 1}, {"y": 2}, {"z": 3}]
    assert list(objects("no braces")) == []
    assert mended("[" * 100_000) == ""
    assert unfinished('{"a": "b')
    assert not unfinished('{"a": "b\\""')


@pytest.mark.parametrize(
    ("text", "thought", "action", "given", "final"),
    [
        ("Thought: a\nAction: b\nAction Input: c", "a", "b", "c", None),
        ("a\nAction: b\nAction Input: {\n\"x\": 1}\nObservation: made up", "a", "b",
         '{\n"x": 1}', None),
        ("**Thought:** a\n**Action:** `b`\n**Action Input:** c", "a", "b", "c", None),
        ("Thought 1: a\nAction 1: b\nAction Input 1: c\nThought 2: d", "a\nd", "b", "c", None),
        ("Thought：想\nAction：乘法\nAction Input：{}", "想", "乘法", "{}", None),
        ("Thought: a\nFinal Answer: b\nc", "a", "", "", "b\nc"),
        ("Action: b\nAction Input: c\nFinal Answer: made up", "", "b", "c", None),
        ("Just words", "Just words", "", "", None),
    ],
)  # fmt: skip
def test_labels_are_read(
    text: str, thought: str, action: str, given: str, final: str | None
) -> None:
    step = labelled(text)
    assert (step.thought, step.action, step.action_input, step.final) == (
        thought,
        action,
        given,
        final,
    )
