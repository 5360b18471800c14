"""The web line: messages go to whoever runs it, replies to whoever watches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest

from adapters.base import IncomingMessage, Press, Reply
from adapters.web import LineClosed, WebAdapter


def message(event_id: str = "1", chat: str = "a") -> IncomingMessage:
    return IncomingMessage(
        platform="web",
        chat_id=chat,
        message_id=event_id,
        event_id=event_id,
        sender_id="owner",
        sender_name="",
        text="hello",
        sent_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


class Posts:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.posts: tuple[str, ...] = ()

    async def keep(self, posts: tuple[str, ...]) -> None:
        self.posts = posts

    async def others(self) -> frozenset[str]:
        return frozenset()


class Counter:
    """A desk that puts what it takes on a list; something runs in conversation a."""

    def __init__(self, taken: list[IncomingMessage]) -> None:
        self._taken = taken

    async def accept(self, message: IncomingMessage) -> None:
        self._taken.append(message)

    async def press(self, press: Press) -> str:
        return ""

    async def stop(self, conversation: str) -> bool:
        return conversation == "web:a"


@asynccontextmanager
async def running(web: WebAdapter, taken: list[IncomingMessage]) -> AsyncIterator[None]:
    line = asyncio.create_task(web.run(Counter(taken)))
    await asyncio.sleep(0)
    try:
        yield
    finally:
        line.cancel()
        with suppress(asyncio.CancelledError):
            await line


async def test_a_message_and_a_stop_reach_whoever_runs_the_line() -> None:
    web, taken = WebAdapter(), list[IncomingMessage]()
    async with running(web, taken):
        await web.accept(message())
        assert await web.stop("web:a")
        assert not await web.stop("web:b")
    assert taken == [message()]


async def test_nothing_is_taken_before_the_line_is_open_and_after_it_was() -> None:
    web = WebAdapter()
    with pytest.raises(LineClosed):
        await web.accept(message())
    async with running(web, []):
        pass
    with pytest.raises(LineClosed):
        await web.stop("web:a")


async def test_a_watcher_sees_the_newest_reply_to_each_message_of_its_conversation() -> None:
    web = WebAdapter()
    async with running(web, []):
        with web.watch("web:a") as watch:
            await web.show(message("1"), Reply(text="He"), Posts())
            await web.show(message("2"), Reply(text="other"), Posts())
            await web.show(message("3", "b"), Reply(text="elsewhere"), Posts())
            await web.show(message("1"), Reply(text="Hello", final=True), Posts())
            seen = [await watch.next(), await watch.next()]
    assert [(m.event_id, r.text) for m, r in seen] == [("1", "Hello"), ("2", "other")]


async def test_one_who_comes_late_sees_what_runs_and_nothing_of_what_is_over() -> None:
    web = WebAdapter()
    async with running(web, []):
        await web.show(message("1"), Reply(text="over", final=True), Posts())
        await web.show(message("2"), Reply(text="so far"), Posts())
        with web.watch("web:a") as watch:
            found, reply = await watch.next()
            assert (found.event_id, reply.text) == ("2", "so far")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await watch.next()


async def test_a_reply_is_shown_with_nobody_watching_and_leaves_no_post() -> None:
    posts = Posts()
    await WebAdapter().show(message("7"), Reply(text="x"), posts)
    assert posts.posts == ()


async def test_when_the_line_ends_every_watch_ends_after_its_last_news() -> None:
    web = WebAdapter()
    async with AsyncExitStack() as watches:
        async with running(web, []):
            watch = watches.enter_context(web.watch("web:a"))
            waiting = asyncio.create_task(watches.enter_context(web.watch("web:b")).next())
            await web.show(message(), Reply(text="last"), Posts())
            await asyncio.sleep(0)
            assert not waiting.done()
        with pytest.raises(LineClosed):
            await waiting
        assert (await watch.next())[1].text == "last"
        with pytest.raises(LineClosed):
            await watch.next()


async def test_a_watch_that_begins_while_the_line_is_closed_ends_at_once() -> None:
    with WebAdapter().watch("web:a") as watch, pytest.raises(LineClosed):
        await watch.next()


async def test_a_deleted_conversation_leaves_no_running_reply() -> None:
    web = WebAdapter()
    async with running(web, []):
        await web.show(message("1"), Reply(text="secret"), Posts())
        await web.show(message("2", "b"), Reply(text="kept"), Posts())
        web.forget("web:a")
        with web.watch("web:a") as watch, pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await watch.next()
        with web.watch("web:b") as watch:
            assert (await watch.next())[1].text == "kept"
