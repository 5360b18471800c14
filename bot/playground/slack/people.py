"""People on a local Slack: they write, command, press, edit; and see what the bot posts."""

import asyncio
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any
from uuid import uuid4

from bot.playground.faults import Faults
from bot.playground.house import House
from bot.playground.slack.control import control
from bot.playground.slack.delivery import RETRIES, Delivery
from bot.playground.slack.methods import bot_account
from bot.playground.slack.server import Call, Server
from bot.playground.slack.world import TEAM, Account, Json, Kind, Post, Room, World

BOT_TOKEN = "xoxb-playground-token-of-no-worth"
APP_TOKEN = "xapp-playground-token-of-no-worth"
SECRET = "playground-signing-secret-of-no-worth"
_PATIENCE = 5.0


class Person:
    """Somebody in the workspace; without a room given they talk to the bot alone."""

    def __init__(self, playground: "SlackPlayground", account: Account, room: Room) -> None:
        self._playground = playground
        self._world = playground.world
        self.account = account
        self.room = room

    @property
    def id(self) -> str:
        return self.account.id

    def says(
        self,
        text: str = "",
        *,
        to: Room | None = None,
        thread: Post | None = None,
        files: Sequence[Json] = (),
        subtype: str = "",
        **more: Any,
    ) -> Post:
        """Write a message. ``more`` is told of it as it is."""
        room = to or self.room
        room.members.add(self.id)
        post = Post(
            room=room,
            ts=self._world.new_ts(),
            sender=self.account,
            text=text,
            thread=(thread.thread or thread.ts) if thread else "",
            files=list(files),
            subtype=subtype or ("file_share" if files else ""),
            more=more,
        )
        self._world.add(post)
        self._playground.tell(post)
        return post

    def file(self, name: str, data: bytes, kind: str) -> Json:
        """Bring a file into the workspace, to be sent with a message."""
        return self._playground.keep_file(name, data, kind)

    def edits(self, post: Post, text: str) -> None:
        post.text = text
        post.history.append(text)
        changed = {"message": {**post.view(), "edited": {"user": self.id, "ts": post.ts}}}
        self._playground.tell_change(post, "message_changed", changed)

    def deletes(self, post: Post) -> None:
        post.deleted = True
        self._playground.tell_change(post, "message_deleted", {"deleted_ts": post.ts})

    def commands(
        self, text: str, *, to: Room | None = None, command: str = "/kagent", trigger: str = ""
    ) -> str:
        """Give a slash command; its trigger id."""
        room = to or self.room
        trigger = trigger or f"{uuid4().int % 10**12}.{uuid4().int % 10**12}.{uuid4().hex}"
        payload = {
            "command": command,
            "text": text,
            "user_id": self.id,
            "user_name": self.account.name.lower(),
            "team_id": TEAM,
            "channel_id": room.id,
            "channel_name": "directmessage" if room.kind == "im" else room.name,
            "api_app_id": "A0PLAY",
            "trigger_id": trigger,
            "response_url": self._playground.new_hook(room, self.id),
        }
        self._playground.delivery.bring("slash_commands", payload)
        return trigger

    async def presses(self, post: Post, label: str) -> str:
        """Press a button of a post; the words that come back."""
        button = next(each for each in post.buttons() if each["text"]["text"] == label)
        before = set(self._world.posts)
        payload = {
            "type": "block_actions",
            "user": {"id": self.id, "username": self.account.name.lower(), "team_id": TEAM},
            "team": {"id": TEAM},
            "channel": {"id": post.room.id},
            "container": {
                "type": "message",
                "message_ts": post.ts,
                "channel_id": post.room.id,
                "is_ephemeral": bool(post.seen_by),
                **({"thread_ts": post.thread} if post.thread else {}),
            },
            "message": {**post.view(), "thread_ts": post.thread or None},
            "trigger_id": f"1.2.{uuid4().hex}",
            "response_url": self._playground.new_hook(post.room, self.id),
            "actions": [
                {**button, "block_id": "b", "action_ts": self._world.new_ts(), "type": "button"}
            ],
        }
        async with asyncio.timeout(_PATIENCE):
            await self._playground.delivery.bring("interactive", payload)
        new = [each for place, each in self._world.posts.items() if place not in before]
        return next((each.text for each in new if self.id in each.seen_by), "")

    def opens_the_assistant(self) -> Post:
        """Open an assistant thread; what is said in it goes to its first post's thread."""
        first = Post(
            room=self.room,
            ts=self._world.new_ts(),
            sender=self._world.bot,
            text="New Assistant Thread",
            subtype="assistant_app_thread",
        )
        self._world.add(first)
        thread = {"user_id": self.id, "channel_id": self.room.id, "thread_ts": first.ts}
        self._playground.bring_event(
            {"type": "assistant_thread_started", "assistant_thread": {**thread, "context": {}}}
        )
        return first

    @cached_property
    def assistant(self) -> Post:
        """The first post of the assistant thread in which they always talk."""
        return self.opens_the_assistant()

    def stops(self, post: Post) -> None:
        """Stop a stream by Slack's own button."""
        post.stopped = True

    async def until(self, seen: Callable[[list[Post]], bool], to: Room | None = None) -> list[Post]:
        """Wait for what the bot's posts in the room are to be like; see `SlackPlayground`."""
        return await self._playground.until((to or self.room).id, seen)


