"""What a local Telegram holds: chats, their messages, files, and the updates for the bot."""

import asyncio
import itertools
import random
import re
from dataclasses import dataclass, field
from time import time
from typing import Any, Literal

Json = dict[str, Any]
ChatType = Literal["private", "group", "supergroup"]

_SUPERGROUP = -1_000_000_000_000
_NAMED = re.compile(r"(?<!\w)@\w{3,32}|(?<![\w/])/[A-Za-z0-9_]{1,32}(@\w+)?")


class Refusal(Exception):
    """A call is refused as the Bot API does it."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who sends messages."""

    id: int
    name: str
    username: str = ""
    language: str = "en"
    is_bot: bool = False

    def view(self) -> Json:
        seen: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            seen["username"] = self.username
        if not self.is_bot:
            seen["language_code"] = self.language
        return seen


@dataclass(kw_only=True)
class Chat:
    """``shut`` is why the bot may not write there; ``moved`` is the id it has now."""

    id: int
    type: ChatType
    title: str
    forum: bool = False
    privacy: bool = True
    shut: str = ""
    moved: int | None = None

    def view(self) -> Json:
        name = "first_name" if self.type == "private" else "title"
        seen: Json = {"id": self.id, "type": self.type, name: self.title}
        return {**seen, "is_forum": True} if self.forum else seen


@dataclass(kw_only=True)
class Post:
    """A message. ``history`` are the texts it has had, the newest last."""

    chat: Chat
    number: int
    sender: Account
    text: str
    entities: list[Json] = field(default_factory=list)
    buttons: list[list[Json]] = field(default_factory=list)
    replies_to: "Post | None" = None
    thread: int | None = None
    media: Json = field(default_factory=dict)
    topic: str = ""
    silent: bool = False
    preview: bool = True
    deleted: bool = False
    at: float = field(default_factory=time)
    history: list[str] = field(default_factory=list)

    def view(self, *, whole: bool = True) -> Json:
        """As the Bot API shows it."""
        seen: Json = {
            "message_id": self.number,
            "date": int(self.at),
            "chat": self.chat.view(),
            "from": self.sender.view(),
            **self.media,
        }
        text, entities = ("caption", "caption_entities") if self.media else ("text", "entities")
        if self.text:
            seen[text] = self.text
        if self.entities:
            seen[entities] = self.entities
        if self.thread is not None:
            seen |= {"message_thread_id": self.thread, "is_topic_message": True}
        elif self.replies_to is not None and self.chat.type == "supergroup":
            seen["message_thread_id"] = self.root().number
        if self.topic:
            seen["forum_topic_created"] = {"name": self.topic, "icon_color": 0}
        if self.buttons:
            seen["reply_markup"] = {"inline_keyboard": self.buttons}
        if whole and self.replies_to is not None:
            seen["reply_to_message"] = self.replies_to.view(whole=False)
        return seen

    def root(self) -> "Post":
        """The message to which all this is a reply, in the end."""
        return self if self.replies_to is None else self.replies_to.root()

    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button["text"] for row in self.buttons for button in row]


class World:
    """``twice`` is the share of updates that are delivered again under a new id."""

    def __init__(self, bot: Account, *, twice: float = 0.0, seed: int = 1) -> None:
        self.bot = bot
        self.chats: dict[int, Chat] = {}
        self.posts: dict[tuple[int, int], Post] = {}
        self.files: dict[str, bytes] = {}
        self.updates: list[Json] = []
        self.toasts: dict[str, asyncio.Future[str]] = {}
        self.changed = asyncio.Event()
        self.refuses_markup = False
        self._twice = twice
        self._chance = random.Random(seed)
        self._numbers = itertools.count(100)
        self._own_numbers: dict[int, itertools.count[int]] = {}
        self._update_ids = itertools.count(500)
        self._ids = itertools.count(1001)

    def new_id(self) -> int:
        return next(self._ids)

    def open_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def number_in(self, chat: Chat) -> int:
        """Supergroups count by themselves, all other chats together."""
        if chat.type != "supergroup":
            return next(self._numbers)
        return next(self._own_numbers.setdefault(chat.id, itertools.count(1)))

    def add(self, post: Post) -> Post:
        post.history.append(post.text)
        self.posts[post.chat.id, post.number] = post
        self.stir()
        return post

    def keep_file(self, name: str, data: bytes, kind: str) -> Json:
        """Store a file; what the Bot API tells of it."""
        handle = f"file-{len(self.files)}-{name}"
        self.files[handle] = data
        return {
            "file_id": handle,
            "file_unique_id": handle,
            "file_name": name,
            "mime_type": kind,
            "file_size": len(data),
        }

    def tell(self, kind: str, what: Json, *, update_id: int | None = None) -> None:
        """An update for the bot, or two."""
        number = next(self._update_ids) if update_id is None else update_id
        self.updates.append({"update_id": number, kind: what})
        if self._chance.random() < self._twice:
            self.updates.append({"update_id": next(self._update_ids), kind: what})
        self.stir()

    def stir(self) -> None:
        """Wake whoever waits for something to change."""
        self.changed.set()
        self.changed = asyncio.Event()

    def upgrade(self, chat: Chat) -> Chat:
        """Make a supergroup of a group; it gets another id."""
        new = Chat(id=_SUPERGROUP - self.new_id(), type="supergroup", title=chat.title)
        chat.moved = new.id
        return self.open_chat(new)

    def new_group(self, title: str, *, kind: ChatType, forum: bool, privacy: bool) -> Chat:
        base = _SUPERGROUP if kind == "supergroup" else 0
        chat = Chat(id=base - self.new_id(), type=kind, title=title, forum=forum, privacy=privacy)
        return self.open_chat(chat)

    def hears(self, post: Post) -> bool:
        """Whether the bot is told of a person's message: privacy hides most talk of groups."""
        if not post.chat.privacy or post.chat.type == "private":
            return True
        to_bot = post.replies_to is not None and post.replies_to.sender.is_bot
        return to_bot or any(
            entity["type"] == "bot_command" or self._is_me(post.text, entity)
            for entity in post.entities
        )

    def _is_me(self, text: str, entity: Json) -> bool:
        if entity["type"] == "text_mention":
            return bool(entity["user"]["id"] == self.bot.id)
        units = text.encode("utf-16-le")
        start, end = entity["offset"], entity["offset"] + entity["length"]
        named = units[2 * start : 2 * end].decode("utf-16-le")
        return named.lower() == f"@{self.bot.username}".lower()


def found_entities(text: str) -> list[Json]:
    """The commands and names in what a person writes."""
    return [
        {
            "type": "bot_command" if match[0].startswith("/") else "mention",
            "offset": units(text[: match.start()]),
            "length": units(match[0]),
        }
        for match in _NAMED.finditer(text)
    ]


def units(text: str) -> int:
    """How Telegram counts: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
