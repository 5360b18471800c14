"""A conversation at the keyboard: the agent is asked directly, and what was said is kept."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from getpass import getuser
from time import monotonic
from typing import TYPE_CHECKING

from agent.events import Finished, Summarised
from agent.history import ConversationStore, History, Outcome, Question, Turn
from agent.knowledge import Asker, Passage, Recall
from agent.loop import Agent
from bot.config import Settings
from bot.failures import BadValue
from bot.terminal.display import View, note

if TYPE_CHECKING:
    from bot.knowledge.bank import Bank

PLATFORM = "console"


@dataclass(frozen=True, kw_only=True)
class Store:
    """Where conversations are. ``bank`` None: nothing is known beyond them."""

    conversations: ConversationStore
    bank: "Bank | None" = None


@asynccontextmanager
async def open_store(settings: Settings, *, kept: bool) -> AsyncIterator[Store]:
    """The database with what is known there, or memory for what is not to be kept.

    Raises `SettingsError` when the database can't be opened.
    """
    if not kept:
        from storage.in_memory import InMemoryConversations

        yield Store(conversations=InMemoryConversations())
        return
    from bot.database import open_database
    from bot.knowledge.bank import open_bank
    from storage.conversations import Conversations

    async with open_database(settings) as engine:
        yield Store(conversations=Conversations(engine), bank=open_bank(settings, engine))


class Silence:
    """Says on stderr, once, that the model keeps silent, after so many seconds of it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._told = False
        self._waiting = self._wait()

    def broken(self) -> None:
        """Something was heard."""
        self.over()
        if not self._told:
            self._waiting = self._wait()

    def over(self) -> None:
        self._waiting.cancel()

    def _wait(self) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self._seconds, self._tell)

    def _tell(self) -> None:
        self._told = True
        note("The model has not answered yet; it is waited for. Ctrl-C stops.")


class Talk:
    """Asks the agent in one conversation. A turn is kept when it has ended with an answer.

    After ``quiet`` seconds without a sign of the model the person is told so.
    """

    def __init__(
        self,
        *,
        agent: Agent,
        store: Store,
        name: str,
        clock: Callable[[], datetime],
        quiet: float = 8.0,
    ) -> None:
        self._agent = agent
        self._quiet = quiet
        self._store = store.conversations
        self._bank = store.bank
        self._conversation = conversation_of(name)
        self._clock = clock
        self._last = ""

    async def history(self) -> History:
        """What was said before."""
        return await self._store.history(self._conversation)

    async def ask(
        self,
        question: str,
        view: View,
        *,
        said: tuple[Turn, ...] = (),
        knowledge: str = "",
    ) -> Finished:
        """The answer; ``view`` shows how it comes about. Raises `ModelError`.

        ``said``, when given, stands for what was said before.
        """
        self._last = question
        asked_at, started = self._clock(), monotonic()
        history = History(turns=said) if said else await self.history()
        summaries: list[Summarised] = []
        run = self._agent.run(
            history,
            question,
            asked_at=asked_at,
            knowledge=knowledge,
            recall=self._recall(knowledge, documents_only=bool(said)),
        )
        end: Finished | None = None
        view.begin()
        silence = Silence(self._quiet)
        try:
            async with aclosing(run) as events:
                async for event in events:
                    silence.broken()
                    view.show(event)
                    if isinstance(event, Finished):
                        end = event
                    elif isinstance(event, Summarised) and not said:
                        summaries.append(event)
        finally:
            silence.over()
            view.end()
        assert end is not None
        await self._keep(question, asked_at, end, summaries, monotonic() - started)
        return end

    def _recall(self, told: str, *, documents_only: bool) -> Recall | None:
        """What the bank knows besides what is ``told`` anyway."""
        if (bank := self._bank) is None:
            return None
        asker = asker_of(self._conversation)

        async def recalled(query: str, before: datetime | None) -> tuple[Passage, ...]:
            found = await bank.recall(query, asker, before=before)
            return tuple(
                each
                for each in found
                if each.text not in told and (each.kind == "knowledge" or not documents_only)
            )

        return recalled

    async def last_question(self) -> str:
        """What was asked last; empty when nothing was."""
        if self._last:
            return self._last
        kept = await self._store.last_question(self._conversation)
        return kept.text if kept else ""

    async def reset(self) -> None:
        """Begin anew: the agent is told nothing of what was said."""
        self._last = ""
        await self._store.reset(self._conversation)

    async def _keep(
        self,
        text: str,
        asked_at: datetime,
        end: Finished,
        summaries: list[Summarised],
        seconds: float,
    ) -> None:
        person = _person()
        question = Question(
            turn_id=f"{self._conversation}:{secrets.token_hex(8)}",
            conversation=self._conversation,
            platform=PLATFORM,
            sender_id=person,
            sender_name=person,
            text=text,
            asked_at=asked_at,
        )
        outcome = Outcome(
            answer=end.answer,
            reason=end.reason,
            steps=end.steps,
            usage=end.usage,
            model=end.model,
            seconds=seconds,
        )
        await self._store.accept(question)
        await self._store.start(question.turn_id, asked_at)
        for summarised in summaries:
            await self._store.summarise(question.turn_id, summarised)
        await self._store.finish(question.turn_id, outcome, self._clock())


def conversation_of(name: str) -> str:
    return f"{PLATFORM}:{name}"


def asker_of(conversation: str) -> Asker:
    """Who asks at this keyboard, in this conversation."""
    return Asker(conversation=conversation, room=conversation, person=f"{PLATFORM}:{_person()}")


def _person() -> str:
    try:
        return getuser()
    except (OSError, KeyError):  # a container may run as a user without a name
        return "me"


def conversation_name(flag: str, value: str) -> str:
    """The conversation's name. Raises `BadValue` naming the flag."""
    name = value.strip()
    if not 0 < len(name) <= 200:
        raise BadValue(f"{flag} must have from 1 to 200 characters")
    return name
