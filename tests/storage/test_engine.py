"""The database opens as it must and its tables are those the models describe."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, text

from storage.engine import database_url, migrate, open_engine
from storage.models import Base


async def test_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'kept.db'}")
    await migrate(engine)
    await migrate(engine)

    def differences(connection: Connection) -> list[object]:
        options = {"include_name": lambda name, kind, parents: not _is_index_of_terms(name, kind)}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_migrations_that_are_cut_off_are_made_another_time(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'kept.db'}")

    def cut_off(*call: object) -> None:
        if "CREATE TABLE turns" in str(call[2]):
            raise ConnectionAbortedError

    event.listen(engine.sync_engine, "before_cursor_execute", cut_off)
    with pytest.raises(ConnectionAbortedError):
        await migrate(engine)
    event.remove(engine.sync_engine, "before_cursor_execute", cut_off)
    await migrate(engine)
    await engine.dispose()


def _is_index_of_terms(name: str | None, kind: str) -> bool:
    virtual = ("knowledge_terms", "knowledge_vocabulary")
    return kind == "table" and (name or "").startswith(virtual)


async def test_sqlite_is_set_for_a_service(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'kept.db'}")
    async with engine.connect() as connection:
        settings = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        ]
    assert settings == ["wal", 2, 10000, 1]
    await engine.dispose()


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("postgres://me@host/db", "postgresql+psycopg"),
        ("postgresql+asyncpg://me@host/db", "postgresql+psycopg"),
        ("sqlite:////tmp/a.db", "sqlite+aiosqlite"),
    ],
)
def test_an_address_gets_the_driver_that_is_shipped(address: str, driver: str) -> None:
    assert database_url(address).drivername == driver


@pytest.mark.parametrize("address", ["mysql://host/db", "kept.db", ""])
def test_other_databases_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///"):
        open_engine(address)
