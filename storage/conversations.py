"""Conversations, turns and their traces in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import aliased

from agent.events import Step, Summarised
from agent.history import (
    TITLE_LENGTH,
    UNTOLD,
    Conversation,
    Ending,
    History,
    Outcome,
    Question,
    Rating,
    Record,
    Turn,
)
from agent.knowledge import conversation_scope
from agent.messages import Usage
from agent.profile import Profile
from storage.models import ConversationRow, KnowledgeChunkRow, RatingRow, TurnRow

_STEPS: TypeAdapter[tuple[Step, ...]] = TypeAdapter(tuple[Step, ...])
_RECEIPT: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])
_PROFILE: TypeAdapter[Profile] = TypeAdapter(Profile)


# What every turn needs is made once: making a statement takes longer than running it.
_OF_TURN = TurnRow.turn_id == bindparam("turn")
_STANDING = TurnRow.conversation.is_not(None)
_START = (
    update(TurnRow).where(_OF_TURN, TurnRow.started_at.is_(None)).values(started_at=bindparam("at"))
)
_FINISH = update(TurnRow).where(_OF_TURN, _STANDING, TurnRow.finished_at.is_(None))
_RECEIPT_KEPT = update(TurnRow).where(_OF_TURN, _STANDING).values(receipt=bindparam("kept"))
_PROFILE_OF = select(ConversationRow.profile).where(ConversationRow.id == bindparam("conversation"))
_TOLD = (
    select(TurnRow)
    .where(
        TurnRow.conversation == bindparam("conversation"),
        TurnRow.place > bindparam("forgotten"),
        TurnRow.finished_at.is_not(None),
        TurnRow.answer != "",
        TurnRow.reason.not_in(UNTOLD),
    )
    .order_by(TurnRow.place)
    .offset(bindparam("summarised"))
)
_CONVERSATION = select(ConversationRow).where(ConversationRow.id == bindparam("conversation"))


class Conversations:
    """`ConversationStore` on SQL. The engine's tables must be up to date (`migrate`)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
        self._new_turn = insert(TurnRow).on_conflict_do_nothing().returning(TurnRow.turn_id)
        self._new_conversation = insert(ConversationRow).on_conflict_do_nothing()
        self._new_rating = insert(RatingRow).on_conflict_do_nothing()

    async def accept(self, question: Question, *, begun_at: datetime | None = None) -> bool:
        async with self._engine.begin() as connection:
            await self._know(connection, question.conversation, question.platform)
            row = {
                "turn_id": question.turn_id,
                "conversation": question.conversation,
                "platform": question.platform,
                "sender_id": question.sender_id,
                "sender_name": question.sender_name,
                "question": question.text,
                "envelope": question.envelope,
                "asked_at": question.asked_at,
                "started_at": begun_at,
            }
            # Postgres' driver counts no inserted rows.
            return (await connection.execute(self._new_turn, row)).first() is not None

    async def start(self, turn_id: str, at: datetime) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(_START, {"turn": turn_id, "at": at})

    async def reword(self, turn_id: str, text: str, envelope: str | None = None) -> None:
        said = {"question": text} | ({} if envelope is None else {"envelope": envelope})
        async with self._engine.begin() as connection:
            await connection.execute(
                update(TurnRow)
                .where(TurnRow.turn_id == turn_id, TurnRow.conversation.is_not(None))
                .values(**said)
            )

    async def finish(
        self, turn_id: str, outcome: Outcome, at: datetime, *, due: bool = False
    ) -> bool:
        row = {"turn": turn_id, "finished_at": at, "due": due, **_outcome_columns(outcome)}
        async with self._engine.begin() as connection:
            return (await connection.execute(_FINISH, row)).rowcount > 0

    async def delivered(self, turn_ids: Collection[str]) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                update(TurnRow).where(TurnRow.turn_id.in_(turn_ids)).values(due=False)
            )

    async def summarise(self, turn_id: str, summarised: Summarised) -> None:
        turn = select(TurnRow.conversation).where(TurnRow.turn_id == turn_id)
        place = select(TurnRow.place).where(TurnRow.turn_id == turn_id)
        async with self._engine.begin() as connection:
            await connection.execute(
                update(ConversationRow)
                .where(
                    ConversationRow.id == turn.scalar_subquery(),
                    ConversationRow.forgotten < place.scalar_subquery(),
                    ConversationRow.summarised < summarised.turns,
                )
                .values(summary=summarised.summary, summarised=summarised.turns)
            )

    async def history(self, conversation: str) -> History:
        async with self._engine.connect() as connection:
            asked = {"conversation": conversation}
            known = (await connection.execute(_CONVERSATION, asked)).one_or_none()
            if known is None:
                return History()
            since = {"forgotten": known.forgotten, "summarised": known.summarised}
            rows = await connection.execute(_TOLD, asked | since)
            return History(
                turns=tuple(_turn(row) for row in rows),
                summary=known.summary,
                summarised=known.summarised,
            )

    async def replace(self, turn_id: str) -> None:
        row = aliased(TurnRow)
        told = (
            select(func.count())
            .where(
                row.conversation == TurnRow.conversation,
                row.place > ConversationRow.forgotten,
                row.place < TurnRow.place,
                row.finished_at.is_not(None),
                row.answer != "",
                row.reason.not_in(UNTOLD),
            )
            .scalar_subquery()
        )
        unsummarised = (
            select(ConversationRow.id)
            .where(ConversationRow.id == TurnRow.conversation, ConversationRow.summarised <= told)
            .exists()
        )
        async with self._engine.begin() as connection:
            await connection.execute(
                update(TurnRow)
                .where(TurnRow.turn_id == turn_id, TurnRow.finished_at.is_not(None), unsummarised)
                .values(reason="replaced")
            )

    async def reset(self, conversation: str) -> None:
        last = select(func.coalesce(func.max(TurnRow.place), 0)).where(
            TurnRow.conversation == conversation
        )
        async with self._engine.begin() as connection:
            await connection.execute(
                update(ConversationRow)
                .where(ConversationRow.id == conversation)
                .values(forgotten=last.scalar_subquery(), summary="", summarised=0)
            )

    async def record(self, turn_id: str) -> Record | None:
        found = await self._records(select(TurnRow).where(TurnRow.turn_id == turn_id))
        return found[0] if found else None

    async def turns(
        self, conversation: str, *, limit: int = 50, before: int | None = None
    ) -> tuple[Record, ...]:
        wanted = select(TurnRow).where(TurnRow.conversation == conversation)
        if before is not None:
            wanted = wanted.where(TurnRow.place < before)
        found = await self._records(wanted.order_by(TurnRow.place.desc()).limit(limit))
        return found[::-1]

    async def unfinished(self) -> tuple[Record, ...]:
        return await self._records(
            select(TurnRow)
            .where(or_(TurnRow.finished_at.is_(None), TurnRow.due), _STANDING)
            .order_by(TurnRow.place)
        )

    async def conversations(
        self, platform: str, sender_id: str, *, limit: int = 100
    ) -> tuple[Conversation, ...]:
        active_at = func.max(func.coalesce(TurnRow.finished_at, TurnRow.asked_at))
        own = select(TurnRow.conversation).where(
            TurnRow.platform == platform, TurnRow.sender_id == sender_id
        )
        wanted = (
            select(
                ConversationRow,
                active_at.label("active_at"),
                func.count(TurnRow.place).label("turns"),
                func.min(TurnRow.place).label("first"),
            )
            .join(TurnRow, TurnRow.conversation == ConversationRow.id)
            .where(ConversationRow.id.in_(own))
            .group_by(ConversationRow.id)
            .order_by(active_at.desc(), ConversationRow.id)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(wanted)).all()
            firsts = await connection.execute(
                select(TurnRow.place, TurnRow.question).where(
                    TurnRow.place.in_([row.first for row in rows])
                )
            )
            asked = {row.place: row.question for row in firsts}
        return tuple(
            Conversation(
                id=row.id,
                platform=row.platform,
                title=row.title or asked[row.first][:TITLE_LENGTH],
                turns=row.turns,
                active_at=row.active_at,
            )
            for row in rows
        )

    async def rename(self, conversation: str, title: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                update(ConversationRow)
                .where(ConversationRow.id == conversation)
                .values(title=title)
            )

    async def delete(self, conversation: str) -> None:
        blank = {"sender_name": "", "question": "", "envelope": "", "answer": "", "steps": "[]"}
        own = select(TurnRow.turn_id).where(TurnRow.conversation == conversation)
        async with self._engine.begin() as connection:
            await connection.execute(delete(RatingRow).where(RatingRow.turn_id.in_(own)))
            recalled = KnowledgeChunkRow.scope == conversation_scope(conversation)
            await connection.execute(delete(KnowledgeChunkRow).where(recalled))
            await connection.execute(
                update(TurnRow)
                .where(TurnRow.conversation == conversation)
                .values(conversation=None, receipt="[]", **blank)
            )
            await connection.execute(
                delete(ConversationRow).where(ConversationRow.id == conversation)
            )

    async def profile(self, conversation: str) -> Profile | None:
        async with self._engine.connect() as connection:
            kept = await connection.scalar(_PROFILE_OF, {"conversation": conversation})
        return _PROFILE.validate_json(kept) if kept else None

    async def set_profile(self, conversation: str, platform: str, profile: Profile | None) -> None:
        kept = _PROFILE.dump_json(profile).decode() if profile else None
        async with self._engine.begin() as connection:
            await self._know(connection, conversation, platform)
            await connection.execute(
                update(ConversationRow)
                .where(ConversationRow.id == conversation)
                .values(profile=kept)
            )

    async def rate(self, turn_id: str, sender_id: str, rating: Rating | None) -> bool:
        async with self._engine.begin() as connection:
            known = await connection.scalar(
                select(TurnRow.place).where(
                    TurnRow.turn_id == turn_id, TurnRow.conversation.is_not(None)
                )
            )
            if known is None:
                return False
            own = (RatingRow.turn_id == turn_id, RatingRow.sender_id == sender_id)
            await connection.execute(delete(RatingRow).where(*own))
            if rating is not None:
                row = {"turn_id": turn_id, "sender_id": sender_id, "rating": rating}
                await connection.execute(self._new_rating, row)
            return True

    async def keep_receipt(self, turn_id: str, receipt: tuple[str, ...]) -> None:
        async with self._engine.begin() as connection:
            kept = _RECEIPT.dump_json(receipt).decode()
            await connection.execute(_RECEIPT_KEPT, {"turn": turn_id, "kept": kept})

    async def receipt(self, turn_id: str) -> tuple[str, ...]:
        async with self._engine.connect() as connection:
            kept = await connection.scalar(
                select(TurnRow.receipt).where(TurnRow.turn_id == turn_id)
            )
        return _RECEIPT.validate_json(kept) if kept else ()

    async def posts(self, platform: str, *, besides: str = "", limit: int = 500) -> frozenset[str]:
        newest = (
            select(TurnRow.turn_id, TurnRow.receipt)
            .where(TurnRow.platform == platform)
            .order_by(TurnRow.place.desc())
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(newest)).all()
        kept = (_RECEIPT.validate_json(receipt) for turn_id, receipt in rows if turn_id != besides)
        return frozenset(post for receipt in kept for post in receipt)

    async def usage(
        self,
        since: datetime,
        until: datetime | None = None,
        *,
        platform: str | None = None,
        sender_id: str | None = None,
        chat: str | None = None,
    ) -> Usage:
        counts = (TurnRow.calls, TurnRow.prompt, TurnRow.cached, TurnRow.completion)
        wanted = select(*(func.coalesce(func.sum(count), 0) for count in counts)).where(
            TurnRow.asked_at >= since
        )
        if until is not None:
            wanted = wanted.where(TurnRow.asked_at < until)
        if platform is not None:
            wanted = wanted.where(TurnRow.platform == platform)
        if sender_id is not None:
            wanted = wanted.where(TurnRow.sender_id == sender_id)
        if chat is not None:
            thread = TurnRow.conversation.startswith(f"{chat}:", autoescape=True)
            wanted = wanted.where((TurnRow.conversation == chat) | thread)
        async with self._engine.connect() as connection:
            sums = [int(each) for each in (await connection.execute(wanted)).one()]
        return Usage(calls=sums[0], prompt=sums[1], cached=sums[2], completion=sums[3])

    async def newest(self, platform: str, *, limit: int = 500) -> tuple[Question, ...]:
        wanted = select(TurnRow).where(
            TurnRow.platform == platform, TurnRow.conversation.is_not(None)
        )
        found = await self._records(wanted.order_by(TurnRow.place.desc()).limit(limit))
        return tuple(record.question for record in found)

    async def latest(self, platform: str, *, limit: int = 500) -> tuple[Question, ...]:
        places = (
            select(func.max(TurnRow.place))
            .where(TurnRow.platform == platform, TurnRow.conversation.is_not(None))
            .group_by(TurnRow.conversation)
        )
        newest = select(TurnRow).where(TurnRow.place.in_(places)).order_by(TurnRow.place.desc())
        return tuple(each.question for each in await self._records(newest.limit(limit)))

    async def last_question(self, conversation: str) -> Question | None:
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(TurnRow)
                .join(ConversationRow, ConversationRow.id == TurnRow.conversation)
                .where(
                    TurnRow.conversation == conversation,
                    TurnRow.place > ConversationRow.forgotten,
                )
                .order_by(TurnRow.place.desc())
                .limit(1)
            )
            row = found.one_or_none()
        return None if row is None else _question(row)

    async def _know(self, connection: AsyncConnection, conversation: str, platform: str) -> None:
        row = {
            "id": conversation,
            "platform": platform,
            "title": "",
            "summary": "",
            "summarised": 0,
            "forgotten": 0,
        }
        await connection.execute(self._new_conversation, row)

    async def _records(self, wanted: Select[TurnRow]) -> tuple[Record, ...]:
        async with self._engine.connect() as connection:
            rows = (await connection.execute(wanted)).all()
            given = await _ratings(connection, rows)
        return tuple(
            Record(
                place=row.place,
                question=_question(row),
                started_at=row.started_at,
                finished_at=row.finished_at,
                outcome=_outcome(row),
                ratings=given.get(row.turn_id, {}),
            )
            for row in rows
        )


