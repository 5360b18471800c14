"""An office for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import migrate, open_engine
from tests.bot.desk.office import Office
from tests.servers.openai_server import ScriptedServer


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    await migrate(engine)
    async with ScriptedServer() as server:
        yield Office(tmp_path, engine, server)
    await engine.dispose()
