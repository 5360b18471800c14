"""One scripted server for all questions of the agent's tests."""

from collections.abc import Iterator

import pytest

from tests.agent.desk import Ask
from tests.servers.openai_server import ScriptedServer


@pytest.fixture(scope="session")
def asking() -> Iterator[Ask]:
    with ScriptedServer() as server:
        yield Ask(server, remember={})


@pytest.fixture
def ask(asking: Ask) -> Ask:
    return asking
