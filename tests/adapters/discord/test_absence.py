"""What is said to the bot on Discord while it is away is answered when it is back."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.discord import DiscordPlayground
from bot.playground.faults import Fault, Kind
from tests.adapters.desk import MemoryDesk, running
from tests.adapters.discord.scene import adapter_for, answers, says


async def test_what_was_said_meanwhile_is_answered_in_order() -> None:
    async with DiscordPlayground() as discord:
        ann = discord.person("Ann")
        seen = await ann.says("before")
        for number in range(120):
            await ann.says(f"number {number}")
        adapter = adapter_for(discord, {ann.room.id: seen.id})
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            await ann.says("after")
            await ann.until(answers(121))
    texts = [message.text for message in desk.messages.values()]
    assert texts == [*(f"number {number}" for number in range(120)), "after"]


async def test_in_channels_and_threads_what_was_meant_for_the_bot_is_found() -> None:
    async with DiscordPlayground() as discord:
        staff = await discord.role("staff")
        ann = discord.person("Ann", roles=[staff])
        team = await discord.channel("team")
        thread = await discord.thread("plans", team)
        seen = {place.id: (await ann.says("before", to=place)).id for place in (team, thread)}
        for place in (team, thread):
            await ann.says("to all", to=place)
            await ann.says(f"{discord.me} hello", to=place)
        adapter = adapter_for(discord, seen)
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            for place in (team, thread):
                await discord.until(place, answers(1))
    heard = {message.chat_id: message for message in desk.messages.values()}
    assert heard[team.id].groups == (team.id, discord.world.guild, staff)
    assert heard[thread.id].groups == (thread.id, team.id, discord.world.guild, staff)


async def test_a_channel_where_nobody_talked_to_it_yet_is_looked_at_too() -> None:
    async with DiscordPlayground() as discord:
        ann = discord.person("Ann")
        new = await discord.channel("new")
        await ann.says(f"{discord.me} long ago", to=new)
        seen = await ann.says("before")
        await ann.says(f"{discord.me} hello", to=new)
        adapter = adapter_for(discord, {ann.room.id: seen.id})
        async with running(adapter, MemoryDesk(adapter)):
            await discord.until(new, answers(2))
            shown = [post.text for post in discord.posts(new)]
    assert shown == ["You said: long ago", "You said: hello"]


async def test_a_first_private_message_is_found_with_the_next() -> None:
    async with DiscordPlayground() as discord:
        ann, bob = discord.person("Ann"), discord.person("Bob")
        seen = await ann.says("before")
        await bob.says("are you there?")
        adapter = adapter_for(discord, {ann.room.id: seen.id})
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            await bob.says("hello?")
            await bob.until(answers(2))
    texts = [message.text for message in desk.messages.values()]
    assert texts == ["are you there?", "hello?"]


@pytest.mark.parametrize("kind", ["", "limited", "broken", "dropped"])
async def test_a_first_private_message_of_who_is_let_in_by_name_is_found(kind: Kind | None) -> None:
    async with DiscordPlayground() as discord:
        ann, bob, carol = (discord.person(name) for name in ("Ann", "Bob", "Carol"))
        staff = await discord.role("staff")
        seen = await ann.says("before")
        for text in ("are you there?", "hello?"):
            await bob.says(text)
        await carol.says("nobody has named me")
        if kind:
            discord.faults.order("open_chat", Fault(kind=kind, seconds=0.1))
        people = (staff, "1", discord.world.bot.id, ann.account.id, bob.account.id)
        adapter = adapter_for(discord, {ann.room.id: seen.id}, people=people)
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            await bob.until(answers(2))
    texts = [message.text for message in desk.messages.values()]
    assert texts == ["are you there?", "hello?"]


async def test_a_first_start_hears_what_was_said_within_a_day() -> None:
    async with DiscordPlayground() as discord:
        ann = discord.person("Ann")
        await ann.says("before")
        adapter = adapter_for(discord)
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            await ann.says("hello")
            await ann.until(answers(2))
    assert [message.text for message in desk.messages.values()] == ["before", "hello"]


async def test_what_is_older_than_a_day_stays_unanswered() -> None:
    async with DiscordPlayground() as discord:
        ann = discord.person("Ann")
        await ann.says("before")
        adapter = adapter_for(discord, clock=lambda: datetime.now(UTC) + timedelta(days=2))
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            await ann.says("hello")
            await ann.until(says("hello"))
    assert [message.text for message in desk.messages.values()] == ["hello"]


@pytest.mark.parametrize("kind", ["limited", "broken", "dropped"])
async def test_history_that_can_not_be_read_at_once_is_read_later(kind: Kind) -> None:
    async with DiscordPlayground() as discord:
        ann = discord.person("Ann")
        seen = await ann.says("before")
        await ann.says("hello")
        discord.faults.order("messages", Fault(kind=kind, seconds=0.1))
        adapter = adapter_for(discord, {ann.room.id: seen.id})
        async with running(adapter, MemoryDesk(adapter)):
            await ann.until(answers(1))


async def test_places_that_are_gone_hold_nothing_up() -> None:
    async with DiscordPlayground() as discord:
        ann = discord.person("Ann")
        secret = await discord.channel("secret", seen=False)
        seen = await ann.says("before")
        await ann.says("hello")
        places = {"1": "1", secret.id: "1", "strange": "1", ann.room.id: seen.id}
        adapter = adapter_for(discord, places)
        async with running(adapter, MemoryDesk(adapter)):
            await ann.until(answers(1))


async def test_a_channel_that_tells_that_there_is_nothing_new_is_not_read() -> None:
    async with DiscordPlayground() as discord:
        ann = discord.person("Ann")
        team = await discord.channel("team")
        seen = await ann.says(f"{discord.me} before", to=team)
        adapter = adapter_for(discord, {team.id: seen.id})
        async with running(adapter, MemoryDesk(adapter)):
            await ann.says(f"{discord.me} hello", to=team)
            await ann.until(answers(1), team)
        made = [each.method for each in discord.calls]
    assert "messages" not in made
