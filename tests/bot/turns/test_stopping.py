"""A turn is stopped by another process than the one that works on it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli import run
from bot.turns.stopping import look_for_marks
from bot.turns.turn import question_of
from storage.conversations import Conversations
from storage.engine import migrate, open_engine
from storage.stops import Stops
from tests.bot.turns.turning import House, message
from tests.servers.openai_server import Say, ScriptedServer

ROOT = Path(__file__).parents[3]
SLOW = Say(text=" ".join(["word"] * 400), pause=0.05)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    await migrate(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
async def house(tmp_path: Path, engine: AsyncEngine) -> AsyncIterator[House]:
    async with ScriptedServer() as server:
        yield House(tmp_path, Conversations(engine), server)


async def begun(house: House, text: str) -> None:
    await house.board.until(lambda: any(r.text for r in house.board.shown.get(text, ())))


async def kagentsys_stop(folder: Path, *named: str) -> tuple[int | None, str]:
    """The command in a process of its own: exit code and output."""
    environment = os.environ | {
        "KAGENT_DATA_DIR": str(folder / "data"),
        "DATABASE_URL": f"sqlite:///{folder / 'store.db'}",
        "PYTHONPATH": str(ROOT),
    }
    command = (sys.executable, "-m", "bot", "stop", *named)
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, cwd=folder, env=environment
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_another_process_stops_what_runs_and_what_waits(
    house: House, engine: AsyncEngine, tmp_path: Path
) -> None:
    house.server.add(SLOW, SLOW)
    async with house.turns(marks=Stops(engine)) as turns:
        await turns.accept(message("long"))
        await turns.accept(message("next"))
        await turns.accept(message("elsewhere", chat="2"))
        await begun(house, "long")
        await begun(house, "elsewhere")
        assert await kagentsys_stop(tmp_path, "board:1") == (0, "Stopped: 2\n")
        await house.board.answered("long", "next")
        outcome = await house.outcome("long")
        assert outcome.reason == "stopped" and outcome.answer.startswith("word")
        assert (await house.outcome("next")).reason == "stopped"
        assert turns.waiting("board:2") == 1
        assert await turns.stop("board:2")


async def test_it_takes_less_than_a_second(house: House, engine: AsyncEngine) -> None:
    house.server.add(SLOW)
    async with house.turns(marks=Stops(engine)) as turns:
        await turns.accept(message("long"))
        await begun(house, "long")
        assert await Stops(engine).ask() == 1
        async with asyncio.timeout(1.0):
            await house.board.answered("long")
        assert await Stops(engine).asked() == frozenset()


async def test_what_another_process_works_on_is_marked(house: House, engine: AsyncEngine) -> None:
    async with house.turns(marks=Stops(engine)) as turns:
        await house.store.accept(elsewhere := question_of(message("long")))
        assert await turns.stop("board:1")
        assert await Stops(engine).asked() == {elsewhere.turn_id}


class Book:
    """Marks that remember when they were asked for."""

    def __init__(self) -> None:
        self.looked = asyncio.Event()

    async def ask(self, conversation: str = "") -> int:
        return 0

    async def asked(self) -> frozenset[str]:
        self.looked.set()
        return frozenset({"board:1-long"})


async def test_nobody_asks_the_database_while_nothing_runs() -> None:
    book, busy = Book(), [True, False]
    stopped: asyncio.Future[Collection[str]] = asyncio.get_running_loop().create_future()

    def is_busy() -> bool:
        assert not book.looked.is_set()
        return busy.pop()

    looking = asyncio.create_task(look_for_marks(book, is_busy, stopped.set_result))
    assert await stopped == {"board:1-long"} and busy == []
    looking.cancel()


def test_where_nothing_runs_nothing_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAGENT_DATA_DIR", str(tmp_path))
    assert run(["stop"]) == 1
    assert capsys.readouterr().out == "Nothing is running.\n"
