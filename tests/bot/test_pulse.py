"""The pulse tells whether model and database are up, without asking them all the time."""

from pathlib import Path

from agent.openai_line import Line
from agent.patience import Patience
from bot.pulse import Pulse
from storage.engine import open_engine
from tests.servers.openai_server import ScriptedServer


async def test_felt_anew_only_after_a_while(tmp_path: Path) -> None:
    now = [0.0]
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")
    async with ScriptedServer(personality="vllm") as server:
        line = Line(base_url=server.url, patience=Patience(first=1.0))
        pulse = Pulse(line, engine, clock=lambda: now[0])
        first = await pulse()
        assert (first.model.ok, first.database.ok) == (True, True)
        await pulse()
        assert server.paths == ["/v1/models"]
        now[0] = 6.0
        await pulse()
        assert server.paths == ["/v1/models"] * 2
    now[0] = 12.0
    later = await pulse()
    assert (later.model.ok, later.model.detail) == (False, "does not answer")
    await line.aclose()
    await engine.dispose()
