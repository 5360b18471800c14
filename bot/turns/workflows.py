"""The durable engine: DBOS, set up so that what a killed process began goes on in the next one."""

import asyncio
import fcntl
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from contextvars import Context, copy_context
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy
import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID, WorkflowStatusString
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from bot.failures import Failure
from bot.turns.durable import Entry
from storage.engine import database_url

_VERSION = "1"
"""What a turn's records look like. It stays the same over deploys, else older turns would wait."""

_NAME = "turn"
_ENDED = [
    WorkflowStatusString.SUCCESS.value,
    WorkflowStatusString.ERROR.value,
    WorkflowStatusString.CANCELLED.value,
    WorkflowStatusString.MAX_RECOVERY_ATTEMPTS_EXCEEDED.value,
]
_AT_ONCE = 500
_log = structlog.get_logger(__name__)
_only_one = threading.Lock()
_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
_GIVEN: TypeAdapter[tuple[str, tuple[Entry, ...], int]] = TypeAdapter(
    tuple[str, tuple[Entry, ...], int]
)


@dataclass(frozen=True, kw_only=True)
class Left:
    """What ended processes have left of a turn.

    ``entries`` are the calls on record. ``fruitless`` counts the processes in a row that ended
    while they worked on it without putting anything on record. ``attempts`` names its workflows.
    """

    entries: tuple[Entry, ...] = ()
    fruitless: int = 0
    attempts: tuple[str, ...] = ()


_Workflow = Callable[[str, Any, int], Any]
_Begun = dict[str, "Attempt"]
"""By turn."""


class Attempt:
    """One process's attempt at a turn, which begins a workflow when there is something to keep.

    Most turns end without: their answer is in the store as soon as it would be on record here.
    """

    def __init__(self, turn_id: str, left: Left, workflow: _Workflow, begun: _Begun) -> None:
        self._turn_id = turn_id
        self._left = left
        self._workflow = workflow
        self._begun = begun
        self._beginning = asyncio.Lock()
        self._inside: Context | None = None
        self._entered = asyncio.Event()
        self._over = asyncio.get_running_loop().create_future()

    async def begin(self) -> None:
        """Be known to the next process from now on."""
        async with self._beginning:
            if self._inside is not None:
                return
            self._begun[self._turn_id] = self
            entries = [asdict(entry) for entry in self._left.entries]
            with SetWorkflowID(f"{self._turn_id}#{uuid4().hex}"):
                await DBOS.start_workflow_async(
                    self._workflow, self._turn_id, entries, self._left.fruitless
                )
            await self._entered.wait()

    async def record(self, name: str, entry: Entry) -> None:
        """Put one more call on record."""
        await self.begin()
        step = DBOS.run_step_async({"name": name}, partial(asdict, entry))
        await asyncio.create_task(step, context=self._inside)

    def end(self, *, done: bool) -> None:
        """Let the engine forget it, when all is ``done``, or leave it to the next process."""
        if not done:
            self._over.cancel()
        elif not self._over.done():
            self._over.set_result(None)

    async def run(self) -> None:
        """The workflow's body."""
        self._inside = copy_context()
        self._entered.set()
        try:
            await self._over
        finally:
            del self._begun[self._turn_id]


