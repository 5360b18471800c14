"""One turn seen through: its answer got, kept, and delivered."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog

from adapters.base import Attachment, IncomingMessage, Ledger, Reply, Undeliverable
from agent.history import ConversationStore, Outcome
from bot.turns.answering import Answering
from bot.turns.delivered import Delivered
from bot.turns.replies import final_reply, with_file
from bot.turns.settle import failure_of, insist
from bot.turns.turn import Turn

T = TypeVar("T")

_log = structlog.get_logger(__name__)
_SHOWN_WITHIN = 30.0
_DELIVERED_WITHIN = 900.0
"""Seconds for one attempt; a long answer at a slow pace takes its time."""
_FRUITLESS = 8
"""So many processes in a row may end over one turn without progress before it is given up.

All but the first two had begun it alone. Fewer would do for a turn that takes processes down, but
would condemn good ones where something else kills the process every second.
"""


class Platform(Protocol):
    """What shows replies; see `adapters.base.Adapter`."""

    async def room(self, message: IncomingMessage) -> None: ...

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None: ...

    async def fetch(self, attachment: Attachment, limit: int) -> bytes: ...


class Handling:
    """Sees turns through.

    When ``leaving`` is set nothing is tried again, and what is not finished is left by a
    cancellation.
    """

    def __init__(
        self,
        *,
        store: ConversationStore,
        answering: Answering,
        platforms: Mapping[str, Platform],
        delivered: Delivered,
        clock: Callable[[], datetime],
        leaving: asyncio.Event,
    ) -> None:
        self._delivered = delivered
        self._store = store
        self._answering = answering
        self._platforms = platforms
        self._clock = clock
        self._leaving = leaving
        self._ended = False

    def leave(self) -> None:
        """Wait for no model that is down any more."""
        self._answering.leave()

    def end(self, turns: Iterable[Turn]) -> None:
        """Break off these turns, and begin none: the time for them is over."""
        self._ended = True
        for turn in turns:
            if turn.work is not None:
                turn.work.cancel()

    async def see_through(self, turn: Turn) -> None:
        """Answer the turn, keep the answer, deliver it."""
        try:
            outcome = turn.outcome or await self._answer(turn)
            kept = await self._insist("keep an answer", partial(self._keep, turn, outcome))
            turn.ended.set()
            await turn.screen.close()
            if kept is not None:
                await self._deliver(turn, kept)
            self._delivered.add(turn.id)
        finally:
            await turn.screen.close()
            turn.moved.set()
            turn.over.set()

    async def post(self, turn: Turn, reply: Reply) -> None:
        """Have the platform show this reply, and keep what it is shown in."""
        platform = self._platforms[turn.question.platform]
        async with asyncio.timeout(_DELIVERED_WITHIN if reply.final else _SHOWN_WITHIN):
            await platform.show(turn.message, reply, turn.ledger)

    async def _deliver(self, turn: Turn, outcome: Outcome) -> None:
        reply = final_reply(outcome, turn.language)
        if turn.message.command:
            if not reply.text:
                return
            reply = replace(reply, private=True)
            make = partial(self._answering.file, turn)
            answered = outcome.reason == "answered"
            if answered and (file := await self._insist("make a file", make)):
                reply = with_file(reply, file)
        reply = replace(reply, buttons=self._answering.buttons(turn))
        try:
            await self._insist("deliver an answer", partial(self.post, turn, reply))
        except Undeliverable as error:
            _log.warning("an answer can't be delivered", turn=turn.id, why=str(error))

    async def _answer(self, turn: Turn) -> Outcome:
        if turn.begun_at is None:
            turn.begun_at = self._clock()
            await self._insist("start a turn", partial(self._store.start, turn.id, turn.begun_at))
        if turn.stopped:
            return self._answering.stopped(turn)
        if turn.left.fruitless >= _FRUITLESS:
            _log.error("a turn is given up: processes keep ending over it", turn=turn.id)
            return self._answering.failed(turn)
        if self._ended:
            raise asyncio.CancelledError
        turn.work = asyncio.create_task(self._answering.answer(turn))
        await asyncio.wait({turn.work})
        error = failure_of(turn.work)
        if error is None:
            return turn.work.result()
        if turn.stopped:
            return self._answering.stopped(turn)
        if isinstance(error, asyncio.CancelledError):
            await turn.journal.survived()
            raise error
        _log.error("a turn failed", turn=turn.id, exc_info=error)
        return self._answering.failed(turn)

    async def _keep(self, turn: Turn, outcome: Outcome) -> Outcome | None:
        """The outcome that is kept now; None when the conversation was deleted."""
        finish = partial(self._store.finish, turn.id, outcome, self._clock(), due=True)
        if turn.outcome is None and await finish():
            return outcome
        record = await self._store.record(turn.id)
        return record.outcome if record and record.question.conversation else None

    async def _insist(self, what: str, attempt: Callable[[], Coroutine[Any, Any, T]]) -> T:
        return await insist(what, attempt, self._leaving, hopeless=Undeliverable)
