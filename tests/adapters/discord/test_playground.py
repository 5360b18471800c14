"""The local Discord by itself: its door for other processes, and a long run with everything."""

from collections.abc import Iterable

import aiohttp
import pytest

from adapters.base import IncomingMessage
from bot.playground.discord import DiscordPlayground
from bot.playground.faults import Fault, Faults, Kind
from tests.adapters.desk import Kept, MemoryDesk, running
from tests.adapters.discord.scene import adapter_for, answers, buttons, scene


async def test_another_process_can_let_people_talk() -> None:
    async with scene(buttons) as here, aiohttp.ClientSession(here.discord.server.home) as door:

        async def ask(path: str, **wanted: str) -> dict[str, object]:
            async with door.post(f"/playground/{path}", json=wanted) as answer:
                assert answer.status == 200
                return dict(await answer.json())

        private = await ask("say", person="Ann", text="hello")
        team = await ask("say", person="Ann", chat="team", text="@kagent hello")
        command = await ask("command", person="Ann", text="how are you?")
        ann, channel = here.discord.person("Ann"), await here.discord.channel("team")
        await ann.until(answers(2))
        await ann.until(answers(1), channel)
        async with door.get("/playground/posts", params={"chat": str(team["chat"])}) as answer:
            (post,) = (await answer.json())["posts"]
        async with door.get("/playground/posts") as answer:
            assert len((await answer.json())["posts"]) == 3
        pressed = await ask("press", person="Ann", id=post["id"], button="Retry")
        async with door.get("/playground/calls") as answer:
            calls = (await answer.json())["calls"]
    assert (post["text"], post["answers"]) == ("You said: hello", team["id"])
    assert pressed == {"words": "Done."}
    assert private["chat"] == command["chat"] == ann.room.id
    assert {"create_message", "edit_message", "callback"} <= {method for method, *_ in calls}


class Trouble(Faults):
    """Faults at random, but not while the bot comes in."""

    def draw(self, method: str) -> Fault | None:
        return None if method in ("me", "application", "gateway") else super().draw(method)


@pytest.mark.parametrize("seed", [1, 2])
async def test_through_faults_repeats_and_restarts_each_answer_stands_once(seed: int) -> None:
    shares: dict[Kind, float] = {"limited": 0.03, "broken": 0.03, "dropped": 0.03, "lost": 0.06}
    async with DiscordPlayground(faults=Trouble(shares, seed), twice=0.2, seed=seed) as discord:
        team = await discord.channel("team")
        people = [discord.person(name) for name in ("Ann", "Bob", "Cid")]
        heard: dict[str, IncomingMessage] = {}
        ledgers: dict[str, Kept] = {}
        for number in range(4):
            adapter = adapter_for(discord, newest(heard.values()))
            desk = MemoryDesk(adapter)
            desk.ledgers = ledgers
            for message in heard.values():
                await desk.accept(message)
            async with running(adapter, desk):
                for person in people:
                    await person.says(f"message {number}")
                    await person.says(f"{discord.me} message {number}", to=team)
                if number in (0, 3):
                    for room in (team, *(person.room for person in people)):
                        count = (number + 1) * (len(people) if room is team else 1)
                        await discord.until(room, answers(count))
                    await desk.settled()
            heard = desk.messages
        shown = [[post.text for post in discord.posts(person.room)] for person in people]
        among_others = [post.text for post in discord.posts(team)]
    wanted = [f"message {number}" for number in range(4)]
    for person in people:
        said = [message for message in heard.values() if message.sender_id == person.id]
        for direct in (True, False):
            assert [message.text for message in said if message.direct == direct] == wanted
    answers_to_one = [f"You said: {text}" for text in wanted]
    assert [sorted(texts) for texts in shown] == [answers_to_one] * len(people)
    assert sorted(among_others) == sorted(answers_to_one * len(people))


def newest(messages: Iterable[IncomingMessage]) -> dict[str, str]:
    found: dict[str, str] = {}
    for message in messages:
        found[message.chat_id] = max(message.message_id, found.get(message.chat_id, "0"), key=int)
    return found
