"""How Telegram's updates reach us: nothing is confirmed before it is safe, nothing comes twice."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from adapters.base import Refused
from adapters.telegram import TelegramAdapter
from bot.playground.faults import Fault, Kind
from bot.playground.telegram import TelegramPlayground
from tests.adapters.desk import MemoryDesk, running
from tests.adapters.telegram.scene import adapter_for, quick, says, scene

SECRET = "a-secret-of-ours"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def test_what_could_not_be_taken_comes_again() -> None:
    async with TelegramPlayground() as telegram, adapter_for(telegram) as adapter:
        desk = MemoryDesk(adapter)
        ann = telegram.person("Ann")
        ann.says("one")
        ann.says("two")
        desk.refuse = [ConnectionError("the database is away")]
        with pytest.raises(ConnectionError):
            await adapter.run(desk)
        assert not adapter.connected
        async with running(adapter, desk):
            await ann.until(lambda posts: sum("said" in post.text for post in posts) == 2)
    assert [message.text for message in desk.messages.values()] == ["one", "two"]


async def test_what_cant_be_read_keeps_nothing_else_waiting() -> None:
    async with TelegramPlayground() as telegram:
        ann = telegram.person("Ann")
        ann.says("before")
        ann.says(poll={"question": "no options?"})
        ann.says("after")
        async with scene_on(telegram) as desk:
            await ann.until(says("after"))
            telegram.world.updates.clear()
            ann.says("later")
            await ann.until(says("later"))
    assert [message.text for message in desk.messages.values()] == ["before", "after", "later"]


async def test_what_came_while_nobody_listened_is_answered_later() -> None:
    async with TelegramPlayground() as telegram:
        ann = telegram.person("Ann")
        ann.says("are you there?")
        async with scene_on(telegram):
            await ann.until(says("there?"))


@asynccontextmanager
async def scene_on(telegram: TelegramPlayground) -> AsyncIterator[MemoryDesk]:
    async with adapter_for(telegram) as adapter:
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            yield desk


async def test_the_same_message_always_has_the_same_name() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        post = ann.says("one")
        await ann.until(says("one"))
        here.telegram.redeliver(post)
        here.telegram.redeliver(post, update_id=500)
        ann.says("two")
        await ann.until(says("two"))
        deliveries = here.desk.deliveries
    assert deliveries[:3] == [f"{ann.id}:{post.number}"] * 3
    assert len(here.desk.messages) == 2


@pytest.mark.parametrize("kind", ["dropped", "lost", "broken", "limited"])
async def test_a_broken_line_is_mended(kind: Kind) -> None:
    async with scene() as here:
        here.telegram.faults.order("getUpdates", Fault(kind=kind, seconds=0.02))
        ann = here.telegram.person("Ann")
        ann.says("one")
        await ann.until(says("one"))
        ann.says("two")
        await ann.until(says("two"))
        assert here.adapter.connected
        assert len(here.desk.messages) == 2


async def test_it_is_told_when_telegram_is_out_of_reach() -> None:
    async with TelegramPlayground() as telegram, adapter_for(telegram) as adapter:
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            assert adapter.connected
            telegram.faults.order("getUpdates", *[Fault(kind="dropped")] * 3)
            telegram.person("Ann").says("wakes the poll")
            telegram.person("Ann").says("and the next")
            async with asyncio.timeout(5):
                while adapter.connected:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)


async def test_a_wrong_token_is_a_clear_refusal() -> None:
    async with (
        TelegramPlayground() as telegram,
        TelegramAdapter("7000001:wrong", base_url=telegram.url) as adapter,
    ):
        with pytest.raises(Refused, match="TELEGRAM_BOT_TOKEN"):
            await adapter.run(MemoryDesk(adapter))


async def test_another_process_on_the_same_bot_is_a_clear_refusal() -> None:
    async with (
        TelegramPlayground() as telegram,
        adapter_for(telegram) as one,
        adapter_for(telegram) as other,
    ):
        lines = [asyncio.create_task(each.run(MemoryDesk(each))) for each in (one, other)]
        done, waiting = await asyncio.wait(lines, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        for line in waiting:
            line.cancel()
        await asyncio.wait(lines)
        with pytest.raises(Refused, match="Another process"):
            done.pop().result()


@pytest.mark.parametrize("ending", ["", "/", "/bot", "/bot/", "/bot{token}"])
async def test_a_base_address_may_end_as_it_likes(ending: str) -> None:
    async with TelegramPlayground() as telegram:
        home = telegram.url.removesuffix("/bot")
        async with TelegramAdapter(telegram.token, base_url=home + ending) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                ann = telegram.person("Ann")
                ann.sends("a.txt", b"abc", "text/plain")
                await ann.until(says("said"))
                (message,) = desk.messages.values()
                assert await adapter.fetch(message.attachments[0], 3) == b"abc"


@asynccontextmanager
async def hooked(
    telegram: TelegramPlayground, path: str = ""
) -> AsyncIterator[tuple[TelegramAdapter, MemoryDesk, str]]:
    """The adapter behind a webhook, and where it listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        home = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with TelegramAdapter(
            telegram.token,
            base_url=telegram.url,
            webhook_url=home + path,
            webhook_secret=SECRET,
            pace=quick(),
        ) as adapter:
            server = uvicorn.Server(
                uvicorn.Config(Starlette(routes=adapter.routes), lifespan="off", log_config=None)
            )
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                yield adapter, MemoryDesk(adapter), home
            finally:
                server.should_exit = True
                with suppress(asyncio.CancelledError):
                    await serving


