"""The methods of the Bot API that a bot needs, with Telegram's limits and refusals."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.telegram.world import Chat, Json, Post, Refusal, World, units

_TEXT, _CAPTION, _DATA, _TOAST = 4096, 1024, 64, 200
_MOST_BYTES = 20 << 20
_KINDS = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link",
    "text_mention", "blockquote", "expandable_blockquote", "mention", "hashtag", "cashtag",
    "bot_command", "url", "email", "phone_number", "custom_emoji",
}  # fmt: skip


@dataclass(kw_only=True)
class Upload:
    """A file that came with a call."""

    name: str
    kind: str
    data: bytes


@dataclass(kw_only=True)
class Settled:
    """What the bot has told Telegram about itself."""

    webhook: str = ""
    secret: str = ""
    wanted: list[str] = field(default_factory=list)
    menus: dict[str, Json] = field(default_factory=dict)
    scopes: list[Any] = field(default_factory=list)


class Methods:
    """Each public method's name is the Bot API's, in lower case."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.settled = Settled()

    def named(self, name: str) -> Callable[[Json], Awaitable[Any]] | None:
        return getattr(self, name.lower(), None) if name.isalpha() else None

    async def getme(self, call: Json) -> Json:
        rights = {"can_join_groups": True, "can_read_all_group_messages": False}
        return {**self._world.bot.view(), **rights, "supports_inline_queries": False}

    async def setmycommands(self, call: Json) -> bool:
        commands = read(call, "commands")
        for each in commands:
            if not each["command"].islower() or not 1 <= len(each["description"]) <= 256:
                raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        menu = {each["command"]: each["description"] for each in commands}
        self.settled.menus[call.get("language_code", "")] = menu
        return True

    async def setwebhook(self, call: Json) -> bool:
        self.settled.webhook = call.get("url", "")
        self.settled.secret = call.get("secret_token", "")
        self._want(call)
        return True

    async def deletewebhook(self, call: Json) -> bool:
        self.settled.webhook = ""
        if truth(call, "drop_pending_updates"):
            self._world.updates.clear()
        return True

    async def getwebhookinfo(self, call: Json) -> Json:
        return {
            "url": self.settled.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.updates),
        }

    async def sendmessage(self, call: Json) -> Json:
        text, entities = self._text(call, "text", "entities", _TEXT)
        return self._send(call, text, entities, {})

    async def senddocument(self, call: Json) -> Json:
        kept = self._upload(call, "document")
        text, entities = self._text(call, "caption", "caption_entities", _CAPTION)
        return self._send(call, text, entities, {"document": kept})

    async def sendphoto(self, call: Json) -> Json:
        kept = self._upload(call, "photo")
        size = {**kept, "width": 800, "height": 600}
        text, entities = self._text(call, "caption", "caption_entities", _CAPTION)
        return self._send(call, text, entities, {"photo": [size]})

    async def sendchataction(self, call: Json) -> bool:
        self._chat(call)
        return True

    async def editmessagetext(self, call: Json) -> Json:
        post = self._own(call)
        text, entities = self._text(call, "text", "entities", _TEXT)
        if post.media:
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        return self._edit(post, text, entities, buttons(call), preview=previews(call))

    async def editmessagereplymarkup(self, call: Json) -> Json:
        post = self._own(call)
        return self._edit(post, post.text, post.entities, buttons(call), preview=post.preview)

    async def deletemessage(self, call: Json) -> bool:
        post = self._world.posts.get((self._chat(call).id, number(call, "message_id")))
        if post is None or post.deleted:
            raise Refusal(400, "Bad Request: message to delete not found")
        if post.sender != self._world.bot:
            raise Refusal(400, "Bad Request: message can't be deleted")
        post.deleted = True
        self._world.stir()
        return True

    async def answercallbackquery(self, call: Json) -> bool:
        toast = self._world.toasts.pop(call.get("callback_query_id", ""), None)
        text = call.get("text", "")
        if toast is None or units(text) > _TOAST:
            raise Refusal(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        toast.set_result(text)
        return True

    async def getfile(self, call: Json) -> Json:
        handle = call.get("file_id", "")
        data = self._world.files.get(handle)
        if data is None:
            raise Refusal(400, "Bad Request: invalid file_id")
        if len(data) > _MOST_BYTES:
            raise Refusal(400, "Bad Request: file is too big")
        return {
            "file_id": handle,
            "file_unique_id": handle,
            "file_size": len(data),
            "file_path": f"documents/{handle}",
        }

    async def getchat(self, call: Json) -> Json:
        return self._chat(call).view()

    def _want(self, call: Json) -> None:
        if "allowed_updates" in call:
            self.settled.wanted = read(call, "allowed_updates")

    def _send(self, call: Json, text: str, entities: list[Json], media: Json) -> Json:
        chat = self._chat(call)
        rows = buttons(call)
        post = Post(
            chat=chat,
            number=0,
            sender=self._world.bot,
            text=text,
            entities=entities,
            buttons=rows,
            replies_to=self._replied(call, chat),
            thread=self._thread(call, chat),
            media=media,
            silent=truth(call, "disable_notification"),
            preview=previews(call),
        )
        post.number = self._world.number_in(chat)
        return self._world.add(post).view()

    def _edit(
        self,
        post: Post,
        text: str,
        entities: list[Json],
        rows: list[list[Json]],
        *,
        preview: bool,
    ) -> Json:
        if (text, entities, rows) == (post.text, post.entities, post.buttons):
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply"
                " markup are exactly the same as a current content and reply markup of the message",
            )
        if text != post.text:
            post.history.append(text)
        post.text, post.entities, post.buttons, post.preview = text, entities, rows, preview
        self._world.stir()
        return post.view()

    def _chat(self, call: Json) -> Chat:
        chat = self._world.chats.get(number(call, "chat_id"))
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.moved is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.moved,
            )
        if chat.shut:
            raise Refusal(403, f"Forbidden: {chat.shut}")
        return chat

    def _own(self, call: Json) -> Post:
        post = self._world.posts.get((self._chat(call).id, number(call, "message_id")))
        if post is None or post.deleted:
            raise Refusal(400, "Bad Request: message to edit not found")
        if post.sender != self._world.bot:
            raise Refusal(400, "Bad Request: message can't be edited")
        return post

    def _replied(self, call: Json, chat: Chat) -> Post | None:
        wanted = read(call, "reply_parameters") if "reply_parameters" in call else {}
        if not wanted:
            return None
        found = self._world.posts.get((chat.id, int(wanted["message_id"])))
        if found is not None and not found.deleted:
            return found
        if wanted.get("allow_sending_without_reply"):
            return None
        raise Refusal(400, "Bad Request: message to be replied not found")

    def _thread(self, call: Json, chat: Chat) -> int | None:
        if "message_thread_id" not in call:
            return None
        thread = number(call, "message_thread_id")
        opened = self._world.posts.get((chat.id, thread))
        if opened is None or not opened.topic or opened.deleted:
            raise Refusal(400, "Bad Request: message thread not found")
        return thread

    def _upload(self, call: Json, field_name: str) -> Json:
        upload = call.get(field_name)
        if not isinstance(upload, Upload):
            raise Refusal(400, f"Bad Request: there is no {field_name} in the request")
        if not upload.data:
            raise Refusal(400, "Bad Request: file must be non-empty")
        return self._world.keep_file(upload.name, upload.data, upload.kind)

    def _text(self, call: Json, name: str, marks: str, limit: int) -> tuple[str, list[Json]]:
        text: str = call.get(name, "")
        entities = read(call, marks) if marks in call else []
        if not text.strip() and limit == _TEXT:
            raise Refusal(400, "Bad Request: message text is empty")
        if units(text) > limit:
            what = "message is" if limit == _TEXT else "message caption is"
            raise Refusal(400, f"Bad Request: {what} too long")
        if entities and self._world.refuses_markup:
            raise Refusal(400, "Bad Request: can't parse entities: the playground wants none")
        for entity in entities:
            _check(entity, text)
        return text, entities[:100]


