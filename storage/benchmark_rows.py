"""What is kept of benchmark runs, to and from the rows of the database."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, cast

from agent.messages import Usage
from agent.text import encodable
from storage.kept_runs import Asked, KeptAnswer, KeptRecord, KeptRun, KeptScore, Posting, State
from storage.models import (
    BenchmarkAnswerRow,
    BenchmarkPostRow,
    BenchmarkRecordRow,
    BenchmarkRunRow,
    BenchmarkScoreRow,
)


def kept_run(row: BenchmarkRunRow, scores: Mapping[str, KeptScore], usage: Usage | None) -> KeptRun:
    """``usage`` is what a run that is still worked on has used until now."""
    return KeptRun(
        id=row.id,
        night=row.night,
        state=cast(State, row.state),
        claimant=row.claimant,
        beat_at=row.beat_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        asked=Asked(
            model=row.model,
            cases=row.cases,
            checksum=row.checksum,
            settings=json.loads(row.settings),
            prompts=row.prompts,
        ),
        seconds=row.seconds,
        failures=tuple(json.loads(row.failures)),
        headline=row.headline,
        report=row.report,
        scores=scores,
        usage=usage or Usage(calls=row.calls, prompt=row.prompt, completion=row.completion),
    )


def kept_score(row: BenchmarkScoreRow) -> KeptScore:
    return KeptScore(
        mean=row.mean,
        low=row.low,
        high=row.high,
        lenient=row.lenient,
        records=row.records,
        queries=row.queries,
    )


def kept_answer(row: BenchmarkAnswerRow) -> KeptAnswer:
    return KeptAnswer(
        kind=row.kind,
        record=row.record,
        template=row.template,
        text=row.text,
        prompt=row.prompt,
        completion=row.completion,
    )


def kept_record(row: BenchmarkRecordRow) -> KeptRecord:
    return KeptRecord(
        kind=row.kind,
        id=row.record,
        query=row.query,
        scores=json.loads(row.scores),
        lenient=json.loads(row.lenient),
    )


def posting(row: BenchmarkPostRow) -> Posting:
    return Posting(
        channel=row.channel,
        begun_at=row.begun_at,
        posted_at=row.posted_at,
        posts=tuple(json.loads(row.posts)),
        trouble=row.trouble,
    )


def answer_columns(run: str, answer: KeptAnswer) -> dict[str, Any]:
    return {"run": run, **asdict(answer), "text": _whole(answer.text)}


def score_rows(run: str, scores: Mapping[str, KeptScore]) -> Iterable[BenchmarkScoreRow]:
    for name, score in scores.items():
        yield BenchmarkScoreRow(run=run, dimension=name, **asdict(score))


def record_rows(run: str, records: Iterable[KeptRecord]) -> Iterable[BenchmarkRecordRow]:
    for each in records:
        yield BenchmarkRecordRow(
            run=run,
            kind=each.kind,
            record=each.id,
            query=encodable(each.query),
            scores=as_json(each.scores),
            lenient=as_json(each.lenient),
        )


def as_json(value: object) -> str:
    if isinstance(value, Mapping):
        value = dict(value)
    return json.dumps(value, ensure_ascii=False)


def _whole(text: str) -> str:
    return encodable(text).replace("\0", "\ufffd")  # Postgres takes no NUL
