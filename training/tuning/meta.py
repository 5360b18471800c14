"""Meta-agent tuning: from seed queries to training data, every stage resumable."""

import json
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from agent.loop import language_of
from agent.model import ChatModel
from benchmark.journal import Journal, Key
from tools.base import Toolbox
from training.tuning.asking import Journalled, paid, side_by_side
from training.tuning.judging import NoVerdict, judge
from training.tuning.keeping import Bars, Judged, Standing, kept, split, standings
from training.tuning.likeness import Known, groups
from training.tuning.records import write_instances
from training.tuning.report import Outcome, Prices, cost, markdown
from training.tuning.trials import Query, Stage, Trial, as_instance, try_out
from training.tuning.writing import Commission, Written, commissions, write
from training.tuning.yardsticks import NAMES, yardstick

_BEGAN: Key = ("run", "began", "")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """``group_size`` queries are alike, about; ``templates`` are written for each group.

    ``yardsticks`` are the benchmark templates, ``valid`` is the validation's share (0–1).
    """

    group_size: int = 8
    templates: int = 3
    yardsticks: tuple[str, ...] = NAMES
    bars: Bars = field(default_factory=Bars)
    valid: float = 0.1
    steps: int = 6
    concurrency: int = 4
    prices: Prices = field(default_factory=Prices)


Tell = Callable[[str], None]


def began(journal: Journal, now: datetime) -> datetime:
    """When the run began, the same however often it is resumed. Raises `OSError`."""
    if _BEGAN not in journal.answers:
        journal.add(_BEGAN, now.isoformat())
    return datetime.fromisoformat(journal.answers[_BEGAN])


