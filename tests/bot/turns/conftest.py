"""A house for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.conversations import Conversations
from tests.bot.turns.turning import House
from tests.servers.openai_server import ScriptedServer
from tests.servers.store import store_in


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with store_in(tmp_path) as engine, ScriptedServer() as server:
        yield House(tmp_path, Conversations(engine), server)
