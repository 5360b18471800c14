"""Reading a model's answer with patience: the form may be wrong, the content counts."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmark.answers import as_object, first_property, published_text
from benchmark.cases import Task
from benchmark.jsonl import Record
from benchmark.metrics import NONE


def lenient_task(task: Task, answer: Any, functions: Sequence[Record]) -> Task:
    """What a patient reader finds in an answer: the form may be wrong, the content counts.

    ``task`` is what was read as published, and is returned where the answer has the right form.
    """
    if task.tool != NONE and task.args:
        return task
    text = json.dumps(answer, ensure_ascii=False) if isinstance(answer, dict) else answer
    if not isinstance(text, str):
        return task
    found = _found(_plain(text), functions)
    return found if found.tool != NONE else task


def lenient_text(template: str, answer: Any) -> Any:
    """What a patient reader takes for the conclusion in an answer."""
    text = published_text(template, answer)
    if not isinstance(text, str):
        return text
    text = _plain(text).strip()
    place = text.find("{")
    if place < 0:
        return text
    found = _patient_object(text[place:])
    values = [found, *filter(None, map(as_object, found.values()))]
    values += [as_object(value.get("args")) for value in values]
    for value in values:
        for key in ("final_answer", "response", "answer"):
            if isinstance(value.get(key), str):
                return value[key]
    return text


def _plain(text: str) -> str:
    """The text without hidden reasoning and code fences."""
    text = re.sub(r"<think>.*?</think>", "", text, flags=re.DOTALL)
    return re.sub(r"^\s*```\w*\s*$", "", text, flags=re.MULTILINE)


_LABELS = re.compile(
    r"\**(?P<label>thought|action[ _]input|action|observation|final answer)s?\**\s*[:：]\s*\**",
    re.IGNORECASE,
)


def _found(text: str, functions: Sequence[Record]) -> Task:
    said: dict[str, str] = {}
    labels = list(_LABELS.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=False):
        name = label["label"].lower().replace("_", " ")
        said.setdefault(name, text[label.end() : end].strip())
    if said.get("action"):
        tool = said["action"].splitlines()[0].strip("`'\"*[](). ")
        args = _patient_args(tool, said.get("action input", ""), functions)
        return Task(
            thought=said.get("thought", text[: labels[0].start()].strip()), tool=tool, args=args
        )
    return _object_task(text, functions)


def _object_task(text: str, functions: Sequence[Record]) -> Task:
    place = text.find("{")
    answer = _patient_object(text[place:]) if place >= 0 else {}
    command = answer.get("command", answer)
    if isinstance(command, str):
        command = {**answer, "name": command}
    command = as_object(command)
    tool = _value(command, ("name", "api_name", "tool_name", "tool", "action", "function"))
    if not isinstance(tool, str) or not tool:
        return Task()
    given = _value(
        command, ("args", "parameters", "arguments", "action_input", "tool_args", "input")
    )
    thoughts = answer.get("thoughts")
    thought = as_object(thoughts).get("text", thoughts if isinstance(thoughts, str) else None)
    return Task(
        thought=thought or _value(answer, ("task_name", "thought", "task", "text")) or NONE,
        tool=tool,
        args=_patient_args(tool, given, functions),
    )


def _value(record: Mapping[str, Any], keys: Iterable[str]) -> Any:
    return next((record[key] for key in keys if key in record), None)


def _patient_args(tool: str, given: Any, functions: Sequence[Record]) -> dict[str, Any]:
    if isinstance(given, dict) or given in (None, ""):
        return as_object(given)
    if isinstance(given, str) and given.lstrip().startswith("{"):
        return _patient_object(given)
    key = first_property(tool, functions)
    return {key: given} if key else {}


def _patient_object(text: str) -> dict[str, Any]:
    """The first JSON object in a text, mended by json-repair; {} where there is none."""
    try:
        return as_object(json.JSONDecoder().raw_decode(text)[0])
    except (ValueError, RecursionError):
        pass
    if len(text) > 100_000 or text.count("{") + text.count("[") > 500:
        return {}
    import json_repair

    try:
        found = json_repair.loads(text)
    except (ValueError, RecursionError):
        return {}
    if isinstance(found, list):
        found = next((item for item in found if isinstance(item, dict)), None)
    return as_object(found)
