"""Commands have a lane of their own, and are said once like everything else."""

import asyncio

from adapters.base import Button, IncomingMessage, Packed, Undeliverable
from agent.profile import Language
from bot.turns.replies import File
from tests.bot.turns.turning import House, message
from tests.servers.openai_server import Say


class Parrot:
    """Answers commands with themselves; "quiet" with nothing."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(self, message: IncomingMessage) -> str:
        self.asked.append(message.command)
        if message.text == "a bug":
            raise RuntimeError(message.text)
        return "" if message.command == "quiet" else f"{message.command}: {message.text}"

    def buttons(self, message: IncomingMessage, language: Language) -> tuple[Button, ...]:
        if message.command != "busy":
            return ()
        return (Button(action="retry", label="again", subject=message.event_id),)

    async def file(self, message: IncomingMessage) -> File | None:
        if message.command != "export":
            return None
        return File(name="all.json", media_type="application/json", text="{}")


async def test_a_command_is_answered_while_a_question_is(house: House) -> None:
    house.server.add(Say(text="late", pause=60.0))
    async with house.turns(commands=Parrot()) as turns:
        await turns.accept(message("slow question"))
        await turns.accept(message("me", command="help"))
        await house.board.answered("me")
        assert await turns.stop("board:1")
    final = house.board.final("me")
    assert final is not None and final.text == "help: me"
    assert final.private and not final.buttons
    assert house.board.final("slow question") is not None


async def test_a_file_goes_with_an_answer_and_is_not_kept(house: House) -> None:
    fenced = "here\n\n```json\n{}\n```"
    async with house.turns(commands=Parrot()) as turns:
        await turns.accept(message("all", command="export"))
        await turns.accept(message(fenced, command="help"))
        await house.board.answered("all", fenced)
    final, plain = house.board.final("all"), house.board.final(fenced)
    assert final is not None and final.packed == Packed(
        name="all.json", media_type="application/json", data=b"{}", caption="export: all"
    )
    assert final.text == "export: all\n\n```json\n{}\n```"
    assert (await house.outcome("all")).answer == "export: all"
    assert plain is not None and plain.packed is None


async def test_no_file_goes_with_a_failure(house: House) -> None:
    async with house.turns(commands=Parrot()) as turns:
        await turns.accept(message("a bug", command="export"))
        await house.board.answered("a bug")
    final = house.board.final("a bug")
    assert final is not None and "went wrong" in final.text and final.packed is None


async def test_a_command_brings_its_own_buttons(house: House) -> None:
    async with house.turns(commands=Parrot()) as turns:
        await turns.accept(message("full", command="busy"))
        await house.board.answered("full")
    final = house.board.final("full")
    assert final is not None and [each.label for each in final.buttons] == ["again"]


async def test_a_command_is_answered_once_however_often_it_comes(house: House) -> None:
    parrot = Parrot()
    async with house.turns(commands=parrot) as turns:
        async with asyncio.TaskGroup() as together:
            for _ in range(3):
                together.create_task(turns.accept(message("me", command="help")))
        await house.board.answered("me")
    async with house.turns(commands=parrot) as turns:
        await turns.accept(message("me", command="help"))
    assert parrot.asked == ["help"]


async def test_a_command_with_nothing_to_say_shows_nothing(house: House) -> None:
    async with house.turns(commands=Parrot()) as turns:
        await turns.accept(message("x", command="quiet"))
        await turns.accept(message("y", command="help"))
        await house.board.answered("y")
    assert "x" not in house.board.shown


async def test_the_agent_is_told_of_no_command(house: House) -> None:
    house.server.add("hello")
    async with house.turns(commands=Parrot()) as turns:
        await turns.accept(message("me", command="help"))
        await turns.accept(message("hi"))
        await house.board.answered("me", "hi")
    assert "help" not in str(house.server.requests[-1])
    assert [turn.question for turn in (await house.store.history("board:1")).turns] == ["hi"]


async def test_in_a_group_the_agent_is_told_who_speaks_and_to_what(house: House) -> None:
    house.server.add("hello")
    async with house.turns() as turns:
        await turns.accept(message("and you?", direct=False, quoted="I am fine.\nThanks."))
        await house.board.answered("and you?")
    (turn,) = (await house.store.history("board:1")).turns
    assert turn.question == "> I am fine.\n> Thanks.\n\nAnn: and you?"


async def test_what_can_never_be_delivered_keeps_nobody_waiting(house: House) -> None:
    house.server.add("one", "two")
    async with house.turns() as turns:
        house.board.faults = [Undeliverable("blocked"), Undeliverable("blocked")]
        await turns.accept(message("first"))
        await turns.accept(message("second"))
        await house.board.answered("second")
    assert (await house.outcome("first")).answer == "one"
    assert house.board.final("first") is None
