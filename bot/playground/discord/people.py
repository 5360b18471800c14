"""People on a local Discord: they write, give commands, press buttons; and see what is posted."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.playground.discord.control import control
from bot.playground.discord.gateway import Gateway
from bot.playground.discord.interactions import Interaction, Interactions
from bot.playground.discord.server import API, Made, Server
from bot.playground.discord.world import Account, Channel, Json, Post, World
from bot.playground.faults import Faults
from bot.playground.house import House

TOKEN = "playground.discord.token-of-no-worth"
_COMMAND, _COMPONENT, _TYPING = 2, 3, 4
_STRING, _ATTACHMENT = 3, 11
_FILE_LIMIT = 10 << 20
Upload = tuple[str, str, bytes]
"""A file's name, media type and content."""


class Person:
    """Somebody who talks to the bot; ``room`` is their own chat with it."""

    def __init__(self, playground: "DiscordPlayground", account: Account, locale: str) -> None:
        self._playground = playground
        self._world = playground.world
        self.account = account
        self.locale = locale

    @property
    def id(self) -> str:
        return self.account.id

    @property
    def room(self) -> Channel:
        return self._world.private(self.account)

    async def says(
        self,
        text: str,
        *,
        to: Channel | None = None,
        answers: Post | None = None,
        forwards: Post | None = None,
        files: Sequence[Upload] = (),
        voice: bool = False,
        **more: Any,
    ) -> Post:
        """Write a message. ``more`` are the post's fields."""
        kept = [self._playground.keep_file(*file) for file in files]
        if voice:
            kept = [{**file, "duration_secs": 1.5, "waveform": "AAAA"} for file in kept]
        post = Post(
            id=self._world.new_id(),
            channel=to or self.room,
            author=self.account,
            text=text,
            files=kept,
            answers=answers,
            forwards=forwards,
            **more,
        )
        self._world.add(post)
        await self._playground.tell(post)
        return post

    async def edits(self, post: Post, text: str) -> None:
        post.text, post.edited = text, True
        await self._playground.gateway.tell("MESSAGE_UPDATE", self._world.told(post))

    async def deletes(self, post: Post) -> None:
        post.deleted = True
        gone = {"id": post.id, "channel_id": post.channel.id}
        await self._playground.gateway.tell("MESSAGE_DELETE", gone)

    async def asks(
        self, text: str, *, to: Channel | None = None, file: Upload | None = None
    ) -> Interaction:
        """Give /ask."""
        return await self.commands("ask", text, to=to, file=file)

    async def commands(
        self, word: str, text: str = "", *, to: Channel | None = None, file: Upload | None = None
    ) -> Interaction:
        """Give an app command."""
        options: list[Json] = []
        resolved: Json = {}
        if text:
            options.append({"name": "text", "type": _STRING, "value": text})
        if file is not None:
            kept = self._playground.keep_file(*file)
            options.append({"name": "file", "type": _ATTACHMENT, "value": kept["id"]})
            resolved = {"attachments": {kept["id"]: kept}}
        interaction = self._playground.interactions.begin("command", to or self.room, self.account)
        data = {"id": "1", "name": word, "type": 1, "options": options, "resolved": resolved}
        await self._interact(interaction, _COMMAND, data)
        return interaction

    async def types(self, word: str, text: str = "", *, to: Channel | None = None) -> Sequence[str]:
        """Type an app command and its text, so far; what is offered."""
        interaction = self._playground.interactions.begin("typing", to or self.room, self.account)
        typed = {"name": "text", "type": _STRING, "value": text, "focused": True}
        data = {"id": "1", "name": word, "type": 1, "options": [typed]}
        await self._interact(interaction, _TYPING, data)
        await self._playground.eventually(lambda: interaction.answered)
        return interaction.choices

    async def presses(self, post: Post, label: str) -> str:
        """Press a button of a post; the words that come back."""
        button = next(each for each in post.buttons() if each["label"] == label)
        interaction = self._playground.interactions.begin("component", post.channel, self.account)
        data = {"custom_id": button["custom_id"], "component_type": 2}
        await self._interact(interaction, _COMPONENT, data, message=self._world.view(post))
        await self._playground.eventually(lambda: interaction.answered)
        words = [each for each in self._world.posts.values() if each.token == interaction.token]
        return words[-1].text if words else ""

    async def until(
        self, seen: Callable[[list[Post]], bool], to: Channel | None = None
    ) -> list[Post]:
        """Wait for what the bot's posts in the room are to be like; see `DiscordPlayground`."""
        return await self._playground.until(to or self.room, seen)

    async def _interact(self, interaction: Interaction, kind: int, data: Json, **more: Any) -> None:
        channel = interaction.channel
        told: Json = {
            "id": interaction.id,
            "application_id": self._world.bot.id,
            "type": kind,
            "data": data,
            "channel": self._world.channel_view(channel),
            "channel_id": channel.id,
            "token": interaction.token,
            "version": 1,
            "locale": self.locale,
            "app_permissions": "0",
            "attachment_size_limit": _FILE_LIMIT,
            "entitlements": [],
            "context": 1 if channel.kind == "dm" else 0,
            **more,
        }
        if channel.kind == "dm":
            told["user"] = self.account.view()
        else:
            told |= {
                "guild_id": self._world.guild,
                "member": {**self.account.member(), "permissions": "0"},
            }
        await self._playground.gateway.tell("INTERACTION_CREATE", told)


