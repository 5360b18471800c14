"""The databases that the contracts are kept on."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import migrate, open_engine
from storage.models import Base
from tests.servers.postgres import postgres_served, programs


async def _made(address: str) -> None:
    engine = open_engine(address)
    await migrate(engine)
    await engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL database with all tables."""
    installed = programs()
    if installed is None:
        pytest.skip("PostgreSQL is not installed here")
    with postgres_served(installed) as address:
        asyncio.run(_made(address))
        yield address


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables, to be copied: making them takes longer."""
    file = tmp_path_factory.mktemp("empty") / "kept.db"
    asyncio.run(_made(f"sqlite:///{file}"))
    return file


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a database with all tables is; "" for none, which a contract may ask for, too."""
    match request.param:
        case "sqlite":
            file = shutil.copy(request.getfixturevalue("empty"), tmp_path / "kept.db")
            return f"sqlite:///{file}"
        case "postgres":
            return str(request.getfixturevalue("postgres"))
        case _:
            return ""


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[AsyncEngine]:
    """The database, without a row."""
    engine = open_engine(address)
    if engine.dialect.name == "postgresql":
        tables = ", ".join(each.name for each in Base.metadata.sorted_tables)
        async with engine.begin() as connection:
            await connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    yield engine
    await engine.dispose()


@pytest.fixture
async def engine(address: str) -> AsyncIterator[AsyncEngine]:
    async with opened(address) as engine:
        yield engine
