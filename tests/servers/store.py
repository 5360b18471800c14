"""SQLite stores with all tables: made once in a process, and copied from then on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import migrate, open_engine

_empty: list[bytes] = []


async def make_store(file: Path) -> str:
    """A store without a row in this file; its address."""
    address = f"sqlite:///{file}"
    if not _empty:
        engine = open_engine(address)
        await migrate(engine)
        await engine.dispose()
        _empty.append(await asyncio.to_thread(file.read_bytes))
    await asyncio.to_thread(file.write_bytes, _empty[0])
    return address


@asynccontextmanager
async def store_in(folder: Path) -> AsyncIterator[AsyncEngine]:
    """An engine on such a store in the folder."""
    engine = open_engine(await make_store(folder / "store.db"))
    yield engine
    await engine.dispose()
