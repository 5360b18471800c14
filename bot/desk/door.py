"""The door: each message is let in, answered with why not, or dropped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.base import IncomingMessage
from bot.desk.access import Access
from bot.desk.budget import Budget, Pace
from bot.words import language_for
from storage.people import People

STRANGER, OLD, FAST, BUSY = "_stranger", "_old", "_fast", "_busy"
SPENT = {"person": "_spent_person", "chat": "_spent_chat", "total": "_spent_total"}
"""Commands that stand for the answer to a message that is not let in."""

_OWN = "_"
_ALWAYS = "stop"


class Door:
    """``waiting`` tells how many messages wait in a conversation; ``max_age`` is the oldest let in.

    A message that comes again gets the same answer, or is a turn already.
    """

    def __init__(
        self,
        *,
        access: Access,
        people: People,
        budget: Budget,
        pace: Pace,
        waiting: Callable[[str], int],
        most_waiting: int,
        max_age: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._access = access
        self._people = people
        self._budget = budget
        self._pace = pace
        self._waiting = waiting
        self._most_waiting = most_waiting
        self._max_age = max_age
        self._clock = clock

    async def check(self, message: IncomingMessage) -> IncomingMessage | None:
        """The message as it is to be accepted: itself, or with the command that says why not.

        None: it is to be dropped.
        """
        # Nobody may type our own commands.
        if message.command.startswith(_OWN):
            message = replace(message, command=message.command.strip(_OWN) or "help")
        if not await self._access.lets_in(message.platform, message.sender_id, message.groups):
            return await self._stranger(message)
        if self._clock() - message.sent_at > self._max_age:
            return replace(message, command=OLD)
        if message.command == _ALWAYS:
            return message
        if not self._in_pace(message):
            person = f"{message.platform}:{message.sender_id}"
            told = self._pace.tell(person, _at_once(message), message.sent_at)
            return replace(message, command=FAST) if told else None
        return message if message.command else await self._talk(message)

    async def _stranger(self, message: IncomingMessage) -> IncomingMessage | None:
        """What strangers say is not kept."""
        told = await self._people.tell_stranger(
            message.platform, message.sender_id, message.event_id, self._clock()
        )
        if not told:
            return None
        return replace(
            message,
            command=STRANGER,
            text="",
            quoted="",
            attachments=(),
            album="",
            locale=language_for(None, message.locale, message.text),
        )

    def _in_pace(self, message: IncomingMessage) -> bool:
        if self._access.is_owner(message.platform, message.sender_id):
            return True
        person = f"{message.platform}:{message.sender_id}"
        return self._pace.take(person, _at_once(message), message.sent_at)

    async def _talk(self, message: IncomingMessage) -> IncomingMessage:
        if self._waiting(message.conversation) >= self._most_waiting:
            return replace(message, command=BUSY)
        spent = await self._budget.spent(message)
        return replace(message, command=SPENT[spent]) if spent else message


def _at_once(message: IncomingMessage) -> str:
    """What counts as one message: an album does."""
    return message.album or message.event_id