@pytest.mark.parametrize("path", ["", "/", "/telegram/webhook", "/hooks/of/mine"])
async def test_a_webhook_brings_messages_and_presses(path: str) -> None:
    async with TelegramPlayground() as telegram, hooked(telegram, path) as (adapter, desk, home):
        async with running(adapter, desk):
            ann = telegram.person("Ann")
            ann.says("hi")
            (post,) = await ann.until(says("hi"))
            post.buttons = [[{"text": "👍", "callback_data": "up:telegram:1:2"}]]
            assert await ann.presses(post, "👍") == "Done."
        assert telegram.webhook == home + (path if len(path) > 1 else "/telegram/webhook")


async def test_what_a_webhook_could_not_take_comes_again() -> None:
    async with TelegramPlayground() as telegram, hooked(telegram) as (adapter, desk, _):
        desk.refuse = [ConnectionError("the database is away")]
        async with running(adapter, desk):
            ann = telegram.person("Ann")
            ann.says("hi")
            await ann.until(says("hi"))


@pytest.mark.parametrize("headers", [{}, {HEADER: "wrong"}, {HEADER: SECRET + "x"}, {HEADER: ""}])
async def test_a_webhook_without_the_secret_gets_no_word(headers: dict[str, str]) -> None:
    async with (
        TelegramPlayground() as telegram,
        hooked(telegram) as (adapter, desk, home),
        running(adapter, desk),
        httpx.AsyncClient(base_url=home) as http,
    ):
        update = {"update_id": 1, "message": telegram.person("Eve").says("hi").view()}
        telegram.world.updates.clear()
        answer = await http.post("/telegram/webhook", json=update, headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")
    assert desk.deliveries == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"update_id": {"message": 1}}'])
async def test_a_webhook_with_nonsense_in_it_does_no_harm(body: bytes) -> None:
    async with (
        TelegramPlayground() as telegram,
        hooked(telegram) as (adapter, desk, home),
        running(adapter, desk),
        httpx.AsyncClient(base_url=home) as http,
    ):
        answer = await http.post("/telegram/webhook", content=body, headers={HEADER: SECRET})
        assert adapter.connected
    assert answer.status_code in (200, 400)
    assert desk.deliveries == []


async def test_a_webhook_says_not_now_while_nobody_listens() -> None:
    async with (
        TelegramPlayground() as telegram,
        hooked(telegram) as (_, desk, home),
        httpx.AsyncClient(base_url=home) as http,
    ):
        update = {"update_id": 1, "message": telegram.person("Ann").says("hi").view()}
        answer = await http.post("/telegram/webhook", json=update, headers={HEADER: SECRET})
    assert answer.status_code == 503
    assert desk.deliveries == []


async def test_polling_opens_no_door() -> None:
    async with scene() as here:
        assert here.adapter.routes == []


async def test_going_back_to_polling_keeps_what_waits() -> None:
    async with TelegramPlayground() as telegram:
        async with hooked(telegram) as (adapter, desk, _), running(adapter, desk):
            pass
        ann = telegram.person("Ann")
        ann.says("hi")
        async with scene_on(telegram):
            await ann.until(says("hi"))
        assert telegram.webhook == ""
