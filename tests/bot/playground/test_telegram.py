"""The local Telegram refuses what Telegram refuses; asked by the genuine client library."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyParameters
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter
from telegram.request import HTTPXRequest

from bot.playground.faults import shares
from bot.playground.telegram import TelegramPlayground

Ask = Callable[[Bot, int], Awaitable[object]]


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramPlayground]:
    async with TelegramPlayground() as playground:
        yield playground


@pytest.fixture
async def bot(telegram: TelegramPlayground) -> AsyncIterator[Bot]:
    async with client(telegram) as bot:
        yield bot


def client(telegram: TelegramPlayground) -> Bot:
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(
        telegram.token,
        base_url=telegram.url,
        get_updates_request=requests[0],
        request=requests[1],
    )


def button(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])


REFUSED: dict[str, Ask] = {
    "too long": lambda bot, chat: bot.send_message(chat, "x" * 4097),
    "text is empty": lambda bot, chat: bot.send_message(chat, "   "),
    "chat not found": lambda bot, chat: bot.send_message(99, "x"),
    "wrong bounds": lambda bot, chat: bot.send_message(
        chat, "abc", entities=[MessageEntity("bold", 1, 3)]
    ),
    "middle of a character": lambda bot, chat: bot.send_message(
        chat, "😀", entities=[MessageEntity("bold", 1, 1)]
    ),
    "Button_data_invalid": lambda bot, chat: bot.send_message(
        chat, "x", reply_markup=button("x" * 65)
    ),
    "to be replied not found": lambda bot, chat: bot.send_message(
        chat, "x", reply_parameters=ReplyParameters(9)
    ),
    "thread not found": lambda bot, chat: bot.send_message(chat, "x", message_thread_id=9),
    "to edit not found": lambda bot, chat: bot.edit_message_text("x", chat, 9),
    "to delete not found": lambda bot, chat: bot.delete_message(chat, 9),
    "query is too old": lambda bot, chat: bot.answer_callback_query("9"),
    "invalid file_id": lambda bot, chat: bot.get_file("9"),
    "non-empty": lambda bot, chat: bot.send_document(chat, b"", filename="a"),
}


@pytest.mark.parametrize(("words", "ask"), REFUSED.items(), ids=REFUSED)
async def test_what_telegram_refuses(
    telegram: TelegramPlayground, bot: Bot, words: str, ask: Ask
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await ask(bot, telegram.person("Ann").id)


async def test_an_edit_has_to_change_something(telegram: TelegramPlayground, bot: Bot) -> None:
    sent = await bot.send_message(telegram.person("Ann").id, "one")
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("one", sent.chat_id, sent.message_id)
    await bot.edit_message_text("one", sent.chat_id, sent.message_id, reply_markup=button("x"))


async def test_peoples_messages_are_theirs(telegram: TelegramPlayground, bot: Bot) -> None:
    post = telegram.person("Ann").says("mine")
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("yours", post.chat.id, post.number)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(post.chat.id, post.number)
    assert post.text == "mine"


async def test_who_blocks_is_not_written_to(telegram: TelegramPlayground, bot: Bot) -> None:
    ann = telegram.person("Ann")
    ann.blocks_the_bot()
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(ann.id, "x")


async def test_a_strangers_token_opens_nothing(telegram: TelegramPlayground) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:x", base_url=telegram.url):
            pass


async def test_updates_stay_until_they_are_confirmed(
    telegram: TelegramPlayground, bot: Bot
) -> None:
    telegram.person("Ann").says("one")
    (first,) = await bot.get_updates()
    assert await bot.get_updates() == (first,)
    assert await bot.get_updates(offset=first.update_id + 1) == ()


@pytest.mark.parametrize(("where", "most"), [("private", 5), ("group", 20)])
async def test_where_rates_are_enforced_one_too_many_is_refused(
    where: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else the library warns of its future
    async with TelegramPlayground(rates=True) as telegram, client(telegram) as bot:
        private = where == "private"
        chat = telegram.person("Ann").id if private else telegram.group("Team").id
        for number in range(most):
            await bot.send_message(chat, str(number))
        with pytest.raises(RetryAfter):
            await bot.send_message(chat, "one too many")
        await bot.send_message(telegram.person("Ben").id, "others need not wait")


async def test_another_process_can_let_people_talk(telegram: TelegramPlayground, bot: Bot) -> None:
    async with httpx.AsyncClient(base_url=telegram.url.removesuffix("/bot")) as http:
        said = await http.post("/playground/say", json={"person": "Ann", "text": "hi"})
        chat = said.json()["chat"]
        sent = await bot.send_message(chat, "hello", reply_markup=button("up:1"))
        await bot.edit_message_text("bye", chat, sent.message_id, reply_markup=button("up:1"))
        pressing = asyncio.create_task(
            http.post(
                "/playground/press",
                json={"person": "Ann", "chat": chat, "message_id": sent.message_id, "button": "x"},
            )
        )
        updates = await bot.get_updates(timeout=5, allowed_updates=["callback_query"])
        assert updates[0].callback_query is not None
        await updates[0].callback_query.answer("Thanks")
        assert (await pressing).json() == {"words": "Thanks"}
        (post,) = (await http.get("/playground/posts", params={"chat": chat})).json()["posts"]
        calls = (await http.get("/playground/calls")).json()["calls"]
    assert (post["history"], post["buttons"], post["deleted"]) == (["hello", "bye"], ["x"], False)
    assert [call[0] for call in calls].count("sendmessage") == 1


async def test_it_runs_as_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.playground.telegram", "--port", "0"),
        *("--faults", "limited=0.5"),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    finally:
        process.kill()
        await process.communicate()
    assert line.startswith("TELEGRAM_BASE_URL=http://127.0.0.1:")
    assert "TELEGRAM_BOT_TOKEN=" in line


def test_faults_are_read_by_name() -> None:
    assert shares("limited=0.05, lost=0.5") == {"limited": 0.05, "lost": 0.5}
    with pytest.raises(ValueError, match="eaten"):
        shares("eaten=1")