class MetaTuning:
    """One run. What the models say is kept in the journal, so that a killed run goes on.

    ``toolbox`` must tell the time of ``moment``, which is what `began` returns. ``benchmark`` are
    queries that must not be trained on. ``tell`` hears one line now and then.
    """

    def __init__(
        self,
        *,
        strong: ChatModel,
        judge: ChatModel,
        journal: Journal,
        toolbox: Toolbox,
        moment: datetime,
        benchmark: Iterable[str],
        plan: Plan,
        tell: Tell,
    ) -> None:
        self._writer = Journalled(strong, journal, "template")
        self._judge = Journalled(judge, journal, "judge")
        answering = Journalled(strong, journal, "answer")
        self._stage = Stage(model=answering, toolbox=toolbox, moment=moment, steps=plan.steps)
        self._journal = journal
        self._benchmark = Known(benchmark)
        self._plan = plan
        self._tell = tell
        self._troubles: list[str] = []

    async def run(self, queries: Sequence[Query], out: Path) -> Outcome:
        """Do what is not done yet and write the data and the report into the folder ``out``.

        Raises `ModelMisconfigured`, `OSError`.
        """
        self._troubles.clear()
        alike = groups([query.text for query in queries], self._plan.group_size)
        members = [[queries[place] for place in group] for group in alike]
        written = await self._templates(members)
        wanted = [
            (each, query)
            for each in written
            if each.template is not None
            for query in members[each.group]
        ]
        trials = await self._trials(wanted)
        measured = await self._measured({query.id: query for _, query in wanted}.values())
        judged = await self._judged(trials, measured)
        outcome = self._outcome(len(queries), len(members), written, judged)
        _write(out, outcome, self._plan)
        return outcome

    async def _templates(self, members: Sequence[Sequence[Query]]) -> list[Written]:
        tools = [tool.name for tool in self._stage.toolbox.tools]
        wanted = [
            each
            for number, group in enumerate(members)
            for each in commissions(
                number, [query.text for query in group], tools, self._plan.templates
            )
        ]
        found: dict[str, Written] = {}

        async def one(commission: Commission) -> None:
            found[commission.name] = await write(self._writer, commission)

        await self._all("Templates", [partial(one, each) for each in wanted])
        return [found[each.name] for each in wanted if each.name in found]

    async def _trials(self, wanted: Sequence[tuple[Written, Query]]) -> list[Trial]:
        found: dict[int, Trial] = {}

        async def one(place: int, written: Written, query: Query) -> None:
            if written.template is not None:
                found[place] = await try_out(self._stage, written.template, query)

        jobs = [partial(one, place, *pair) for place, pair in enumerate(wanted)]
        await self._all("Answers", jobs)
        return [found[place] for place in sorted(found)]

    async def _measured(self, queries: Iterable[Query]) -> dict[tuple[str, str], Trial]:
        """Query and benchmark template → trial."""
        found: dict[tuple[str, str], Trial] = {}

        async def one(query: Query, name: str) -> None:
            template = yardstick(name, language_of(query.text))
            found[query.id, name] = await try_out(self._stage, template, query)

        jobs = [partial(one, query, name) for query in queries for name in self._plan.yardsticks]
        await self._all("Benchmark templates' answers", jobs)
        return found

    async def _judged(
        self, trials: Sequence[Trial], measured: dict[tuple[str, str], Trial]
    ) -> list[Judged]:
        found: dict[int, Judged] = {}
        date = f"{self._stage.moment:%Y-%m-%d, %A, %H:%M}"

        async def one(place: int, trial: Trial, beside: Sequence[Trial]) -> None:
            try:
                verdicts = [await judge(self._judge, trial, each, date) for each in beside]
            except NoVerdict as error:
                self._troubles.append(str(error))
                return
            found[place] = Judged(trial=trial, verdicts=tuple(verdicts))

        jobs: list[partial[Coroutine[Any, Any, None]]] = []
        for place, trial in enumerate(trials):
            names = [(trial.query.id, name) for name in self._plan.yardsticks]
            if all(name in measured for name in names):
                jobs.append(partial(one, place, trial, [measured[name] for name in names]))
        await self._all("Verdicts", jobs)
        return [found[place] for place in sorted(found)]

    async def _all(
        self, what: str, jobs: Sequence[Callable[[], Coroutine[Any, Any, None]]]
    ) -> None:
        step = max(1, len(jobs) // 10)

        def watch(ended: int) -> None:
            if ended % step == 0 or ended == len(jobs):
                spent = cost(paid(self._journal), self._plan.prices)
                self._tell(f"{what}: {ended:,} of {len(jobs):,}; so far {spent}")

        self._troubles += await side_by_side(jobs, self._plan.concurrency, watch)

    def _outcome(
        self, queries: int, members: int, written: Sequence[Written], judged: Sequence[Judged]
    ) -> Outcome:
        bars = self._plan.bars
        standing = standings(judged, bars)
        good = kept(judged, standing, bars)
        instances = [as_instance(each.trial, self._stage.toolbox) for each in good]
        return Outcome(
            strong=self._writer.name,
            judge=self._judge.name,
            queries=queries,
            groups=members,
            written=tuple(written),
            judged=tuple(judged),
            standings=tuple(standing),
            kept=len(good),
            unclean=sum(not each.trial.clean for each in judged),
            split=split(instances, self._benchmark, self._plan.valid),
            usage=paid(self._journal),
            troubles=tuple(self._troubles),
        )


def _write(out: Path, outcome: Outcome, plan: Plan) -> None:
    write_instances(out / "train.jsonl", outcome.split.train)
    write_instances(out / "valid.jsonl", outcome.split.valid)
    told = "".join(
        json.dumps(_as_record(each), ensure_ascii=False) + "\n" for each in outcome.standings
    )
    (out / "templates.jsonl").write_text(told, encoding="utf-8", errors="backslashreplace")
    report = markdown(outcome, plan.bars, plan.prices)
    (out / "report.md").write_text(report, encoding="utf-8", errors="backslashreplace")


def _as_record(standing: Standing) -> dict[str, Any]:
    template = standing.template
    return {
        "name": template.name,
        "type": template.kind,
        "language": template.language,
        "slots": dict(template.parts),
        "judged": standing.judged,
        "mean": round(standing.mean, 3),
        "better": standing.better,
        "passed": standing.passed,
    }
