"""Tool calls found in a model's words, however it wrote them, and their arguments made usable."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.messages import ToolCall
from agent.planners.markup import ARGUMENTS, NAMES, is_plan
from agent.planners.mending import mended, objects
from tools.base import Tool, Toolbox, ToolError

Named = tuple[str, Any]
"""A tool's name and its arguments as the model gave them."""

_TAGGED = re.compile(
    r"<(tool_call|tool_calls|function_calls?|functioncall)>(.*?)(?:</\1>|\Z)"
    r"|<\|(tool_calls?)\|>(.*?)(?:<\|/\3\|>|\Z)"
    r"|(<function=.*?)(?:</function>|\Z)"
    r"|\[TOOL_CALLS\](.*?)(?:</s>|\Z)"
    r"|<\|python_tag\|>(.*?)(?:<\|eom_id\|>|\Z)"
    r"|(<invoke .*?)(?:</invoke>|\Z)"
    r"|<\|startofthink\|>(.*?)(?:<\|endofthink\|>|\Z)"
    r"|<｜tool▁call▁begin｜>(.*?)(?:<｜tool▁call▁end｜>|\Z)"
    r"|<\|tool_call_begin\|>(.*?)(?:<\|tool_call_end\|>|\Z)"
    r"|(✿FUNCTION✿.*?)(?:✿RETURN✿|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_FUNCTION = re.compile(r"<(?:function=|invoke name=)[\"']?([^>\"'\s]+)[\"']?>?(.*)", re.DOTALL)
_PARAMETER = re.compile(
    r"<parameter(?:=| name=)[\"']?([^>\"']+)[\"']?>\s*(.*?)\s*"
    r"(?=</parameter>|<parameter|</function>|</invoke>|\Z)",
    re.DOTALL,
)
_KEYED = re.compile(
    r"<arg_key>\s*(.*?)\s*</arg_key>\s*<arg_value>\s*(.*?)\s*(?:</arg_value>|\Z)", re.DOTALL
)
_LABELLED = re.compile(r"✿FUNCTION✿:?\s*(.+?)\s*\n?\s*✿ARGS✿:?\s*(.*)", re.DOTALL)
_NAME_FIRST = re.compile(r"\s*(?:functions\.|function\s*<｜tool▁sep｜>)?([\w.\-]+)(?::\d+)?")
_ACTION = re.compile(
    r"^\W{0,3}Action\W{0,3}:\s*(?P<name>[^\n]+?)\s*\n+\W{0,3}Action Input\W{0,3}:\s*(?P<input>.*)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_OBSERVED = re.compile(r"\n\W{0,3}(?:Observation|Thought|Action)\W{0,3}:.*", re.DOTALL)


def tool_of(toolbox: Toolbox, name: str) -> Tool[Any]:
    """The tool meant by a name as models write it. Raises `ToolError`."""
    plain = name.replace("\\", "").strip(" \t\n`'\"*()[]")
    for meant in (plain, plain.rpartition(".")[2], re.sub(r"[\s-]+", "_", plain)):
        try:
            return toolbox.find(meant)
        except ToolError as error:
            unknown = error
    raise unknown


def known(toolbox: Toolbox, name: str) -> bool:
    """Whether a tool of that name exists."""
    try:
        tool_of(toolbox, name)
    except ToolError:
        return False
    return True


def arguments_of(tool: Tool[Any], text: str) -> Mapping[str, Any]:
    """The arguments in the model's text, by name; places and lone values are given their names."""
    value = value_of(text)
    names = list(tool.arguments.model_fields)
    match value:
        case dict():
            return value
        case [dict() as only]:
            return only
        case list():
            return dict(zip(names, value, strict=False))
        case None | "":
            return {}
        case _:
            return {names[0]: value} if names else {}


def value_of(text: str) -> Any:
    """The arguments' JSON value, mended; text that is no JSON is itself."""
    text = text.strip()
    if not text.startswith(("{", "[", "｛", '"')):
        return {} if text.casefold() in ("", "null", "none", "n/a") else text
    value = mended(text)
    inner = mended(value) if isinstance(value, str) and value.startswith(("{", "[")) else value
    return inner if isinstance(inner, dict | list) else value


def as_call(name: str, arguments: Any) -> ToolCall:
    """A call without an id (the loop gives ids)."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return ToolCall(id="", name=name, arguments=text if arguments is not None else "{}")


def named(value: Mapping[str, Any]) -> Named | None:
    """The call that a JSON object stands for, by any of the keys models use."""
    for key in ("command", "tool_calls", "function_call", *NAMES):
        match value.get(key):
            case dict() as inner:
                if (found := named(inner) or _keyed(inner)) is not None:
                    return found
            case [dict() as first, *_]:
                return named(first) or _keyed(first)
            case str(name) if name.strip():
                return name.strip(), _given(value)
            case _:
                continue
    return None


def is_step(value: Mapping[str, Any], toolbox: Toolbox) -> bool:
    """Whether a JSON object is meant as a step: it looks like one or names a tool that exists."""
    if is_plan(value) or "command" in value:
        return True
    found = named(value)
    return found is not None and known(toolbox, found[0])


def _keyed(value: Mapping[str, Any]) -> Named | None:
    """``{"calculator": {"expression": "1+1"}}``"""
    if len(value) != 1:
        return None
    ((name, arguments),) = value.items()
    return None if name in (*NAMES, *ARGUMENTS) else (name, arguments)


def _given(value: Mapping[str, Any]) -> Any:
    return next((value[key] for key in ARGUMENTS if key in value), {})


def leaked(text: str, toolbox: Toolbox) -> tuple[ToolCall, ...]:
    """The calls in a text that should have been calls: tagged, as bare JSON, or as an action.

    What is not tagged counts only if it names a tool that exists.
    """
    if not toolbox.tools or not any(mark in text for mark in "<[{｛✿:"):
        return ()
    tagged = [
        as_call(*found)
        for match in _TAGGED.finditer(text)
        for found in _in_tag(next(group for group in match.groups()[::-1] if group is not None))
    ]
    if tagged:
        return tuple(tagged)
    bare = [found for value in objects(text) if (found := named(value))]
    return tuple(as_call(*found) for found in (*bare, *action(text)) if known(toolbox, found[0]))


def _in_tag(text: str) -> Iterator[Named]:
    if (function := _FUNCTION.search(text)) is not None:
        name, rest = function.groups()
        yield name, dict(_PARAMETER.findall(rest)) or next(objects(rest), {})
    elif (labelled := _LABELLED.search(text)) is not None:
        yield labelled.group(1), labelled.group(2)
    elif pairs := _KEYED.findall(text):
        yield text.strip().split(None, 1)[0].partition("<")[0], dict(pairs)
    elif calls := [found for value in objects(text) if (found := named(value))]:
        yield from calls
    elif (first := _NAME_FIRST.match(text)) is not None and "{" in text:
        yield first.group(1), next(objects(text), {})


def action(text: str) -> Sequence[Named]:
    """The first ``Action:`` with its ``Action Input:``, without an observation made up after it."""
    found = _ACTION.search(text)
    if found is None:
        return ()
    return ((found["name"].strip("`*\"'[] "), _OBSERVED.sub("", found["input"]).strip("` \n")),)
