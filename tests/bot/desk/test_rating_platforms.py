"""`/rate` on each platform: the real adapter against a local server, and the service's own desk."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

import pytest

from adapters.base import Adapter
from adapters.discord.adapter import DiscordAdapter
from adapters.slack.adapter import SlackAdapter
from adapters.telegram import TelegramAdapter
from bot.desk.commands import menus
from bot.playground.discord import DiscordPlayground
from bot.playground.slack import SlackPlayground
from bot.playground.telegram import TelegramPlayground
from tests.adapters.discord.scene import quick
from tests.bot.desk.office import Office
from tests.bot.desk.test_rating import offered

PATIENCE = 8.0
CARD = "How good is this answer?"


class Post(Protocol):
    """A post of the bot's."""

    text: str

    def labels(self) -> list[str]: ...


class Stage(Protocol):
    """A platform with people, who talk to the bot alone or ``among`` others."""

    def adapter(self) -> Adapter: ...

    def id(self, who: str) -> str: ...

    async def rates(self, who: str, *, among: bool) -> None:
        """Give the command."""
        ...

    async def says(self, who: str, text: str = "/rate") -> None:
        """Write something to the bot among others, where they see it."""
        ...

    def posts(self, who: str, *, among: bool) -> list[Post]:
        """What the person sees of the bot."""
        ...

    async def presses(self, who: str, post: Post, label: str) -> str: ...


class OnTelegram:
    def __init__(self, telegram: TelegramPlayground) -> None:
        self._telegram = telegram
        self._team = telegram.group("team")

    def adapter(self) -> Adapter:
        telegram = self._telegram
        return TelegramAdapter(
            telegram.token, base_url=telegram.url, commands=menus(), pace=quick()
        )

    def id(self, who: str) -> str:
        return str(self._telegram.person(who).id)

    async def rates(self, who: str, *, among: bool) -> None:
        self._telegram.person(who).says("/rate", to=self._team if among else None)

    async def says(self, who: str, text: str = "/rate") -> None:
        addressed = text if text.startswith("/") else f"@kagent_bot {text}"
        self._telegram.person(who).says(addressed, to=self._team)

    def posts(self, who: str, *, among: bool) -> list[Post]:
        chat = self._team.id if among else self._telegram.person(who).id
        return list(self._telegram.posts(chat))

    async def presses(self, who: str, post: Post, label: str) -> str:
        return await self._telegram.person(who).presses(post, label)  # type: ignore[arg-type]


class OnSlack:
    def __init__(self, slack: SlackPlayground) -> None:
        self._slack = slack
        self._team = slack.channel("team")

    def adapter(self) -> Adapter:
        slack = self._slack
        return SlackAdapter(
            slack.bot_token,
            app_token=slack.app_token,
            base_url=slack.url,
            commands=menus(),
            pace=quick(),
        )

    def id(self, who: str) -> str:
        return self._slack.person(who).id

    async def says(self, who: str, text: str = "/rate") -> None:
        self._slack.person(who).says(f"{self._slack.me} {text}", to=self._team)

    async def rates(self, who: str, *, among: bool) -> None:
        self._slack.person(who).commands("rate", to=self._team if among else None)

    def posts(self, who: str, *, among: bool) -> list[Post]:
        person = self._slack.person(who)
        room = self._team if among else person.room
        return [p for p in self._slack.posts(room.id) if not p.seen_by or person.id in p.seen_by]

    async def presses(self, who: str, post: Post, label: str) -> str:
        return await self._slack.person(who).presses(post, label)  # type: ignore[arg-type]


class OnDiscord:
    def __init__(self, discord: DiscordPlayground) -> None:
        self._discord = discord
        self._team = discord.world.new_channel("text", "team")

    def adapter(self) -> Adapter:
        discord = self._discord
        return DiscordAdapter(
            discord.token,
            base_url=discord.url,
            gateway_url=discord.gateway_url,
            commands=menus(),
            pace=quick(),
            rest=0.01,
        )

    def id(self, who: str) -> str:
        return self._discord.person(who).id

    async def says(self, who: str, text: str = "/rate") -> None:
        me = f"<@{self._discord.world.bot.id}>"
        await self._discord.person(who).says(f"{me} {text}", to=self._team)

    async def rates(self, who: str, *, among: bool) -> None:
        await self._discord.person(who).commands("rate", to=self._team if among else None)

    def posts(self, who: str, *, among: bool) -> list[Post]:
        person = self._discord.person(who)
        channel = self._team if among else person.room
        return [p for p in self._discord.posts(channel) if p.seen_by in ("", person.id)]

    async def presses(self, who: str, post: Post, label: str) -> str:
        return await self._discord.person(who).presses(post, label)  # type: ignore[arg-type]


