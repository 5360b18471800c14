"""Telegram at its worst: refusals, broken lines, lost answers, kills. One answer stands."""

import asyncio

import pytest
from telegram.error import TelegramError

from adapters.base import IncomingMessage, Reply
from adapters.posting import PLACEHOLDER
from adapters.telegram import TelegramAdapter
from bot.playground.faults import Fault, Faults, Kind
from bot.playground.telegram import Post, TelegramPlayground
from tests.adapters.desk import Kept, MemoryDesk
from tests.adapters.telegram.scene import Scene, adapter_for, says, scene

KINDS: tuple[Kind, ...] = ("limited", "broken", "slow", "dropped", "lost")
LONG = "\n\n".join(f"Paragraph {number}: " + "word " * 150 for number in range(12))
FILE = "\n\n".join(f"Paragraph {number}: " + "word " * 200 for number in range(100))


def answering(text: str) -> list[Reply]:
    return [Reply(), Reply(text=text[:20]), Reply(text=text, final=True)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_one_answer_stands(method: str, kind: Kind) -> None:
    faults = Faults()
    async with scene(
        lambda message: answering("the answer"), TelegramPlayground(faults=faults)
    ) as here:
        faults.order(method, Fault(kind=kind, seconds=0.02), Fault(kind=kind, seconds=0.02))
        ann = here.telegram.person("Ann")
        ann.says("hi")
        posts = await ann.until(says("the answer"))
        await here.desk.settled()
    assert [post.text for post in posts] == ["the answer"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["sendDocument", "deleteMessage"])
async def test_one_file_stands(method: str, kind: Kind) -> None:
    faults = Faults()
    replies = [Reply(text=LONG), Reply(text=FILE, final=True)]
    async with scene(lambda message: replies, TelegramPlayground(faults=faults)) as here:
        faults.order(method, Fault(kind=kind, seconds=0.02))
        ann = here.telegram.person("Ann")
        ann.says("hi")
        await ann.until(lambda posts: any(post.media for post in posts))
        await here.desk.settled()
        posts = here.telegram.posts(ann.id)
    assert [bool(post.media) for post in posts] == [False, True]


async def test_a_limited_chat_keeps_no_other_waiting() -> None:
    faults = Faults()
    async with scene(telegram=TelegramPlayground(faults=faults)) as here:
        faults.order("sendMessage", Fault(kind="limited", seconds=60))
        ann, ben = here.telegram.person("Ann"), here.telegram.person("Ben")
        ann.says("one")
        await until_called(here, "sendmessage")
        ben.says("two")
        await ben.until(says("two"))
        assert here.telegram.posts(ann.id) == []


async def test_when_all_chats_are_refused_nobody_is_asked_for_a_while() -> None:
    faults = Faults()
    async with scene(telegram=TelegramPlayground(faults=faults)) as here:
        faults.order("sendMessage", *[Fault(kind="limited", seconds=60)] * 3)
        for name in ("Ann", "Ben", "Cid"):
            here.telegram.person(name).says("one")
        await until_called(here, "sendmessage", 3)
        here.telegram.person("Dan").says("two")
        await until_called(here, "getupdates", calls(here, "getupdates") + 1)
        assert calls(here, "sendmessage") == 3


def calls(here: Scene, method: str) -> int:
    return sum(call.method == method for call in here.telegram.calls)


async def until_called(here: Scene, method: str, times: int = 1) -> None:
    async with asyncio.timeout(5):
        while calls(here, method) < times:  # noqa: ASYNC110 (a list of calls wakes nobody)
            await asyncio.sleep(0.005)


class Stranded:
    """A message whose placeholder was put, and its process killed before it was written down."""

    def __init__(self, telegram: TelegramPlayground, desk: MemoryDesk, message: IncomingMessage):
        self.telegram = telegram
        self.message = message
        self.ledger = Kept(desk.ledgers, message.event_id)

    async def put(self, here: Scene) -> Post:
        self.telegram.faults.order("sendMessage", Fault(kind="lost"))
        await self.fail(here, Reply())
        assert self.ledger.posts[0].startswith("?")
        return self.telegram.posts(int(self.message.chat_id))[-1]

    async def fail(self, here: Scene, reply: Reply) -> None:
        task = asyncio.ensure_future(here.adapter.show(self.message, reply, self.ledger))
        await asyncio.wait({task})
        assert task.exception() is not None

    async def after_the_restart(self, text: str) -> list[Post]:
        async with adapter_for(self.telegram) as adapter:
            await adapter.show(self.message, Reply(text=text, final=True), self.ledger)
        return self.telegram.posts(int(self.message.chat_id))


async def stranded(here: Scene, text: str = "hi", *, group: bool = False) -> Stranded:
    ann = here.telegram.person("Ann")
    to = here.telegram.group("Team") if group else None
    post = ann.says(f"@kagent_bot {text}" if group else text, to=to)
    async with asyncio.timeout(5):
        while not here.desk.messages:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return Stranded(here.telegram, here.desk, here.desk.messages[f"{post.chat.id}:{post.number}"])


@pytest.mark.parametrize("group", [False, True])
async def test_the_lost_placeholder_is_used_after_a_restart(group: bool) -> None:
    async with scene(lambda message: []) as here:
        left = await stranded(here, group=group)
        placeholder = await left.put(here)
        posts = await left.after_the_restart("the answer")
    assert posts == [placeholder]
    assert placeholder.text == "the answer"


async def test_one_that_is_hidden_behind_the_talk_of_others_is_taken_away() -> None:
    async with scene(lambda message: []) as here:
        left = await stranded(here)
        left.telegram.faults.order("sendMessage", Fault(kind="dropped"))
        await left.fail(here, Reply())  # the mark is taken, and nothing was put
        ben = here.telegram.person("Ben")
        for number in range(7):
            ben.says(f"number {number}")
        placeholder = await left_by_hand(here, left)
        ben.says("one more")
        posts = await left.after_the_restart("the answer")
    assert [post.text for post in posts] == ["the answer"]
    assert placeholder.deleted


async def left_by_hand(here: Scene, left: Stranded) -> Post:
    """Put a placeholder of which the ledger knows no more than of the others."""
    other = Kept({}, "other")
    await here.adapter.show(left.message, Reply(), other)
    return here.telegram.posts(int(left.message.chat_id))[-1]


async def test_another_answer_keeps_its_words_and_its_buttons() -> None:
    async with scene(lambda message: []) as here:
        left = await stranded(here)
        await left.put(here)
        known = Kept(here.desk.ledgers, "known")
        await here.adapter.show(left.message, Reply(text="known", final=True), known)
        unknown = Kept({}, "unknown")
        await here.adapter.show(left.message, Reply(text="not known", final=True), unknown)
        left.telegram.posts(int(left.message.chat_id))[0].deleted = True
        posts = await left.after_the_restart("the answer")
    assert [post.text for post in posts] == ["known", "not known", "the answer"]
    assert posts[0].history == [PLACEHOLDER, "known"]
    assert posts[1].history == [PLACEHOLDER, "not known"]


async def test_where_nothing_was_put_a_new_post_is_and_nothing_is_left() -> None:
    async with scene(lambda message: []) as here:
        left = await stranded(here)
        left.telegram.faults.order("sendMessage", Fault(kind="dropped"))
        await left.fail(here, Reply())
        posts = await left.after_the_restart("the answer")
        probes = calls(here, "editmessagereplymarkup")
    assert [post.text for post in posts] == ["the answer"]
    assert probes <= 6


async def test_the_search_gives_up_in_a_busy_bot() -> None:
    async with scene(lambda message: []) as here:
        left = await stranded(here)
        left.telegram.faults.order("sendMessage", Fault(kind="dropped"))
        await left.fail(here, Reply())
        ben = here.telegram.person("Ben")
        for number in range(500):
            ben.says(f"number {number}")
        posts = await left.after_the_restart("the answer")
        probes = calls(here, "editmessagereplymarkup")
    assert [post.text for post in posts] == ["the answer"]
    assert probes <= 40


async def test_faults_at_random_lose_and_double_nothing() -> None:
    shares: dict[Kind, float] = {"broken": 0.05, "dropped": 0.05, "lost": 0.05, "limited": 0.03}
    faults = Faults(shares, seed=7)
    async with TelegramPlayground(faults=faults, twice=0.2) as telegram:
        async with adapter_for(telegram) as adapter:
            desk = MemoryDesk(adapter, lambda message: answering(f"answer to {message.text}"))
            line = asyncio.create_task(supervised(adapter, desk))
            people = [telegram.person(f"P{number}") for number in range(20)]
            for person in people:
                person.says(f"word of {person.id}")
            for person in people:
                await person.until(says("answer to"))
            await desk.settled()
            line.cancel()
            await asyncio.wait({line})
        texts = [[post.text for post in telegram.posts(person.id)] for person in people]
    assert texts == [[f"answer to word of {person.id}"] for person in people]
    assert len(desk.deliveries) > len(desk.messages) == 20


async def supervised(adapter: TelegramAdapter, desk: MemoryDesk) -> None:
    """Start it again when the start fails, as the service does."""
    while True:
        try:
            await adapter.run(desk)
        except TelegramError:
            await asyncio.sleep(0.01)


async def test_where_no_number_was_known_a_report_leaves_no_placeholder() -> None:
    async with scene() as here:
        here.telegram.faults.order("sendMessage", Fault(kind="lost"))
        ledger, chat = Kept({}, "night"), here.telegram.group("Reports").id
        reply = Reply(text="All is well.", final=True)
        with pytest.raises(TelegramError):
            await here.adapter.post(str(chat), reply, ledger, key="night")
        await here.adapter.post(str(chat), reply, ledger, key="night")
        posts = here.telegram.posts(chat)
    assert [post.text for post in posts] == ["All is well."]
