"""How the bot comes to Discord, stays there, and says what is wrong when it can't."""

import asyncio

import aiohttp
import pytest

from adapters.base import Refused, Reply
from adapters.discord.adapter import DiscordAdapter
from adapters.discord.wire import home_of, is_trusted
from bot.playground.discord import DiscordPlayground
from bot.playground.faults import Fault
from tests.adapters.desk import Kept, MemoryDesk, running
from tests.adapters.discord.scene import adapter_for, answers, quick, scene


async def test_a_broken_connection_is_resumed_and_nothing_is_missed() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        await ann.says("one")
        await ann.until(answers(1))
        here.discord.gateway.cut_off()
        await here.discord.eventually(lambda: not here.discord.gateway.links)
        await ann.says("two")
        await ann.until(answers(2))
        await here.discord.eventually(lambda: here.adapter.connected)
    assert here.discord.gateway.resumed == 1
    assert [message.text for message in here.desk.messages.values()] == ["one", "two"]


async def test_discord_may_ask_to_connect_anew() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        await here.discord.gateway.reconnect()
        await here.discord.eventually(lambda: here.discord.gateway.resumed == 1)
        await ann.says("hello")
        await ann.until(answers(1))


@pytest.mark.parametrize("resumable", [True, False])
async def test_a_session_that_ends_is_followed_by_another(resumable: bool) -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        await ann.says("one")
        await ann.until(answers(1))
        await here.discord.gateway.invalidate(resumable=resumable)
        await ann.says("two")
        await ann.until(answers(2))
    assert here.discord.gateway.identified == (1 if resumable else 2)


async def test_a_session_that_can_not_be_resumed_is_caught_up_with() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        await ann.says("one")
        await ann.until(answers(1))
        here.discord.gateway.cut_off()
        await here.discord.eventually(lambda: not here.discord.gateway.links)
        here.discord.gateway.forget()
        await ann.says("two")
        await ann.says("three")
        await ann.until(answers(3))
    assert [message.text for message in here.desk.messages.values()] == ["one", "two", "three"]
    assert here.discord.gateway.identified == 2


async def test_a_wrong_token_is_refused_with_words() -> None:
    async with DiscordPlayground() as discord:
        adapter = adapter_for(discord, token="wrong")
        with pytest.raises(Refused, match="DISCORD_BOT_TOKEN"):
            await adapter.run(MemoryDesk(adapter))
    assert not adapter.connected


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [(4004, Refused, "DISCORD_BOT_TOKEN"), (4013, ConnectionError, "4013")],
)
async def test_a_gateway_that_hangs_up_for_good(
    code: int, error: type[Exception], words: str
) -> None:
    async with DiscordPlayground() as discord:
        discord.gateway.closes_with = code
        adapter = adapter_for(discord)
        with pytest.raises(error, match=words):
            await adapter.run(MemoryDesk(adapter))


async def test_a_bot_that_may_not_read_says_where_that_is_switched_on() -> None:
    async with DiscordPlayground() as discord:
        discord.world.reads_messages = False
        adapter = adapter_for(discord)
        page = f"https://discord.com/developers/applications/{discord.world.bot.id}/bot"
        with pytest.raises(Refused, match=f"Message Content Intent.*{page}"):
            await adapter.run(MemoryDesk(adapter))


async def test_a_first_connection_that_fails_is_told_as_such() -> None:
    async with DiscordPlayground() as discord:
        nowhere = DiscordAdapter(
            discord.token, base_url=discord.url, gateway_url="ws://127.0.0.1:9/gateway"
        )
        with pytest.raises(ConnectionError, match="gateway can't be reached"):
            await nowhere.run(MemoryDesk(nowhere))
    with pytest.raises(aiohttp.ClientError):
        await nowhere.run(MemoryDesk(nowhere))


async def test_a_gateway_that_stays_away_ends_the_run() -> None:
    async with DiscordPlayground() as discord:
        adapter = DiscordAdapter(discord.token, base_url=discord.url, patience=0.2)
        run = asyncio.create_task(adapter.run(MemoryDesk(adapter)))
        await discord.eventually(lambda: discord.gateway.identified == 1)
        discord.gateway.shut = True
        discord.gateway.cut_off()
        with pytest.raises(ConnectionError, match="away"):
            await run


async def test_it_can_be_run_again_after_a_failure() -> None:
    async with DiscordPlayground() as discord:
        adapter = adapter_for(discord)
        desk = MemoryDesk(adapter)
        discord.gateway.closes_with = 4013
        with pytest.raises(ConnectionError):
            await adapter.run(desk)
        discord.gateway.closes_with = 0
        async with running(adapter, desk):
            ann = discord.person("Ann")
            await ann.says("hello")
            await ann.until(answers(1))
        assert not adapter.connected


async def test_an_answer_waits_for_the_line() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        post = await ann.says("hello")
        await ann.until(answers(1))
        message = here.desk.messages[post.id]
        later = adapter_for(here.discord)
        showing = asyncio.create_task(
            later.show(message, Reply(text="said later", final=True), Kept({}, "k"))
        )
        async with running(later, MemoryDesk(later)):
            await showing
        await ann.until(answers(2))


async def test_limits_at_the_door_end_the_run() -> None:
    async with DiscordPlayground() as discord:
        discord.faults.order("me", Fault(kind="broken"))
        adapter = adapter_for(discord)
        with pytest.raises(Exception, match="503"):
            await adapter.run(MemoryDesk(adapter))


async def test_two_bots_in_one_process_do_not_disturb_each_other() -> None:
    async with DiscordPlayground() as one, DiscordPlayground() as two:
        first, second = adapter_for(one), adapter_for(two)
        async with (
            running(first, MemoryDesk(first)),
            running(second, MemoryDesk(second)),
        ):
            for discord in (one, two):
                ann = discord.person("Ann")
                await ann.says("hello")
                await ann.asks("you too?")
                await ann.until(answers(2))


@pytest.mark.parametrize("ending", ["", "/", "/api", "/api/v10", "/api/v10/"])
async def test_the_address_may_be_given_in_several_ways(ending: str) -> None:
    async with DiscordPlayground() as discord:
        adapter = DiscordAdapter(
            discord.token,
            base_url=discord.server.home + ending,
            pace=quick(),
            proxy="http://[::1]:9",
        )
        async with running(adapter, MemoryDesk(adapter)):
            ann = discord.person("Ann")
            await ann.says("hello")
            await ann.until(answers(1))


def test_discord_itself_is_at_its_own_address() -> None:
    assert home_of("") == "https://discord.com/api/v10"
    assert home_of("https://d.example/api/v9") == "https://d.example/api/v9"
    assert is_trusted("https://cdn.discordapp.com/attachments/1/2/a.txt?ex=1", home_of(""))
    assert not is_trusted("https://cdn.example/attachments/1/2/a.txt", home_of(""))


async def test_when_it_ends_the_connection_does_too() -> None:
    async with DiscordPlayground() as discord:
        adapter = adapter_for(discord)
        async with running(adapter, MemoryDesk(adapter)):
            assert len(discord.gateway.links) == 1
        assert not adapter.connected
        await discord.eventually(lambda: not discord.gateway.links)
