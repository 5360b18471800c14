"""SQLite for the event loop: a statement is one trip to the connection's thread.

SQLAlchemy's own driver goes there for the cursor, the statement, its rows and the closing of each,
and for the end of transactions that have written nothing. Most of what a turn cost was such trips.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Self, TypeVar

T = TypeVar("T")


class SqliteConnection:
    """What SQLAlchemy's ``aiosqlite`` dialect asks of a connection; see `connect`."""

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection: sqlite3.Connection | None = connection
        self._thread = thread
        self._in_transaction = False
        self._trip: asyncio.Future[Any] | None = None

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What the work comes to, done on the connection's thread. Raises `sqlite3.Error`."""
        if self._connection is None:
            raise ValueError("Connection closed")
        trip = asyncio.get_running_loop().run_in_executor(
            self._thread, self._done, work, self._connection
        )
        self._trip = trip
        return await trip

    def _done(self, work: Callable[[sqlite3.Connection], T], connection: sqlite3.Connection) -> T:
        try:
            return work(connection)
        finally:
            self._in_transaction = connection.in_transaction

    def cursor(self) -> "SqliteCursor":
        return SqliteCursor(self)

    async def commit(self) -> None:
        if self._ends_something:
            await self.run(sqlite3.Connection.commit)

    async def rollback(self) -> None:
        if self._ends_something:
            await self.run(sqlite3.Connection.rollback)

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        await self.run(lambda connection: connection.create_function(*arguments, **options))

    async def close(self) -> None:
        if closing := self.stop():
            await asyncio.wrap_future(closing)

    def stop(self) -> Future[None] | None:
        """Begin to close it; None: that has been done."""
        connection, self._connection = self._connection, None
        if connection is None:
            return None
        closing = self._thread.submit(connection.close)
        self._thread.shutdown(wait=False)
        return closing

    @property
    def _ends_something(self) -> bool:
        """Whether there is a transaction, or a trip that was given up and may begin one yet."""
        return self._in_transaction or (self._trip is not None and not self._trip.done())


class SqliteCursor:
    """A statement with its rows, which are all there once it was executed."""

    def __init__(self, connection: SqliteConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        await self._connection.run(
            partial(self._take, lambda cursor: cursor.execute(statement, parameters))
        )
        return self

    async def executemany(self, statement: str, many: Sequence[Sequence[Any]]) -> Self:
        await self._connection.run(
            partial(self._take, lambda cursor: cursor.executemany(statement, many))
        )
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []

    def _take(self, work: Callable[[sqlite3.Cursor], Any], connection: sqlite3.Connection) -> None:
        cursor = connection.cursor()
        try:
            work(cursor)
            self._rows = cursor.fetchall() if cursor.description else []
            self.description = cursor.description
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


async def connect(database: str, **options: Any) -> SqliteConnection:
    """A connection with a thread of its own. Raises `sqlite3.Error`."""
    thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
    try:
        opening = partial(sqlite3.connect, database, **options)
        connection = await asyncio.get_running_loop().run_in_executor(thread, opening)
    except (sqlite3.Error, asyncio.CancelledError):
        thread.shutdown(wait=False)
        raise
    return SqliteConnection(connection, thread)
