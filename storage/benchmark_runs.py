"""Benchmark runs in the database: who works on one, what was answered, the scores, the posts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from agent.messages import Usage
from agent.text import encodable
from storage.benchmark_rows import (
    answer_columns,
    as_json,
    kept_answer,
    kept_record,
    kept_run,
    kept_score,
    posting,
    record_rows,
    score_rows,
)
from storage.counting import count_changed
from storage.kept_runs import Asked, Ended, KeptAnswer, KeptRecord, KeptRun, KeptScore, Posting
from storage.models import (
    BenchmarkAnswerRow,
    BenchmarkPostRow,
    BenchmarkRecordRow,
    BenchmarkRunRow,
    BenchmarkScoreRow,
)

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class BenchmarkRuns:
    """All that is kept of benchmark runs. The engine's tables must be up to date (`migrate`)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._sqlite = engine.dialect.name == "sqlite"

    async def claim(
        self, run: str, *, claimant: str, at: datetime, night: datetime | None = None
    ) -> bool:
        """Begin a run; False when it was begun before, or another one is being worked on."""
        row = BenchmarkRunRow(
            id=run,
            night=night,
            state="running",
            live="yes",
            claimant=claimant,
            beat_at=at,
            began_at=at,
        )
        return await self._add(row)

    async def pass_over(self, run: str, night: datetime, at: datetime) -> bool:
        """Note that a night is not run; False when something is known of it."""
        row = BenchmarkRunRow(
            id=run, night=night, state="passed", live=None, beat_at=at, began_at=at, ended_at=at
        )
        return await self._add(row)

    async def take_over(self, run: str, *, claimant: str, at: datetime, silent: datetime) -> bool:
        """Work on from where somebody left it; False unless he was last heard before ``silent``."""
        row = BenchmarkRunRow
        return await self._change(
            update(row)
            .where(row.id == run, row.live.is_not(None), row.beat_at < silent)
            .values(claimant=claimant, beat_at=at)
        )

    async def release(self, run: str, *, claimant: str) -> None:
        """Let another process take the run over at once."""
        row = BenchmarkRunRow
        await self._change(
            update(row)
            .where(row.id == run, row.live.is_not(None), row.claimant == claimant)
            .values(beat_at=_LONG_AGO)
        )

    async def beat(self, run: str, *, claimant: str, at: datetime, seconds: float) -> bool:
        """Be heard; False when the run was taken over or has ended."""
        row = BenchmarkRunRow
        return await self._change(
            update(row)
            .where(row.id == run, row.live.is_not(None), row.claimant == claimant)
            .values(beat_at=at, seconds=seconds)
        )

    async def describe(self, run: str, asked: Asked) -> None:
        """Note what is asked. Answers given to another model or to other cases are forgotten."""
        row = BenchmarkRunRow
        async with self._sessions.begin() as session:
            same = (row.model == asked.model) & (row.checksum == asked.checksum)
            known = select(row.id).where(row.id == run, same)
            await session.execute(
                delete(BenchmarkAnswerRow)
                .where(BenchmarkAnswerRow.run == run, BenchmarkAnswerRow.run.not_in(known))
                .execution_options(synchronize_session=False)
            )
            await session.execute(
                update(row)
                .where(row.id == run)
                .values(
                    model=asked.model,
                    cases=asked.cases,
                    checksum=asked.checksum,
                    settings=as_json(asked.settings),
                    prompts=asked.prompts,
                )
            )

    async def add_answers(self, run: str, answers: Sequence[KeptAnswer]) -> None:
        """Keep answers, durably; a prompt that has one keeps it."""
        rows = [answer_columns(run, each) for each in answers]
        dialect = sqlite if self._sqlite else postgresql
        async with self._sessions.begin() as session:
            await session.execute(dialect.insert(BenchmarkAnswerRow).on_conflict_do_nothing(), rows)

    async def answers(self, run: str, record: str | None = None) -> tuple[KeptAnswer, ...]:
        """What was answered; where ``record`` is given, of that record only."""
        row = BenchmarkAnswerRow
        wanted = select(row).where(row.run == run)
        if record is not None:
            wanted = wanted.where(row.record == record)
        async with self._sessions() as session:
            return tuple(map(kept_answer, await session.scalars(wanted)))

    async def finish(self, run: str, ended: Ended, *, claimant: str, at: datetime) -> bool:
        """Keep how the run ended, all at once; False when it was taken over or had ended."""
        row = BenchmarkRunRow
        async with self._sessions() as session:
            usage = (await _usage(session, [run])).get(run, Usage())
        async with self._sessions.begin() as session:
            changed = await count_changed(
                session,
                update(row)
                .where(row.id == run, row.live.is_not(None), row.claimant == claimant)
                .values(
                    state=ended.state,
                    live=None,
                    calls=usage.calls,
                    prompt=usage.prompt,
                    completion=usage.completion,
                    beat_at=at,
                    ended_at=at,
                    headline=ended.headline,
                    report=encodable(ended.report),
                    failures=as_json([encodable(each) for each in ended.failures]),
                ),
            )
            if not changed:
                return False
            session.add_all(score_rows(run, ended.scores))
            session.add_all(record_rows(run, ended.records))
        return True

    async def run(self, run: str) -> KeptRun | None:
        return _first(await self._runs(select(BenchmarkRunRow).where(BenchmarkRunRow.id == run)))

    async def live(self) -> KeptRun | None:
        """The run that somebody works on, or left."""
        row = BenchmarkRunRow
        return _first(await self._runs(select(row).where(row.live.is_not(None))))

    async def newest_night(self) -> KeptRun | None:
        """The newest night of which anything is known."""
        row = BenchmarkRunRow
        wanted = select(row).where(row.night.is_not(None)).order_by(row.night.desc()).limit(1)
        return _first(await self._runs(wanted))

    async def runs(
        self, *, limit: int = 50, before: datetime | None = None, like: Asked | None = None
    ) -> tuple[KeptRun, ...]:
        """Ended runs, the newest first, begun before a time; ``like``: of these cases only."""
        row = BenchmarkRunRow
        wanted = select(row).where(row.live.is_(None), row.state != "passed")
        if before is not None:
            wanted = wanted.where(row.began_at < before)
        if like is not None:
            wanted = wanted.where(row.state == "done", row.checksum == like.checksum)
        return await self._runs(wanted.order_by(row.began_at.desc(), row.id.desc()).limit(limit))

    async def records(self, run: str) -> tuple[KeptRecord, ...]:
        """The scores of each record, in no order."""
        wanted = select(BenchmarkRecordRow).where(BenchmarkRecordRow.run == run)
        async with self._sessions() as session:
            return tuple(map(kept_record, await session.scalars(wanted)))

    async def begin_post(
        self, run: str, channel: str, *, at: datetime, silent: datetime
    ) -> Posting | None:
        """Take it on to post a report there, noted before anything is sent.

        None when the channel has the report, or when somebody began since ``silent``.
        """
        row = BenchmarkPostRow
        mine = (row.run == run) & (row.channel == channel)
        if not await self._add(row(run=run, channel=channel, begun_at=at)):
            again = mine & row.posted_at.is_(None) & (row.begun_at < silent)
            if not await self._change(update(row).where(again).values(begun_at=at)):
                return None
        async with self._sessions() as session:
            return posting(await session.get_one(row, (run, channel)))

    async def keep_posts(self, run: str, channel: str, posts: tuple[str, ...]) -> None:
        """Keep the platform's ids of what shows the report there."""
        await self._change_post(run, channel, posts=as_json(posts))

    async def end_post(self, run: str, channel: str, at: datetime, trouble: str = "") -> None:
        """The channel has the report; or, with ``trouble``, never will."""
        await self._change_post(run, channel, posted_at=at, trouble=trouble)

    async def postings(self, run: str) -> tuple[Posting, ...]:
        wanted = select(BenchmarkPostRow).where(BenchmarkPostRow.run == run)
        async with self._sessions() as session:
            return tuple(posting(row) for row in await session.scalars(wanted))

    async def forget_answers(self, keep: int) -> None:
        """Let the answers of all but the newest ``keep`` runs go; the scores stay."""
        row, answer = BenchmarkRunRow, BenchmarkAnswerRow
        newest = select(row.id).order_by(row.began_at.desc()).limit(keep).subquery()
        async with self._sessions.begin() as session:
            await session.execute(
                delete(answer)
                .where(answer.run.not_in(select(newest.c.id)))
                .execution_options(synchronize_session=False)
            )

    async def _add(self, row: object) -> bool:
        try:
            async with self._sessions.begin() as session:
                session.add(row)
        except IntegrityError:
            return False
        return True

    async def _change(self, statement: Any) -> bool:
        async with self._sessions.begin() as session:
            return bool(await count_changed(session, statement))

    async def _change_post(self, run: str, channel: str, **values: Any) -> None:
        row = BenchmarkPostRow
        await self._change(
            update(row).where(row.run == run, row.channel == channel).values(**values)
        )

    async def _runs(self, wanted: Select[BenchmarkRunRow]) -> tuple[KeptRun, ...]:
        async with self._sessions() as session:
            rows = list(await session.scalars(wanted))
            scores = await _scores(session, [row.id for row in rows])
            usage = await _usage(session, [row.id for row in rows if row.live])
        return tuple(kept_run(row, scores.get(row.id, {}), usage.get(row.id)) for row in rows)


async def _scores(session: AsyncSession, runs: list[str]) -> dict[str, dict[str, KeptScore]]:
    found: dict[str, dict[str, KeptScore]] = {}
    for row in await session.scalars(
        select(BenchmarkScoreRow).where(BenchmarkScoreRow.run.in_(runs))
    ):
        found.setdefault(row.run, {})[row.dimension] = kept_score(row)
    return found


async def _usage(session: AsyncSession, runs: list[str]) -> dict[str, Usage]:
    row = BenchmarkAnswerRow
    sums = select(row.run, func.count(), func.sum(row.prompt), func.sum(row.completion))
    rows = await session.execute(sums.where(row.run.in_(runs)).group_by(row.run))
    return {
        run: Usage(calls=calls, prompt=int(prompt), completion=int(completion))
        for run, calls, prompt, completion in rows
    }


def _first(runs: tuple[KeptRun, ...]) -> KeptRun | None:
    return runs[0] if runs else None
