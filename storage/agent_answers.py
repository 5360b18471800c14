"""Agents' answers to open questions, rated by people who don't know whose answer they see."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from agent.text import encodable
from storage.models import AgentAnswerRow, AgentRatingRow

SKIPPED = 0
"""What is kept in place of a score when a person does not want to give one."""
_HIDDEN = "▮▮▮"
_SIGNATURES = {"react": "ReA[Cc][Tt]", "autogpt": "(?i:auto-?gpt)", "native": "", "auto": ""}
"""How agents are written in text, where it is not by their names; "": their names are words too."""
_SHORTEST = 4
"""Characters of a model's name that stands for itself."""


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

    async def any(self) -> bool:
        """Whether there is something to rate, for anybody."""
        async with self._sessions() as session:
            return await session.scalar(select(AgentAnswerRow.id).limit(1)) is not None

    async def next_for(self, person: str) -> Blind | None:
        """The first answer that this person has neither rated nor skipped; None: there is none.

        The order is mixed, for each person in another way, and stays the same.
        """
        async with self._sessions() as session:
            waiting = await self._waiting(session, person)
            if not waiting:
                return None
            first = min(waiting, key=lambda name: _mixed(person, name))
            return _blind(await session.get_one(AgentAnswerRow, first), len(waiting))

    async def blind(self, answer: str, person: str) -> Blind | None:
        """This answer as the person may see it; None: there is no such answer."""
        async with self._sessions() as session:
            found = await session.get(AgentAnswerRow, answer)
            left = len(await self._waiting(session, person))
            return None if found is None else _blind(found, left)

    async def rate(self, answer: str, person: str, score: int) -> bool:
        """Keep a score from 1 to 5, or `SKIPPED`, in place of what was kept before.

        False: there is no such answer. Raises `ValueError` for another score.
        """
        if not (1 <= score <= 5 or score == SKIPPED):
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
        wanted = wanted.where(rating.score != SKIPPED).order_by(rating.answer, rating.person)
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

    async def _waiting(self, session: AsyncSession, person: str) -> Sequence[str]:
        mine = select(AgentRatingRow.answer).where(AgentRatingRow.person == person)
        found = select(AgentAnswerRow.id).where(AgentAnswerRow.id.not_in(mine))
        return (await session.scalars(found)).all()


def _blind(row: AgentAnswerRow, left: int) -> Blind:
    return Blind(
        id=row.id,
        question=row.question,
        reference=row.reference,
        answer=_unsigned(row.answer, row.model, row.agent),
        left=left,
    )


def _unsigned(answer: str, model: str, agent: str) -> str:
    """The answer without the names of the model and the agent that gave it."""
    short = model.rpartition("/")[2]
    models = sorted({model, short, short.partition(":")[0]}, key=len, reverse=True)
    names = [f"(?i:{re.escape(name)})" for name in models if len(name) >= _SHORTEST]
    names.append(_SIGNATURES.get(agent, f"(?i:{re.escape(agent)})"))
    wanted = "|".join(filter(None, names))
    return re.sub(rf"(?<!\w)(?:{wanted})(?!\w)", _HIDDEN, answer) if wanted else answer


def _mixed(person: str, name: str) -> str:
    return hashlib.sha256(f"{person}\0{name}".encode()).hexdigest()
