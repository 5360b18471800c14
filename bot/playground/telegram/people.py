"""People on a local Telegram: they write, press, edit, block; and see what the bot posts."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from bot.playground.faults import Faults
from bot.playground.house import House
from bot.playground.telegram.control import control
from bot.playground.telegram.server import Call, Server
from bot.playground.telegram.world import Account, Chat, ChatType, Json, Post, World, found_entities

TOKEN = "7000001:PLAYGROUND-TOKEN-OF-NO-WORTH-AT-ALL"
_BOT = Account(id=7_000_001, name="KAgent", username="kagent_bot", is_bot=True)
_PATIENCE = 5.0


class Group:
    """A group with the bot in it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    def topic(self, name: str) -> int:
        """Open a topic of a forum; its id."""
        post = Post(chat=self.chat, number=0, sender=_BOT, text="", topic=name)
        post.number = self._world.number_in(self.chat)
        self._world.add(post)
        return post.number

    def becomes_supergroup(self) -> "Group":
        return Group(self._world, self._world.upgrade(self.chat))

    def removes_the_bot(self) -> None:
        self.chat.shut = f"bot was kicked from the {self.chat.type} chat"


class Person:
    """Somebody with an account; without a group given they talk to the bot alone."""

    def __init__(self, playground: "TelegramPlayground", account: Account, chat: Chat) -> None:
        self._playground = playground
        self._world = playground.world
        self.account = account
        self.chat = chat

    @property
    def id(self) -> int:
        return self.account.id

    def says(
        self,
        text: str = "",
        *,
        to: Group | None = None,
        topic: int | None = None,
        replying: Post | None = None,
        entities: Sequence[Json] | None = None,
        **more: Any,
    ) -> Post:
        """Write a message. ``more`` is put into the Bot API's message as it is."""
        chat = to.chat if to is not None else self.chat
        if replying is None and topic is not None:
            replying = self._world.posts[chat.id, topic]
        post = Post(
            chat=chat,
            number=self._world.number_in(chat),
            sender=self.account,
            text=text,
            entities=list(found_entities(text) if entities is None else entities),
            thread=topic,
            replies_to=replying,
            media=more,
        )
        self._world.add(post)
        if self._world.hears(post):
            self._world.tell("message", post.view())
        return post

    def sends(self, name: str, data: bytes, kind: str, caption: str = "", **where: Any) -> Post:
        """Send a file."""
        return self.says(caption, document=self._world.keep_file(name, data, kind), **where)

    def shows(self, data: bytes, caption: str = "", **where: Any) -> Post:
        """Send a photo, in two sizes as Telegram keeps them."""
        small = {**self._world.keep_file("s.jpg", data[:10], ""), "width": 90, "height": 60}
        large = {**self._world.keep_file("l.jpg", data, ""), "width": 900, "height": 600}
        return self.says(caption, photo=[large, small], **where)

    def speaks(self, data: bytes, **where: Any) -> Post:
        """Send a voice note."""
        kept = self._world.keep_file("", data, "audio/ogg")
        return self.says("", voice={**kept, "duration": 3}, **where)

    def edits(self, post: Post, text: str) -> None:
        post.text = text
        self._world.tell("edited_message", {**post.view(), "edit_date": int(post.at) + 1})

    async def presses(self, post: Post, label: str) -> str:
        """Press a button of a post; the words that come back."""
        data = next(
            button["callback_data"]
            for row in post.buttons
            for button in row
            if button["text"] == label
        )
        query = f"{self._world.new_id()}"
        self._world.toasts[query] = asyncio.get_running_loop().create_future()
        toast = self._world.toasts[query]
        self._world.tell(
            "callback_query",
            {
                "id": query,
                "from": self.account.view(),
                "chat_instance": "1",
                "message": post.view(),
                "data": data,
            },
        )
        return await asyncio.wait_for(toast, _PATIENCE)

    def blocks_the_bot(self) -> None:
        self.chat.shut = "bot was blocked by the user"

    async def until(
        self, seen: Callable[[list[Post]], bool], to: Group | None = None
    ) -> list[Post]:
        """Wait for what the bot's posts in the chat are to be like; see `TelegramPlayground`."""
        chat = to.chat if to is not None else self.chat
        return await self._playground.until(chat.id, seen)


class TelegramPlayground(House):
    """A local Telegram with one bot. ``faults`` are by the Bot API's method names.

    ``rates``: enforce Telegram's limits. ``twice``: the share of updates delivered again.
    """

    token = TOKEN

    def __init__(
        self,
        *,
        port: int = 0,
        faults: Faults | None = None,
        rates: bool = False,
        twice: float = 0.0,
        seed: int = 1,
    ) -> None:
        self.faults = faults or Faults()
        self.world = World(_BOT, twice=twice, seed=seed)
        self._server = Server(self.world, TOKEN, self.faults, rates=rates)
        self._people: dict[str, Person] = {}
        self._groups: dict[str, Group] = {}
        control(self._server.app, self)
        super().__init__(self._server.app, self.world, port=port, hasty=True)

    @property
    def settings(self) -> dict[str, str]:
        """The service's settings with which it comes here."""
        return {"TELEGRAM_BASE_URL": self.url, "TELEGRAM_BOT_TOKEN": self.token}

    @property
    def url(self) -> str:
        """What `TELEGRAM_BASE_URL` is to be."""
        return f"http://{self.address}/bot"

    @property
    def me(self) -> str:
        """How the bot is named in a message."""
        return f"@{_BOT.username}"

    @property
    def calls(self) -> list[Call]:
        return self._server.calls

    @property
    def menus(self) -> dict[str, Json]:
        """The command menus by language; "" is the default."""
        return self._server.methods.settled.menus

    @property
    def webhook(self) -> str:
        return self._server.methods.settled.webhook

    def person(self, name: str, *, language: str = "en", is_bot: bool = False) -> Person:
        """Somebody by this name, with a chat of their own with the bot."""
        if name not in self._people:
            account = Account(id=self.world.new_id(), name=name, language=language, is_bot=is_bot)
            chat = self.world.open_chat(Chat(id=account.id, type="private", title=name))
            self._people[name] = Person(self, account, chat)
        return self._people[name]

    def group(
        self, title: str, *, forum: bool = False, privacy: bool = True, basic: bool = False
    ) -> Group:
        """The group of this title; ``privacy`` hides from the bot what is not meant for it."""
        kind: ChatType = "group" if basic else "supergroup"
        if title not in self._groups:
            chat = self.world.new_group(title, kind=kind, forum=forum, privacy=privacy)
            self._groups[title] = Group(self.world, chat)
        return self._groups[title]

    def posts(self, chat: int) -> list[Post]:
        """What the bot has posted there and not taken away, in order."""
        return [post for post in self.all_posts(chat) if not post.deleted]

    def all_posts(self, chat: int) -> list[Post]:
        return [
            post
            for post in self.world.posts.values()
            if post.chat.id == chat and post.sender == _BOT and not post.topic
        ]

    async def until(self, chat: int, seen: Callable[[list[Post]], bool]) -> list[Post]:
        """The bot's posts in the chat, once they are as wanted. Raises `TimeoutError`."""
        await self.eventually(lambda: seen(self.posts(chat)))
        return self.posts(chat)

    def redeliver(self, post: Post, *, update_id: int | None = None) -> None:
        """Deliver a person's message again: under an update's id, or under a new one."""
        self.world.tell("message", post.view(), update_id=update_id)
