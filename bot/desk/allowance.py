"""Budgets where no desk stands: on the page, over HTTP and MCP a refusal is an error at once."""

import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime

from adapters.base import IncomingMessage
from agent.events import AgentEvent, Finished
from agent.history import ConversationStore, Outcome, Question
from agent.profile import Language
from bot.desk.budget import MINUTE, Budget, Pace, Scope
from bot.desk.talking import moment
from bot.turns.turn import turn_id
from bot.words import Words, language_for, words


class TooMuch(Exception):
    """It is not answered; ``seconds`` until it may be asked again."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class Allowance:
    """What one who has signed in may ask, owner or not.

    ``language`` is what the refusals are in, by default that of the question.
    """

    def __init__(
        self,
        *,
        budget: Budget,
        messages: int,
        store: ConversationStore,
        clock: Callable[[], datetime],
        language: Language | None = None,
    ) -> None:
        self._budget = budget
        self._messages = messages
        self._pace = Pace(messages)
        self._store = store
        self._clock = clock
        self._language = language

    async def check(self, message: IncomingMessage) -> None:
        """Count the message, unless it is a turn already. Raises `TooMuch`."""
        if not (self._messages or self._budget.limited):
            return
        if await self._store.record(turn_id(message)) is not None:
            return
        said = words(language_for(self._language, message.locale, message.text))
        person, now = f"{message.platform}:{message.sender_id}", self._clock()
        if not self._pace.take(person, message.event_id, now):
            raise TooMuch(self._too_fast(said, now), MINUTE.total_seconds())
        if (scope := await self._budget.spent(message)) is not None:
            anew = self._budget.tomorrow()
            told = _spent(said, scope).format(time=moment(anew))
            raise TooMuch(told, (anew - now).total_seconds())

    def _too_fast(self, said: Words, now: datetime) -> str:
        again = (now + MINUTE).astimezone(self._budget.today().tzinfo)
        return said.too_fast.format(limit=self._messages, time=f"{again:%H:%M:%S %Z}")

    async def counted(
        self, message: IncomingMessage, events: AsyncGenerator[AgentEvent]
    ) -> AsyncGenerator[AgentEvent]:
        """The events of an answer that is kept nowhere; what it used counts for its sender."""
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Finished):
                    await self._count(message, event)
                yield event

    async def _count(self, message: IncomingMessage, event: Finished) -> None:
        """Keep the usage, and no word that was said."""
        question = Question(
            turn_id=turn_id(message),
            conversation=message.conversation,
            platform=message.platform,
            sender_id=message.sender_id,
            sender_name="",
            text="",
            asked_at=message.sent_at,
        )
        outcome = Outcome(answer="", reason=event.reason, usage=event.usage, model=event.model)
        await self._store.accept(question)
        await self._store.finish(question.turn_id, outcome, self._clock())
        await self._store.delete(question.conversation)


def passing(text: str, platform: str, person: str, at: datetime) -> IncomingMessage:
    """A question that belongs to no conversation, as a message."""
    name = f"passing-{secrets.token_hex(8)}"
    return IncomingMessage(
        platform=platform,
        chat_id=name,
        message_id=name,
        event_id=name,
        sender_id=person,
        sender_name="",
        text=text,
        sent_at=at,
    )


def _spent(said: Words, scope: Scope) -> str:
    return {"person": said.spent_person, "chat": said.spent_chat, "total": said.spent_total}[scope]
