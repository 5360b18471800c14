"""Everything that is kept of one person: to be handed out, and to be erased."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from agent.knowledge import conversation_scope, person_scope
from storage.models import (
    AgentRatingRow,
    ConversationRow,
    KnowledgeChunkRow,
    KnowledgeSourceRow,
    RatingRow,
    TurnRow,
)

_BLANK: dict[str, Any] = {
    "conversation": None,
    "sender_name": "",
    "question": "",
    "envelope": "",
    "answer": "",
    "steps": "[]",
    "receipt": "[]",
}


class PersonalData:
    """What is kept of people, over all conversations of a platform."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def export(self, platform: str, sender: str) -> dict[str, Any]:
        """What they asked and were answered, taught, had remembered and rated; ready for JSON."""
        scope = person_scope(f"{platform}:{sender}")
        chunks = select(KnowledgeChunkRow).where(KnowledgeChunkRow.scope == scope)
        sources = select(KnowledgeSourceRow).where(KnowledgeSourceRow.scope == scope)
        ratings = select(RatingRow).where(
            RatingRow.sender_id == sender,
            RatingRow.turn_id.startswith(f"{platform}:", autoescape=True),
        )
        scores = select(AgentRatingRow).where(AgentRatingRow.person == f"{platform}:{sender}")
        async with self._sessions() as session:
            turns = (await session.scalars(_turns(platform, sender))).all()
            scored = (await session.scalars(scores)).all()
            passages = (await session.scalars(chunks.order_by(KnowledgeChunkRow.id))).all()
            documents = (await session.scalars(sources.order_by(KnowledgeSourceRow.id))).all()
            rated = (await session.scalars(ratings)).all()
        return {
            "person": f"{platform}:{sender}",
            "remembered": [
                {"text": row.text, "at": row.at.isoformat()}
                for row in passages
                if row.kind == "fact"
            ],
            "taught": [
                {
                    "title": row.title,
                    "place": row.place,
                    "at": row.at.isoformat(),
                    "text": "\n\n".join(each.text for each in passages if each.source == row.id),
                }
                for row in documents
            ],
            "turns": [
                {
                    "conversation": row.conversation,
                    "at": row.asked_at.isoformat(),
                    "name": row.sender_name,
                    "question": row.question,
                    "answer": row.answer,
                    "model": row.model,
                }
                for row in turns
            ],
            "ratings": [{"turn": row.turn_id, "rating": row.rating} for row in rated],
            "scores": [{"answer": row.answer, "score": row.score} for row in scored],
        }

    async def conversations(self, platform: str, sender: str) -> tuple[str, ...]:
        """The conversations in which they asked something that is kept."""
        asked = select(TurnRow.conversation).where(
            TurnRow.platform == platform,
            TurnRow.sender_id == sender,
            TurnRow.conversation.is_not(None),
        )
        async with self._sessions() as session:
            found = await session.scalars(asked.distinct())
            return tuple(sorted(each for each in found if each))

    async def erase(self, platform: str, sender: str, *, besides: str = "") -> int:
        """Leave nothing of what they said, taught, had remembered and rated; tells how many turns.

        Turn ids and token counts stay, so that an event delivered again is still known and
        budgets still hold. A summary that they have a part in goes, for all. The turn ``besides``
        stays: the one in which it was asked for, which is still to be answered.
        """
        scope = person_scope(f"{platform}:{sender}")
        conversations = await self.conversations(platform, sender)
        async with self._sessions.begin() as session:
            wanted = _turns(platform, sender).where(TurnRow.turn_id != besides)
            own = (await session.scalars(wanted)).all()
            places = [row.place for row in own]
            ids = [row.turn_id for row in own]
            for part in _parts(places):
                await session.execute(
                    delete(KnowledgeChunkRow).where(
                        KnowledgeChunkRow.turn.in_(part),
                        KnowledgeChunkRow.scope.in_(map(conversation_scope, conversations)),
                    )
                )
                await session.execute(update(TurnRow).where(TurnRow.place.in_(part)).values(_BLANK))
            for part in _parts(ids):
                await session.execute(delete(RatingRow).where(RatingRow.turn_id.in_(part)))
            await session.execute(
                delete(RatingRow).where(
                    RatingRow.sender_id == sender,
                    RatingRow.turn_id.startswith(f"{platform}:", autoescape=True),
                )
            )
            own_scores = AgentRatingRow.person == f"{platform}:{sender}"
            await session.execute(delete(AgentRatingRow).where(own_scores))
            await session.execute(
                update(ConversationRow)
                .where(ConversationRow.id.in_(conversations))
                .values(summary="", summarised=0, title="")
            )
            await session.execute(delete(KnowledgeChunkRow).where(KnowledgeChunkRow.scope == scope))
            await session.execute(
                delete(KnowledgeSourceRow).where(KnowledgeSourceRow.scope == scope)
            )
        return len(own)


def _turns(platform: str, sender: str) -> Any:
    return (
        select(TurnRow)
        .where(
            TurnRow.platform == platform,
            TurnRow.sender_id == sender,
            TurnRow.conversation.is_not(None),
        )
        .order_by(TurnRow.place)
    )


def _parts(values: list[Any], size: int = 500) -> list[list[Any]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
