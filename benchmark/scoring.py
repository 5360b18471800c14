"""Scoring a model's predictions against KAgentBench's labels, record by record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmark.answers import (
    UnknownTemplate,
    canonical,
    published_task,
    published_text,
)
from benchmark.cases import (
    Case,
    Kind,
    Prediction,
    Task,
    read_cases,
    read_predictions,
)
from benchmark.jsonl import Fault, Unreadable
from benchmark.lenient import lenient_task, lenient_text
from benchmark.metrics import WEIGHTS, Dimension, Golds, References, TooLong, best

Scores = Mapping[Dimension, float]

DIMENSIONS: Mapping[Kind, tuple[Dimension, ...]] = {
    "plantooluse": ("plan", "tooluse"),
    "reflextion": ("reflextion",),
    "conclusion": ("conclusion",),
    "profile": ("profile",),
}


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One record's scores (0–1), and what was read in its answers (template → task).

    ``lenient`` are the scores that the same answers get when their form is forgiven.
    """

    id: str
    kind: Kind
    query: str
    scores: Scores
    lenient: Scores
    parsed: Mapping[str, Task] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Run:
    """A scored run. ``unscored``: records without a score, which make the run incomparable."""

    records: tuple[Scored, ...]
    faults: tuple[Fault, ...] = ()
    unscored: tuple[str, ...] = ()

    @property
    def overall(self) -> dict[str, float]:
        """Each dimension's mean (0–1; 0 where nothing was scored), and their weighted sum."""
        return _means(record.scores for record in self.records)

    @property
    def lenient(self) -> dict[str, float]:
        return _means(record.lenient for record in self.records)


@dataclass(frozen=True, kw_only=True)
class Files:
    """The names that faults are told under."""

    labels: str = "labels"
    predictions: str = "predictions"


def score_files(labels: Path, predictions: Path, *, strict: bool = False) -> Run:
    """Score two JSONL files; what can't be read is a fault of the run. Raises `OSError`."""
    cases, label_faults = read_cases(labels)
    said, said_faults = read_predictions(predictions)
    files = Files(labels=labels.name, predictions=predictions.name)
    run = score(cases, said, strict=strict, files=files)
    return Run(
        records=run.records,
        faults=(*label_faults, *said_faults, *run.faults),
        unscored=run.unscored,
    )


def score(
    cases: Sequence[Case],
    predictions: Sequence[Prediction],
    *,
    strict: bool = False,
    files: Files | None = None,
) -> Run:
    """Score each case that has a prediction.

    ``strict`` keeps the published scorer's two slips in planning and reflection: an empty ReACT
    answer and an answer to an unknown template count as the answer before them.
    """
    files = files or Files()
    matched, faults = _matched(cases, predictions, files)
    records: list[Scored] = []
    unscored: list[str] = []
    for case, prediction in matched:
        try:
            records.append(_scored(case, _answers(case, prediction), strict=strict))
        except (Unreadable, TooLong, UnknownTemplate, RecursionError) as error:
            unscored.append(case.id)
            faults.append(_fault(files, case, prediction, error))
    faults += _notes(matched, files)
    faults += _empty_dimensions(records, files)
    return Run(records=tuple(records), faults=tuple(faults), unscored=tuple(unscored))


def _matched(
    cases: Sequence[Case], predictions: Sequence[Prediction], files: Files
) -> tuple[list[tuple[Case, Prediction | None]], list[Fault]]:
    said = {(prediction.kind, prediction.id): prediction for prediction in predictions}
    pairs = [(case, said.get((case.kind, case.id)) or said.get((None, case.id))) for case in cases]
    known = {id(prediction) for _, prediction in pairs}
    faults = [
        Fault(
            file=files.predictions,
            line=prediction.line,
            id=prediction.id,
            field="id",
            reason=f"there is no {prediction.kind or 'record'} of this id in {files.labels}",
        )
        for prediction in predictions
        if id(prediction) not in known
    ]
    return pairs, faults


def _answers(case: Case, prediction: Prediction | None) -> Mapping[str, Any]:
    if prediction is None:
        raise Unreadable("id", "there is no prediction for this record")
    if prediction.failures:
        template, reason = next(iter(prediction.failures.items()))
        raise Unreadable(f"model_errors.{template}", reason)
    return prediction.answers(case.kind)


def _scored(case: Case, answers: Mapping[str, Any], *, strict: bool) -> Scored:
    if case.kind in {"plantooluse", "reflextion"}:
        return _scored_tasks(case, answers, strict=strict)
    return _scored_text(case, answers)