def _check(entity: Json, text: str) -> None:
    """Refuse an entity that covers nothing, is out of bounds or cuts a character in two."""
    start, length = entity.get("offset", -1), entity.get("length", 0)
    coded = text.encode("utf-16-le", "surrogatepass")
    if entity.get("type") not in _KINDS:
        raise Refusal(400, "Bad Request: can't parse entities: unsupported type")
    if start < 0 or length < 1 or 2 * (start + length) > len(coded):
        raise Refusal(400, "Bad Request: can't parse entities: wrong bounds")
    for place in (start, start + length):
        unit = coded[2 * place : 2 * place + 2]
        if unit and 0xDC <= unit[1] <= 0xDF:
            raise Refusal(400, "Bad Request: can't parse entities: in the middle of a character")


def buttons(call: Json) -> list[list[Json]]:
    markup = read(call, "reply_markup") if "reply_markup" in call else {}
    rows: list[list[Json]] = markup.get("inline_keyboard", [])
    for row in rows:
        for button in row:
            if not 1 <= len(button.get("callback_data", "").encode()) <= _DATA:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows


def previews(call: Json) -> bool:
    options = read(call, "link_preview_options") if "link_preview_options" in call else {}
    return not options.get("is_disabled", False)


def read(call: Json, name: str) -> Any:
    """A parameter that is JSON inside a form, or part of a JSON body."""
    value = call[name]
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise Refusal(400, f"Bad Request: can't parse {name} JSON object") from None


def number(call: Json, name: str) -> int:
    try:
        return int(call.get(name, ""))
    except ValueError:
        what = "chat not found" if name == "chat_id" else f"invalid {name} specified"
        raise Refusal(400, f"Bad Request: {what}") from None


def truth(call: Json, name: str) -> bool:
    return str(call.get(name, "")).lower() in ("true", "1")
