"""Telegram's own limits, enforced: what is in progress gives way, and what is final is quick."""

import asyncio
from time import monotonic

from adapters.base import IncomingMessage, Reply
from adapters.telegram import TelegramAdapter
from bot.playground.telegram import TelegramPlayground
from tests.adapters.desk import MemoryDesk, running

SECONDS = 2.2


async def stream(adapter: TelegramAdapter, desk: MemoryDesk, message: IncomingMessage) -> float:
    """Show an answer that grows all the time; how long its end took."""
    ledger = desk.ledger(message.event_id)
    words, end = 0, monotonic() + SECONDS
    await adapter.show(message, Reply(), ledger)
    while monotonic() < end:
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + end - monotonic()):
                await adapter.room(message)
        except TimeoutError:
            break
        words += 1
        await adapter.show(message, Reply(text="word " * words), ledger)
    done = monotonic()
    await adapter.show(message, Reply(text="the end", final=True), ledger)
    return monotonic() - done


async def test_answers_grow_inside_the_limits_and_end_at_once() -> None:
    async with (
        TelegramPlayground(rates=True) as telegram,
        TelegramAdapter(telegram.token, base_url=telegram.url) as adapter,
    ):
        desk = MemoryDesk(adapter, lambda message: [])
        people = [telegram.person(name) for name in ("Ann", "Ben", "Cid")]
        team = telegram.group("Team")
        async with running(adapter, desk):
            for person in people:
                person.says("hi")
            people[0].says("@kagent_bot hi", to=team)
            async with asyncio.timeout(5):
                while len(desk.messages) < 4:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
            waits = await asyncio.gather(
                *(stream(adapter, desk, message) for message in desk.messages.values())
            )
        chats = [person.id for person in people]
        histories = [telegram.posts(chat)[0].history for chat in (*chats, team.id)]
    assert [call for call in telegram.calls if call.code == 429] == []
    assert max(waits) < 0.5
    assert [history[-1] for history in histories] == ["the end"] * 4
    assert all(len(history) >= 3 for history in histories[:3])