@pytest.fixture(params=["telegram", "slack", "discord"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    match request.param:
        case "telegram":
            async with TelegramPlayground() as telegram:
                yield OnTelegram(telegram)
        case "slack":
            async with SlackPlayground() as slack:
                yield OnSlack(slack)
        case "discord":
            async with DiscordPlayground() as discord:
                yield OnDiscord(discord)


@asynccontextmanager
async def serving(office: Office, stage: Stage, *people: str) -> AsyncIterator[None]:
    """One process's life: the service's desk and turns on this platform, for these people.

    The line ends last: what is being shown without one waits long for it to come back.
    """
    async with stage.adapter() as adapter, AsyncExitStack() as line:
        allow = tuple(f"{adapter.platform}:{stage.id(who)}" for who in people)
        async with office.open(adapter=adapter, owners=(), allow=allow) as open_office:
            running = asyncio.create_task(adapter.run(open_office.desk))
            line.push_async_callback(cut, running)
            await until(lambda: adapter.connected)
            yield


async def cut(line: asyncio.Task[None]) -> None:
    line.cancel()
    await asyncio.wait({line})


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - three servers, each with its own way to tell
            await asyncio.sleep(0.005)


async def cards(stage: Stage, who: str, count: int, *, among: bool = False) -> list[Post]:
    """The answers that the person sees, once there are so many."""

    def seen() -> list[Post]:
        posts = stage.posts(who, among=among)
        return [each for each in posts if CARD in each.text and "Skip" in each.labels()]

    await until(lambda: len(seen()) >= count)
    assert len(seen()) == count
    return seen()


async def test_a_person_rates_alone_and_goes_on_after_a_restart(
    office: Office, stage: Stage
) -> None:
    await office.answers_to_rate.offer(offered(2))
    async with serving(office, stage, "Ann"):
        await stage.rates("Ann", among=False)
        (first,) = await cards(stage, "Ann", 1)
        assert first.labels() == ["1", "2", "3", "4", "5", "Skip"]
        assert "(4 left)" in first.text and "qwen" not in first.text
        assert await stage.presses("Ann", first, "4") == "Kept: 4 of 5."
        _, second = await cards(stage, "Ann", 2)
        assert await stage.presses("Ann", first, "2") == "Kept: 2 of 5."
    async with serving(office, stage, "Ann"):
        assert await stage.presses("Ann", first, "3") == "Kept: 3 of 5."
        assert await stage.presses("Ann", second, "Skip") == "Skipped."
        *_, third = await cards(stage, "Ann", 3)
        await stage.presses("Ann", third, "5")
        *_, fourth = await cards(stage, "Ann", 4)
        await stage.presses("Ann", fourth, "1")
        await until(lambda: "nothing left" in stage.posts("Ann", among=False)[-1].text)
    found = await office.answers_to_rate.ratings()
    assert sorted(each.score for each in found) == [1, 3, 5]
    assert len({each.person for each in found}) == 1


async def test_two_people_in_a_channel_each_go_their_way(office: Office, stage: Stage) -> None:
    await office.answers_to_rate.offer(offered(3))
    async with serving(office, stage, "Ann", "Bob"):
        for who, score in (("Ann", "1"), ("Bob", "5")):
            seen = sum(CARD in post.text for post in stage.posts(who, among=True))
            await stage.rates(who, among=True)
            *_, card = await cards(stage, who, seen + 1, among=True)
            await stage.presses(who, card, score)
            await cards(stage, who, seen + 2, among=True)
    found = {each.score: each.person for each in await office.answers_to_rate.ratings()}
    assert {score: person.partition(":")[2] for score, person in found.items()} == {
        1: stage.id("Ann"),
        5: stage.id("Bob"),
    }


async def test_of_a_card_that_all_see_a_stranger_gets_nothing(office: Office, stage: Stage) -> None:
    await office.answers_to_rate.offer(offered(1))
    async with serving(office, stage, "Ann", "Bob"):
        await stage.says("Ann")
        (card,) = await cards(stage, "Bob", 1, among=True)
        assert "let in" in await stage.presses("Eve", card, "1")
        assert await stage.presses("Bob", card, "5") == "Kept: 5 of 5."
        await cards(stage, "Bob", 2, among=True)
    (rated,) = await office.answers_to_rate.ratings()
    assert (rated.person.partition(":")[2], rated.score) == (stage.id("Bob"), 5)
