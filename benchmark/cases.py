"""KAgentBench's records, read from JSONL as they come: the only place that knows their keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from benchmark.jsonl import Fault, Record, Unreadable, expected, read_jsonl

Kind = Literal["plantooluse", "reflextion", "conclusion", "profile"]

KINDS: tuple[Kind, ...] = get_args(Kind)

_KIND_NAMES: dict[str, Kind] = {kind: kind for kind in KINDS} | {"reflection": "reflextion"}


_PREDICTED = ("model_predict", "model_errors")


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thought, tool and arguments: a gold, an answer or the last task done.

    The values are as they stand in the JSON, so that they compare as the published scorer does.
    ``None`` is written there as the string ``"None"``.
    """

    thought: Any = "None"
    tool: Any = "None"
    args: Any = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a model is asked, and the answers that people gave.

    ``prompts``: template → text. ``tasks`` are the golds of planning and reflection, ``texts``
    those of conclusions and profiles. ``last_task`` is what was done just before, if anything.
    """

    id: str
    kind: Kind
    query: str
    line: int
    prompts: Mapping[str, str]
    tasks: tuple[Task, ...] = ()
    texts: tuple[Any, ...] = ()
    functions: tuple[Record, ...] = ()
    last_task: Task | None = None
    memory: str = ""
    memory_type: str = ""


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """What a model said to one case.

    ``said``: template → answer, or a profile's one answer. ``failures``: template → why there is
    no answer (the server was down, say), which is not a wrong answer. ``kind`` is None where the
    file doesn't say it.
    """

    id: str
    kind: Kind | None
    said: Any
    line: int
    failures: Mapping[str, str] = field(default_factory=dict)

    def answers(self, kind: Kind) -> Mapping[str, Any]:
        """Template → answer, of any JSON type. Raises `Unreadable`."""
        if kind == "profile":
            return {"prompt": self.said}
        if not isinstance(self.said, dict):
            raise Unreadable("model_predict", expected("an object", self.said))
        if not self.said:
            raise Unreadable("model_predict", "there is no answer in it")
        return self.said


def kind_named(name: str) -> Kind | None:
    """The kind of this name, also when spelt as a word (``reflection``)."""
    return _KIND_NAMES.get(name.strip().lower())


def read_cases(path: Path) -> tuple[list[Case], list[Fault]]:
    """The cases of a file, and what could not be read. Raises `OSError`."""
    cases: dict[tuple[Kind, str], Case] = {}
    faults: list[Fault] = []
    for line, record in _records(path, faults):
        try:
            case = _case(record, line)
        except Unreadable as error:
            faults.append(_fault(path, line, record, error))
            continue
        if (case.kind, case.id) in cases:
            faults.append(_again(path, line, case.id))
        cases[case.kind, case.id] = case
    return list(cases.values()), faults


def read_predictions(path: Path) -> tuple[list[Prediction], list[Fault]]:
    """The predictions of a file, and what could not be read. Raises `OSError`."""
    predictions: dict[tuple[Kind | None, str], Prediction] = {}
    faults: list[Fault] = []
    for line, record in _records(path, faults):
        try:
            prediction = _prediction(record, line)
        except Unreadable as error:
            faults.append(_fault(path, line, record, error))
            continue
        if (prediction.kind, prediction.id) in predictions:
            faults.append(_again(path, line, prediction.id))
        predictions[prediction.kind, prediction.id] = prediction
    return list(predictions.values()), faults


def with_answers(
    record: Record, kind: Kind, said: Mapping[str, str], failures: Mapping[str, str]
) -> Record:
    """A case's record as a prediction: what was said to each template, and why there is nothing."""
    answers = next(iter(said.values()), "") if kind == "profile" else dict(said)
    rest = {key: value for key, value in record.items() if key not in _PREDICTED}
    return (
        rest | {"model_predict": answers} | ({"model_errors": dict(failures)} if failures else {})
    )