class Workflows:
    """The running engine. A workflow is one process's attempt at a turn.

    DBOS would start the workflows of an ended process again by itself, but out of order, all at
    once and only after a second; so each process has its own name for DBOS and begins, when a
    turn's place has come, a new workflow that is handed what the last one has on record.
    """

    def __init__(self, workflow: _Workflow, begun: _Begun) -> None:
        self._workflow = workflow
        self._begun = begun

    def attempt(self, turn_id: str, left: Left) -> Attempt:
        """An attempt at a turn, from what is left of it."""
        return Attempt(turn_id, left, self._workflow, self._begun)

    async def forget(self, left: Left) -> None:
        """Let go of what was left of a turn; outside any workflow."""
        if left.attempts:
            await DBOS.delete_workflows_async(list(left.attempts))

    async def left(self) -> dict[str, Left]:
        """What ended processes have left, by turn. To be asked before anything is begun."""
        found = await DBOS.list_workflows_async(
            name=_NAME, status=WorkflowStatusString.PENDING.value, load_output=False
        )
        left: dict[str, Left] = {}
        for attempt in found:  # oldest first; a newer one was handed all that was left before it
            steps = await DBOS.list_workflow_steps_async(attempt.workflow_id)
            try:
                given = attempt.input["args"] if attempt.input else None
                turn_id, entries, fruitless = _GIVEN.validate_python(given)
                more = tuple(_ENTRY.validate_python(step["output"]) for step in steps)
            except ValidationError:
                _log.warning("a record can't be read and counts as none", of=attempt.workflow_id)
                continue
            before = left.get(turn_id, Left())
            left[turn_id] = Left(
                entries=entries + more,
                fruitless=0 if more else fruitless + 1,
                attempts=(*before.attempts, attempt.workflow_id),
            )
        return left

    async def tidy(self, before: datetime) -> None:
        """Forget the workflows that ended before this time."""
        while await self._forget_ended(before):
            pass

    async def _forget_ended(self, before: datetime) -> int:
        ended = await DBOS.list_workflows_async(
            status=_ENDED,
            completed_before=before.isoformat(),
            limit=_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        if ended:
            await DBOS.delete_workflows_async([each.workflow_id for each in ended])
        return len(ended)


@asynccontextmanager
async def open_workflows(database: str) -> AsyncIterator[Workflows]:
    """Run the engine on this database.

    Raises `Failure` when another process works on the same file.
    """
    # DBOS shows its own log lines on the console unless somebody else handles them.
    if not (engine_log := logging.getLogger("dbos")).handlers:
        engine_log.addHandler(logging.NullHandler())
    with ExitStack() as stack:
        if not _only_one.acquire(blocking=False):
            raise RuntimeError("a process runs one engine at a time")
        stack.callback(_only_one.release)
        config = _config(database_url(database), stack)
        begun: _Begun = {}

        async def turn(turn_id: str, entries: Any, fruitless: int) -> None:
            await begun[turn_id].run()

        workflow = DBOS.workflow(name=_NAME, max_recovery_attempts=None)(turn)
        DBOS(config=config)
        try:
            DBOS.launch()
            yield Workflows(workflow, begun)
        finally:
            await _destroy()


def _config(url: URL, stack: ExitStack) -> DBOSConfig:
    config = DBOSConfig(
        name="kagentsys",
        application_version=_VERSION,
        dbos_system_schema="turns",
        executor_id=uuid4().hex,
        serializer=DBOSPortableJSONSerializer(),
        log_level="ERROR",
        enable_otlp=False,
        # It only bounds how long closing takes: nothing here is sent by notification.
        notification_listener_polling_interval_sec=0.1,
    )
    if url.get_backend_name() == "sqlite":
        assert url.database is not None
        stack.enter_context(_alone(Path(url.database)))
        engine = _sqlite(Path(url.database))
        stack.callback(engine.dispose)
        config["system_database_engine"] = engine
    else:
        stack.enter_context(_alone_on_server(url))
        config["system_database_url"] = url.render_as_string(hide_password=False)
    return config


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Keep other processes off this file. The system frees it when the process is killed."""
    with file.with_name(file.name + ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(
                f"Another KAgentSys already works in {file.parent}. Stop it first, or set "
                "KAGENT_DATA_DIR to another folder."
            ) from None
        yield


@contextmanager
def _alone_on_server(url: URL) -> Iterator[None]:
    """Keep other processes off this Postgres database, which frees it soon after a kill."""
    engine = sqlalchemy.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("SET lock_timeout = '5s'"))
        try:
            connection.execute(sqlalchemy.text("SELECT pg_advisory_lock(hashtext('kagentsys'))"))
        except OperationalError:
            raise Failure(
                "Another KAgentSys already works on this database. Stop it first, or set "
                "DATABASE_URL to another one."
            ) from None
        yield


def _sqlite(file: Path) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(f"sqlite:///{file}", pool_size=20, max_overflow=0)

    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "busy_timeout=30000",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    sqlalchemy.event.listen(engine, "connect", prepare)
    return engine


async def _destroy() -> None:
    loop = asyncio.get_running_loop()
    # DBOS has made its own threads the loop's: closing may not run on them, nor anything after.
    threads = ThreadPoolExecutor(thread_name_prefix="after-turns")
    loop.set_default_executor(threads)
    await loop.run_in_executor(threads, partial(DBOS.destroy, destroy_registry=True))
