"""What a local Slack holds: people, channels, posts and files."""

import asyncio
import itertools
import re
from dataclasses import dataclass, field
from time import time
from typing import Any, Literal

from adapters.slack.manifest import FURTHER_SCOPES, SCOPES

Json = dict[str, Any]
Kind = Literal["im", "mpim", "channel", "group"]

TEAM = "T0PLAY"
_CONTROL = re.compile(r"<[@!#][^<>]*>")
_PREFIX: dict[Kind, str] = {"im": "D", "mpim": "G", "channel": "C", "group": "C"}


class Refusal(Exception):
    """A call is refused as Slack does it."""

    def __init__(self, error: str, *, retry_after: float = 0.0) -> None:
        super().__init__(error)
        self.error = error
        self.retry_after = retry_after


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who sends messages; ``bot_id`` is a bot's."""

    id: str
    name: str
    locale: str = "en-US"
    bot_id: str = ""

    def view(self) -> Json:
        return {
            "id": self.id,
            "team_id": TEAM,
            "name": self.name.lower(),
            "is_bot": bool(self.bot_id),
            "locale": self.locale,
            "profile": {"display_name": self.name, "real_name": f"{self.name} of {TEAM}"},
        }


@dataclass(kw_only=True)
class Room:
    """A channel or a talk of two or more."""

    id: str
    kind: Kind
    name: str
    members: set[str] = field(default_factory=set)
    archived: bool = False


@dataclass(kw_only=True)
class Post:
    """A message. ``history`` are the texts it has had, the newest last. ``seen_by``: only by
    these, where it is not by all. ``more`` is told of it as it is. ``streaming`` is in which way
    text is streamed into it now, "" for not; ``stopped``: its reader has had enough."""

    room: Room
    ts: str
    sender: Account
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread: str = ""
    metadata: Json = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    seen_by: frozenset[str] = frozenset()
    unfurls: bool = True
    deleted: bool = False
    subtype: str = ""
    at: float = field(default_factory=time)
    history: list[str] = field(default_factory=list)
    more: Json = field(default_factory=dict)
    streaming: str = ""
    stopped: bool = False

    def view(self, *, whole: bool = True) -> Json:
        """As the Web API and events show it."""
        seen: Json = {
            "type": "message",
            "user": self.sender.id,
            "ts": self.ts,
            "text": self.text,
            "team": TEAM,
        }
        if self.sender.bot_id:
            seen |= {"bot_id": self.sender.bot_id, "app_id": "A0PLAY"}
        for name in ("blocks", "files", "subtype"):
            if value := getattr(self, name):
                seen[name] = value
        if self.thread:
            seen["thread_ts"] = self.thread
        if self.streaming:
            seen["streaming_state"] = "in_progress"
        if whole and self.metadata:
            seen["metadata"] = self.metadata
        return seen | self.more

    def buttons(self) -> list[Json]:
        return [
            element
            for block in self.blocks
            if block["type"] == "actions"
            for element in block["elements"]
        ]

    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button["text"]["text"] for button in self.buttons()]

    def shown(self) -> str:
        """What people read: the blocks where there are some."""
        sections = [block["text"]["text"] for block in self.blocks if block["type"] == "section"]
        return "\n".join(sections) if sections else self.text

    def controls(self) -> list[str]:
        """What in it pings somebody or links a channel."""
        return _CONTROL.findall(f"{self.text}\n{self.shown()}")


class World:
    """One workspace with one app in it."""

    def __init__(self, bot: Account) -> None:
        self.bot = bot
        self.accounts: dict[str, Account] = {bot.id: bot}
        self.rooms: dict[str, Room] = {}
        self.posts: dict[tuple[str, str], Post] = {}
        self.files: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self.statuses: list[tuple[str, str, str]] = []
        self.prompts: dict[str, list[Json]] = {}
        self.changed = asyncio.Event()
        self.refuses_blocks = False
        self.declines_streams = ""
        self.scopes = {*SCOPES, *FURTHER_SCOPES}
        self._numbers = itertools.count(1)
        self._latest = 0

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):06d}PLAY"

    def new_room(self, kind: Kind, name: str, members: set[str]) -> Room:
        room = Room(id=self.new_id(_PREFIX[kind]), kind=kind, name=name, members=members)
        self.rooms[room.id] = room
        return room

    def new_ts(self) -> str:
        """The time now, later than every other."""
        self._latest = max(self._latest + 1, int(time() * 1_000_000))
        return f"{self._latest // 1_000_000}.{self._latest % 1_000_000:06d}"

    def room_of(self, channel: str) -> Room:
        """The room, if the bot may know of it."""
        room = self.rooms.get(channel)
        hidden = room is None or (room.kind != "channel" and self.bot.id not in room.members)
        if room is None or hidden:
            raise Refusal("channel_not_found")
        return room

    def own_room(self, channel: str) -> Room:
        """The room, if the bot may write there."""
        room = self.room_of(channel)
        if self.bot.id not in room.members:
            raise Refusal("not_in_channel")
        if room.archived:
            raise Refusal("is_archived")
        return room

    def post_of(self, room: Room, ts: str) -> Post:
        post = self.posts.get((room.id, ts))
        if post is None or post.deleted:
            raise Refusal("message_not_found")
        return post

    def in_thread(self, room: Room, thread: str) -> list[Post]:
        """The thread's posts in order, its first one too."""
        return [
            post
            for post in self.posts.values()
            if post.room is room and not post.seen_by and thread in (post.ts, post.thread)
        ]

    def add(self, post: Post) -> Post:
        post.history.append(post.text)
        self.posts[post.room.id, post.ts] = post
        self.stir()
        return post

    def keep_file(self, file_id: str, name: str, data: bytes, mimetype: str, url: str) -> Json:
        """Store a file; what is told of it."""
        self.contents[file_id] = data
        self.files[file_id] = {
            "id": file_id,
            "name": name,
            "title": name,
            "mimetype": mimetype,
            "mode": "hosted",
            "size": len(data),
            "url_private": url,
            "url_private_download": url,
        }
        return self.files[file_id]

    def stir(self) -> None:
        """Wake whoever waits for something to change."""
        self.changed.set()
        self.changed = asyncio.Event()
