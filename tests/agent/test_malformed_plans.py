"""Malformed plans of every known kind still end in the right answer, and nobody sees them."""

import json
from typing import Any

import pytest

from agent.loop import Limits
from agent.profile import PlannerName
from tests.agent.desk import ANSWER, CALL, DONE, PLAN, QUESTION, Ask, last
from tests.servers.openai_server import Call, Say

ARGUMENTS = {"a": 37, "b": 24}
MENDED = {
    "preamble": f"Sure! I will multiply {{both}} numbers. Here is the plan:\n{PLAN}",
    "epilogue": f"{PLAN}\nLet me know if you need anything else.",
    "fences": f"```json\n{PLAN}\n```",
    "fences without end": f"```\n{PLAN}",
    "thinking": f'<think>I could use {{"command": 1}}, but…</think>\n{PLAN}',
    "thinking without begin": f"First I multiply.\n</think>\n\n{PLAN}",
    "trailing commas": PLAN.replace("}}}", "},},}"),
    "truncated": PLAN[:-3],
    "truncated inside": PLAN[:-2].replace('"b": 24', '"b": "24'),
    "too many braces": PLAN + "}}",
    "single quotes": PLAN.replace('"', "'"),
    "no quotes": PLAN.replace('"', ""),
    "unquoted keys": PLAN.replace('"task_name"', "task_name").replace('"command"', "command"),
    "comments": PLAN.replace(', "command"', ', // now the tool\n "command"') + " # end",
    "python literals": PLAN.replace('"multiply", "command"', 'None, "command"').replace(
        "}}}", ', "exact": True}}}'
    ),
    "full-width punctuation": PLAN.translate(str.maketrans("{}:,", "｛｝：，")),
    "smart quotes": "“".join(PLAN.split('"')),
    "paired smart quotes": PLAN.replace(' "', " “").replace('{"', "{“").replace('"', "”"),
    "line breaks in strings": PLAN.replace('"multiply", "command"', '"mul\ntiply", "command"'),
    "escaped line breaks": PLAN.replace(", ", ",\\n  "),
    "escaped quotes": PLAN.replace('"', '\\"'),
    "a JSON string": json.dumps(PLAN),
    "quotes inside": PLAN.replace('"multiply", "command"', '"the "big" product", "command"'),
    "missing comma": PLAN.replace(', "command"', ' "command"'),
    "a list": f"[{PLAN}]",
    "two objects": f"{PLAN}\n{PLAN.replace('37', '12')}",
    "arguments as text": json.dumps(
        {"task_name": "x", "command": {"name": "multiply", "args": json.dumps(ARGUMENTS)}}
    ),
    "arguments as list": json.dumps(
        {"task_name": "x", "command": {"name": "multiply", "args": [37, 24]}}
    ),
    "arguments as texts": PLAN.replace("37", '"37"').replace("24", '" 24 "'),
    "arguments elsewhere": json.dumps({"task_name": "x", "command": "multiply", "args": ARGUMENTS}),
    "no command key": json.dumps({"name": "multiply", "arguments": ARGUMENTS}),
    "tool as key": json.dumps({"task_name": "x", "command": {"multiply": ARGUMENTS}}),
    "a command in a list": json.dumps(
        {"task_name": "x", "command": [{"name": "multiply", "args": ARGUMENTS}]}
    ),
    "Chinese name": PLAN.replace('"name": "multiply"', '"name": "乘法"'),
    "loud name": PLAN.replace('"name": "multiply"', '"name": " MULTIPLY"'),
    "namespaced name": PLAN.replace('"name": "multiply"', '"name": "functions.multiply"'),
    "leaked call": f'<tool_call>\n{{"name": "multiply", "arguments": {json.dumps(ARGUMENTS)}}}'
    "\n</tool_call>",
    "leaked call without end": '<tool_call>{"name": "multiply", "arguments": {"a": 37, "b": 24}',
    "leaked function": "<function=multiply><parameter=a>37</parameter><parameter=b>24"
    "</parameter></function>",
    "leaked llama call": '<function=multiply>{"a": 37, "b": 24}</function>',
    "leaked mistral call": '[TOOL_CALLS][{"name": "multiply", "arguments": {"a": 37, "b": 24}}]',
    "leaked mistral name": '[TOOL_CALLS]multiply[ARGS]{"a": 37, "b": 24}',
    "leaked phi call": '<|tool_call|>[{"name": "multiply", "arguments": {"a": 37, "b": 24}}]'
    "<|/tool_call|>",
    "leaked python tag": '<|python_tag|>{"name": "multiply", "parameters": {"a": 37, "b": 24}}',
    "leaked glm call": "<tool_call>multiply\n<arg_key>a</arg_key>\n<arg_value>37</arg_value>\n"
    "<arg_key>b</arg_key>\n<arg_value>24</arg_value>\n</tool_call>",
    "leaked qwen call": '✿FUNCTION✿: multiply\n✿ARGS✿: {"a": 37, "b": 24}\n✿RETURN✿',
    "leaked deepseek call": "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function"
    "<｜tool▁sep｜>multiply"
    '\n```json\n{"a": 37, "b": 24}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    "leaked modelscope call": '<|startofthink|>{"api_name": "multiply", "parameters": '
    '{"a": 37, "b": 24}}<|endofthink|>',
    "an action": 'Thought: multiply\nAction: multiply\nAction Input: {"a": 37, "b": 24}',
    "an OpenAI call": json.dumps(
        {
            "tool_calls": [
                {
                    "type": "function",
                    "function": {"name": "multiply", "arguments": json.dumps(ARGUMENTS)},
                }
            ]
        }
    ),
}
ASKED_AGAIN = {
    "empty": "",
    "blank": " \n\t",
    "thinking only": "<think>I should multiply. {",
    "missing command": '{"task_name": "multiply the numbers"}',
    "null command": '{"task_name": "multiply", "command": null}',
    "number as command": '{"task_name": "multiply", "command": 7}',
    "empty name": '{"task_name": "multiply", "command": {"name": "", "args": {}}}',
    "unknown tool": PLAN.replace('"name": "multiply"', '"name": "times_table"'),
    "wrong types": PLAN.replace("37", '"thirty-seven"'),
    "missing argument": PLAN.replace(', "b": 24', ""),
    "no arguments": PLAN.replace(json.dumps(ARGUMENTS), "null"),
    "intention": "I will use the multiply tool to find the product.",
    "Chinese intention": "好的，我需要先调用乘法工具。",
    "other JSON": '{"status": "ok", "progress": 0}',
    "empty object": "{}",
    "hostile nesting": '{"a":' * 3_000,
    "cut inside a value": Say(text=PLAN.partition("24")[0] + '"2', cut=True),
}


def sensible(bad: str | Say) -> Any:
    """A model that plans badly at first, but knows what it is doing."""
    said: list[str] = []

    def reply(body: dict[str, Any]) -> str | Say:
        known = any("\n888\n" in str(m["content"]) for m in body["messages"])
        said.append("")
        if len(said) == 1:
            return bad
        if "plain text, no JSON and" in last(body):
            return ANSWER if known else "I do not know."
        return DONE if known else PLAN

    return reply


@pytest.mark.parametrize("kind", MENDED)
async def test_what_can_be_mended_costs_nothing(ask: Ask, kind: str) -> None:
    end, asked = await ask(sensible(MENDED[kind]), planner="kagentsys")
    assert (end.answer, end.reason) == (ANSWER, "answered")
    assert [step.result for step in end.steps] == ["888"]
    assert len(asked) == 3


@pytest.mark.parametrize("kind", ASKED_AGAIN)
async def test_what_can_not_is_asked_for_again(ask: Ask, kind: str) -> None:
    end, asked = await ask(sensible(ASKED_AGAIN[kind]), planner="kagentsys")
    assert (end.answer, end.reason) == (ANSWER, "answered")
    assert end.steps[-1].result == "888"
    assert len(asked) == 4
    assert last(asked[1]) != last(asked[0])


@pytest.mark.parametrize("kind", [*MENDED, *ASKED_AGAIN])
async def test_the_originals_single_step_is_no_worse(ask: Ask, kind: str) -> None:
    bad = MENDED.get(kind) or ASKED_AGAIN[kind]
    end, _ = await ask(sensible(bad), planner="kagentsys", limits=Limits(steps=1))
    assert (end.answer, end.reason) == (ANSWER, "answered")


@pytest.mark.parametrize("kind", [kind for kind in MENDED if kind.startswith("leaked")])
@pytest.mark.parametrize("planner", ["native", "react", "autogpt", "toolllama", "modelscope"])
async def test_leaked_calls_are_calls_in_every_style(
    ask: Ask, kind: str, planner: PlannerName
) -> None:
    finals = {
        "react": f"Final Answer: {ANSWER}",
        "toolllama": f'Action: Finish\nAction Input: {{"final_answer": "{ANSWER}"}}',
    }
    replies = [f"Let me see.\n{MENDED[kind]}", finals.get(planner, ANSWER)]
    end, asked = await ask(replies, planner=planner)
    assert (end.answer, len(asked)) == (ANSWER, 2)
    assert [step.result for step in end.steps] == ["888"]


@pytest.mark.parametrize("personality", ["llama_cpp_python", "vllm", "llamacpp"])
@pytest.mark.parametrize("cut", [False, True])
async def test_servers_that_leak_calls(ask: Ask, personality: str, cut: bool) -> None:
    leak = Say(calls=CALL.calls, cut=cut, leak=True)
    end, _ = await ask(
        [leak, *([CALL] if cut else []), ANSWER],
        planner="native",
        server={"personality": personality},
    )
    assert end.answer == ANSWER
    assert end.steps[-1].result == "888"


async def test_natively_malformed_arguments_are_mended(ask: Ask) -> None:
    for arguments in ("{'a': 37, 'b': 24,}", '"{\\"a\\": 37, \\"b\\": 24}"', "[37, 24]"):
        end, asked = await ask([Say(calls=(Call(name="multiply", arguments=arguments),)), ANSWER])
        assert (end.answer, len(asked)) == (ANSWER, 2), arguments
        told = asked[1]["messages"][-2]["tool_calls"][0]["function"]["arguments"]
        assert json.loads(told) == ARGUMENTS


async def test_after_three_bad_plans_it_concludes(ask: Ask) -> None:
    end, asked = await ask(["{", "{", "{", "About 900."], QUESTION, planner="kagentsys")
    assert (end.answer, len(asked)) == ("About 900.", 4)
    assert "could not be read" not in last(asked[3])
