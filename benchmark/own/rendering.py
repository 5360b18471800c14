"""From hand-written entries to records in the published format."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from string import Template

from benchmark.cases import KINDS, Kind
from benchmark.jsonl import Record
from benchmark.own.entries import (
    LANGUAGES,
    Entry,
    Language,
    NextTask,
    OfferedTool,
    Templates,
    entries,
    offered_tools,
    templates,
)
from tools.lunar_dates import lunar_date

_RETURNS = {"en": "the result as text", "zh": "文字形式的结果"}
_WEEKDAYS = "一二三四五六日"


def jsonl() -> str:
    """The whole set, one record a line."""
    return "".join(f"{_json(record)}\n" for record in records())


def records() -> Iterator[Record]:
    """Every record: kind by kind, English before Chinese, in the order they were written."""
    tools, prompts = offered_tools(), templates()
    for kind in KINDS:
        for language in LANGUAGES:
            for name, entry in entries(kind, language):
                functions = [_function(each, tools[each], language) for each in entry.tool_names]
                yield {
                    "id": f"{kind}-{language}-{name}",
                    "query": entry.query,
                    "type": kind,
                    "golden_result_list": [_gold(gold) for gold in entry.golds],
                    "funcs": functions,
                    "prompt_input": _prompts(kind, language, entry, functions, prompts[language]),
                    "memory": _memory(entry),
                    "memory_type": _memory_type(entry),
                    "memory_last_task": _last_task(entry),
                }


def _gold(gold: NextTask | str) -> Record:
    if isinstance(gold, str):
        return {"golden_result": gold}
    return {"thought": gold.thought, "tool_name": gold.tool, "tool_args": gold.args}


def _function(name: str, tool: OfferedTool, language: Language) -> Record:
    place = LANGUAGES.index(language)
    return {
        "name": name,
        "description": tool.says[place],
        "parameters": {
            "type": "object",
            "properties": {
                key: {"type": "string", "description": says[place]}
                for key, says in tool.args.items()
            },
        },
        "returns": {"type": "string", "description": _RETURNS[language]},
        "required": list(tool.args if tool.required is None else tool.required),
    }


def _memory(entry: Entry) -> str:
    """What is remembered, as it stands in every prompt."""
    if entry.tasks:
        done = [
            {
                "task_name": task.name,
                "command": {"name": task.tool, "args": task.args},
                "result": task.result,
            }
            for task in entry.tasks
        ]
        return "\n".join(_json(task) for task in done)
    if entry.knowledge:
        return "\n\n".join(entry.knowledge)
    speakers = ("User", "Assistant")
    turns = enumerate(entry.conversation)
    return "\n".join(f"{speakers[place % 2]}: {text}" for place, text in turns)


def _memory_type(entry: Entry) -> str:
    if entry.tasks:
        return "task"
    return "knowledge" if entry.knowledge else "conversation"


def _last_task(entry: Entry) -> Record:
    if not entry.tasks:
        return {}
    return {"tool_name": entry.tasks[-1].tool, "tool_args": entry.tasks[-1].args}


def _prompts(
    kind: Kind, language: Language, entry: Entry, functions: list[Record], written: Templates
) -> dict[str, str]:
    if kind == "profile":
        chosen: Mapping[str, str] = written.profile
    else:
        chosen = written.answer if kind == "conclusion" else written.task
    filled = {
        "names": ", ".join(function["name"] for function in functions),
        "moment": _moment(entry.now, language) if entry.now else "",
        "memory": _memory(entry) or written.nothing,
        "query": entry.query,
        "name": entry.name,
        "bio": entry.bio,
        "instructions": entry.instructions,
    }
    return {
        template: Template(text).substitute(filled, tools=_tools(template, functions))
        for template, text in chosen.items()
    }


def _tools(template: str, functions: list[Record]) -> str:
    """The tools as a template lists them."""
    match template:
        case "ReACT":
            return "\n".join(_told(function) for function in functions)
        case "AutoGPT":
            lines = (_commanded(function) for function in functions)
            return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
        case "KuaiAgent":
            return "\n".join(f"{place}. {_json(each)}" for place, each in enumerate(functions, 1))
        case _:
            return _json(functions)


def _told(function: Record) -> str:
    (key, first), *_ = function["parameters"]["properties"].items()
    return f"{function['name']}: {function['description']} ({key}: {first['description']})"


def _commanded(function: Record) -> str:
    properties = function["parameters"]["properties"].items()
    args = ", ".join(f'"{key}": "<{value["description"]}>"' for key, value in properties)
    return f'{function["description"]}: "{function["name"]}", args: {args}'


def _moment(now: datetime, language: Language) -> str:
    if language == "en":
        return f"{now:%Y-%m-%d}, {now:%A}, {now:%H:%M}"
    lunar = lunar_date(now.date()).zh
    return f"{now:%Y-%m-%d} 星期{_WEEKDAYS[now.weekday()]} {now:%H:%M}，农历{lunar}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
