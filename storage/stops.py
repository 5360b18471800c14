"""What is to be stopped, marked in the database for whichever process works on it."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from storage.counting import count_changed
from storage.models import TurnRow

_ASKED = "stop asked"
"""The reason of an unfinished turn; its end writes another one over it."""

_UNFINISHED = (TurnRow.finished_at.is_(None), TurnRow.conversation.is_not(None))


class Stops:
    """Marks on unfinished turns. The tables must be up to date (`migrate`)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def ask(self, conversation: str = "") -> int:
        """Mark what runs and waits in a conversation, or everywhere; how many turns that is."""
        wanted = update(TurnRow).where(*_UNFINISHED).values(reason=_ASKED)
        if conversation:
            wanted = wanted.where(TurnRow.conversation == conversation)
        async with self._sessions.begin() as session:
            unsynchronised = wanted.execution_options(synchronize_session=False)
            return await count_changed(session, unsynchronised)

    async def asked(self, conversation: str = "") -> frozenset[str]:
        """The ids of the turns there, or anywhere, that are marked and have not ended."""
        marked = select(TurnRow.turn_id).where(*_UNFINISHED, TurnRow.reason == _ASKED)
        if conversation:
            marked = marked.where(TurnRow.conversation == conversation)
        async with self._sessions() as session:
            return frozenset(await session.scalars(marked))