class SlackPlayground(House):
    """A local Slack with one app. ``faults`` are by the Web API's method names.

    ``rates``: enforce Slack's limits. ``twice``: the share of events delivered again.
    ``patience``: how many seconds it waits for a receipt before it delivers again, which it does
    after ``retries`` seconds.
    """

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN
    secret = SECRET

    def __init__(
        self,
        *,
        port: int = 0,
        faults: Faults | None = None,
        rates: bool = False,
        twice: float = 0.0,
        patience: float = 3.0,
        retries: Sequence[float] = RETRIES,
        seed: int = 1,
    ) -> None:
        self.faults = faults or Faults()
        self.world = World(bot_account())
        self.delivery = Delivery(SECRET, twice=twice, patience=patience, retries=retries, seed=seed)
        self._server = Server(
            self.world, self.delivery, self.faults, tokens=(BOT_TOKEN, APP_TOKEN), rates=rates
        )
        self._people: dict[str, Person] = {}
        self._rooms: dict[str, Room] = {}
        control(self._server.app, self)
        super().__init__(self._server.app, self.world, port=port)

    @property
    def settings(self) -> dict[str, str]:
        """The service's settings with which it comes here."""
        return {
            "SLACK_BASE_URL": self.url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.secret,
        }

    @property
    def url(self) -> str:
        """What `SLACK_BASE_URL` is to be."""
        return f"{self._server.home}/api/"

    @property
    def me(self) -> str:
        """How the bot is named in a message."""
        return f"<@{self.world.bot.id}>"

    @property
    def calls(self) -> list[Call]:
        return self._server.calls

    def person(self, name: str, *, locale: str = "en-US", is_bot: bool = False) -> Person:
        """Somebody by this name, with a chat of their own with the bot."""
        if name not in self._people:
            bot_id = self.world.new_id("B") if is_bot else ""
            account = Account(id=self.world.new_id("U"), name=name, locale=locale, bot_id=bot_id)
            self.world.accounts[account.id] = account
            room = self.world.new_room("im", name, {account.id, self.world.bot.id})
            self._people[name] = Person(self, account, room)
        return self._people[name]

    def channel(self, name: str, *, kind: Kind = "channel", bot: bool = True) -> Room:
        """The channel of this name; ``bot``: the bot is in it."""
        if name not in self._rooms:
            members = {self.world.bot.id} if bot else set()
            self._rooms[name] = self.world.new_room(kind, name, members)
        return self._rooms[name]

    def posts(self, room: str) -> list[Post]:
        """What the bot has posted there and not taken away, in order."""
        return [post for post in self.all_posts(room) if not post.deleted]

    def all_posts(self, room: str) -> list[Post]:
        return [
            post
            for post in self.world.posts.values()
            if post.room.id == room
            and post.sender is self.world.bot
            and post.subtype != "assistant_app_thread"
        ]

    async def until(self, room: str, seen: Callable[[list[Post]], bool]) -> list[Post]:
        """The bot's posts in the room, once they are as wanted. Raises `TimeoutError`."""
        await self.eventually(lambda: seen(self.posts(room)))
        return self.posts(room)

    async def called(self, method: str, count: int = 1) -> None:
        """Wait until the method has been called so often. Raises `TimeoutError`."""
        await self.eventually(lambda: sum(call.method == method for call in self.calls) >= count)

    def keep_file(self, name: str, data: bytes, kind: str) -> Json:
        file_id = self.world.new_id("F")
        url = f"{self._server.home}/files-pri/{file_id}"
        return self.world.keep_file(file_id, name, data, kind, url)

    def new_hook(self, room: Room, user: str) -> str:
        return self._server.new_hook(room, user)

    def tell(self, post: Post, **more: Any) -> None:
        """Deliver a post to the app, by its kinds of events; again, when it was before."""
        room = post.room
        if self.world.bot.id not in room.members:
            return
        parent = self.world.posts.get((room.id, post.thread))
        event = {
            **post.view(whole=False),
            "channel": room.id,
            "channel_type": room.kind,
            "event_ts": post.ts,
            **({"parent_user_id": parent.sender.id} if parent else {}),
            **more,
        }
        self.bring_event(event, event_id=f"Ev{post.ts.replace('.', '')}M")
        if room.kind != "im" and f"{self.me[:-1]}" in post.text and not post.subtype:
            mention = {name: event[name] for name in event if name != "channel_type"}
            mention |= {"type": "app_mention"}
            self.bring_event(mention, event_id=f"Ev{post.ts.replace('.', '')}A")

    def tell_change(self, post: Post, subtype: str, change: Json) -> None:
        event = {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": post.room.id,
            "channel_type": post.room.kind,
            "ts": self.world.new_ts(),
            **change,
        }
        self.bring_event(event)

    def bring_event(self, event: Json, *, event_id: str = "") -> None:
        """Deliver an event of any kind."""
        payload = {
            "type": "event_callback",
            "token": "unused",
            "team_id": TEAM,
            "api_app_id": "A0PLAY",
            "event": event,
            "event_id": event_id or f"Ev{uuid4().hex[:12]}",
            "event_time": int(float(self.world.new_ts())),
            "authorizations": [{"team_id": TEAM, "user_id": self.world.bot.id, "is_bot": True}],
        }
        self.delivery.bring("events_api", payload)

    def _opened(self) -> None:
        self._server.home = f"http://{self.address}"

    async def _closing(self) -> None:
        await self.delivery.close()
