"""The playground's own HTTP door, by which another process lets people talk and looks on."""

from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.discord.world import Channel, Json, Post
from bot.playground.door import answering

if TYPE_CHECKING:
    from bot.playground.discord.people import DiscordPlayground, Person


def control(app: web.Application, playground: "DiscordPlayground") -> None:
    """``POST say``, ``command``, ``press``, ``GET posts``, ``calls``, under ``/playground``."""
    door = Door(playground)
    app.router.add_post("/playground/say", answering(door.say))
    app.router.add_post("/playground/command", answering(door.command))
    app.router.add_post("/playground/press", answering(door.press))
    app.router.add_get("/playground/posts", answering(door.posts))
    app.router.add_get("/playground/calls", answering(door.calls))


class Door:
    def __init__(self, playground: "DiscordPlayground") -> None:
        self._playground = playground
        self._threads: dict[tuple[str, str], Channel] = {}

    async def say(self, request: web.Request) -> Json:
        """``person`` is a name; they write to the bot alone, or into ``chat``, a channel's name.

        ``thread`` is the name of a thread there. "@kagent" in the text names the bot.
        """
        wanted = await request.json()
        person, channel = await self._place(wanted)
        text = wanted["text"].replace("@kagent", self._playground.me)
        post = await person.says(text, to=channel)
        return {"chat": channel.id, "id": post.id}

    async def command(self, request: web.Request) -> Json:
        """``word`` is the command's, "ask" where it is not told."""
        wanted = await request.json()
        person, channel = await self._place(wanted)
        word, text = wanted.get("word", "ask"), wanted.get("text", "")
        interaction = await person.commands(word, text, to=channel)
        return {"chat": channel.id, "id": interaction.id}

    async def press(self, request: web.Request) -> Json:
        wanted = await request.json()
        post = self._playground.world.posts[wanted["id"]]
        person = self._playground.person(wanted["person"])
        return {"words": await person.presses(post, wanted["button"])}

    async def posts(self, request: web.Request) -> Json:
        """The bot's posts of a chat, deleted ones too; of all chats where none is named."""
        wanted = request.query.get("chat", "")
        channels = self._playground.world.channels
        chats = [channels[wanted]] if wanted else list(channels.values())
        found = [post for each in chats for post in self._playground.all_posts(each)]
        return {"posts": [_shown(post) for post in found]}

    async def calls(self, request: web.Request) -> Json:
        calls = self._playground.calls
        return {"calls": [[each.method, each.at, each.channel, each.status] for each in calls]}

    async def _place(self, wanted: Json) -> tuple["Person", Channel]:
        person = self._playground.person(wanted["person"], locale=wanted.get("locale", "en-US"))
        if not wanted.get("chat"):
            return person, person.room
        channel = await self._playground.channel(wanted["chat"])
        if not (name := wanted.get("thread")):
            return person, channel
        if (channel.id, name) not in self._threads:
            self._threads[channel.id, name] = await self._playground.thread(name, channel)
        return person, self._threads[channel.id, name]


def _shown(post: Post) -> Json:
    return {
        "chat": post.channel.id,
        "id": post.id,
        "text": post.text,
        "history": post.history,
        "deleted": post.deleted,
        "buttons": post.labels(),
        "files": [file["filename"] for file in post.files],
        "answers": post.answers.id if post.answers else "",
        "seen_by": post.seen_by,
        "nonce": post.nonce,
        "at": post.at,
    }
