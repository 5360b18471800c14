"""The playground's own HTTP door, by which another process lets people talk and looks on."""

from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.door import answering
from bot.playground.slack.world import Json, Post

if TYPE_CHECKING:
    from bot.playground.slack.people import SlackPlayground


def control(app: web.Application, playground: "SlackPlayground") -> None:
    """``POST say``, ``command``, ``press``, ``GET posts``, ``calls``, under ``/playground``."""
    door = Door(playground)
    app.router.add_post("/playground/say", answering(door.say))
    app.router.add_post("/playground/command", answering(door.command))
    app.router.add_post("/playground/press", answering(door.press))
    app.router.add_get("/playground/posts", answering(door.posts))
    app.router.add_get("/playground/calls", answering(door.calls))


class Door:
    def __init__(self, playground: "SlackPlayground") -> None:
        self._playground = playground
        self._threads: dict[tuple[str, str], Post] = {}

    async def say(self, request: web.Request) -> Json:
        """``person`` is a name; they write to the bot alone, or into ``chat``, a channel's name.

        ``thread`` is the time of the message that they answer, or a thread's name, which the first
        message begins; "assistant" is the person's assistant thread. "@kagent" in the text names
        the bot.
        """
        wanted = await request.json()
        person = self._playground.person(wanted["person"], locale=wanted.get("locale", "en-US"))
        room = self._playground.channel(wanted["chat"]) if wanted.get("chat") else person.room
        name = wanted.get("thread", "")
        thread = self._playground.world.posts.get((room.id, name))
        thread = thread or self._threads.get((room.id, name))
        if name == "assistant":
            thread = person.assistant
        text = wanted["text"].replace("@kagent", self._playground.me)
        post = person.says(text, to=room, thread=thread)
        if name and thread is None:
            self._threads[room.id, name] = post
        return {"chat": room.id, "ts": post.ts}

    async def command(self, request: web.Request) -> Json:
        wanted = await request.json()
        person = self._playground.person(wanted["person"])
        room = self._playground.channel(wanted["chat"]) if wanted.get("chat") else person.room
        return {"chat": room.id, "trigger_id": person.commands(wanted["text"], to=room)}

    async def press(self, request: web.Request) -> Json:
        wanted = await request.json()
        post = self._playground.world.posts[wanted["chat"], wanted["ts"]]
        person = self._playground.person(wanted["person"])
        return {"words": await person.presses(post, wanted["button"])}

    async def posts(self, request: web.Request) -> Json:
        """The bot's posts of a chat, deleted ones too; of all chats where none is named."""
        chat = request.query.get("chat", "")
        chats = [chat] if chat else list(self._playground.world.rooms)
        found = [post for each in chats for post in self._playground.all_posts(each)]
        return {"posts": [_shown(post) for post in found]}

    async def calls(self, request: web.Request) -> Json:
        calls = self._playground.calls
        return {"calls": [[call.method, call.at, call.channel, call.error] for call in calls]}


def _shown(post: Post) -> Json:
    return {
        "chat": post.room.id,
        "ts": post.ts,
        "text": post.text,
        "history": post.history,
        "deleted": post.deleted,
        "thread": post.thread,
        "buttons": post.labels(),
        "files": [file["name"] for file in post.files],
        "seen_by": sorted(post.seen_by),
        "key": post.metadata.get("event_payload", {}).get("key", ""),
        "at": post.at,
    }
