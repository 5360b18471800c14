"""`kagentsys training meta`: meta-agent tuning with the models of the settings."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmark.cases import read_cases
from benchmark.inference import checksum
from benchmark.journal import JournalMismatch, open_journal
from benchmark.jsonl import Fault
from benchmark.own import CASES
from bot.config import Settings
from bot.failures import BadValue, Failure
from bot.inferring import benchmark_model
from bot.terminal.display import note
from bot.toolbox import installed_tools
from tools.base import Toolbox, ToolError
from training.tuning.meta import MetaTuning, Plan, began
from training.tuning.queries import read_queries
from training.tuning.report import Outcome, cost
from training.tuning.trials import Query
from training.tuning.yardsticks import NAMES


@dataclass(frozen=True, kw_only=True)
class Run:
    """``judge`` are the settings of the judge's server; None: the strong model judges.

    ``tools`` are names, or empty for all; ``avoid`` are more files of queries not to train on.
    """

    queries: Path
    out: Path
    judge: Settings | None = None
    limit: int | None = None
    tools: tuple[str, ...] = ()
    avoid: tuple[Path, ...] = ()
    plan: Plan

    @property
    def journal(self) -> Path:
        return self.out / "journal.jsonl"


def meta_tune(settings: Settings, run: Run, tell: Callable[[Sequence[Fault]], None]) -> int:
    """Do what is not done yet; the exit code is 1 when something is missing.

    Raises `BadValue`, `Failure` and `ModelError`.
    """
    if unknown := set(run.plan.yardsticks) - set(NAMES):
        raise BadValue(f"--benchmark: {', '.join(sorted(unknown))} is none of {', '.join(NAMES)}")
    if not run.plan.yardsticks:
        raise BadValue(f"--benchmark: at least one of {', '.join(NAMES)} is needed")
    try:
        queries, faults = read_queries(run.queries, run.limit)
        tell(faults)
        if not queries:
            raise BadValue(f"{run.queries}: there is no query in it")
        avoided = [*_questions(CASES), *(each for path in run.avoid for each in _questions(path))]
        run.out.mkdir(parents=True, exist_ok=True)
        outcome = asyncio.run(_tune(settings, run, queries, avoided))
    except JournalMismatch as error:
        raise BadValue(f"{error}. Take another --out, or delete it") from error
    except OSError as error:
        raise Failure(f"{error.filename or run.out}: {error.strerror}") from error
    except KeyboardInterrupt:
        note(f"Stopped. What was paid for is in {run.journal}; the same command goes on from it.")
        raise
    return _conclude(run, outcome)


def _questions(path: Path) -> list[str]:
    """The queries of KAgentBench's cases, or of any file that a run could begin with."""
    cases, _ = read_cases(path)
    return [case.query for case in cases] or [query.text for query in read_queries(path)[0]]


async def _tune(
    settings: Settings, run: Run, queries: Sequence[Query], avoided: Sequence[str]
) -> Outcome:
    async with AsyncExitStack() as stack:
        strong = await stack.enter_async_context(benchmark_model(settings, sampled=False))
        judge = strong
        if run.judge is not None:
            judge = await stack.enter_async_context(benchmark_model(run.judge, sampled=False))
        about = {
            "queries file": checksum(run.queries),
            "strong model": strong.name,
            "judge": judge.name,
        }
        journal = stack.enter_context(open_journal(run.journal, about))
        moment = began(journal, settings.now())
        toolbox = installed_tools(settings, lambda: moment)
        stack.push_async_callback(toolbox.close)
        note(f"{len(queries):,} queries; {strong.name} writes and answers, {judge.name} judges")
        tuning = MetaTuning(
            strong=strong.model,
            judge=judge.model,
            journal=journal,
            toolbox=_chosen(toolbox, run.tools),
            moment=moment,
            benchmark=avoided,
            plan=run.plan,
            tell=note,
        )
        return await tuning.run(queries, run.out)


def _chosen(toolbox: Toolbox, names: tuple[str, ...]) -> Toolbox:
    try:
        return toolbox.only(names) if names else toolbox
    except ToolError as error:
        raise BadValue(f"--tools: {error}") from None


def _conclude(run: Run, outcome: Outcome) -> int:
    train, valid = len(outcome.split.train), len(outcome.split.valid)
    print(f"{train:,} records to train on and {valid:,} to validate are in {run.out}")
    print(f"Report: {run.out / 'report.md'}; {cost(outcome.usage, run.plan.prices)}")
    if outcome.troubles:
        note(f"{len(outcome.troubles):,} calls are missing, such as: {outcome.troubles[0]}")
        note("The same command asks them again.")
        return 1
    return 0
