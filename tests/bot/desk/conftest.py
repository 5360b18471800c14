"""An office for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.desk.office import Office
from tests.servers.openai_server import ScriptedServer
from tests.servers.store import store_in


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with store_in(tmp_path) as engine, ScriptedServer() as server:
        yield Office(tmp_path, engine, server)