class DiscordPlayground(House):
    """A local Discord with one bot. ``faults`` are by names such as "create_message".

    ``rates``: enforce Discord's limits. ``twice``: the share of messages told again. ``patience``:
    how many seconds a command may remain unanswered.
    """

    token = TOKEN

    def __init__(
        self,
        *,
        port: int = 0,
        faults: Faults | None = None,
        rates: bool = False,
        twice: float = 0.0,
        patience: float = 3.0,
        seed: int = 1,
    ) -> None:
        self.faults = faults or Faults()
        self.world = World()
        self.gateway = Gateway(self.world, TOKEN, twice=twice, seed=seed)
        self.interactions = Interactions(self.world, patience=patience)
        self.server = Server(
            self.world, self.gateway, self.interactions, self.faults, token=TOKEN, rates=rates
        )
        self._people: dict[str, Person] = {}
        self._channels: dict[str, Channel] = {}
        control(self.server.app, self)
        super().__init__(self.server.app, self.world, port=port)

    @property
    def settings(self) -> dict[str, str]:
        """The service's settings with which it comes here."""
        return {
            "DISCORD_BASE_URL": self.url,
            "DISCORD_GATEWAY_URL": self.gateway_url,
            "DISCORD_BOT_TOKEN": self.token,
        }

    @property
    def url(self) -> str:
        """What `DISCORD_BASE_URL` is to be."""
        return self.server.home + API

    @property
    def gateway_url(self) -> str:
        """What `DISCORD_GATEWAY_URL` is to be."""
        return self.gateway.address

    @property
    def me(self) -> str:
        """How the bot is named in a message."""
        return f"<@{self.world.bot.id}>"

    @property
    def calls(self) -> list[Made]:
        return self.server.calls

    def person(
        self,
        name: str,
        *,
        locale: str = "en-US",
        roles: Sequence[str] = (),
        is_bot: bool = False,
    ) -> Person:
        """Somebody by this name; ``roles`` are ids of the server's roles."""
        if name not in self._people:
            account = Account(id=self.world.new_id(), name=name, is_bot=is_bot, roles=tuple(roles))
            self.world.accounts[account.id] = account
            self._people[name] = Person(self, account, locale)
        return self._people[name]

    async def role(self, name: str) -> str:
        """Add a role of this name to the server; its id."""
        number = self.world.new_id()
        self.world.roles[number] = name
        told = {"guild_id": self.world.guild, "role": self.world.role_view(number)}
        await self.gateway.tell("GUILD_ROLE_CREATE", told)
        return number

    async def channel(self, name: str, *, seen: bool = True) -> Channel:
        """The server's channel of this name; ``seen``: by the bot."""
        if name not in self._channels:
            channel = self._channels[name] = self.world.new_channel("text", name, seen=seen)
            if seen:
                await self.gateway.tell("CHANNEL_CREATE", self.world.channel_view(channel))
        return self._channels[name]

    async def forum(self, name: str) -> Channel:
        """A forum of the server, in which every post is a thread."""
        forum = self.world.new_channel("forum", name)
        await self.gateway.tell("CHANNEL_CREATE", self.world.channel_view(forum))
        return forum

    async def thread(self, name: str, parent: Channel, *, under: Post | None = None) -> Channel:
        """Begin a thread in a channel, under a post there."""
        number = under.id if under is not None else ""
        thread = self.world.new_channel("thread", name, number, parent=parent.id)
        await self.gateway.tell("THREAD_CREATE", self.world.channel_view(thread))
        return thread

    def posts(self, channel: Channel) -> list[Post]:
        """What the bot has posted there and not taken away, in order."""
        return [post for post in self.all_posts(channel) if not post.deleted]

    def all_posts(self, channel: Channel) -> list[Post]:
        bot = self.world.bot
        posts = self.world.posts.values()
        return [post for post in posts if post.channel is channel and post.author is bot]

    async def until(self, channel: Channel, seen: Callable[[list[Post]], bool]) -> list[Post]:
        """The bot's posts in the channel, once they are as wanted. Raises `TimeoutError`."""
        await self.eventually(lambda: seen(self.posts(channel)))
        return self.posts(channel)

    async def called(self, method: str, count: int = 1) -> None:
        """Wait until the method has been called so often. Raises `TimeoutError`."""
        await self.eventually(lambda: sum(each.method == method for each in self.calls) >= count)

    async def tell(self, post: Post) -> None:
        """Tell the bot of a post; again, when it was told before."""
        if post.channel.seen:
            await self.gateway.tell_message(self.world.told(post))

    def keep_file(self, name: str, kind: str, data: bytes) -> Json:
        return self.world.keep_file(self.server.home, name, kind, data)

    def _opened(self) -> None:
        self.server.home = f"http://{self.address}"
        self.gateway.address = f"ws://{self.address}/gateway"

    async def _closing(self) -> None:
        await self.gateway.close()
