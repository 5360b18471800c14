"""The desk: takes in what people say and press, for those who may."""

import asyncio
from contextvars import Context
from typing import Protocol

from adapters.base import Action, IncomingMessage, Press
from agent.history import ConversationStore, Record
from agent.history import Rating as Thumb
from agent.profile import Language, Profile
from bot.desk.access import Access
from bot.desk.again import Again, said_in
from bot.desk.door import Door
from bot.desk.pairing import Pairing
from bot.desk.rating import Rating
from bot.words import language_for, words


class Line(Protocol):
    """Where messages wait for their answers; see `bot.turns.turns.Turns`."""

    async def accept(self, message: IncomingMessage) -> None: ...

    async def stop(self, conversation: str) -> bool: ...

    def settle(self, press: Press, *, by_owner: bool) -> bool: ...


class Letting:
    """Lets messages in through the door and into the line."""

    def __init__(self, door: Door, line: Line, store: ConversationStore) -> None:
        self._door = door
        self._line = line
        self._store = store

    async def accept(self, message: IncomingMessage) -> None:
        """See `adapters.base.Desk.accept`."""
        if (checked := await self._door.check(message)) is not None:
            await self._line.accept(checked)

    async def again(self, copy: IncomingMessage, *, instead_of: str) -> None:
        """Let a copy in, in place of the turn that the first one made."""
        checked = await self._door.check(copy)
        if checked is None:
            return
        if not checked.command:
            await self._store.replace(instead_of)
        await self.put(checked)

    async def put(self, message: IncomingMessage) -> None:
        """Put a message of our own making in line, without asking at the door."""
        # A command that asks for it runs in a durable workflow of its own; this is another one.
        accept = asyncio.get_running_loop().create_task
        await accept(self._line.accept(message), context=Context())


class FrontDesk:
    """The `Desk` of every platform."""

    def __init__(
        self,
        *,
        letting: Letting,
        line: Line,
        store: ConversationStore,
        access: Access,
        again: Again,
        pairing: Pairing,
        rating: Rating,
        profile: Profile,
    ) -> None:
        self.accept = letting.accept
        self.stop = line.stop
        self._line = line
        self._store = store
        self._access = access
        self._again = again
        self._pairing = pairing
        self._rating = rating
        self._profile = profile

    async def press(self, press: Press) -> str:
        """See `adapters.base.Desk.press`. A press that comes again changes nothing."""
        language = await self._language(press)
        if not await self._access.lets_in(press.platform, press.sender_id, press.groups):
            return words(language).not_for_you
        match press.action:
            case "approve" | "refuse":
                return await self._pairing.settle(press, language)
            case "confirm" | "decline":
                by_owner = self._access.is_owner(press.platform, press.sender_id)
                settled = self._line.settle(press, by_owner=by_owner)
                return "" if settled else words(language).not_yours
            case "rate":
                return await self._rating.press(press, language)
            case "stop" | "retry" | "up" | "down":
                return await self._of_a_turn(press, press.action, language)

    async def _of_a_turn(self, press: Press, action: Action, language: Language) -> str:
        said = words(language)
        record = await self._store.record(f"{press.platform}:{press.subject}")
        if record is None or not _is_there(record, press):
            return said.gone
        if action == "stop":
            return await self._stop(record, language)
        if action == "retry":
            return await self._retry(record, press, language)
        thumb: Thumb = "up" if action == "up" else "down"
        if not await self._store.rate(record.question.turn_id, press.sender_id, thumb):
            return said.gone
        return said.thanks if thumb == "up" else said.noted

    async def _stop(self, record: Record, language: Language) -> str:
        running = record.outcome is None and await self.stop(record.question.conversation)
        return words(language).stopped if running else words(language).nothing_runs

    async def _retry(self, record: Record, press: Press, language: Language) -> str:
        match await self._again.this(record, press):
            case "asked":
                return words(language).again
            case "running":
                return words(language).still_running
            case "nothing":
                return words(language).gone

    async def _language(self, press: Press) -> Language:
        profile = await self._store.profile(press.conversation) or self._profile
        return language_for(profile.language, press.locale, "")


def _is_there(record: Record, press: Press) -> bool:
    """Whether the turn is one of the chat in which the button was pressed."""
    message = said_in(record.question)
    return message is not None and message.chat_id == press.chat_id
