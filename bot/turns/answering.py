"""Getting the answer to a question out of the agent, however long its model is away."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from adapters.base import Attachment, Button, IncomingMessage
from agent.events import AgentEvent, Finished, Summarised
from agent.history import ConversationStore, Ending, History, Outcome
from agent.knowledge import MemoryBank, Recall
from agent.messages import Image
from agent.model import (
    ChatModel,
    ContextOverflow,
    ModelMisconfigured,
    ModelUnavailable,
)
from agent.profile import Language, Profile
from bot.files.files import Files
from bot.files.read import Read, without_heading
from bot.knowledge.bank import asker_of
from bot.turns.asking import ASKED, PATIENCE, Asking, asking_reply, subject_of
from bot.turns.durable import DurableModel, Unsettled, durable_toolbox, word_key
from bot.turns.replies import File, Progress, after, during
from bot.turns.turn import Turn, message_of, spoken
from bot.words import Notice, language_for, notice
from tools.base import Toolbox
from tools.consent import Deed

_log = structlog.get_logger(__name__)
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 15.0
"""Seconds between two attempts while the model is down; doubled from the first to the longest."""

_WITH_FILES = 6
"""So many turns later one may still ask about a file."""


class Agent(Protocol):
    """What answers: the agent's one method."""

    def run(
        self,
        history: History,
        question: str,
        *,
        asked_at: datetime | None = None,
        knowledge: str = "",
        images: tuple[Image, ...] = (),
        recall: Recall | None = None,
    ) -> AsyncGenerator[AgentEvent]: ...


class Commands(Protocol):
    """What answers the messages that are commands."""

    async def answer(self, message: IncomingMessage) -> str:
        """The answer in Markdown; "" when nothing is to be said. Repeated after a restart."""
        ...

    def buttons(self, message: IncomingMessage, language: Language) -> tuple[Button, ...]:
        """What stands under the answer."""
        ...

    async def file(self, message: IncomingMessage) -> File | None:
        """What goes with the answer; made anew for each delivery, and not kept."""
        ...


class Source(Protocol):
    """Where a message's files are had; see `adapters.base.Adapter`."""

    async def fetch(self, attachment: Attachment, limit: int) -> bytes: ...


AgentOf = Callable[[ChatModel, Toolbox, Profile], Agent]


