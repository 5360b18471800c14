"""While somebody types a command on Discord, they are offered what they may choose."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from adapters.discord.adapter import DiscordAdapter
from bot.desk.commands import menus
from bot.playground.discord import DiscordPlayground
from tests.bot.desk.office import Office
from tests.bot.desk.test_commands import CLOCK, SUMS
from tests.bot.desk.test_rating_platforms import cut, until

ALL = ["agent", "lang", "model", "persona", "tools"]


@asynccontextmanager
async def served(
    office: Office, discord: DiscordPlayground, **settings: Any
) -> AsyncIterator[None]:
    adapter = DiscordAdapter(
        discord.token,
        base_url=discord.url,
        gateway_url=discord.gateway_url,
        commands=menus(),
        choices=lambda typed: office.offering.choices(typed),
        rest=0.01,
    )
    async with office.open(adapter=adapter, tools=(CLOCK, SUMS), **settings):
        line = asyncio.create_task(adapter.run(office.desk))
        await until(lambda: adapter.connected)
        yield
        await cut(line)


async def test_what_may_be_chosen_is_offered_as_it_is_typed(office: Office) -> None:
    async with DiscordPlayground() as discord:
        ann, eve = discord.person("Ann"), discord.person("Eve")
        team = await discord.channel("team")
        async with served(office, discord, owners=(), allow=(f"discord:{ann.id}",)):
            await discord.eventually(lambda: bool(discord.world.commands))
            assert await ann.types("model") == ("scripted", "default")
            assert await ann.types("model", "SCR") == ("scripted",)
            assert await ann.types("agent", "re") == ("react",)
            assert await ann.types("tools", "c") == ("calculator",)
            assert await ann.types("tools", "calculator, ") == ("calculator, get_time",)
            assert await ann.types("persona", "n") == ("name Kay",)
            assert await ann.types("lang", "z") == ("zh",)
            assert await ann.types("model", "", to=team) == (), "owners set what is for all"
            assert await eve.types("model") == ()
            offered = discord.world.commands
    completed = sorted(c["name"] for c in offered if c["options"][0].get("autocomplete"))
    assert completed == ALL
