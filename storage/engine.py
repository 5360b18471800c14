"""The database: opening it the way each kind needs, and bringing its tables up to date."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.driver import connect

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


_CONNECTIONS = 8


def database_url(address: str) -> URL:
    """The address with the driver that this program uses. Raises `ValueError`."""
    scheme, separator, rest = address.partition("://")
    driver = _DRIVERS.get(scheme.partition("+")[0])
    if not separator or driver is None:
        raise ValueError("the database must be sqlite:///… or postgresql://…")
    return make_url(f"{driver}://{rest}")


def open_engine(address: str) -> AsyncEngine:
    """An engine for this address, lazily connected; dispose of it. Raises `ValueError`."""
    url = database_url(address)
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True)
    file = url.database or ":memory:"
    # More connections than these would be opened and closed again, each at the cost of a turn.
    pool = {} if file == ":memory:" else {"pool_size": _CONNECTIONS, "max_overflow": 0}
    engine = create_async_engine(url, async_creator=lambda: connect(file), **pool)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # WAL: readers never wait for the writer. FULL: what is committed outlives a power cut, too.
    # busy_timeout is in milliseconds.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


async def migrate(engine: AsyncEngine) -> None:
    """Bring the tables up to date, wholly or not at all; done at every start, quick as a rule."""
    async with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Its driver begins nothing before data is changed: a process that is killed halfway
            # would leave some of the tables, and no start would ever get past them.
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await _upgrade(connection)


async def _upgrade(connection: AsyncConnection) -> None:
    # Alembic takes a while to import and only the start needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")

    def upgrade(sync_connection: object) -> None:
        config.attributes["connection"] = sync_connection
        command.upgrade(config, "head")

    await connection.run_sync(upgrade)
