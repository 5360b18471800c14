"""A strong model from a script: it writes templates, answers under them, and judges."""

import json
import re
from typing import Any

from agent.messages import SystemMessage, UserMessage
from agent.model import Request
from agent.scripted import Scripted

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_RESULT = re.compile(r'"result": "((?:[^"\\]|\\.)*)"')

QUERIES = [
    f"How many days are there from 2024-0{month}-01 to 2024-0{month + 1}-1{day}?"
    for month in range(1, 5)
    for day in range(3)
] + [f"2025-0{month}-0{day}的农历是什么？" for month in range(1, 4) for day in range(1, 4)]


def strong() -> Scripted:
    """Templates whose INSTRUCTION says "carefully" make it answer better than the benchmark's."""
    return Scripted(line, name="scripted-strong")


def line(request: Request) -> str:
    first, text = request.messages[0], request.messages[-1].text
    if isinstance(first, SystemMessage) and first.text.startswith("You write prompt templates"):
        return written(text)
    if isinstance(first, SystemMessage):
        return _verdict(text)
    return _agent(text)


def reply(body: dict[str, Any]) -> str:
    """The same for a model server."""
    texts = [str(message["content"]) for message in body["messages"]]
    told = [SystemMessage(text=texts[0])] if len(texts) > 1 else []
    return line(Request(messages=[*told, UserMessage(text=texts[-1])]))


def written(asked: str) -> str:
    """The second template of a group lacks an EXAMPLE that can be read, until it is told so."""
    kind = asked.split("Type: ")[1].partition(":")[0]
    tool = asked.split("EXAMPLE uses the tool: ")[-1].partition(".")[0]
    careful = "carefully" if "Manner: plain" not in asked else "somehow"
    call = json.dumps({"task": "look", "command": {"name": tool, "args": {}}})
    slots = {
        "PROFILE": "You are a clerk.",
        "INSTRUCTION": f"Work {careful}, step by step.",
        "TOOLS": "Use these: <tools>",
        "MEMORY": "Known: {memory}",
        "GOAL": "REQUEST: {goal}",
        "FORMAT": 'JSON: {"task": "…", "command": {"name": "…", "args": {}}}',
        "EXAMPLE": call,
    }
    if kind == "prompt-react":
        slots["FORMAT"] = "Thought:, Action:, Action Input:, or Final Answer:"
        slots["EXAMPLE"] = "nonsense"
        if "this was wrong" in asked:
            slots["EXAMPLE"] = f"Thought: look\nAction: {tool}\nAction Input: {{}}"
    if kind == "prompt-response":
        del slots["TOOLS"]
        slots["FORMAT"] = "Plain words."
    return f"Here it is:\n```json\n{json.dumps(slots)}\n```"


def _agent(prompt: str) -> str:
    results = _RESULT.findall(prompt)
    react = "Action Input:" in prompt
    if results:
        answer = f"The answer is {json.loads(chr(34) + results[-1] + chr(34))}"
        if "carefully" in prompt:
            answer = f"Carefully: {answer}"
        if react:
            return f"Thought: I know.\nFinal Answer: {answer}"
        if "do_nothing" in prompt:
            return json.dumps({"task": "end", "command": {"name": "task_complete", "args": {}}})
        return answer
    goal = prompt.rpartition("REQUEST: ")[2] if "REQUEST: " in prompt else prompt
    goal = re.split(r"GOAL: |Question: |目标：|问题：", goal)[-1]
    name, arguments = _tool(_DATE.findall(goal))
    if react:
        return f"Thought: look\nAction: {name}\nAction Input: {json.dumps(arguments)}"
    return json.dumps({"task_name": "look", "command": {"name": name, "args": arguments}})


def _tool(dates: list[str]) -> tuple[str, dict[str, str]]:
    if len(dates) == 2:
        return "time_delta", {"start_time": dates[0], "end_time": dates[1]}
    return "get_calendar_info", {"start_date": dates[0], "end_date": dates[0]}


def _verdict(asked: str) -> str:
    a, b = asked.partition("--- A\n")[2].split("\n--- B\n")
    scores = ["9" if "Carefully" in each else "6" for each in (a, b.partition("\n---")[0])]
    return f'I think: {{"reason": "so", "a": "{scores[0]}/10", "b": {scores[1]}}}'
