"""A team on local Telegram, Slack and Discord, and services that tell it of their nights."""

import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncEngine

from agent.profile import Profile
from bot.config import Settings
from bot.models.voice import open_voice
from bot.nightly.service import Bench, open_bench
from bot.nightly.work import Pace
from bot.playground.discord import DiscordPlayground
from bot.playground.slack import SlackPlayground
from bot.playground.telegram import TelegramPlayground
from bot.service import Service
from storage.benchmark_runs import BenchmarkRuns
from tests.adapters.desk import MemoryDesk
from tests.bot.nightly.scene import Clock, until
from tests.servers.openai_server import ScriptedServer
from tools.base import Toolbox

_SOON = 0.02
PLATFORMS = ("telegram", "slack", "discord")


class Simulated(Settings):
    """Settings with a clock that the test moves."""

    clock: ClassVar[Clock]

    def now(self) -> datetime:
        return self.clock()


class Team:
    """The platforms, each with a channel for the reports."""

    def __init__(self) -> None:
        self.telegram = TelegramPlayground()
        self.slack = SlackPlayground()
        self.discord = DiscordPlayground()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Team"]:
        async with self.telegram, self.slack, self.discord:
            self.group = self.telegram.group("team")
            self.room = self.slack.channel("team")
            self.channel = await self.discord.channel("team")
            yield self

    @property
    def settings(self) -> dict[str, str]:
        """Of the service: where the platforms are, and the channels."""
        chats = (self.group.id, self.room.id, self.channel.id)
        channels = ",".join(f"{name}:{chat}" for name, chat in zip(PLATFORMS, chats, strict=True))
        every = self.telegram.settings | self.slack.settings | self.discord.settings
        return every | {"KAGENT_NIGHTLY_CHANNELS": channels}

    def texts(self) -> dict[str, list[str]]:
        """What each channel has of texts."""
        return {
            "telegram": [p.text for p in self.telegram.posts(self.group.id) if not p.media],
            "slack": [p.text for p in self.slack.posts(self.room.id) if not p.files],
            "discord": [p.text for p in self.discord.posts(self.channel) if not p.files],
        }

    def pictures(self) -> dict[str, list[tuple[int, int]]]:
        """The sizes of the pictures in each channel, as the platform shows pictures."""
        telegram = [p.media["photo"][0] for p in self.telegram.posts(self.group.id) if p.media]
        slack = [file for p in self.slack.posts(self.room.id) for file in p.files]
        discord = [file for p in self.discord.posts(self.channel) for file in p.files]
        assert all(each["name"].endswith(".png") for each in slack)
        assert all(each["content_type"] == "image/png" for each in discord)
        held = {
            "telegram": [self.telegram.world.files[each["file_id"]] for each in telegram],
            "slack": [self.slack.world.contents[each["id"]] for each in slack],
            "discord": [self.discord.world.files[each["id"]] for each in discord],
        }
        return {name: [_size(data) for data in files] for name, files in held.items()}


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and png.endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where services live that are one fleet: a folder with their database and cases."""

    folder: Path
    team: Team
    model: ScriptedServer
    engine: AsyncEngine

    def settings(self, **more: Any) -> Simulated:
        told = {
            **self.team.settings,
            "OPENAI_BASE_URL": self.model.url,
            "KAGENT_MODEL": "scripted",
            "KAGENT_DATA_DIR": self.folder / "data",
            "KAGENT_TIMEZONE": "UTC",
            "KAGENT_NIGHTLY_CRON": "0 3 * * *",
            "KAGENT_NIGHTLY_CASES": self.folder / "cases.jsonl",
            "KAGENT_NIGHTLY_CONCURRENCY": 8,
        }
        return Simulated(_env_file=None, **{**told, **more})  # type: ignore[call-arg]

    async def told(self, nights: int) -> dict[str, list[str]]:
        """What each channel says, once so many nights are told; each has its picture there."""
        store = BenchmarkRuns(self.engine)

        async def posted() -> bool:
            runs = [run for run in await store.runs() if run.night]
            posts = [each for run in runs for each in await store.postings(run.id)]
            return sum(each.posted_at is not None for each in posts) == len(PLATFORMS) * nights

        await until(posted)
        texts, pictures = self.team.texts(), self.team.pictures()
        assert [len(said) for said in texts.values()] == [nights] * len(PLATFORMS)
        assert [len(shown) for shown in pictures.values()] == [nights] * len(PLATFORMS)
        return texts

    @asynccontextmanager
    async def service(
        self, *, busy: Callable[[], bool] = lambda: False, beat: float = 30.0, **more: Any
    ) -> AsyncIterator[Bench]:
        """A service on the platforms, its nights looked after; nobody talks to it."""
        settings = self.settings(**more)
        async with AsyncExitStack() as stack:
            voice = await stack.enter_async_context(open_voice(settings))
            service = Service(settings, Profile(), Toolbox(()), voice, self.engine)
            for adapter in service.adapters:
                await stack.enter_async_context(adapter)

            async def connected() -> bool:
                return all(each.connected for each in service.adapters)

            service.supervision.start(MemoryDesk(service.web))
            stack.push_async_callback(service.supervision.stop)
            await until(connected)
            channels = {each.platform: each for each in service.adapters}
            yield await stack.enter_async_context(
                open_bench(
                    settings,
                    self.engine,
                    channels=channels,
                    busy=busy,
                    pace=Pace(beat=beat, yielding=0.01, parting=0.1),
                    every=_SOON,
                )
            )
