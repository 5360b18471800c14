"""KAgentInstruct's records: read with patience, written as published, and known only here."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmark.jsonl import Fault, Unreadable, expected, read_jsonl


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of the model: what it was told and what it should say."""

    instruction: str
    output: str
    input: str = ""

    @property
    def prompt(self) -> str:
        return "\n".join(part for part in (self.instruction, self.input) if part)


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One query with the calls by which it was answered, in order.

    ``functions`` are OpenAI functions.
    """

    id: str
    query: str
    source: str
    calls: tuple[Call, ...]
    functions: tuple[dict[str, Any], ...] = ()
    function_names: tuple[str, ...] = ()


def read_instances(path: Path) -> Iterator[Instance | Fault]:
    """Each record of a JSONL file or of one JSON list; what is wrong is told by line and field.

    In a list the "line" is the element's number. A record with some bad calls keeps its good ones.
    Raises `OSError`.
    """
    for found in _records(path):
        if isinstance(found, Fault):
            yield found
            continue
        line, record = found
        try:
            faults: list[Unreadable] = []
            instance = _instance(record, line, faults)
        except Unreadable as error:
            yield _fault(path, line, record, error)
            continue
        yield from (_fault(path, line, record, error) for error in faults)
        yield instance


def load(paths: Iterable[Path]) -> tuple[list[Instance], list[Fault]]:
    """All that can be read of these files, and what can't. Raises `OSError`."""
    instances: list[Instance] = []
    faults: list[Fault] = []
    for path in paths:
        for found in read_instances(path):
            if isinstance(found, Fault):
                faults.append(found)
            else:
                instances.append(found)
    return instances, faults


def write_instances(path: Path, instances: Sequence[Instance]) -> None:
    """Write a JSONL file at once, so that there is never half of one. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        for instance in instances:
            line = json.dumps(_as_record(instance), ensure_ascii=False) + "\n"
            file.write(line.encode("utf-8", "backslashreplace"))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _as_record(instance: Instance) -> dict[str, Any]:
    return {
        "id": instance.id,
        "query": instance.query,
        "source": instance.source,
        "functions": list(instance.functions),
        "function_names": list(instance.function_names),
        "llm_prompt_response": [
            {"instruction": call.instruction, "input": call.input, "output": call.output}
            for call in instance.calls
        ],
    }


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]] | Fault]:
    with path.open("rb") as file:
        beginning = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning.startswith(b"["):
        yield from read_jsonl(path)
        return
    try:
        listed = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        yield Fault(file=path.name, line=0, reason=f"not JSON: {error}")
        return
    for number, record in enumerate(listed, 1):
        if isinstance(record, dict):
            yield number, record
        else:
            yield Fault(file=path.name, line=number, reason=expected("an object", record))


def _instance(record: dict[str, Any], line: int, faults: list[Unreadable]) -> Instance:
    query = record.get("query")
    if not isinstance(query, str) or not query.strip():
        raise Unreadable("query", expected("a text", query) if query != "" else "it is empty")
    functions = tuple(_functions(record.get("functions"), faults))
    names = _names(record.get("function_names"))
    calls = tuple(_calls(record.get("llm_prompt_response"), faults))
    if not calls:
        reasons = "; ".join(str(fault) for fault in faults) or "there is no call in it"
        raise Unreadable("llm_prompt_response", reasons)
    return Instance(
        id=_id(record.get("id"), line),
        query=query,
        source=record["source"] if isinstance(record.get("source"), str) else "",
        calls=calls,
        functions=functions,
        function_names=names or tuple(str(each.get("name", "")) for each in functions),
    )


def _id(value: Any, line: int) -> str:
    plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if plain and str(value) else f"line-{line}"


def _names(value: Any) -> tuple[str, ...]:
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list):
        return ()
    return tuple(name.strip() for name in names if isinstance(name, str) and name.strip())


def _functions(value: Any, faults: list[Unreadable]) -> Iterator[dict[str, Any]]:
    listed = _as_json(value)
    for place, each in enumerate(listed if isinstance(listed, list) else []):
        function = _as_json(each)
        if isinstance(function, dict):
            yield function
        else:
            faults.append(Unreadable(f"functions[{place}]", expected("an object", function)))


def _calls(value: Any, faults: list[Unreadable]) -> Iterator[Call]:
    listed = _as_json(value)
    if isinstance(listed, dict):
        listed = [listed]
    if not isinstance(listed, list):
        faults.append(Unreadable("llm_prompt_response", expected("a list", listed)))
        return
    for place, each in enumerate(listed):
        try:
            yield _call(f"llm_prompt_response[{place}]", each)
        except Unreadable as error:
            faults.append(error)


def _call(place: str, value: Any) -> Call:
    if not isinstance(value, dict):
        raise Unreadable(place, expected("an object", value))
    texts: dict[str, str] = {}
    for key in ("instruction", "input", "output"):
        text = value.get(key) or ""
        if key == "output" and isinstance(text, dict | list):
            text = json.dumps(text, ensure_ascii=False)
        if not isinstance(text, str):
            raise Unreadable(f"{place}.{key}", expected("a text", text))
        texts[key] = text
    if not texts["output"].strip():
        raise Unreadable(f"{place}.output", "it is empty")
    if not (texts["instruction"] + texts["input"]).strip():
        raise Unreadable(f"{place}.instruction", "it is empty, and so is the input")
    return Call(**texts)


def _as_json(value: Any) -> Any:
    """The value; a text that is JSON is read."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _fault(path: Path, line: int, record: dict[str, Any], error: Unreadable) -> Fault:
    name = _id(record.get("id"), line)
    return Fault(file=path.name, line=line, id=name, field=error.field, reason=error.reason)
