"""Which posts show a turn's reply, kept so that the next process finds them."""

from pydantic import TypeAdapter

from adapters.base import IncomingMessage, Receipt
from agent.history import ConversationStore, Question

_MESSAGE: TypeAdapter[IncomingMessage] = TypeAdapter(IncomingMessage)


def message_of(question: Question) -> IncomingMessage:
    """The message that the question was. Raises `ValueError` for an envelope that is not ours."""
    return _MESSAGE.validate_json(question.envelope)


class TurnLedger:
    """The `Ledger` of one turn."""

    def __init__(self, store: ConversationStore, turn_id: str, platform: str) -> None:
        self.posts: Receipt = ()
        self._store = store
        self._turn_id = turn_id
        self._platform = platform

    async def load(self) -> None:
        """Know what an earlier process has kept."""
        self.posts = await self._store.receipt(self._turn_id)

    async def keep(self, posts: Receipt) -> None:
        if posts != self.posts:
            await self._store.keep_receipt(self._turn_id, posts)
            self.posts = posts

    async def others(self) -> frozenset[str]:
        posts = await self._store.posts(self._platform, besides=self._turn_id)
        said = (message_of(each) for each in await self._store.newest(self._platform))
        return posts | {f"{message.chat_id}:{message.message_id}" for message in said}
