import json
from typing import Any

import pytest

from benchmark.answers import (
    UnknownTemplate,
    canonical,
    published_task,
    published_text,
)
from benchmark.cases import Task
from benchmark.jsonl import Record
from benchmark.lenient import lenient_task, lenient_text

FUNCTIONS: list[Record] = [
    {"name": "web_search", "parameters": {"properties": {"text": {}, "more": {}}}},
    {"name": "no_args", "parameters": {"properties": {}}},
    {"name": "odd"},
]
SEARCH = Task(thought="look", tool="web_search", args={"text": "x"})
PLAN = {"task_name": "look", "command": {"name": "web_search", "args": {"text": "x"}}}
AUTO = {"thoughts": {"text": "look"}, "command": {"name": "web_search", "args": {"text": "x"}}}
THINK = '<|startofthink|>{"api_name": "web_search", "parameters": {"text": "x"}}<|endofthink|>'


def read(template: str, answer: Any) -> Task:
    return published_task(template, answer, FUNCTIONS)


@pytest.mark.parametrize(
    ("template", "answer", "task"),
    [
        ("ReACT", "look\nAction: web_search\nAction Input: x\nObservation: y", SEARCH),
        ("AutoGPT", json.dumps(AUTO), SEARCH),
        ("ToolLlama", 'Thought: look\nAction: web_search\nAction Input: {"text": "x"}', SEARCH),
        ("ModelScope", f"I look {THINK}", Task(tool="web_search", args={"text": "x"})),
        ("KuaiAgent", json.dumps(PLAN, indent=2), SEARCH),
    ],
)
def test_each_template_in_its_right_form(template: str, answer: str, task: Task) -> None:
    assert read(template, answer) == task
    assert lenient_task(task, answer, FUNCTIONS) == task


@pytest.mark.parametrize(
    ("answer", "task"),
    [
        ("", Task()),
        (" \n", Task(thought="")),
        ("I know.\nFinal Answer: x", Task(thought="I know.")),
        ("Action: web_search", Task(thought="Action: web_search")),
        ("t Action: Action Input: x", Task(thought="t", tool="None")),
        ("t Action: odd Action Input: x", Task(thought="t", tool="odd")),
        ("t Action: no_args Action Input: x", Task(thought="t", tool="no_args")),
        ("t Action: web_search Action Input:", Task(thought="t", tool="web_search")),
    ],
)
def test_react(answer: str, task: Task) -> None:
    assert read("ReACT", answer) == task


@pytest.mark.parametrize(
    ("answer", "task"),
    [
        ("nothing of the kind", Task(thought=[])),
        ("Thought: t", Task(thought="t")),
        ("Thought: t\nAction:\nAction Input: x", Task(thought="t")),
        ("Thought: t\nAction: web_search\nAction Input: [1]", Task(thought="t", tool="web_search")),
    ],
)
def test_tool_llama(answer: str, task: Task) -> None:
    assert read("ToolLlama", answer) == task


@pytest.mark.parametrize(
    "answer",
    [
        'So {"task_name": "look", "command": {"name": "web_search", "args": {"text": "x"\n}\n}\n}.',
        '{"task_name": "look", "command": {"name": "web_search", "args": {"text": "x"',
        '{"task_name": "look", "command": {"name": "web\\_search", "args": {"text": "x"}}}',
        '{task_name: "look", command: {name: "web_search", args: {text: "x"}}}',
    ],
)
def test_json_is_mended_as_published(answer: str) -> None:
    assert read("KuaiAgent", answer) == SEARCH


@pytest.mark.parametrize(
    "answer",
    [
        '{"task_name": "look", "command": {"name": "web_search", "args": {"text": "x",}}}',
        "{'task_name': 'look', 'command': {'name': 'web_search', 'args': {'text': 'x'}}}",
        f"```json\n{json.dumps(PLAN)}\n```",
        f"<think>hm</think>Sure! {json.dumps(PLAN)} Done.",
        '{"thought": "look", "action": "web_search", "action_input": "x"}',
        "Thought: look\n**Action:** `web_search`\n**Action Input:** x",
        "look\naction: web_search\naction_input: x",
    ],
)
def test_a_patient_reader_forgives_the_form(answer: str) -> None:
    task = read("KuaiAgent", answer)
    assert task == Task()
    assert lenient_task(task, answer, FUNCTIONS) == SEARCH


@pytest.mark.parametrize(
    ("answer", "thought"),
    [
        ('{"task_name": "t", "command": null}', "t"),
        ('{"task_name": "t", "command": "name"}', "t"),
        ('{"task_name": "t", "command": 5}', "t"),
        ('{"task_name": "t", "command": ["name"]}', "t"),
        ('{"task_name": "t", "command": {"name": "", "args": [1]}}', "t"),
        ("null", "None"),
        ("[1]", "None"),
    ],
)
def test_odd_commands_name_no_tool(answer: str, thought: str) -> None:
    assert read("KuaiAgent", answer) == Task(thought=thought)


@pytest.mark.parametrize("template", ["ReACT", "AutoGPT", "ModelScope", "KuaiAgent"])
@pytest.mark.parametrize("answer", [None, 3, True, ["x"], {"a": 1}])
def test_an_answer_that_is_no_text_says_nothing(template: str, answer: Any) -> None:
    assert read(template, answer) == Task()


@pytest.mark.parametrize("template", ["ReACT", "AutoGPT", "ToolLlama", "ModelScope", "KuaiAgent"])
@pytest.mark.parametrize(
    "unit", ["{", '{"a":', "[", "Action:", "\\_", "<|startofthink|>{", "Thought:"]
)
def test_hostile_answers_are_survived(template: str, unit: str) -> None:
    answer = f'Action: x\nAction Input: {{"a": "{unit * 100_000}'
    task = lenient_task(read(template, answer), answer, FUNCTIONS)
    assert task.tool in {"x", "None"}


def test_template_spellings() -> None:
    assert canonical("Kuaiagent") == "KuaiAgent"
    assert canonical("Other") == "Other"
    with pytest.raises(UnknownTemplate):
        read("Kuaiagent", "{}")


@pytest.mark.parametrize(
    ("template", "answer", "text"),
    [
        ("ReACT", "It is fine.", "It is fine."),
        ("ReACT", {"温": 1}, '{"温": 1}'),
        ("AutoGPT", 'do_nothing(response="It is fine.")', "It is fine."),
        ("AutoGPT", 'web_search(text="x") response="y")', ""),
        ("AutoGPT", 3, ""),
        ("ToolLlama", '{"return_type": "give", "final_answer": "It \\"is\\"."}', "It \\is\\."),
        ("ToolLlama", "\n", ""),
        ("ToolLlama", None, ""),
    ],
)
def test_conclusions(template: str, answer: Any, text: Any) -> None:
    assert published_text(template, answer) == text


def test_a_patient_reader_finds_the_conclusion_in_json() -> None:
    answer = '<think>x</think>```json\n{"command": {"args": {"response": "It is fine."}}}\n```'
    assert lenient_text("KuaiAgent", answer) == "It is fine."
    assert lenient_text("ReACT", "It is fine.") == "It is fine."
