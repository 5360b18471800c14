"""Which posts show a turn's reply, kept so that the next process finds them."""

from adapters.base import Receipt
from agent.history import ConversationStore


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
        return await self._store.posts(self._platform, besides=self._turn_id)
