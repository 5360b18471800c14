"""The SQLite driver: transactions end, what fails is told, and closing leaves nothing behind."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import open_engine


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(f"sqlite:///{tmp_path}/store.db")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE words (word TEXT PRIMARY KEY)"))
    yield engine
    await engine.dispose()


async def words(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(text("SELECT word FROM words ORDER BY word")))


async def test_what_is_committed_stays_and_what_fails_does_not(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO words VALUES ('kept')"))
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO words VALUES ('lost')"))
            await connection.execute(text("INSERT INTO words VALUES ('kept')"))
    assert await words(engine) == ["kept"]


async def test_many_rows_at_once_and_the_rows_that_an_insert_returns(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        many = [{"word": word} for word in "abc"]
        await connection.execute(text("INSERT INTO words VALUES (:word)"), many)
        new = await connection.scalar(text("INSERT INTO words VALUES ('d') RETURNING word"))
        changed = await connection.execute(text("DELETE FROM words WHERE word < 'c'"))
    assert (new, changed.rowcount) == ("d", 2)
    assert await words(engine) == ["c", "d"]


async def test_a_statement_given_up_leaves_no_transaction_behind(engine: AsyncEngine) -> None:
    async def write() -> None:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO words VALUES ('given up')"))
            await asyncio.Event().wait()

    for _ in range(20):
        writing = asyncio.create_task(write())
        await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO words VALUES ('next')"))
    assert await words(engine) == ["next"]


async def test_more_at_once_than_there_are_connections(engine: AsyncEngine) -> None:
    async def write(number: int) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": number})

    await asyncio.gather(*map(write, range(50)))
    assert len(await words(engine)) == 50


async def test_no_thread_outlives_the_engine(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/store.db")
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    threads = [each for each in threading.enumerate() if each.name.startswith("sqlite")]
    assert threads
    await engine.dispose()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


async def test_a_file_that_cant_be_opened_is_told(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/nowhere/store.db")
    with pytest.raises(OperationalError, match="unable to open"):
        async with engine.connect():
            pass
    await engine.dispose()
