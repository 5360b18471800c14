"""The database at the start of a command: opened, brought up to date, and its state told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config import Settings, SettingsError, make_data_dir
from storage.engine import database_url, migrate, open_engine


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """The database with its tables up to date. Raises `SettingsError` when it can't be opened."""
    make_data_dir(settings)
    async with _engine(settings) as engine:
        try:
            await migrate(engine)
        except (SQLAlchemyError, OSError) as error:
            raise SettingsError(f"DATABASE_URL: can't be opened ({cause(error)})") from None
        yield engine


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    try:
        engine = open_engine(settings.database)
    except (ValueError, ImportError) as error:
        raise SettingsError(f"DATABASE_URL: {error}") from None
    try:
        yield engine
    finally:
        await engine.dispose()


def cause(error: Exception) -> str:
    """What the database said, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


async def is_alive(engine: AsyncEngine) -> bool:
    """Whether the database answers."""
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return False
    return True


async def state(settings: Settings) -> str:
    """How the tables are, changing nothing. Raises `SettingsError` when they can't be read."""
    url = database_url(settings.database)
    if url.get_backend_name() == "sqlite" and not _is_there(url.database or ""):
        return "not there yet; the first start makes it"
    async with _engine(settings) as engine:
        try:
            async with engine.connect() as connection:
                now, newest = await connection.run_sync(_revisions)
        except (SQLAlchemyError, OSError) as error:
            raise SettingsError(f"can't be opened ({cause(error)})") from None
    return "up to date" if now == newest else "older than this version; the next start mends it"


def _is_there(file: str) -> bool:
    return Path(file).exists()


def _revisions(connection: Connection) -> tuple[str | None, str | None]:
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    newest = ScriptDirectory.from_config(config).get_current_head()
    return MigrationContext.configure(connection).get_current_revision(), newest


def bring_up_to_date(settings: Settings) -> None:
    """Migrate the database and say so. Raises `SettingsError`."""
    asyncio.run(_bring_up_to_date(settings))
    print("The database is up to date.")


async def _bring_up_to_date(settings: Settings) -> None:
    async with open_database(settings):
        pass
