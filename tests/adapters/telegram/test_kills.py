"""The adapter killed again and again, on a Telegram that fails: one answer to each message."""

import asyncio
import random
from collections import Counter, defaultdict, deque

from telegram.error import TelegramError

from adapters.base import IncomingMessage, Press, Reply
from adapters.posting import PLACEHOLDER
from adapters.telegram import TelegramAdapter
from bot.playground.faults import Faults, Kind
from bot.playground.telegram import Group, Person, TelegramPlayground
from tests.adapters.desk import Kept
from tests.adapters.telegram.scene import adapter_for

MESSAGES = 40
SHARES: dict[Kind, float] = {"broken": 0.04, "dropped": 0.02, "lost": 0.05, "limited": 0.02}


class Durable:
    """What outlives a kill: the messages in line, and the posts that show each answer."""

    def __init__(self) -> None:
        self.messages: dict[str, IncomingMessage] = {}
        self.lines: defaultdict[str, deque[IncomingMessage]] = defaultdict(deque)
        self.kept: dict[str, Kept] = {}

    def ledger(self, message: IncomingMessage) -> Kept:
        return self.kept.get(message.event_id) or Kept(self.kept, message.event_id)


class Life:
    """One process: its adapter, and the conversations that it answers in order."""

    def __init__(self, adapter: TelegramAdapter, durable: Durable) -> None:
        self._adapter = adapter
        self._durable = durable
        self._working: dict[str, asyncio.Task[None]] = {}

    async def accept(self, message: IncomingMessage) -> None:
        if message.event_id not in self._durable.messages:
            self._durable.messages[message.event_id] = message
            self._durable.lines[message.conversation].append(message)
        self._work(message.conversation)

    async def press(self, press: Press) -> str:
        return ""

    async def stop(self, conversation: str) -> bool:
        return False

    async def lasts(self, seconds: float) -> None:
        for conversation in list(self._durable.lines):
            self._work(conversation)
        line = asyncio.create_task(self._listen())
        await asyncio.sleep(seconds)
        ends = [line, *self._working.values()]
        for task in ends:
            task.cancel()
        await asyncio.wait(ends)

    async def _listen(self) -> None:
        while True:
            try:
                await self._adapter.run(self)
            except TelegramError:
                await asyncio.sleep(0.01)

    def _work(self, conversation: str) -> None:
        if conversation not in self._working:
            self._working[conversation] = asyncio.create_task(self._answer(conversation))

    async def _answer(self, conversation: str) -> None:
        line = self._durable.lines[conversation]
        while line:
            await self._show(line[0])
            line.popleft()
        del self._working[conversation]

    async def _show(self, message: IncomingMessage) -> None:
        text = f"answer to {message.text}"
        for reply in (Reply(), Reply(text=text[:6]), Reply(text=text, final=True)):
            while not await self._shown(message, reply) and reply.final:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def _shown(self, message: IncomingMessage, reply: Reply) -> bool:
        try:
            await self._adapter.show(message, reply, self._durable.ledger(message))
        except (TelegramError, TimeoutError):
            return False
        return True


async def talk(chance: random.Random, people: list[Person], groups: list[Group]) -> None:
    for number in range(MESSAGES):
        person = chance.choice(people)
        if chance.random() < 0.4:
            person.says(f"@kagent_bot {number}", to=chance.choice(groups))
        else:
            person.says(str(number))
        await asyncio.sleep(0.02)


async def test_each_message_has_one_answer_after_many_kills() -> None:
    chance = random.Random(5)
    durable = Durable()
    faults = Faults(SHARES, seed=5)
    async with TelegramPlayground(faults=faults, twice=0.2, seed=5) as telegram:
        people = [telegram.person(f"P{number}") for number in range(8)]
        groups = [telegram.group(f"G{number}", basic=number % 2 == 0) for number in range(4)]
        talking = asyncio.create_task(talk(chance, people, groups))
        kills = 0
        async with asyncio.timeout(30):
            while len(durable.messages) < MESSAGES or any(durable.lines.values()):
                async with adapter_for(telegram) as adapter:
                    await Life(adapter, durable).lasts(chance.uniform(0.2, 0.5))
                kills += 1
        await talking
        chats = [chat.id for chat in (*people, *groups)]
        texts = [[post.text for post in telegram.posts(chat)] for chat in chats]
    answers = [[text for text in chat if text != PLACEHOLDER] for chat in texts]
    assert Counter(text for chat in answers for text in chat) == {
        f"answer to {number}": 1 for number in range(MESSAGES)
    }
    assert all(chat == sorted(chat, key=lambda text: int(text.split()[-1])) for chat in answers)
    assert sum(chat.count(PLACEHOLDER) for chat in texts) <= 1 < kills
