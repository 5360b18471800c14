"""A local Slack, the adapter on it, and a desk that answers."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.base import Button, IncomingMessage, Reply
from adapters.pace import Budget, Pace
from adapters.slack.adapter import SlackAdapter
from bot.playground.slack import Post, SlackPlayground
from tests.adapters.desk import MemoryDesk, echo, running

MENU = {
    "en": {"help": "what I can do", "stop": "stop the answer", "lang": "the language"},
    "zh": {"help": "我能做什么", "stop": "停止", "lang": "语言"},
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
    slack: SlackPlayground
    adapter: SlackAdapter
    desk: MemoryDesk

    def heard(self, post: Post) -> IncomingMessage:
        """The message that the desk got of a person's post."""
        return self.desk.messages[f"{post.room.id}:{post.ts}"]


def quick() -> Pace:
    """No limits, so that nothing has to be waited for."""

    def budget() -> Budget:
        return Budget(burst=1000, rate=1000)

    return Pace(chat=budget, group=budget, everywhere=budget())


def adapter_for(
    slack: SlackPlayground,
    lately: Sequence[IncomingMessage] = (),
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> SlackAdapter:
    """By Socket Mode; ``lately`` is what was accepted before."""

    async def accepted() -> Sequence[IncomingMessage]:
        return lately

    return SlackAdapter(
        slack.bot_token,
        app_token=slack.app_token,
        base_url=slack.url,
        commands=MENU,
        lately=accepted,
        clock=clock,
        pace=quick(),
        ping=0.5,
    )


@asynccontextmanager
async def scene(
    answer: Callable[[IncomingMessage], Sequence[Reply]] = echo,
    slack: SlackPlayground | None = None,
) -> AsyncIterator[Scene]:
    async with slack or SlackPlayground() as playground, adapter_for(playground) as adapter:
        desk = MemoryDesk(adapter, answer)
        async with running(adapter, desk):
            yield Scene(slack=playground, adapter=adapter, desk=desk)


def says(text: str) -> Callable[[list[Post]], bool]:
    """Whether the newest post has this in it."""
    return lambda posts: bool(posts) and text in posts[-1].text


def answers(count: int) -> Callable[[list[Post]], bool]:
    """Whether so many answers stand there."""
    return lambda posts: sum("said" in post.text for post in posts) == count
