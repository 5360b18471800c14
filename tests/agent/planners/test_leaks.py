"""No markup and no plan reaches the person, however the stream is cut, in any style."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.events import Finished, TextDelta
from agent.loop import Limits
from agent.model import Abilities
from agent.planners.autogpt import AutoGpt
from agent.planners.base import Planner
from agent.planners.kagentsys import KAgentSys
from agent.planners.markup import visible
from agent.planners.modelscope import ModelScope
from agent.planners.native import Native
from agent.planners.noagent import NoAgent
from agent.planners.react import ReAct
from agent.planners.toolllama import ToolLlama
from agent.profile import PlannerName
from agent.scripted import Scripted
from tests.agent.desk import DONE, PLAN, agent_of, finished, heard

PLANNERS: list[Planner] = [
    KAgentSys(),
    Native(),
    ReAct(),
    AutoGpt(),
    ToolLlama(),
    ModelScope(),
    NoAgent(),
]
CALLED = '{"name": "multiply", "arguments": {"a": 1, "b": 2}}'
MARKUP = [
    f"<tool_call>\n{CALLED}\n</tool_call>",
    f"<tool_call>{CALLED}",
    "<tool_call>",
    "<think>I wonder {",
    "<think>secretly</think>",
    '<function=multiply>{"a": 1}</function>',
    f"[TOOL_CALLS][{CALLED}]",
    f"<|tool_call|>{CALLED}",
    f"<|python_tag|>{CALLED}",
    f"<|startofthink|>{CALLED}<|endofthink|>",
    PLAN,
    f"```json\n{PLAN}\n```",
    f"[{PLAN}, {DONE}]",
    PLAN[:-8],
    PLAN.replace('"', "'"),
    CALLED,
    f"```\n{CALLED}\n```",
    '{"thoughts": {"text": "x"}, "command": {"name": "finish", "args": {}}}',
    '<data tool="multiply">\n888\n</data>',
    "<|im_end|>",
    "</s>",
]
SIGNS = (
    "tool_call", "TOOL_CALLS", "<think", "<function", "python_tag", "startofthink", "task_name",
    '"command"', '"arguments"', "thoughts", "<data", "im_end", "</s>", "secretly", "I wonder",
)  # fmt: skip
PROSE = st.text(alphabet="ab <>{}[]`\"'\n。天:|/_", max_size=12).map(lambda text: f"words {text} ")
PIECES = st.lists(st.sampled_from(MARKUP) | PROSE, min_size=1, max_size=4)
NAMES: list[PlannerName] = [
    "kagentsys",
    "native",
    "react",
    "autogpt",
    "toolllama",
    "modelscope",
    "noagent",
]


def leaks(text: str) -> list[str]:
    return [sign for sign in SIGNS if sign in text]


@pytest.mark.parametrize("planner", PLANNERS, ids=lambda planner: planner.name)
@given(pieces=PIECES, concluding=st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_prefix_of_a_stream_shows_markup(
    planner: Planner, pieces: list[str], concluding: bool
) -> None:
    text = "".join(pieces)
    for end in range(len(text) + 1):
        assert not leaks(planner.shown(text[:end], concluding=concluding)), text[:end]


@given(pieces=PIECES)
@settings(max_examples=300, deadline=None)
def test_a_whole_text_shows_none(pieces: list[str]) -> None:
    assert not leaks(visible("".join(pieces), complete=True))


@given(text=st.text(alphabet="abc déf天。,.!?*_#-1234\n ", max_size=80))
def test_plain_words_are_shown_as_they_are(text: str) -> None:
    assert visible(text, complete=True) == text.strip()
    shown = [visible(text[:end], complete=False) for end in range(len(text) + 1)]
    for before, after in pairwise(shown):
        assert after.startswith(before)
    assert text.strip().startswith(shown[-1])


ANSWERS = {
    "less than": "If a < b then a - b < 0, and <b>bold</b> stays.",
    "code": "Use this:\n```python\nprint({'a': 1})\n```\nThat is all.",
    "json code": 'A person:\n```json\n{"name": "Ada", "age": 36}\n```\nIt ends here.',
    "braces": "The set {1, 2, 3} and f(x) = {x | x > 0}.",
    "list": "[1] first\n[2] second",
    "link": "See [the page](https://example.org/a_b).",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "html": "<p>Hello</p>",
    "ends in fence": "```\ncode\n```",
    "ends in sign": "a <",
    "Chinese": "今天是星期三，农历十月十七。“好的”。",
}


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("planner", ["native", "kagentsys", "noagent"])
async def test_honest_answers_come_through(planner: PlannerName, kind: str) -> None:
    lines = [DONE, ANSWERS[kind]] if planner == "kagentsys" else [ANSWERS[kind]]
    model = Scripted(lines, abilities=Abilities(window=8192, tool_calls=True), pieces=list)
    events = await heard(agent_of(model, planner))
    assert finished(events).answer == ANSWERS[kind]
    assert sum(isinstance(event, TextDelta) for event in events) >= 1


@pytest.mark.parametrize("planner", NAMES)
@given(pieces=PIECES, size=st.integers(1, 9))
@settings(max_examples=25, deadline=None)
async def test_whole_turns_leak_nothing(planner: PlannerName, pieces: list[str], size: int) -> None:
    def cut(text: str) -> Sequence[str]:
        return [text[at : at + size] for at in range(0, len(text), size)]

    model = Scripted(
        lambda request: "".join(pieces), abilities=Abilities(tool_calls=True), pieces=cut
    )
    shown = ""
    events = await heard(agent_of(model, planner, limits=Limits(steps=2)))
    for event in events:
        if isinstance(event, TextDelta):
            shown += event.text
            assert not leaks(shown), shown
    assert isinstance(events[-1], Finished)
    assert not leaks(events[-1].answer)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ('{"answer": "It is Monday."}', "It is Monday."),
        ('```json\n{"response": "好的"}\n```', "好的"),
        ('It is so.\n<tool_call>{"name": "x"', "It is so."),
        ("Hidden.</think>\nShown.", "Shown."),
        ("<think>a</think><think>b</think>c", "c"),
        (f"Before.\n```json\n{PLAN}\n```\nAfter.", "Before.\nAfter."),
        ("<data>\nquoted\n</data>\nSo it is 5.", "So it is 5."),
        ("fine<|im_end|>", "fine"),
    ],
)
def test_the_answer_is_taken_out_of_its_wrapping(said: str, meant: str) -> None:
    assert visible(said, complete=True) == meant


def test_json_that_was_asked_for_may_be_told() -> None:
    wanted = json.dumps({"name": "Ada", "age": 36})
    assert visible(wanted, complete=True) == wanted
    assert visible(wanted, complete=False) == ""
