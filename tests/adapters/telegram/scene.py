"""A local Telegram, the adapter on it, and a desk that answers."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.base import IncomingMessage, Reply
from adapters.pace import Budget, Pace
from adapters.telegram import TelegramAdapter
from bot.playground.telegram import Post, TelegramPlayground
from tests.adapters.desk import MemoryDesk, echo, running

MENU = {
    "en": {"help": "what I can do", "stop": "stop the answer"},
    "zh": {"help": "我能做什么", "stop": "停止"},
    "ja": {"help": "できること", "stop": "中止"},
}


@dataclass(frozen=True, kw_only=True)
class Scene:
    telegram: TelegramPlayground
    adapter: TelegramAdapter
    desk: MemoryDesk

    async def heard(self, post: Post) -> IncomingMessage:
        """The message that the desk got of a person's post, once it is answered."""
        await self.telegram.until(post.chat.id, lambda posts: any("said" in p.text for p in posts))
        return self.desk.messages[f"{post.chat.id}:{post.number}"]


def quick() -> Pace:
    """No limits, so that nothing has to be waited for."""

    def budget() -> Budget:
        return Budget(burst=1000, rate=1000)

    return Pace(chat=budget, group=budget, everywhere=budget())


def adapter_for(telegram: TelegramPlayground) -> TelegramAdapter:
    return TelegramAdapter(telegram.token, base_url=telegram.url, commands=MENU, pace=quick())


@asynccontextmanager
async def scene(
    answer: Callable[[IncomingMessage], Sequence[Reply]] = echo,
    telegram: TelegramPlayground | None = None,
) -> AsyncIterator[Scene]:
    async with telegram or TelegramPlayground() as playground, adapter_for(playground) as adapter:
        desk = MemoryDesk(adapter, answer)
        async with running(adapter, desk):
            yield Scene(telegram=playground, adapter=adapter, desk=desk)


def says(text: str) -> Callable[[list[Post]], bool]:
    """Whether the newest post has this in it."""
    return lambda posts: bool(posts) and text in posts[-1].text
