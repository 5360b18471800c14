"""The newest reply is shown, and whoever makes it never waits."""

import asyncio

import pytest

from adapters.base import NotNow, Reply
from bot.turns.screen import Screen


class Slow:
    """A platform that takes its time: each show ends when it is let go."""

    def __init__(self) -> None:
        self.shown: list[Reply] = []
        self.begun = asyncio.Event()
        self.go = asyncio.Semaphore(0)

    async def post(self, reply: Reply) -> None:
        self.shown.append(reply)
        self.begun.set()
        await self.go.acquire()

    async def next(self) -> Reply:
        """The show that has begun now."""
        async with asyncio.timeout(5):
            await self.begun.wait()
        self.begun.clear()
        return self.shown[-1]


async def always() -> None:
    """There is room."""


def screen(platform: Slow, quiet: float = 60.0) -> Screen:
    return Screen(platform.post, always, quiet=quiet, waiting=lambda: "still waiting")


async def test_what_was_overtaken_is_left_out() -> None:
    platform = Slow()
    on = screen(platform)
    on.put(Reply(text="a"))
    await platform.next()
    for text in ("ab", "abc", "abcd"):
        on.put(Reply(text=text))
    platform.go.release()
    assert (await platform.next()).text == "abcd"
    platform.go.release()
    await on.close()
    assert [reply.text for reply in platform.shown] == ["a", "abcd"]


async def test_closing_lets_the_show_that_has_begun_end() -> None:
    platform = Slow()
    on = screen(platform)
    on.put(Reply(text="a"))
    await platform.next()
    on.put(Reply(text="ab"))
    closing = asyncio.create_task(on.close())
    await asyncio.sleep(0)
    assert not closing.done()
    platform.go.release()
    await closing
    assert [reply.text for reply in platform.shown] == ["a"]


async def test_silence_is_put_in_words_once_until_there_is_news() -> None:
    platform = Slow()
    platform.go = asyncio.Semaphore(99)
    on = screen(platform, quiet=0.05)
    on.put(Reply())
    assert await platform.next() == Reply()
    assert await platform.next() == Reply(notice="still waiting")
    on.put(Reply(text="news"))
    assert await platform.next() == Reply(text="news")
    assert await platform.next() == Reply(text="news", notice="still waiting")
    await on.close()
    assert len(platform.shown) == 4


async def test_an_empty_placeholder_is_no_word_to_the_person() -> None:
    platform = Slow()
    platform.go = asyncio.Semaphore(99)
    begun = asyncio.get_running_loop().time()
    on = screen(platform, quiet=0.3)
    await asyncio.sleep(0.2)
    on.put(Reply())
    await platform.next()
    assert (await platform.next()).notice == "still waiting"
    assert asyncio.get_running_loop().time() - begun < 0.5
    await on.close()


async def test_a_notice_of_the_turn_is_not_talked_over() -> None:
    platform = Slow()
    platform.go = asyncio.Semaphore(99)
    on = screen(platform, quiet=0.02)
    on.put(Reply(notice="The model is down."))
    await platform.next()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await platform.begun.wait()
    await on.close()


async def test_a_fault_of_the_platform_is_not_the_end() -> None:
    platform = Slow()
    platform.go = asyncio.Semaphore(99)

    async def post(reply: Reply) -> None:
        await platform.post(reply)
        raise OSError("down")

    on = Screen(post, always, quiet=60.0, waiting=lambda: "")
    for text in "ab":
        on.put(Reply(text=text))
        assert (await platform.next()).text == text
    await on.close()


async def test_a_reply_in_progress_waits_for_room_and_only_the_newest_gets_it() -> None:
    platform, room = Slow(), asyncio.Event()
    platform.go = asyncio.Semaphore(99)

    async def has_room() -> None:
        await room.wait()

    on = Screen(platform.post, has_room, quiet=60.0, waiting=lambda: "")
    for text in ("a", "ab", "abc"):
        on.put(Reply(text=text))
        await asyncio.sleep(0)
    assert platform.shown == []
    room.set()
    assert (await platform.next()).text == "abc"
    await on.close()


async def test_closing_does_not_wait_for_room() -> None:
    platform = Slow()

    async def never() -> None:
        await asyncio.Event().wait()

    on = Screen(platform.post, never, quiet=60.0, waiting=lambda: "")
    on.put(Reply(text="a"))
    async with asyncio.timeout(5):
        await on.close()
    assert platform.shown == []


async def test_what_the_platform_did_not_want_now_is_shown_when_there_is_room_again() -> None:
    platform, rooms = Slow(), asyncio.Semaphore(1)
    platform.go = asyncio.Semaphore(99)

    async def room() -> None:
        await rooms.acquire()

    async def post(reply: Reply) -> None:
        await platform.post(reply)
        if len(platform.shown) == 1:
            raise NotNow(3)

    on = Screen(post, room, quiet=60.0, waiting=lambda: "")
    on.put(Reply(text="a"))
    await platform.next()
    rooms.release()
    assert (await platform.next()).text == "a"
    await on.close()
    assert len(platform.shown) == 2


async def test_between_two_shows_lies_as_much_time_as_there_is_to_be() -> None:
    platform = Slow()
    platform.go = asyncio.Semaphore(99)
    spacing = 60.0
    on = Screen(platform.post, always, quiet=60.0, waiting=lambda: "", spacing=lambda: spacing)
    on.put(Reply(text="a"))
    await platform.next()
    on.put(Reply(text="ab"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await platform.begun.wait()
    async with asyncio.timeout(5):
        await on.close()
    assert [reply.text for reply in platform.shown] == ["a"]