async def _ratings(
    connection: AsyncConnection, rows: Sequence[Row[Any]]
) -> dict[str, dict[str, Rating]]:
    found: dict[str, dict[str, Rating]] = {}
    wanted = select(RatingRow).where(RatingRow.turn_id.in_([row.turn_id for row in rows]))
    for row in await connection.execute(wanted):
        found.setdefault(row.turn_id, {})[row.sender_id] = cast(Rating, row.rating)
    return found


def _outcome_columns(outcome: Outcome) -> dict[str, Any]:
    return {
        "answer": outcome.answer,
        "reason": outcome.reason,
        "steps": _STEPS.dump_json(outcome.steps).decode(),
        "calls": outcome.usage.calls,
        "prompt": outcome.usage.prompt,
        "cached": outcome.usage.cached,
        "completion": outcome.usage.completion,
        "model": outcome.model,
        "seconds": outcome.seconds,
    }


def _outcome(row: Row[Any]) -> Outcome | None:
    if row.finished_at is None:
        return None
    return Outcome(
        answer=row.answer,
        reason=cast(Ending, row.reason),
        steps=_STEPS.validate_json(row.steps),
        usage=Usage(
            calls=row.calls, prompt=row.prompt, cached=row.cached, completion=row.completion
        ),
        model=row.model,
        seconds=row.seconds,
    )


def _question(row: Row[Any]) -> Question:
    return Question(
        turn_id=row.turn_id,
        conversation=row.conversation or "",
        platform=row.platform,
        sender_id=row.sender_id,
        sender_name=row.sender_name,
        text=row.question,
        asked_at=row.asked_at,
        envelope=row.envelope,
    )


def _turn(row: Row[Any]) -> Turn:
    return Turn(
        question=row.question,
        answer=row.answer,
        steps=_STEPS.validate_json(row.steps),
        asked_at=row.asked_at,
    )
