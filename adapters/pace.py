"""How fast a platform may be called: budgets per chat and for all, learned from its refusals."""

import asyncio
from collections import Counter
from collections.abc import Callable
from time import monotonic

_LEARN = 0.7
_SLOWEST = 0.3
_FORGIVEN_AFTER = 60.0
"""Seconds after which the slowest budget is as fast again as the platform says it may be."""
_MOST_CHATS = 2000


class Budget:
    """So many calls at once, and ``rate`` a second in the long run.

    A call that matters little leaves ``reserve`` calls for those that matter, and keeps
    ``spacing`` seconds from the one before.
    """

    def __init__(
        self, *, burst: float, rate: float, reserve: float = 0.0, spacing: float = 0.0
    ) -> None:
        self._burst = burst
        self._rate = rate
        self._reserve = reserve
        self._spacing = spacing
        self._left = burst
        self._factor = 1.0
        self._at = self._last = float("-inf")
        self._closed_until = float("-inf")

    def wait(self, now: float, *, minor: bool) -> float:
        """Seconds until a call fits; 0: now."""
        self._fill(now)
        wanted = 1.0 + (self._reserve if minor else 0.0)
        waits = [
            (wanted - self._left) / (self._rate * self._factor),
            self._closed_until - now,
            self._last + self._spacing - now if minor else 0.0,
        ]
        return max(0.0, *waits)

    def take(self, now: float) -> None:
        self._fill(now)
        self._left = max(0.0, self._left - 1)
        self._last = now

    def close(self, now: float, seconds: float) -> None:
        """The platform has refused a call: none for so long, and slower ones from then on."""
        self._closed_until = max(self._closed_until, now + seconds)
        self._factor = max(_SLOWEST, self._factor * _LEARN)
        self._left = min(self._left, 1.0)

    def _fill(self, now: float) -> None:
        if now > self._at > float("-inf"):
            gained = (now - self._at) * self._rate * self._factor
            self._left = min(self._burst, self._left + gained)
            good = max(0.0, now - max(self._at, self._closed_until))
            self._factor = min(1.0, self._factor + good * (1.0 - _SLOWEST) / _FORGIVEN_AFTER)
        self._at = now


class Pace:
    """The budgets of one platform. ``chat`` and ``group`` make the one of a private chat or group.

    A chat that is limited keeps no other chat waiting; calls that wait for the budget of all chats
    go in the order in which they came. ``progress`` is for the replies in progress of all chats
    together, where the platform counts edits by itself; only `room` takes from it.
    """

    def __init__(
        self,
        *,
        chat: Callable[[], Budget],
        group: Callable[[], Budget],
        everywhere: Budget,
        progress: Budget | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._new = {True: chat, False: group}
        self._everywhere = everywhere
        self._progress = progress
        self._clock = clock
        self._chats: dict[str, Budget] = {}
        self._lines = {True: asyncio.Lock(), False: asyncio.Lock()}
        self._paid: Counter[str] = Counter()

    async def room(self, chat: str, *, direct: bool) -> None:
        """Wait until a call that matters little fits, and take it: the chat's next `turn` has it.

        Were it not taken, all who wait would find room at the same moment.
        """
        shared = [self._progress] if self._progress else []
        await self._take(self._budget(chat, direct), *shared, minor=True)
        self._paid[chat] += 1

    async def turn(self, chat: str, *, direct: bool) -> None:
        """Wait until a call fits, and take it."""
        if self._paid[chat] > 0:
            self._paid[chat] -= 1
        else:
            await self._take(self._budget(chat, direct), minor=False)
        if not self._paid[chat]:
            del self._paid[chat]

    def close(self, chat: str, seconds: float, *, direct: bool, everywhere: bool) -> None:
        """The platform has refused a call for so long."""
        if everywhere:
            self._paid.clear()
            self._everywhere.close(self._clock(), seconds)
        else:
            self._paid.pop(chat, None)
            self._budget(chat, direct).close(self._clock(), seconds)

    async def _take(self, *own: Budget, minor: bool) -> None:
        while True:
            await self._wait(*own, minor=minor)
            async with self._lines[minor]:
                await self._wait(self._everywhere, minor=minor)
                now = self._clock()
                if any(budget.wait(now, minor=minor) > 0 for budget in own):
                    continue  # somebody else of this chat was quicker
                for budget in (*own, self._everywhere):
                    budget.take(now)
                return

    async def _wait(self, *budgets: Budget, minor: bool) -> None:
        while True:
            now = self._clock()
            seconds = max(budget.wait(now, minor=minor) for budget in budgets)
            if seconds <= 0:
                return
            await asyncio.sleep(seconds)

    def _budget(self, chat: str, direct: bool) -> Budget:
        if chat not in self._chats:
            if len(self._chats) >= _MOST_CHATS:
                del self._chats[next(iter(self._chats))]
            self._chats[chat] = self._new[direct]()
        return self._chats[chat]
