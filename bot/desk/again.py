"""Asking again: the same message once more, in place of the turn that it made."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal, Protocol

from adapters.base import IncomingMessage, Press
from agent.history import ConversationStore, Question, Record
from bot.turns.turn import message_of, turn_id

Came = Literal["asked", "running", "nothing"]


class Ask(Protocol):
    """Lets a copy in at the door, in place of a turn."""

    async def __call__(self, copy: IncomingMessage, *, instead_of: str) -> None: ...


class Again:
    """Each turn is asked again once at most by its button; the new one has its own."""

    def __init__(self, store: ConversationStore, ask: Ask, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._ask = ask
        self._clock = clock

    async def last(self, command: IncomingMessage) -> Came:
        """Ask the conversation's last question again. Repeating the same command does nothing."""
        event = _derived(turn_id(command))
        if await self._store.record(f"{command.platform}:{event}") is not None:
            return "asked"
        question = await self._store.last_question(command.conversation)
        record = None if question is None else await self._store.record(question.turn_id)
        return await self._again(record, event, command)

    async def this(self, record: Record, press: Press) -> Came:
        """Ask the question of this turn again."""
        event = _derived(record.question.turn_id)
        if await self._store.record(f"{press.platform}:{event}") is not None:
            return "asked"
        return await self._again(record, event, press)

    async def _again(self, record: Record | None, event: str, who: IncomingMessage | Press) -> Came:
        message = None if record is None else said_in(record.question)
        if record is None or message is None or not (message.text or message.attachments):
            return "nothing"
        if record.outcome is None:
            return "running"
        copy = replace(
            message,
            event_id=event,
            command="",
            album="",
            sender_id=who.sender_id,
            sender_name=who.sender_name,
            groups=who.groups,
            locale=who.locale or message.locale,
            sent_at=self._clock(),
        )
        await self._ask(copy, instead_of=record.question.turn_id)
        return "asked"


def said_in(question: Question) -> IncomingMessage | None:
    """The message that made a turn; None when it is forgotten, or was a command of a person's."""
    try:
        message = message_of(question)
    except ValueError:
        return None
    return message if not message.command or message.command.startswith("_") else None


def _derived(name: str) -> str:
    """An event's name that follows from another one's; short enough for a button."""
    return f"again-{hashlib.sha256(name.encode()).hexdigest()[:24]}"
