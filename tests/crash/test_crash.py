"""A few kills on each run of the tests; `python -m tests.crash` does a hundred."""

import asyncio
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.turns.workflows import open_workflows
from tests.crash.killing import Killing, Model, child_of, finals, send
from tests.servers.openai_server import ScriptedServer


def test_killing_the_service_breaks_no_promise(tmp_path: Path) -> None:
    found = Killing(tmp_path, conversations=10, each=3, seed=7).run(6, life=1.5)
    assert found.broken() == []
    assert found.kills - found.idle_kills == 6
    assert found.calls >= 2 * found.questions
    assert not found.troubles


async def test_a_question_that_takes_the_process_down_is_given_up(tmp_path: Path) -> None:
    poison, *good = ["r0c99q0", *(f"r0c{number:02}q0" for number in range(4))]
    send(tmp_path, [poison, *good])
    async with ScriptedServer(Model()) as server:
        assert await asyncio.to_thread(live, tmp_path, server.url) == 7, "it takes it down"
        await make_suspect(tmp_path, f"files:{poison}", deaths=6)
        ends = [await asyncio.to_thread(live, tmp_path, server.url, 5) for _ in range(3)]
    assert ends == [7, 7, None], "eight processes ended over it, the next gives it up"
    answers = {name: posts[-1][1] for name, posts in finals(tmp_path).items()}
    assert answers.pop(poison).startswith("Sorry")
    assert answers == {name: f"It is {name.upper()}." for name in good}


async def make_suspect(folder: Path, turn: str, *, deaths: int) -> None:
    """Leave the turn as so many processes in a row would that ended over it."""
    async with open_workflows(f"sqlite:///{folder / 'turns.db'}") as workflows:
        left = (await workflows.left())[turn]
        assert left.entries, "the model's call is on record"
        attempt = workflows.attempt(turn, replace(left, fruitless=deaths - 1, attempts=()))
        await attempt.begin()
        await workflows.forget(left)
        attempt.end(done=False)


def live(folder: Path, url: str, answers: int = 99) -> int | None:
    """Start the service until it ends by itself or so many are answered; its exit code."""
    with child_of(folder, url) as child:
        while child.poll() is None and len(finals(folder)) < answers:
            with suppress(subprocess.TimeoutExpired):
                child.wait(0.05)
        return child.poll()
