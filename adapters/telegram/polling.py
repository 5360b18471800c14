"""Long polling: an update is confirmed by asking for those after it, once it is safe."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from adapters.base import Refused
from adapters.telegram.refusals import seconds_of

_log = structlog.get_logger(__name__)
WANTED = ["message", "callback_query"]
"""The kinds of updates that we are to be told of."""
_LONG = 25
"""Seconds that Telegram may wait for something to tell."""
_RESTS = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)
_CONFLICTS, _QUARREL = 3, 60.0


class Polling:
    """Asks for updates; ``connected`` is whether the last one was answered."""

    def __init__(self, bot: Bot, clock: Callable[[], float]) -> None:
        self._bot = bot
        self._clock = clock
        self._conflicts = deque[float](maxlen=_CONFLICTS)
        self._failures = 0
        self.connected = False

    async def run(self, take: Callable[[Update], Awaitable[None]]) -> None:
        """Hand the updates to ``take``, those of a chat in order, until cancelled.

        When it raises, so does this, and none of the updates that came with that one is confirmed:
        they come again. Raises `Refused` when another process polls, `InvalidToken`, `Forbidden`.
        """
        await self._bot.delete_webhook()
        offset: int | None = None
        try:
            while True:
                updates = await self._updates(offset)
                await _each_chat_in_order(updates, take)
                if updates:
                    offset = updates[-1].update_id + 1
        finally:
            self.connected = False

    async def _updates(self, offset: int | None) -> tuple[Update, ...]:
        try:
            # After a failure a short look tells whether it is over.
            updates = await self._bot.get_updates(
                offset=offset, timeout=_LONG if self.connected else 0, allowed_updates=WANTED
            )
        except (InvalidToken, Forbidden):
            raise
        except TelegramError as failure:
            self.connected = False
            await asyncio.sleep(self._rest(failure))
            return ()
        self.connected, self._failures = True, 0
        return updates

    def _rest(self, failure: TelegramError) -> float:
        """Seconds to wait after a failure. Raises `Refused`."""
        if isinstance(failure, Conflict):
            # Of two that poll each ends the other's long look, and has its short ones answered.
            self._conflicts.append(self._clock())
            if len(self._conflicts) == _CONFLICTS and self._lasted() < _QUARREL:
                self._conflicts.clear()
                raise Refused(
                    "Another process receives this bot's messages (Telegram says: conflict)."
                    f" Stop it, or make a bot of your own with @BotFather. [{failure}]"
                ) from failure
            return _RESTS[0]
        if isinstance(failure, RetryAfter):
            return seconds_of(failure)
        _log.warning("Telegram can't be reached", error=str(failure))
        self._failures += 1
        return _RESTS[min(self._failures, len(_RESTS)) - 1]

    def _lasted(self) -> float:
        return self._conflicts[-1] - self._conflicts[0]


async def _each_chat_in_order(
    updates: Sequence[Update], take: Callable[[Update], Awaitable[None]]
) -> None:
    chats: dict[int | None, list[Update]] = {}
    for update in updates:
        chat = update.effective_chat
        chats.setdefault(chat.id if chat else None, []).append(update)

    async def in_order(line: Sequence[Update]) -> None:
        for update in line:
            await take(update)

    for ended in await asyncio.gather(*map(in_order, chats.values()), return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended
