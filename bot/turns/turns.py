"""The durable turn: a message is accepted for good, answered in its order, and delivered."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

import structlog

from adapters.base import IncomingMessage, Reply
from agent.history import ConversationStore, Question, Record
from agent.knowledge import MemoryBank
from agent.model import ChatModel
from agent.profile import Profile
from bot.failures import Failure
from bot.files.files import Files
from bot.turns.albums import Albums
from bot.turns.answering import AgentOf, Answering, Commands, language_of
from bot.turns.asking import Asking, unanswered
from bot.turns.delivered import Delivered
from bot.turns.durable import Entry, Journal
from bot.turns.handling import Handling, Platform
from bot.turns.ledger import TurnLedger
from bot.turns.screen import Screen
from bot.turns.settle import failure_of, insist, settle
from bot.turns.stopping import Marks, look_for_marks
from bot.turns.turn import Turn, message_of, question_of
from bot.turns.workflows import Left, Workflows, open_workflows
from bot.words import notice
from tools.base import Toolbox

_log = structlog.get_logger(__name__)
_STOP_WITHIN = 5.0
_SUSPECT = 2
"""A turn over which so many processes ended is begun alone, so that no other is blamed."""

_KEPT_FOR = timedelta(days=1)
_TIDY_EVERY = 3600.0
_FEW = 10
_SHOWS_A_SECOND = 20.0
"""With more than a few turns so many replies in progress are shown in all, lest they keep the
final ones waiting."""


class Turns:
    """Takes messages in, has each answered once and in its conversation's order, and shows it.

    Use it by ``async with``: entering takes up what an earlier process left, leaving waits at most
    ``grace`` seconds for the turns in progress and leaves the rest to the next process. Turns of
    other platforms than ``platforms`` are left alone. ``commands`` answers what is a command,
    ``files`` reads what comes with a message, ``bank`` remembers, ``marks`` tell what other
    processes want stopped.
    ``database`` is the engine's own (a file beside the store's, or the same Postgres). ``patience``
    is how many seconds a question waits for a model that is down, ``quiet`` after how many without
    a word the person is told that the turn waits, ``slots`` how many turns are answered at a time.
    An album is taken for whole when ``together`` seconds have brought no further part of it.
    """

    def __init__(
        self,
        *,
        store: ConversationStore,
        database: str,
        agent_of: AgentOf,
        model_of: Callable[[Profile], ChatModel],
        toolbox: Toolbox,
        platforms: Mapping[str, Platform],
        clock: Callable[[], datetime],
        profile: Profile | None = None,
        commands: Commands | None = None,
        files: Files | None = None,
        bank: MemoryBank | None = None,
        marks: Marks | None = None,
        patience: float = 3600.0,
        grace: float = 10.0,
        quiet: float = 8.0,
        slots: int = 32,
        together: float = 1.0,
    ) -> None:
        self._store = store
        self._files = files
        self._marks = marks
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._profile = profile or Profile()
        self._grace = grace
        self._quiet = quiet
        self._leaving = asyncio.Event()
        self._asking = Asking()
        self.settle = self._asking.settle
        answering = Answering(
            store=store,
            agent_of=agent_of,
            model_of=model_of,
            toolbox=toolbox,
            profile=self._profile,
            clock=clock,
            commands=commands,
            files=files,
            asking=self._asking,
            sources=platforms,
            bank=bank,
            patience=timedelta(seconds=patience),
            slots=slots,
        )
        self._delivered = Delivered(store)
        self._handling = Handling(
            store=store,
            answering=answering,
            platforms=platforms,
            delivered=self._delivered,
            clock=clock,
            leaving=self._leaving,
        )
        self._albums = Albums(store, quiet=together, leaving=self._leaving, clock=clock)
        self._turns: dict[str, Turn] = {}
        self._lines: dict[str, deque[Turn]] = {}
        self._served: set[str] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._accepting: set[asyncio.Future[None]] = set()
        self._doors = WeakValueDictionary[str, asyncio.Lock]()
        self._alone = asyncio.Lock()
        self._open = asyncio.Event()
        self._stack = AsyncExitStack()
        self._workflows: Workflows

    async def __aenter__(self) -> Self:
        """Raises `Failure` when another process already works on these turns."""
        async with AsyncExitStack() as stack:
            self._workflows = await stack.enter_async_context(open_workflows(self._database))
            await self._take_up()
            self._stack = stack.pop_all()
        self._open.set()
        self._beside = [
            asyncio.create_task(self._tidy()),
            asyncio.create_task(self._delivered.keep_them()),
        ]
        if self._marks is not None:
            looking = look_for_marks(self._marks, lambda: self._turns, self._stop_marked)
            self._beside.append(asyncio.create_task(looking))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leaving.set()
        for task in self._beside:
            task.cancel()
        if self._accepting:  # whatever is being accepted is in line then
            await asyncio.wait(self._accepting)
        self._handling.leave()
        if self._serving:
            _, late = await asyncio.wait(self._serving, timeout=self._grace)
            self._handling.end(self._turns.values())
            if late:
                await asyncio.wait(late)
        await asyncio.gather(*(turn.screen.close() for turn in self._turns.values()))
        await self._delivered.keep()
        await self._stack.aclose()

    async def accept(self, message: IncomingMessage) -> None:
        """Take a message in, durably; one that is delivered again changes nothing.

        Raises `Failure` while the service is stopping.
        """
        if self._leaving.is_set() or not self._open.is_set():
            raise Failure("The service is starting or stopping: try again in a moment.")
        # Whoever hands the message in may go away, and the turn still has to begin.
        accepting = asyncio.ensure_future(self._accept(message))
        self._accepting.add(accepting)
        accepting.add_done_callback(self._accepting.discard)
        await asyncio.shield(accepting)

    @property
    def busy(self) -> bool:
        """Whether there is a message without an answer."""
        return bool(self._turns)

    def _spacing(self) -> float:
        """Seconds between two replies in progress: the more turns there are, the fewer each."""
        return max(0, len(self._turns) - _FEW) / _SHOWS_A_SECOND

    def waiting(self, conversation: str) -> int:
        """How many messages of a conversation have no answer yet."""
        return len(self._lines.get(conversation, ()))

    async def stop(self, conversation: str) -> bool:
        """End at once what runs in a conversation and what waits there; False: nothing did.

        What another process works on is marked, and ends when that one sees it.
        """
        found = _break_off(self._lines.get(conversation, ()))
        if found:
            ends = [asyncio.ensure_future(turn.ended.wait()) for turn in found]
            _, late = await asyncio.wait(ends, timeout=_STOP_WITHIN)
            for end in late:
                end.cancel()
        elif self._marks is not None:
            return bool(await self._marks.ask(conversation))
        return bool(found)

    def _stop_marked(self, marked: Collection[str]) -> None:
        named = (self._turns[name] for name in marked if name in self._turns)
        _break_off(turn for turn in named if not turn.stopped)

    async def _accept(self, message: IncomingMessage) -> None:
        if not message.album:
            await self._line_up(message)
            return
        async with self._albums.door(message):
            if not await self._albums.join(message):
                await self._line_up(await self._albums.with_earlier(message))

    async def _line_up(self, message: IncomingMessage) -> None:
        question = question_of(message)
        door = self._doors.setdefault(question.conversation, asyncio.Lock())
        async with door:  # so that the line has the order of the store
            idle = not message.album and question.conversation not in self._lines
            begun_at = self._clock() if idle else None
            if await self._store.accept(question, begun_at=begun_at):
                turn = self._turn(question, message, Left())
                turn.begun_at = begun_at
                self._albums.grow(turn)
                self._line(turn).append(turn)
                self._serve(turn.question.conversation)

    async def _take_up(self) -> None:
        """Put in line what earlier processes accepted and did not finish or deliver."""
        records = {record.question.turn_id: record for record in await self._store.unfinished()}
        left = await self._workflows.left()
        for name in left.keys() - records.keys():
            record = await self._store.record(name)
            if record is None or not record.question.conversation:
                await self._workflows.forget(left[name])
            else:
                records[name] = record
        for record in sorted(records.values(), key=lambda record: record.place):
            if record.question.platform in self._platforms:
                await self._join(record, left.get(record.question.turn_id) or _left(record))
        # Those over which a process may have ended come last.
        for conversation in sorted(self._lines, key=lambda c: self._lines[c][0].left.fruitless):
            self._serve(conversation)

    async def _join(self, record: Record, left: Left) -> None:
        """Put a turn of an earlier process in its line."""
        try:
            message = message_of(record.question)
        except ValueError:
            _log.error("a turn can't be read and is left alone", turn=record.question.turn_id)
            return
        if self._albums.rejoin(record, message):
            return
        turn = self._turn(record.question, message, left)
        if record.started_at is None:
            self._albums.grow(turn)
        turn.begun_at, turn.outcome = record.started_at, record.outcome
        await turn.ledger.load()
        if turn.ledger.posts:
            turn.shown.set()
        self._asking.expect(message, unanswered(turn.id, left.entries))
        self._line(turn).append(turn)

    def _turn(self, question: Question, message: IncomingMessage, left: Left) -> Turn:
        def waiting() -> str:
            return notice("slow", turn.language)

        line = self._lines.get(question.conversation)
        before = line[-1].shown if line else None

        async def post(reply: Reply) -> None:
            await self._handling.post(turn, reply)
            turn.shown.set()

        async def room() -> None:
            if before is not None:  # no post may stand above an earlier turn's
                await before.wait()
            await self._platforms[question.platform].room(message)

        async def record(name: str, entry: Entry) -> None:
            await insist("begin a turn", turn.attempt.begin, self._leaving)
            await turn.attempt.record(name, entry)
            turn.moved.set()

        turn = Turn(
            question=question,
            message=message,
            screen=Screen(post, room, quiet=self._quiet, waiting=waiting, spacing=self._spacing),
            language=language_of(self._profile, message),
            left=left,
            attempt=self._workflows.attempt(question.turn_id, left),
            journal=Journal(record, left.entries),
            ledger=TurnLedger(self._store, question.turn_id, question.platform),
        )
        return turn

    def _line(self, turn: Turn) -> deque[Turn]:
        self._turns[turn.id] = turn
        return self._lines.setdefault(turn.question.conversation, deque())

    def _serve(self, conversation: str) -> None:
        if conversation not in self._served:
            self._served.add(conversation)
            serving = asyncio.create_task(self._serve_in_order(conversation))
            self._serving.add(serving)
            serving.add_done_callback(self._serving.discard)

    async def _serve_in_order(self, conversation: str) -> None:
        line = self._lines[conversation]
        while line and not self._leaving.is_set():
            turn = line[0]
            await self._do(turn)
            if not turn.over.is_set():
                return
            turn.shown.set()
            line.popleft()
            del self._turns[turn.id]
            self._asking.drop(turn.message)
        self._served.discard(conversation)
        if not line:
            del self._lines[conversation]

    async def _do(self, turn: Turn) -> None:
        """Have the turn worked on now, to its end."""
        async with AsyncExitStack() as stack:
            if turn.left.fruitless >= _SUSPECT:
                await stack.enter_async_context(self._alone)
            await self._albums.settle(turn)
            if self._leaving.is_set():
                return
            if turn.left != Left():
                await self._succeed(turn)
            working = asyncio.create_task(self._handling.see_through(turn))
            await turn.moved.wait()
        await asyncio.wait({working})
        error = failure_of(working)
        turn.attempt.end(done=error is None)
        if error and not working.cancelled():
            _log.error("a turn could not be seen through", turn=turn.id, exc_info=error)

    async def _succeed(self, turn: Turn) -> None:
        """Take over what the engine has of earlier attempts at a turn."""
        await insist("begin a turn", turn.attempt.begin, self._leaving)
        forget = partial(self._workflows.forget, turn.left)
        await insist("tidy up after a turn", forget, self._leaving)

    async def tidy(self, before: datetime) -> None:
        """Forget the engine's records of turns that were over before this time; ours stay."""
        await self._workflows.tidy(before)

    async def _tidy(self) -> None:
        while True:
            task = await settle(self.tidy(self._clock() - _KEPT_FOR))
            if error := failure_of(task):
                _log.warning("old workflows could not be forgotten", error=repr(error))
            if self._files is not None:
                await self._files.tidy()
            await asyncio.sleep(_TIDY_EVERY)


def _left(record: Record) -> Left:
    """What is left of a turn of which the engine knows nothing."""
    fruitless = record.started_at is not None and record.outcome is None
    return Left(fruitless=int(fruitless))


def _break_off(turns: Iterable[Turn]) -> list[Turn]:
    """Stop those of these turns that have not ended."""
    found = [turn for turn in turns if not turn.ended.is_set()]
    for turn in found:
        turn.stopped = True
        if turn.work is not None:
            turn.work.cancel()
    return found