class Answering:
    """Answers turns, so many at a time as there are ``slots``.

    A turn whose model is down gives its slot away and asks again, with growing waits, until
    ``patience`` has passed since the question was asked. ``files`` reads what came with a message
    from its platform, one of ``sources``; ``bank`` is what is remembered besides.
    """

    def __init__(
        self,
        *,
        store: ConversationStore,
        agent_of: AgentOf,
        model_of: Callable[[Profile], ChatModel],
        toolbox: Toolbox,
        profile: Profile,
        clock: Callable[[], datetime],
        patience: timedelta,
        slots: int,
        commands: Commands | None = None,
        files: Files | None = None,
        sources: Mapping[str, Source] | None = None,
        asking: Asking | None = None,
        bank: MemoryBank | None = None,
    ) -> None:
        self._bank = bank
        self._asking = asking or Asking()
        self._store = store
        self._agent_of = agent_of
        self._model_of = model_of
        self._toolbox = toolbox
        self._profile = profile
        self._clock = clock
        self._patience = patience
        self._commands = commands
        self._files = files
        self._sources = sources or {}
        self._slots = asyncio.Semaphore(slots)
        self._answered = asyncio.Event()
        self._left = asyncio.Event()
        self._leaving = False

    def leave(self) -> None:
        """Let those who wait for the model be cancelled: the next process asks for them."""
        self._leaving = True
        self._left.set()
        self._model_answered()

    async def answer(self, turn: Turn) -> Outcome:
        """How the turn ends. Raises what is a bug; cancelled while it waits after `leave`."""
        profile = await self._store.profile(turn.message.conversation) or self._profile
        turn.language = language_of(profile, turn.message)
        if turn.message.command and self._commands is not None:
            said = await self._commands.answer(turn.message)
            return Outcome(answer=said, reason="answered", seconds=self._seconds(turn))
        self._show(turn)
        if self._files is not None and turn.message.attachments:
            await self._read(self._files, turn)
            if not (turn.message.text or turn.read.anything):
                return self._ended(turn, "answered", "")
        try:
            return await self._patiently(turn, profile)
        except ModelMisconfigured as error:
            _log.error("the model server refuses the service", turn=turn.id, error=str(error))
            return self.failed(turn, "misconfigured")
        except ContextOverflow as error:
            _log.warning("a question is too long for the model", turn=turn.id, error=str(error))
            return self.failed(turn, "too_long")

    def buttons(self, turn: Turn) -> tuple[Button, ...]:
        """What stands under the turn's answer."""
        if not turn.message.command:
            return after(turn.message.event_id, turn.language)
        if self._commands is None:
            return ()
        return self._commands.buttons(turn.message, turn.language)

    async def file(self, turn: Turn) -> File | None:
        """What goes with the turn's answer."""
        if self._commands is None or not turn.message.command:
            return None
        return await self._commands.file(turn.message)

    def failed(self, turn: Turn, why: Notice = "failed") -> Outcome:
        """The end of a turn that can't be answered."""
        return self._ended(turn, "failed", notice(why, turn.language))

    def stopped(self, turn: Turn) -> Outcome:
        """The end of a turn that the person stopped, with what was answered until then."""
        return self._ended(turn, "stopped", turn.progress.text)

    def _ended(self, turn: Turn, reason: Ending, answer: str) -> Outcome:
        said = turn.journal.said
        return Outcome(
            answer=(turn.read.heading + answer).strip(),
            reason=reason,
            steps=turn.progress.steps,
            usage=turn.journal.usage,
            model=said[-1].model if said else "",
            seconds=self._seconds(turn),
        )

    async def _read(self, files: Files, turn: Turn) -> None:
        """Read what came with the message; the question is told with it from now on."""
        fetch = self._sources[turn.question.platform].fetch
        turn.read = await files.read(turn.message, fetch, turn.language)
        told = turn.read.told(spoken(turn.message))
        turn.question = replace(turn.question, text=told)
        await self._store.reword(turn.id, told)

    async def _earlier(self, turn: Turn, history: History) -> Read:
        """What is kept of the files of the turns that the agent is told of."""
        known = {each.asked_at for each in history.turns[-_WITH_FILES:]}
        if self._files is None or not known:
            return Read()
        records = await self._store.turns(turn.question.conversation, limit=2 * _WITH_FILES)
        asked = [each.question for each in records if each.question.asked_at in known]
        return await self._files.earlier([message_of(each) for each in asked if each.envelope])

    async def _patiently(self, turn: Turn, profile: Profile) -> Outcome:
        wait, waited = _FIRST_WAIT, False
        while True:
            try:
                async with self._slots:
                    return await self._ask(turn, profile)
            except Unsettled as unsettled:
                await self._settle(turn, unsettled.deed)
                continue
            except ModelUnavailable as error:
                _log.warning("the model is not answering", turn=turn.id, error=str(error))
            if not waited:
                waited = True
                await turn.journal.survived()
            left = turn.question.asked_at + self._patience - self._clock()
            if left <= timedelta():
                return self._ended(turn, "unavailable", notice("unavailable", turn.language))
            self._show(turn, notice("down", turn.language))
            await self._wait(min(wait, left.total_seconds()))
            wait = min(2 * wait, _LONGEST_WAIT)

    async def _settle(self, turn: Turn, deed: Deed) -> None:
        """Ask the person whether it may be done, and put the answer on record: once, for good."""
        key = word_key(deed)
        asked = turn.journal.next(ASKED + key)
        if asked is None:
            at = {"at": self._clock().isoformat()}
            asked = await turn.journal.keep("ask", ASKED + key, at)
        until = datetime.fromisoformat(asked.value["at"]) + PATIENCE
        subject = subject_of(turn.id, key)
        with self._asking.asked(turn.message, subject) as word:
            reply = asking_reply(deed, subject, until, turn.language)
            turn.screen.put(replace(reply, activities=turn.progress.reply().activities))
            left = asyncio.create_task(self._left.wait())
            ends: set[asyncio.Future[Any]] = {word, left}
            try:
                await asyncio.wait(
                    ends,
                    timeout=max(0.0, (until - self._clock()).total_seconds()),
                    return_when=asyncio.FIRST_COMPLETED,
                )
            finally:
                left.cancel()
            if self._leaving and not word.done():
                raise asyncio.CancelledError
            given = word.done() and word.result() and self._clock() < until
            await turn.journal.keep("word", key, {"given": given})
        self._show(turn)

    async def _ask(self, turn: Turn, profile: Profile) -> Outcome:
        turn.journal.rewind()
        turn.progress = Progress()
        model = self._model_of(profile)
        toolbox = self._toolbox.at(names_of(turn.message))
        agent = self._agent_of(
            DurableModel(model, turn.journal, self._model_answered),
            durable_toolbox(toolbox, turn.journal),
            without_missing(profile, toolbox, self._toolbox),
        )
        history = await self._store.history(turn.question.conversation)
        earlier = await self._earlier(turn, history)
        sees = (await model.abilities()).vision
        question = turn.question
        async with aclosing(
            agent.run(
                _told(history),
                question.text,
                asked_at=question.asked_at,
                knowledge="\n\n".join(filter(None, (turn.read.text, earlier.text))),
                images=turn.read.images or (earlier.images if sees else ()),
                recall=self._recall(turn),
            )
        ) as events:
            async for event in events:
                turn.progress.take(event)
                if isinstance(event, Summarised):
                    await self._store.summarise(turn.id, event)
                if isinstance(event, Finished):
                    return self._finished(turn, event)
                self._show(turn)
        raise RuntimeError("the agent ended without saying so")

    def _recall(self, turn: Turn) -> Recall | None:
        if (bank := self._bank) is None:
            return None
        asker = asker_of(turn.message)
        return lambda query, before: bank.recall(query, asker, before=before)

    def _finished(self, turn: Turn, event: Finished) -> Outcome:
        return Outcome(
            answer=turn.read.heading + event.answer,
            reason=event.reason,
            steps=event.steps,
            usage=event.usage,
            model=event.model,
            seconds=self._seconds(turn),
        )

    def _show(self, turn: Turn, said: str = "") -> None:
        reply = turn.progress.reply(said)
        reply = replace(reply, text=turn.read.heading + reply.text)
        turn.screen.put(replace(reply, buttons=during(turn.message.event_id, turn.language)))

    def _seconds(self, turn: Turn) -> float:
        if turn.begun_at is None:
            return 0.0
        return max(0.0, (self._clock() - turn.begun_at).total_seconds())

    def _model_answered(self) -> None:
        self._answered.set()
        self._answered = asyncio.Event()

    async def _wait(self, seconds: float) -> None:
        """Until it is time to ask again; earlier when the model has answered somebody else."""
        if not self._leaving:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._answered.wait()
        if self._leaving:
            raise asyncio.CancelledError


def language_of(profile: Profile, message: IncomingMessage) -> Language:
    """In which language the service speaks to whoever sent this."""
    return language_for(profile.language, message.locale, message.text)


def names_of(message: IncomingMessage) -> tuple[str, ...]:
    """What the place of a message and its sender are called."""
    where = (message.chat_id, message.sender_id, *message.groups)
    return (message.conversation, *(f"{message.platform}:{each}" for each in where))


def without_missing(profile: Profile, here: Toolbox, everywhere: Toolbox) -> Profile:
    """The profile without those of its tools that there are, but not for this conversation."""
    missing = {tool.name for tool in everywhere.tools} - {tool.name for tool in here.tools}
    if not missing or profile.tools in (("auto",), ("notool",)):
        return profile
    kept = tuple(n for n in profile.tools if everywhere.find(n).name not in missing)
    return replace(profile, tools=kept or ("notool",))


def _told(history: History) -> History:
    """The history without what stood above its answers."""
    turns = (replace(turn, answer=without_heading(turn.answer)) for turn in history.turns)
    return replace(history, turns=tuple(turns))
