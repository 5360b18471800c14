"""Whatever is wrong with the model, the person hears it in words, soon, and nothing is lost."""

import asyncio
from pathlib import Path

import pytest

from agent.patience import Patience
from bot.turns.turns import Turns
from tests.bot.turns.turning import House, message
from tests.servers.openai_server import Fault, Say, ScriptedServer

WITHIN = 10.0
DOWN = "kept and will be answered when it is back"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="status", status=429),
        Fault(kind="status", status=500),
        Fault(kind="status", status=503, retry_after=30),
        Fault(kind="garbage"),
        Fault(kind="empty"),
        Fault(kind="hang"),
        Fault(kind="hang_midstream"),
        Fault(kind="close"),
        Fault(kind="close_midstream"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
async def test_the_person_hears_of_a_fault_and_gets_the_answer_afterwards(
    house: House, fault: Fault
) -> None:
    sick = True

    def model(_: object) -> Fault | Say:
        return fault if sick else Say(text="Here I am.")

    async with ScriptedServer(model) as server:
        house.server = server
        async with house.turns(quiet=1.0) as turns:
            await turns.accept(message("hello?"))
            await turns.accept(message("and you?"))
            async with asyncio.timeout(WITHIN):
                await house.board.noticed("hello?", "Your question is kept")
                await house.board.noticed("and you?", "Your question is kept")
                await house.board.noticed("hello?", DOWN)
            assert house.board.final("hello?") is None
            sick = False
            await house.board.answered("hello?", "and you?")
        house.server = server
    told = [reply for replies in house.board.shown.values() for reply in replies]
    assert not any(
        word in reply.text + reply.notice
        for reply in told
        for word in ("Traceback", "Error", "http://")
    )
    final = house.board.final("hello?")
    assert final is not None and (final.text, final.notice) == ("Here I am.", "")
    assert (await house.outcome("hello?")).reason == "answered"


async def test_a_model_that_is_not_there_is_waited_for_by_all(house: House) -> None:
    house.server.__exit__()
    async with house.turns() as turns:
        for chat in "ab":
            await turns.accept(message(f"first {chat}", chat))
            await turns.accept(message(f"second {chat}", chat))
        for chat in "ab":
            await house.board.noticed(f"first {chat}", DOWN)
        house.server = ScriptedServer(lambda _: "back", port=house.server.port)
        with house.server:
            await house.board.answered("first a", "second a", "first b", "second b")
    for chat in "ab":
        told = [text for text, _ in house.board.finals if text.endswith(chat)]
        assert told == [f"first {chat}", f"second {chat}"]


async def test_patience_ends_politely(house: House) -> None:
    house.server.add(*[Fault(kind="status", status=500)] * 50)
    async with house.turns(patience=0.6) as turns:
        await turns.accept(message("hello?"))
        await house.board.answered("hello?")
    outcome = await house.outcome("hello?")
    assert outcome.reason == "unavailable" and "did not come back in time" in outcome.answer
    house.server._replies.clear()  # type: ignore[union-attr]
    house.server.add("now")
    async with house.turns() as turns:
        await turns.accept(message("next"))
        await house.board.answered("next")
    assert len(house.server.requests[-1]["messages"]) == 1, "the agent is not told of it"


async def test_stop_ends_the_wait_for_the_model(house: House) -> None:
    house.server.add(*[Fault(kind="status", status=500)] * 50)
    async with house.turns() as turns:
        await turns.accept(message("hello?"))
        await house.board.noticed("hello?", DOWN)
        assert await turns.stop("board:1")
        await house.board.answered("hello?")
    assert (await house.outcome("hello?")).reason == "stopped"


async def test_leaving_does_not_wait_for_a_model_that_is_down(house: House) -> None:
    house.server.add(*[Fault(kind="status", status=500)] * 50)
    async with asyncio.timeout(5):
        async with house.turns(grace=60.0) as turns:
            await turns.accept(message("hello?"))
            await house.board.noticed("hello?", DOWN)
    assert [record.question.text for record in await house.store.unfinished()] == ["hello?"]


async def test_a_refusing_server_is_told_at_once_and_for_good(tmp_path: Path, house: House) -> None:
    async with ScriptedServer(api_key="right") as server:
        house.server = server
        async with house.turns() as turns:
            await turns.accept(message("hello?"))
            await turns.accept(message("你好"))
            await house.board.answered("hello?", "你好")
    final = house.board.final("hello?")
    assert final is not None and "kagentsys doctor" in final.text
    outcome = await house.outcome("你好")
    assert outcome.reason == "failed" and "设置" in outcome.answer


def test_the_defaults_are_quick_enough() -> None:
    """A silent model is known of, and a waiting person spoken to, within ten seconds."""
    import inspect

    patience = Patience()
    assert patience.first + patience.probe < WITHIN
    defaults = inspect.signature(Turns).parameters
    assert defaults["quiet"].default < WITHIN - 1
    assert defaults["patience"].default == 3600