def _scored_tasks(case: Case, answers: Mapping[str, Any], *, strict: bool) -> Scored:
    golds = Golds(case.tasks, case.last_task)
    tasks = dict(_tasks(case, answers))
    parsed = dict(_strict_tasks(case, answers)) if strict else tasks
    scores = {template: _task_scores(case.kind, golds, task) for template, task in parsed.items()}
    lenient = []
    for template, answer in answers.items():
        task = lenient_task(tasks[template], answer, case.functions)
        same = task is parsed[template]
        lenient.append(scores[template] if same else _task_scores(case.kind, golds, task))
    return Scored(
        id=case.id,
        kind=case.kind,
        query=case.query,
        scores=_mean(list(scores.values())),
        lenient=_mean(lenient),
        parsed=parsed,
    )


def _tasks(case: Case, answers: Mapping[str, Any]) -> Iterator[tuple[str, Task]]:
    for template, answer in answers.items():
        try:
            yield template, published_task(canonical(template), answer, case.functions)
        except UnknownTemplate:
            yield template, Task()


def _strict_tasks(case: Case, answers: Mapping[str, Any]) -> Iterator[tuple[str, Task]]:
    before: Task | None = None
    for template, answer in answers.items():
        try:
            if (template, answer) == ("ReACT", ""):
                raise UnknownTemplate(template)
            before = published_task(template, answer, case.functions)
        except UnknownTemplate:
            if before is None:
                raise
        yield template, before


def _task_scores(kind: Kind, golds: Golds, task: Task) -> Scores:
    matches = golds.matches(task)
    if kind == "reflextion":
        return {"reflextion": golds.reflextion(matches)}
    return {"plan": golds.plan(matches), "tooluse": golds.tooluse(matches)}


def _scored_text(case: Case, answers: Mapping[str, Any]) -> Scored:
    (dimension,) = DIMENSIONS[case.kind]
    golds = References(case.texts)
    scores, lenient = [], []
    for template, answer in answers.items():
        text = published_text(template, answer) if dimension == "conclusion" else answer
        patient = lenient_text(template, answer)
        score = best(golds, text)
        scores.append({dimension: score})
        lenient.append({dimension: score if patient == text else best(golds, patient)})
    return Scored(
        id=case.id,
        kind=case.kind,
        query=case.query,
        scores=_mean(scores),
        lenient=_mean(lenient),
    )


def _mean(scores: Sequence[Scores]) -> Scores:
    return {name: sum(each[name] for each in scores) / len(scores) for name in scores[0]}


def _means(scores: Iterable[Scores]) -> dict[str, float]:
    values: dict[Dimension, list[float]] = {dimension: [] for dimension in WEIGHTS}
    for each in scores:
        for dimension, value in each.items():
            values[dimension].append(value)
    means: dict[str, float] = {
        name: sum(each) / len(each) if each else 0.0 for name, each in values.items()
    }
    means["overall"] = sum(weight * means[name] for name, weight in WEIGHTS.items())
    return means


def _fault(files: Files, case: Case, prediction: Prediction | None, error: Exception) -> Fault:
    match error:
        case Unreadable(field=name, reason=reason):
            pass
        case UnknownTemplate():
            name, reason = f"model_predict.{error}", "there is no answer before it to count"
        case TooLong():
            return Fault(
                file=files.labels,
                line=case.line,
                id=case.id,
                field="golden_result_list",
                reason=str(error),
            )
        case _:
            name, reason = "model_predict", "the answer is nested too deeply"
    if prediction is None:
        return Fault(file=files.labels, line=case.line, id=case.id, field=name, reason=reason)
    return Fault(
        file=files.predictions, line=prediction.line, id=case.id, field=name, reason=reason
    )


def _notes(matched: Iterable[tuple[Case, Prediction | None]], files: Files) -> Iterator[Fault]:
    """What was scored as 0 though nobody answered wrongly."""
    for case, _ in matched:
        if not case.tasks and not case.texts:
            yield Fault(
                file=files.labels,
                line=case.line,
                id=case.id,
                field="golden_result_list",
                reason="there is no gold in it: every answer is worth 0",
            )


def _empty_dimensions(records: Sequence[Scored], files: Files) -> Iterator[Fault]:
    kinds = {record.kind for record in records}
    for kind in DIMENSIONS:
        if kind not in kinds:
            yield Fault(
                file=files.predictions,
                line=0,
                field="type",
                reason=f"no {kind} was scored, so it counts as 0",
            )
