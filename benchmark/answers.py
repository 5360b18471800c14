"""Reading a model's answer as thought, tool and arguments, as the published scorer reads it."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from benchmark.cases import Task
from benchmark.jsonl import Record
from benchmark.metrics import NONE

TEMPLATES = ("ReACT", "AutoGPT", "ToolLlama", "ModelScope", "KuaiAgent")
_CANONICAL = {template.lower(): template for template in TEMPLATES}
_MENDS = 1000
"""Bad escapes mended in one text; each costs reading it once more."""


class UnknownTemplate(Exception):
    """A prompt template of which it isn't known how its answers are written."""


def canonical(template: str) -> str:
    """The template's usual spelling (``Kuaiagent`` → ``KuaiAgent``), or the name as it is."""
    return _CANONICAL.get(template.lower(), template)


def published_task(template: str, answer: Any, functions: Sequence[Record]) -> Task:
    """What the published scorer reads in an answer to a template, spelt exactly.

    Where the published scorer crashes on the answer's shape, nothing is read. Raises
    `UnknownTemplate`.
    """
    text = answer if isinstance(answer, str) else ""
    match template:
        case "ReACT":
            return _react(text, functions)
        case "AutoGPT":
            return _auto_gpt(text)
        case "ToolLlama":
            return _tool_llama(text)
        case "ModelScope":
            return _model_scope(text)
        case "KuaiAgent":
            return _kuai_agent(text)
    raise UnknownTemplate(template)


def published_text(template: str, answer: Any) -> Any:
    """What the published scorer takes for the conclusion in an answer; ``""`` for none."""
    if template in {"AutoGPT", "ToolLlama"} and not isinstance(answer, str | dict | list):
        return ""
    if template == "AutoGPT":
        answer = _said_by_auto_gpt(answer)
    elif template == "ToolLlama" and isinstance(answer, str):
        answer = _said_by_tool_llama(answer)
    return json.dumps(answer, ensure_ascii=False) if isinstance(answer, dict) else answer


def _said_by_auto_gpt(answer: Any) -> Any:
    if "web_search(" in answer:
        return ""
    if not isinstance(answer, str) or 'response="' not in answer:
        return answer
    return answer.split('response="', 2)[1].replace('")', "")


def _said_by_tool_llama(answer: str) -> str:
    opening = '"final_answer": "'
    if opening in answer:
        answer = answer.split(opening, 2)[1].replace('"', "").replace("}", "")
    return "" if answer == "\n" else answer


def _react(text: str, functions: Sequence[Record]) -> Task:
    if not text:
        return Task()
    thought = text[: _first(text, ("Final Answer", "Action"), 1)].strip()
    name = _between(text, "Action:", ("Action Input:",), closed=True)
    if name is None:
        return Task(thought=thought)
    tool = name.strip()
    key = first_property(tool, functions)
    value = _between(text, "Action Input:", ("Observation",)) if key not in {None, NONE} else None
    args = {} if value is None else {key: value.strip()}
    return Task(thought=thought, tool=tool or NONE, args=args)


def _auto_gpt(text: str) -> Task:
    answer = _published_object(text)
    thoughts, command = answer.get("thoughts"), as_object(answer.get("command"))
    return Task(
        thought=as_object(thoughts).get("text", NONE),
        tool=_named(command.get("name", NONE)),
        args=as_object(command.get("args")),
    )


def _tool_llama(text: str) -> Task:
    thought = _between(text, "Thought:", ("Action",))
    tool = _between(text, "Action:", ("Action Input:",))
    given = _between(text, "Action Input:", ("Thought",)) if tool is not None else None
    return Task(
        # The published scorer leaves the empty list of matches here, and scores its text.
        thought=[] if thought is None else thought.strip(),
        tool=NONE if tool is None else _named(tool.strip()),
        args={} if given is None else _published_object(given.strip()),
    )


def _model_scope(text: str) -> Task:
    inside = _between(text, "<|startofthink|>", ("<|endofthink|>",), closed=True)
    answer = _published_object(inside.strip()) if inside is not None else {}
    return Task(
        tool=_named(answer.get("api_name", NONE)),
        args=as_object(answer.get("parameters")),
    )


def _kuai_agent(text: str) -> Task:
    answer = _published_object(text)
    command = as_object(answer.get("command"))
    return Task(
        thought=answer.get("task_name", NONE),
        tool=_named(command.get("name", NONE)),
        args=as_object(command.get("args")),
    )


def _named(tool: Any) -> Any:
    return NONE if tool == "" else tool


def as_object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def first_property(tool: str, functions: Iterable[Record]) -> str | None:
    """The name of a tool's first argument; of tools of one name the last counts."""
    key = None
    for function in functions:
        if function.get("name") == tool:
            properties = as_object(as_object(function.get("parameters")).get("properties"))
            key = next(iter(properties), None)
    return key


def _first(text: str, ends: Iterable[str], start: int) -> int:
    """Where the first of ``ends`` begins, at ``start`` or later; else where the text ends."""
    found = [place for end in ends if (place := text.find(end, start)) >= 0]
    return min(found, default=len(text))


def _between(text: str, start: str, ends: Sequence[str], *, closed: bool = False) -> str | None:
    """What stands after ``start`` up to the first of ``ends``, at least one character.

    The text's end will do too, unless it must be ``closed``. None where there is no such thing.
    """
    place = text.find(start)
    if place < 0:
        return None
    begin = place + len(start)
    if begin >= len(text) or (closed and text.find(ends[0], begin + 1) < 0):
        return None
    return text[begin : _first(text, ends, begin + 1)]


def _published_object(text: str) -> dict[str, Any]:
    """The JSON object that the published scorer finds in a text, mended as it does; else {}."""
    try:
        return as_object(json.loads(_mended(_cut(text))))
    except (ValueError, RecursionError):
        return {}


def _cut(text: str) -> str:
    missing = text.count("{") - text.count("}")
    if missing > 0:
        text = text.rstrip("\n") + "\n}" * missing
    start, end = text.find("{"), text.rfind("}\n}")
    if missing >= 5 or start < 0 or end < 0:
        return text
    return text[start : end + 3].strip()


def _mended(text: str) -> str:
    """The text, mended as far as it can be. Raises `ValueError` and `RecursionError`."""
    error = _error(text)
    if error is None:
        return text
    if error.msg.startswith("Invalid \\escape"):
        text = _without_bad_escapes(text, error)
    elif error.msg.startswith("Expecting property name enclosed in double quotes"):
        text = re.sub(r"(\w+):", r'"\1":', text)
        json.loads(text)
        return text
    balanced = _balanced(text)
    return balanced if _error(balanced) is None else text


def _error(text: str) -> json.JSONDecodeError | None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error
    return None


def _without_bad_escapes(text: str, error: json.JSONDecodeError | None) -> str:
    for _ in range(_MENDS):
        if error is None or not error.msg.startswith("Invalid \\escape"):
            break
        text = text[: error.pos] + text[error.pos + 1 :]
        error = _error(text)
    return text


def _balanced(text: str) -> str:
    missing = text.count("{") - text.count("}")
    return text.rstrip("}") if missing < 0 else text + "}" * missing
