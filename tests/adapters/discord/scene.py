"""A local Discord, the adapter on it, and a desk that answers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.base import Button, IncomingMessage, Reply
from adapters.discord.adapter import DiscordAdapter
from adapters.pace import Budget, Pace
from bot.playground.discord import DiscordPlayground, Post
from tests.adapters.desk import PATIENCE, MemoryDesk, echo, running

MENU = {
    "en": {"help": "what I can do", "stop": "stop the answer"},
    "zh": {"help": "我能做什么", "stop": "停止"},
    "ja": {"help": "できること", "stop": "中止"},
}

STOP = Button(action="stop", label="Stop", subject="turn-1")
RETRY = Button(action="retry", label="Retry", subject="turn-1")


def buttons(message: IncomingMessage) -> Sequence[Reply]:
    """A reply that grows, with the buttons of its time."""
    return [
        Reply(buttons=(STOP,)),
        Reply(text="You", buttons=(STOP,)),
        Reply(text=f"You said: {message.text}", buttons=(RETRY,), final=True),
    ]


@dataclass(frozen=True, kw_only=True)
class Scene:
    discord: DiscordPlayground
    adapter: DiscordAdapter
    desk: MemoryDesk

    async def heard(self, post: Post) -> IncomingMessage:
        """The message that the desk got of a person's post, once it is answered."""
        await self.discord.until(post.channel, answers(1))
        return self.desk.messages[post.id]

    async def taken(self, post: Post) -> IncomingMessage:
        """The message that the desk got of a person's post, as soon as it has it."""
        async with asyncio.timeout(PATIENCE):
            while post.id not in self.desk.messages:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return self.desk.messages[post.id]


def quick() -> Pace:
    """No limits, so that nothing has to be waited for."""

    def budget() -> Budget:
        return Budget(burst=1000, rate=1000)

    return Pace(chat=budget, group=budget, everywhere=budget())


def adapter_for(
    discord: DiscordPlayground,
    seen: Mapping[str, str] | None = None,
    token: str = "",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    people: Sequence[str] = (),
) -> DiscordAdapter:
    async def last_seen() -> Mapping[str, str]:
        return seen or {}

    async def named() -> Sequence[str]:
        return people

    return DiscordAdapter(
        token or discord.token,
        base_url=discord.url,
        gateway_url=discord.gateway_url,
        commands=MENU,
        last_seen=last_seen,
        people=named,
        clock=clock,
        pace=quick(),
        rest=0.01,
    )


@asynccontextmanager
async def scene(
    answer: Callable[[IncomingMessage], Sequence[Reply]] = echo,
    discord: DiscordPlayground | None = None,
) -> AsyncIterator[Scene]:
    async with discord or DiscordPlayground() as playground:
        adapter = adapter_for(playground)
        desk = MemoryDesk(adapter, answer)
        async with running(adapter, desk):
            yield Scene(discord=playground, adapter=adapter, desk=desk)


def says(text: str) -> Callable[[list[Post]], bool]:
    """Whether the newest post has this in it."""
    return lambda posts: bool(posts) and text in posts[-1].text


def answers(count: int) -> Callable[[list[Post]], bool]:
    """Whether so many answers stand there."""
    return lambda posts: sum("said" in post.text for post in posts) == count
