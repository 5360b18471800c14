"""What acts on the world is done after a person's word, once, and not without it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.base import Action, Button, Press
from agent.loop import Agent
from agent.model import ChatModel
from agent.profile import Profile
from bot.turns.asking import PATIENCE
from bot.turns.turns import Turns
from storage.conversations import Conversations
from tests.bot.turns.turning import House, Text, loud, message, now
from tests.servers.openai_server import Say, ScriptedServer
from tests.servers.store import store_in
from tools.base import Tool, Toolbox


def careful(model: ChatModel, toolbox: Toolbox, profile: Profile) -> Agent:
    return Agent(model=model, toolbox=toolbox, profile=Profile(planner="native"), clock=now)


class ActingHouse(House):
    """The tool acts, and the agent is a real one; ``ahead`` is by how much the clock is."""

    ahead = timedelta()

    def clock(self) -> datetime:
        return now() + self.ahead

    @asynccontextmanager
    async def turns(self, **more: Any) -> AsyncIterator[Turns]:
        async with super().turns(agent_of=careful, clock=self.clock, **more) as turns:
            yield turns

    def _tool(self, idempotent: bool) -> Tool[Text]:
        async def run(args: Text) -> str:
            self.shouted.append(args.text)
            return args.text.upper()

        return Tool(
            name="shout",
            zh_name="喊",
            description="Say it loud.",
            arguments=Text,
            run=run,
            acts=True,
        )

    async def buttons(self, text: str) -> dict[Action, Button]:
        """The buttons of the question that this message's turn asks."""

        def asked() -> dict[Action, Button]:
            newest = self.board.shown.get(text, [])[-1:]
            found = {each.action: each for reply in newest for each in reply.buttons}
            return found if "confirm" in found else {}

        await self.board.until(asked)
        return asked()


def press(button: Button, by: str = "ann", chat: str = "1") -> Press:
    return Press(
        platform="board",
        chat_id=chat,
        event_id=f"{by}-{button.action}",
        sender_id=by,
        sender_name=by,
        action=button.action,
        subject=button.subject,
    )


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[ActingHouse]:
    async with store_in(tmp_path) as engine, ScriptedServer() as server:
        yield ActingHouse(tmp_path, Conversations(engine), server)


async def test_it_is_done_once_it_is_confirmed(house: ActingHouse) -> None:
    house.server.add(loud("fire"), Say(text="I shouted."))
    async with house.turns() as turns:
        await turns.accept(message("shout, please"))
        buttons = await house.buttons("shout, please")
        shown = house.board.shown["shout, please"][-1]
        assert "shout" in shown.text and "text: fire" in shown.text
        assert house.shouted == []
        assert turns.settle(press(buttons["confirm"]), by_owner=False)
        assert not turns.settle(press(buttons["confirm"]), by_owner=False)
        await house.board.answered("shout, please")
    assert house.shouted == ["fire"]
    assert (await house.outcome("shout, please")).answer == "I shouted."


async def test_it_is_not_done_when_it_is_declined(house: ActingHouse) -> None:
    house.server.add(loud("fire"), Say(text="I did not."))
    async with house.turns() as turns:
        await turns.accept(message("shout"))
        assert turns.settle(press((await house.buttons("shout"))["decline"]), by_owner=False)
        await house.board.answered("shout")
    assert house.shouted == []
    assert "not given" in str(house.server.requests[-1]["messages"])
    assert (await house.outcome("shout")).steps[0].failed


async def test_only_the_asker_or_an_owner_decides_and_only_there(house: ActingHouse) -> None:
    house.server.add(loud("fire"), Say(text="Done."))
    async with house.turns() as turns:
        await turns.accept(message("shout"))
        yes = (await house.buttons("shout"))["confirm"]
        assert not turns.settle(press(yes, by="eve"), by_owner=False)
        assert not turns.settle(press(yes, chat="2"), by_owner=True)
        assert house.shouted == []
        assert turns.settle(press(yes, by="boss"), by_owner=True)
        await house.board.answered("shout")
    assert house.shouted == ["fire"]


async def test_the_question_outlives_the_process_and_so_does_its_answer(
    house: ActingHouse,
) -> None:
    house.server.add(loud("fire"), Say(text="Done."))
    async with house.turns() as turns:
        await turns.accept(message("shout"))
        before = await house.buttons("shout")
    house.board.shown.clear()
    async with house.turns() as turns:
        after = await house.buttons("shout")
        assert before == after
        assert turns.settle(press(before["confirm"]), by_owner=False)
        await house.board.answered("shout")
    assert house.shouted == ["fire"]
    assert len(house.server.requests) == 2


async def test_without_an_answer_in_time_it_is_not_done(house: ActingHouse) -> None:
    house.server.add(loud("fire"), Say(text="Nobody said so."))
    asked_at = now() - PATIENCE
    async with house.turns() as turns:
        await turns.accept(message("shout"))
        await house.buttons("shout")
    house.ahead = now() - asked_at
    async with house.turns():
        await house.board.answered("shout")
    assert house.shouted == []


async def test_other_turns_are_answered_while_one_waits(house: ActingHouse) -> None:
    house.server.add(loud("fire"), Say(text="Hello."), Say(text="Done."))
    async with house.turns(slots=1) as turns:
        await turns.accept(message("shout"))
        yes = (await house.buttons("shout"))["confirm"]
        await turns.accept(message("hi", chat="2"))
        await house.board.answered("hi")
        assert turns.settle(press(yes), by_owner=False)
        await house.board.answered("shout")
    assert house.shouted == ["fire"]