def _records(path: Path, faults: list[Fault]) -> Iterator[tuple[int, Record]]:
    for found in read_jsonl(path):
        if isinstance(found, Fault):
            faults.append(found)
        else:
            yield found


def _case(record: Record, line: int) -> Case:
    kind = _kind(record)
    if kind is None:
        raise Unreadable("type", "missing")
    golds = record.get("golden_result_list")
    if not isinstance(golds, list):
        raise Unreadable("golden_result_list", expected("a list", golds))
    places = [(f"golden_result_list[{index}]", gold) for index, gold in enumerate(golds)]
    plans = kind in {"plantooluse", "reflextion"}
    return Case(
        id=_id(record),
        kind=kind,
        query=_text(record, "query"),
        line=line,
        prompts=_prompts(record.get("prompt_input")),
        tasks=tuple(_task(place, gold) for place, gold in places) if plans else (),
        texts=() if plans else tuple(_gold_text(place, gold) for place, gold in places),
        functions=_functions(record.get("funcs")),
        last_task=_last_task(record.get("memory_last_task")),
        memory=_text(record, "memory"),
        memory_type=_text(record, "memory_type"),
    )


def _prediction(record: Record, line: int) -> Prediction:
    if "model_predict" not in record:
        raise Unreadable("model_predict", "missing")
    failures = record.get("model_errors") or {}
    if not isinstance(failures, dict):
        raise Unreadable("model_errors", expected("an object", failures))
    return Prediction(
        id=_id(record),
        kind=_kind(record),
        said=record["model_predict"],
        line=line,
        failures={template: str(reason) for template, reason in failures.items()},
    )


def _id(record: Record) -> str:
    match record.get("id"):
        case bool() | None:
            raise Unreadable("id", "missing")
        case str() | int() as value if str(value):
            return str(value)
        case value:
            raise Unreadable("id", expected("a text", value))


def _kind(record: Record) -> Kind | None:
    name = record.get("type")
    if name is None:
        return None
    kind = kind_named(name) if isinstance(name, str) else None
    if kind is None:
        raise Unreadable("type", f"{name!r:.40} is none of {', '.join(KINDS)}")
    return kind


def _text(record: Record, key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _prompts(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"prompt": value}
    if not isinstance(value, dict):
        return {}
    return {template: text for template, text in value.items() if isinstance(text, str)}


def _functions(value: Any) -> tuple[Record, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(function for function in value if isinstance(function, dict))


def _task(place: str, gold: Any) -> Task:
    if not isinstance(gold, dict):
        raise Unreadable(place, expected("an object", gold))
    for key in ("thought", "tool_name", "tool_args"):
        if key not in gold:
            raise Unreadable(f"{place}.{key}", "missing")
    return Task(thought=gold["thought"], tool=gold["tool_name"], args=gold["tool_args"])


def _gold_text(place: str, gold: Any) -> Any:
    if isinstance(gold, str):
        return gold
    if not isinstance(gold, dict):
        raise Unreadable(place, expected("a text or an object", gold))
    if "golden_result" not in gold:
        raise Unreadable(f"{place}.golden_result", "missing")
    return gold["golden_result"]


def _last_task(value: Any) -> Task | None:
    if isinstance(value, list) and value:
        value = value[-1]
    if not isinstance(value, dict) or "tool_name" not in value:
        return None
    return Task(tool=value["tool_name"], args=value.get("tool_args"))


def _fault(path: Path, line: int, record: Record, error: Unreadable) -> Fault:
    name = record.get("id")
    return Fault(
        file=path.name,
        line=line,
        id=str(name) if isinstance(name, str | int) else "",
        field=error.field,
        reason=error.reason,
    )


def _again(path: Path, line: int, name: str) -> Fault:
    reason = "this id stands in an earlier line too; this line counts"
    return Fault(file=path.name, line=line, id=name, field="id", reason=reason)
