"""What a local Discord holds: people, a server, channels, messages and files."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import time
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["dm", "text", "thread", "forum"]

_EPOCH = 1_420_070_400_000
_TYPES: dict[Kind, int] = {"dm": 1, "text": 0, "thread": 11, "forum": 15}
_PING = re.compile(r"<@!?(\d+)>")
_ROLE_PING = re.compile(r"<@&(\d+)>")
_ALL_PING = re.compile(r"@(?:everyone|here)\b")
EPHEMERAL, LOADING = 1 << 6, 1 << 7


class Refusal(Exception):
    """A call is refused as Discord does it."""

    def __init__(self, status: int, code: int, message: str, *, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who sends messages. ``roles`` are ids of the server's roles."""

    id: str
    name: str
    is_bot: bool = False
    roles: tuple[str, ...] = ()

    def view(self) -> Json:
        return {
            "id": self.id,
            "username": self.name.lower(),
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.is_bot,
            "public_flags": 0,
        }

    def member(self) -> Json:
        """As a member of the server."""
        return {
            "user": self.view(),
            "nick": None,
            "roles": list(self.roles),
            "joined_at": "2024-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }


@dataclass(kw_only=True)
class Channel:
    """``seen``: the bot may look into it. ``closed`` is why nothing may be sent there, "" if not.

    ``wordless``: what is said there may not be replied to. ``person`` is whose private chat it is.
    """

    id: str
    kind: Kind
    name: str
    parent: str = ""
    person: Account | None = None
    seen: bool = True
    closed: str = ""
    wordless: bool = False
    last: str | None = None


@dataclass(kw_only=True)
class Post:
    """A message. ``history`` are the texts it has had, the newest last. ``seen_by``: only by
    that person, where it is not by all. ``pings``: who got a notification by a mention. ``more`` is
    told of it as it is."""

    id: str
    channel: Channel
    author: Account
    text: str
    components: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    answers: "Post | None" = None
    forwards: "Post | None" = None
    nonce: str = ""
    flags: int = 0
    kind: int = 0
    webhook: str = ""
    seen_by: str = ""
    token: str = ""
    deleted: bool = False
    edited: bool = False
    pings: tuple[str, ...] = ()
    at: float = field(default_factory=time)
    history: list[str] = field(default_factory=list)
    more: Json = field(default_factory=dict)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    def buttons(self) -> list[Json]:
        return [button for row in self.components for button in row["components"]]

    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button["label"] for button in self.buttons()]


