"""What comes of a run's answers: scores, what they are compared with, and how the run ended."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import structlog

from agent.profile import Language
from benchmark.cases import Case, Prediction
from benchmark.compare import intervals
from benchmark.history import Look, look, mean_run
from benchmark.inference import Question, Tally, checksum
from benchmark.jsonl import Fault
from benchmark.metrics import WEIGHTS
from benchmark.own import CASES
from benchmark.report import NotARun, read_run
from benchmark.scoring import Files, Run, Scored, score
from bot.nightly.report import headline, table
from bot.nightly.words import NightWords, night_words
from storage.benchmark_runs import BenchmarkRuns
from storage.kept_runs import Ended, KeptRecord, KeptRun, KeptScore

BEFORE = 30
"""So many runs before are a run's history."""
_FEWEST = 3
"""Fewer runs before are no history to compare with."""
_NOTED = 20
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked: ``sample`` records of ``cases`` (0: all), chosen by ``seed``.

    ``tokens`` is the most that a run may take, 0: no limit. ``baseline`` is a run's name or a file
    of `bench score --json`; empty: the last run before. ``language`` is the report's.
    """

    cases: Path = CASES
    sample: int = 0
    seed: int = 0
    concurrency: int = 2
    tokens: int = 0
    baseline: str = ""
    language: Language = "en"

    @property
    def words(self) -> NightWords:
        return night_words(self.language)

    @property
    def what(self) -> str:
        """The cases, for people."""
        name = self.words.own_cases if self.cases == CASES else self.cases.name
        if not self.sample:
            return name
        return self.words.sample.format(count=self.sample, cases=name, seed=self.seed)

    def same(self) -> str:
        """A checksum of what is asked. Raises `OSError`."""
        chosen = f"{self.sample} {self.seed}" if self.sample else "all"
        return sha256(f"{checksum(self.cases)} {chosen}".encode()).hexdigest()


@dataclass(frozen=True)
class Answered:
    """What was asked and how far that came; ``faults`` are of the cases' file."""

    asked: Sequence[Question]
    tally: Tally
    faults: Sequence[Fault]


async def conclude(store: BenchmarkRuns, plan: Plan, run: str, answered: Answered) -> Ended:
    """Score the answers of a run and compare them. Raises `SQLAlchemyError`."""
    known = await store.run(run)
    assert known is not None
    said = await store.answers(run)
    texts = {(each.kind, each.record, each.template): each.text for each in said}
    scored = await asyncio.to_thread(_score, answered, texts, plan.cases.name)
    missing = answered.tally.failures
    noted = [*missing.values(), *map(str, (*answered.faults, *scored.faults))]
    failures = tuple(dict.fromkeys(noted))[:_NOTED]
    if not scored.records:
        why = failures[0] if failures else plan.words.nothing_scored
        told = plan.words.failed.format(why=why)
        return Ended(state="failed", headline=told, report="", failures=failures)
    before = [] if missing else await _before(store, plan, known)
    looks = await asyncio.to_thread(_looks, scored, before)
    estimates = await asyncio.to_thread(intervals, scored)
    lenient = scored.lenient
    return Ended(
        state="incomplete" if missing else "done",
        headline=_headline(plan, answered.tally, scored, looks),
        report=table(estimates, looks, plan.words),
        failures=failures,
        scores={
            name: KeptScore(**asdict(each), lenient=lenient[name])
            for name, each in estimates.items()
        },
        records=[_kept(record) for record in scored.records],
    )


def _headline(plan: Plan, tally: Tally, scored: Run, looks: Sequence[Look]) -> str:
    words = plan.words
    if tally.failures:
        why = next(iter(tally.failures.values()))
        return words.unanswered.format(missing=len(tally.failures), total=tally.total, why=why)
    if plan.baseline and not any(each.against == words.baseline for each in looks):
        return words.no_baseline.format(name=plan.baseline)
    return headline(scored.overall["overall"], looks, words)


async def _before(store: BenchmarkRuns, plan: Plan, run: KeptRun) -> list[tuple[str, Run]]:
    """What the run is compared with, each under the name that people read."""
    found: list[tuple[str, Run]] = []
    words = plan.words
    earlier = await store.runs(limit=BEFORE, before=run.began_at, like=run.asked)
    if plan.baseline:
        baseline = await _baseline(store, plan.baseline)
        found += [(words.baseline, baseline)] if baseline else []
    elif earlier:
        last = earlier[0]
        day = (last.night or last.began_at).strftime(words.short_day)
        found.append((words.run_of.format(day=day), await _scores_of(store, last)))
    same = [each for each in earlier if each.asked.model == run.asked.model]
    if len(same) >= _FEWEST:
        runs = [await _scores_of(store, each) for each in same]
        found.append((words.last_runs.format(count=len(same)), mean_run(runs)))
    return found


async def _baseline(store: BenchmarkRuns, name: str) -> Run | None:
    known = await store.run(name)
    if known is not None and known.state == "done":
        return await _scores_of(store, known)
    try:
        return await asyncio.to_thread(read_run, Path(name))
    except (OSError, NotARun) as error:
        _log.error("the baseline can't be read", baseline=name, why=str(error))
        return None


async def _scores_of(store: BenchmarkRuns, run: KeptRun) -> Run:
    return Run(records=tuple(_scored(each) for each in await store.records(run.id)))


def _score(answered: Answered, texts: Mapping[tuple[str, str, str], str], file: str) -> Run:
    by_case: dict[int, tuple[Case, list[Question]]] = {}
    for question in answered.asked:
        by_case.setdefault(question.case.line, (question.case, []))[1].append(question)
    missing = answered.tally.failures
    predictions = []
    for case, group in by_case.values():
        said = {q.template: texts[q.key] for q in group if q.key in texts}
        failed = {q.template: missing[q.key] for q in group if q.key in missing}
        told = next(iter(said.values()), "") if case.kind == "profile" else said
        predictions.append(
            Prediction(id=case.id, kind=case.kind, said=told, line=case.line, failures=failed)
        )
    files = Files(labels=file, predictions="the answers")
    return score([case for case, _ in by_case.values()], predictions, files=files)


def _looks(run: Run, before: Sequence[tuple[str, Run]]) -> list[Look]:
    return [look(run, each, against) for against, each in before]


def _kept(record: Scored) -> KeptRecord:
    return KeptRecord(
        kind=record.kind,
        id=record.id,
        query=record.query,
        scores={str(name): value for name, value in record.scores.items()},
        lenient={str(name): value for name, value in record.lenient.items()},
    )


def _scored(record: KeptRecord) -> Scored:
    return Scored(
        id=record.id,
        kind=record.kind,  # type: ignore[arg-type]
        query=record.query,
        scores={name: record.scores[name] for name in WEIGHTS if name in record.scores},
        lenient={name: record.lenient[name] for name in WEIGHTS if name in record.lenient},
    )
