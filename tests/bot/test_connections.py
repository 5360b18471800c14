"""What an adapter is told of the people whom it may meet."""

from collections.abc import Sequence
from datetime import UTC, datetime

from adapters.base import IncomingMessage
from adapters.discord.completing import nothing
from bot.config import Settings
from bot.connections import connections
from bot.playground.discord import DiscordPlayground
from tests.adapters.desk import MemoryDesk, running
from tests.adapters.discord.scene import answers


async def test_discord_looks_for_the_first_words_of_whom_it_has_not_met() -> None:
    async with DiscordPlayground() as discord:
        ann, bob = discord.person("Ann"), discord.person("Bob")
        seen = await ann.says("before")
        await bob.says("are you there?")
        known = IncomingMessage(
            platform="discord",
            chat_id=ann.room.id,
            message_id=seen.id,
            event_id=seen.id,
            sender_id=ann.id,
            sender_name="Ann",
            text="before",
            sent_at=datetime.now(UTC),
        )

        async def lately(platform: str) -> Sequence[IncomingMessage]:
            return [known]

        async def named(platform: str) -> Sequence[str]:
            return ("no-number", ann.id, bob.id)

        settings = Settings(
            discord_token=discord.token,
            discord_base_url=discord.url,
            discord_gateway_url=discord.gateway_url,
        )
        (adapter,) = connections(settings, {}, lately, named, nothing)
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            await bob.until(answers(1))
    assert [message.text for message in desk.messages.values()] == ["are you there?"]
