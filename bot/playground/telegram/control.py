"""The playground's own HTTP door, by which another process lets people talk and looks on."""

from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.door import answering
from bot.playground.telegram.world import Json, Post

if TYPE_CHECKING:
    from bot.playground.telegram.people import TelegramPlayground


def control(app: web.Application, playground: "TelegramPlayground") -> None:
    """``POST say`` and ``press``, ``GET posts`` and ``calls``, under ``/playground``."""
    door = Door(playground)
    app.router.add_post("/playground/say", answering(door.say))
    app.router.add_post("/playground/press", answering(door.press))
    app.router.add_get("/playground/posts", answering(door.posts))
    app.router.add_get("/playground/calls", answering(door.calls))


class Door:
    def __init__(self, playground: "TelegramPlayground") -> None:
        self._playground = playground
        self._topics: dict[tuple[int, str], int] = {}

    async def say(self, request: web.Request) -> Json:
        """``person`` is a name; they write to the bot alone, or to ``chat``, a group's title.

        ``thread`` is the name of a topic there. "@kagent" in the text names the bot.
        """
        wanted = await request.json()
        person = self._playground.person(wanted["person"], language=wanted.get("language", "en"))
        name, topic = wanted.get("thread", ""), None
        group = None
        if wanted.get("chat"):
            group = self._playground.group(wanted["chat"], forum=bool(name))
        if group is not None and name:
            topic = self._topics.get((group.id, name)) or group.topic(name)
            self._topics[group.id, name] = topic
        text = wanted["text"].replace("@kagent", self._playground.me)
        post = person.says(text, to=group, topic=topic)
        return {"chat": post.chat.id, "message_id": post.number}

    async def press(self, request: web.Request) -> Json:
        wanted = await request.json()
        post = self._playground.world.posts[int(wanted["chat"]), int(wanted["message_id"])]
        person = self._playground.person(wanted["person"])
        return {"words": await person.presses(post, wanted["button"])}

    async def posts(self, request: web.Request) -> Json:
        """The bot's posts of a chat, deleted ones too; of all chats where none is named."""
        chat = request.query.get("chat", "")
        chats = [int(chat)] if chat else list(self._playground.world.chats)
        found = [post for each in chats for post in self._playground.all_posts(each)]
        return {"posts": [_shown(post) for post in found]}

    async def calls(self, request: web.Request) -> Json:
        calls = self._playground.calls
        return {"calls": [[call.method, call.at, call.chat, call.code] for call in calls]}


def _shown(post: Post) -> Json:
    return {
        "chat": post.chat.id,
        "message_id": post.number,
        "text": post.text,
        "history": post.history,
        "deleted": post.deleted,
        "replies_to": post.replies_to.number if post.replies_to else None,
        "thread": post.thread,
        "buttons": post.labels(),
        "file": next(iter(post.media), ""),
        "at": post.at,
    }