class World:
    """One server with one bot in it, and the private chats."""

    def __init__(self) -> None:
        self._latest = 0
        self._ids = 0
        self.changed = asyncio.Event()
        self.bot = Account(id=self.new_id(), name="KAgent", is_bot=True)
        self.guild = self.new_id()
        self.bot_role = self.new_id()
        self.roles: dict[str, str] = {self.bot_role: "KAgent"}
        self.accounts: dict[str, Account] = {self.bot.id: self.bot}
        self.channels: dict[str, Channel] = {}
        self.posts: dict[str, Post] = {}
        self.files: dict[str, bytes] = {}
        self.nonces: dict[tuple[str, str], Post] = {}
        self.commands: list[Json] = []
        self.reads_messages = True

    def new_id(self) -> str:
        """A snowflake: later ones are higher."""
        now = (int(time() * 1000) - _EPOCH) << 22
        self._latest = max(self._latest + 1, now)
        return str(self._latest)

    def new_channel(self, kind: Kind, name: str, number: str = "", **more: Any) -> Channel:
        channel = Channel(id=number or self.new_id(), kind=kind, name=name, **more)
        self.channels[channel.id] = channel
        return channel

    def private(self, person: Account) -> Channel:
        """The chat of this person with the bot."""
        for channel in self.channels.values():
            if channel.person == person:
                return channel
        return self.new_channel("dm", person.name, person=person)

    def keep_file(self, home: str, name: str, kind: str, data: bytes, caption: str = "") -> Json:
        """Store a file; what is told of it."""
        number = self.new_id()
        self.files[number] = data
        return {
            "id": number,
            "filename": name,
            "content_type": kind,
            "size": len(data),
            "url": f"{home}/attachments/{number}/{name}",
            "proxy_url": f"{home}/attachments/{number}/{name}",
            "description": caption or None,
        }

    def add(self, post: Post) -> Post:
        post.history.append(post.text)
        self.posts[post.id] = post
        if not post.seen_by:
            post.channel.last = post.id
        self.stir()
        return post

    def readable(self, channel: str) -> Channel:
        """The channel, if the bot may look into it."""
        found = self.channels.get(channel)
        if found is None:
            raise Refusal(404, 10003, "Unknown Channel")
        if not found.seen:
            raise Refusal(403, 50001, "Missing Access")
        return found

    def writable(self, channel: str) -> Channel:
        """The channel, if the bot may write there."""
        found = self.readable(channel)
        if found.closed:
            code = 50007 if found.kind == "dm" else 50013
            raise Refusal(403, code, found.closed)
        return found

    def post_of(self, channel: Channel, number: str) -> Post:
        post = self.posts.get(number)
        if post is None or post.deleted or post.seen_by or post.channel is not channel:
            raise Refusal(404, 10008, "Unknown Message")
        return post

    def in_channel(self, channel: Channel) -> list[Post]:
        return [
            post
            for post in self.posts.values()
            if post.channel is channel and not post.deleted and not post.seen_by
        ]

    def stir(self) -> None:
        """Wake whoever waits for something to change."""
        self.changed.set()
        self.changed = asyncio.Event()

    def view(self, post: Post, *, nested: bool = False) -> Json:
        """A message as the API shows it."""
        mentioned = {number: None for number in _PING.findall(post.text)}
        if post.answers is not None:
            mentioned[post.answers.author.id] = None
        seen: Json = {
            "id": post.id,
            "channel_id": post.channel.id,
            "author": post.author.view(),
            "content": post.text,
            "timestamp": datetime.fromtimestamp(post.at, UTC).isoformat(),
            "edited_timestamp": datetime.now(UTC).isoformat() if post.edited else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [
                self.accounts[number].view() for number in mentioned if number in self.accounts
            ],
            "mention_roles": _ROLE_PING.findall(post.text),
            "attachments": post.files,
            "embeds": [],
            "pinned": False,
            "type": 19 if post.answers is not None else post.kind,
            "flags": post.flags,
            "components": post.components,
        }
        if post.webhook:
            seen["webhook_id"] = post.webhook
        if post.answers is not None:
            seen["message_reference"] = {
                "type": 0,
                "channel_id": post.channel.id,
                "message_id": post.answers.id,
            }
            if not nested:
                gone = post.answers.deleted
                seen["referenced_message"] = None if gone else self.view(post.answers, nested=True)
        if post.forwards is not None:
            seen["message_reference"] = {
                "type": 1,
                "channel_id": post.forwards.channel.id,
                "message_id": post.forwards.id,
            }
            seen["message_snapshots"] = [{"message": self.view(post.forwards, nested=True)}]
        return seen | post.more

    def told(self, post: Post) -> Json:
        """A message as the gateway tells it."""
        seen = self.view(post)
        if post.channel.kind != "dm":
            member = post.author.member()
            del member["user"]
            seen |= {"guild_id": self.guild, "member": member}
        return seen

    def channel_view(self, channel: Channel) -> Json:
        seen: Json = {
            "id": channel.id,
            "type": _TYPES[channel.kind],
            "last_message_id": channel.last,
            "flags": 0,
        }
        if channel.kind == "dm":
            assert channel.person is not None
            return {**seen, "recipients": [channel.person.view()]}
        seen |= {
            "guild_id": self.guild,
            "name": channel.name,
            "position": 0,
            "permission_overwrites": [],
            "nsfw": False,
            "parent_id": channel.parent or None,
            "topic": None,
            "rate_limit_per_user": 0,
        }
        if channel.kind == "thread":
            seen |= {
                "owner_id": self.bot.id,
                "message_count": 0,
                "member_count": 1,
                "thread_metadata": {
                    "archived": False,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": "2024-01-01T00:00:00+00:00",
                    "locked": False,
                },
            }
        return seen

    def guild_view(self) -> Json:
        shown = [each for each in self.channels.values() if each.seen and each.kind != "dm"]
        return {
            "id": self.guild,
            "name": "Playground",
            "icon": None,
            "owner_id": self.bot.id,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "system_channel_flags": 0,
            "afk_timeout": 300,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [self.role_view(self.guild), *map(self.role_view, self.roles)],
            "channels": [self.channel_view(each) for each in shown if each.kind != "thread"],
            "threads": [self.channel_view(each) for each in shown if each.kind == "thread"],
            "members": [{**self.bot.member(), "roles": [self.bot_role]}],
            "member_count": len(self.accounts),
            "joined_at": "2024-01-01T00:00:00+00:00",
            "large": False,
            "unavailable": False,
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
        }

    def role_view(self, number: str) -> Json:
        mine = number == self.bot_role
        return {
            "id": number,
            "name": self.roles.get(number, "@everyone"),
            "color": 0,
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": 1 if number in self.roles else 0,
            "permissions": "0",
            "managed": mine,
            "mentionable": True,
            "flags": 0,
            **({"tags": {"bot_id": self.bot.id}} if mine else {}),
        }


def pings(text: str, allowed: Json | None) -> tuple[str, ...]:
    """Who is notified of a message by its mentions."""
    kinds = ("users", "roles", "everyone") if allowed is None else allowed.get("parse", ())
    found: list[str] = []
    if "everyone" in kinds:
        found += _ALL_PING.findall(text)
    if "users" in kinds:
        found += _PING.findall(text)
    if "roles" in kinds:
        found += _ROLE_PING.findall(text)
    return tuple(found)
