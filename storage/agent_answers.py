"""Agents' answers to open questions, rated by people who don't know whose answer they see."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from agent.text import encodable
from storage.models import AgentAnswerRow, AgentRatingRow


@dataclass(frozen=True, kw_only=True)
class AgentAnswer:
    """What an agent answered to an open question; ``batch`` names the comparison it is of."""

    batch: str
    model: str
    agent: str
    question_id: str
    question: str
    reference: str
    answer: str

    @property
    def id(self) -> str:
        """A name that tells nobody whose answer it is; the same answer has the same one."""
        return hashlib.sha256("\0".join(asdict(self).values()).encode()).hexdigest()[:20]


@dataclass(frozen=True, kw_only=True)
class Blind:
    """An answer without its author. ``left`` is how many the person has not rated, this one too."""

    id: str
    question: str
    reference: str
    answer: str
    left: int


@dataclass(frozen=True, kw_only=True)
class Rated:
    """A person's score (1–5) of an answer by this agent on this model."""

    batch: str
    model: str
    agent: str
    question_id: str
    person: str
    score: int


class AgentAnswers:
    """The answers and what people think of them. The tables must be up to date (`migrate`)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def offer(self, answers: Sequence[AgentAnswer]) -> None:
        """Put answers up for rating; known ones stay as they are."""
        clean = [
            AgentAnswer(**{name: encodable(text) for name, text in asdict(each).items()})
            for each in answers
        ]
        async with self._sessions.begin() as session:
            for each in clean:
                if await session.get(AgentAnswerRow, each.id) is None:
                    session.add(AgentAnswerRow(id=each.id, **asdict(each)))

    async def next_for(self, person: str) -> Blind | None:
        """An answer that this person has not rated; of those, one that the fewest have.

        Among equals the order is mixed anew for each person. None: there is nothing left.
        """
        row, rating = AgentAnswerRow, AgentRatingRow
        given = select(func.count()).where(rating.answer == row.id).scalar_subquery()
        mine = select(rating.answer).where(rating.person == person)
        async with self._sessions() as session:
            rows = await session.execute(select(row.id, given).where(row.id.not_in(mine)))
            waiting = [(count, _mixed(person, name), name) for name, count in rows]
            if not waiting:
                return None
            found = await session.get_one(row, min(waiting)[2])
        return Blind(
            id=found.id,
            question=found.question,
            reference=found.reference,
            answer=found.answer,
            left=len(waiting),
        )

    async def rate(self, answer: str, person: str, score: int) -> bool:
        """Keep a score from 1 to 5, in place of an earlier one; False: there is no such answer.

        Raises `ValueError` for another score.
        """
        if not 1 <= score <= 5:
            raise ValueError(f"a score is from 1 to 5, not {score}")
        row = AgentRatingRow
        try:
            async with self._sessions.begin() as session:
                session.add(row(answer=answer, person=person, score=score))
        except IntegrityError:
            mine = (row.answer == answer) & (row.person == person)
            async with self._sessions.begin() as session:
                changed = update(row).where(mine).values(score=score).returning(row.score)
                return bool((await session.scalars(changed)).all())
        return True

    async def ratings(self, batch: str = "") -> tuple[Rated, ...]:
        """Every score, of one comparison or of all."""
        row, rating = AgentAnswerRow, AgentRatingRow
        wanted = select(row, rating).join(rating, rating.answer == row.id)
        if batch:
            wanted = wanted.where(row.batch == batch)
        async with self._sessions() as session:
            return tuple(
                Rated(
                    batch=answer.batch,
                    model=answer.model,
                    agent=answer.agent,
                    question_id=answer.question_id,
                    person=given.person,
                    score=given.score,
                )
                for answer, given in await session.execute(wanted)
            )


def _mixed(person: str, name: str) -> str:
    return hashlib.sha256(f"{person}\0{name}".encode()).hexdigest()
