"""The single acts of the send protocol on Telegram."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, InvalidToken

from adapters.base import Button, PostGone
from adapters.markup import TelegramPost, telegram_posts
from adapters.pace import Pace
from adapters.posting import PLACEHOLDER, File, Spot
from adapters.telegram.refusals import Calls, is_deleted, is_gone, is_the_same
from adapters.telegram.search import Search
from adapters.telegram.sightings import Sightings

T = TypeVar("T")

_log = structlog.get_logger(__name__)
_CAPTION = 1024
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramWall:
    """A `Wall`. A post's id is ``chat:number``, for each supergroup numbers by itself."""

    def __init__(self, bot: Bot, calls: Calls, pace: Pace, sightings: Sightings) -> None:
        self._bot = bot
        self._calls = calls
        self._pace = pace
        self._sightings = sightings
        self._moved: dict[str, str] = {}

    def pages(self, markdown: str) -> Sequence[TelegramPost]:
        return telegram_posts(markdown)

    async def mark(self, spot: Spot) -> str:
        chat = self._chat(spot)
        if spot.answers and chat == spot.chat_id:
            self._sightings.note(chat, int(spot.answers))
        return self._sightings.mark(chat)

    async def put(self, spot: Spot, part: int, mark: str, buttons: Sequence[Button]) -> str:
        return await self._sent(
            spot,
            lambda chat: self._bot.send_message(
                chat, PLACEHOLDER, reply_markup=keyboard(buttons), **_where(spot, part)
            ),
        )

    async def lost(
        self, spot: Spot, part: int, mark: str, others: frozenset[str], *, file: bool
    ) -> Sequence[str] | None:
        for chat, number in map(place, filter(_is_post, others)):
            self._sightings.note(chat, number)
        search = Search(self, self._pace, self._sightings, spot, part, others)
        return await search.after(mark)

    async def change(
        self, spot: Spot, post: str, page: TelegramPost, buttons: Sequence[Button]
    ) -> None:
        try:
            await self._edit(post, page.text, _entities(page), buttons)
        except BadRequest as refusal:
            if page.text == page.plain and not page.entities:
                raise
            _log.warning("Telegram refuses the markup; shown as plain text", error=str(refusal))
            await self._edit(post, page.plain, (), buttons)

    async def remove(self, spot: Spot, post: str) -> None:
        chat, number = place(post)
        try:
            await self._calls.make(chat, self._bot.delete_message(chat, number))
        except ChatMigrated:
            return
        except BadRequest as refusal:
            if not is_deleted(refusal):
                raise

    async def attach(self, spot: Spot, part: int, mark: str, file: File) -> str:
        if file.media_type.startswith("image/"):
            try:
                return await self._sent(spot, lambda chat: self._photo(chat, spot, part, file))
            except BadRequest as refusal:
                _log.warning("Telegram refuses the photo; sent as a file", error=str(refusal))
        return await self._sent(spot, lambda chat: self._document(chat, spot, part, file))

    async def probe(self, post: str, markup: InlineKeyboardMarkup | None) -> Message | None:
        """Give the post these buttons, and see what it is; None: it is not ours."""
        chat, number = place(post)
        edit = self._bot.edit_message_reply_markup(chat, number, reply_markup=markup)
        try:
            found = await self._calls.make(chat, edit)
        except (BadRequest, ChatMigrated, InvalidToken):  # the last: a server without this method
            return None
        return found if isinstance(found, Message) else None

    def at(self, spot: Spot, number: int) -> str:
        """The id of the post of this number there."""
        return f"{self._chat(spot)}:{number}"

    async def _photo(self, chat: str, spot: Spot, part: int, file: File) -> Message:
        photo = InputFile(file.data, filename=file.name)
        caption = _plain(file.caption)
        return await self._bot.send_photo(chat, photo, caption=caption, **_where(spot, part))

    async def _document(self, chat: str, spot: Spot, part: int, file: File) -> Message:
        document = InputFile(file.data, filename=file.name)
        caption = _plain(file.caption)
        return await self._bot.send_document(
            chat,
            document,
            caption=caption,
            disable_content_type_detection=True,
            **_where(spot, part),
        )

    async def _sent(self, spot: Spot, send: Callable[[str], Awaitable[Message]]) -> str:
        chat = self._chat(spot)
        try:
            message = await self._calls.make(chat, send(chat))
        except ChatMigrated as move:
            chat = self._moved[spot.chat_id] = str(move.new_chat_id)
            message = await self._calls.make(chat, send(chat))
        self._sightings.note(chat, message.message_id)
        return f"{chat}:{message.message_id}"

    async def _edit(
        self,
        post: str,
        text: str,
        entities: Sequence[MessageEntity],
        buttons: Sequence[Button],
    ) -> None:
        chat, number = place(post)
        edit = self._bot.edit_message_text(
            text,
            chat,
            number,
            entities=entities,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard(buttons),
        )
        try:
            await self._calls.make(chat, edit)
        except ChatMigrated as move:
            raise PostGone(str(move)) from move
        except BadRequest as refusal:
            if is_gone(refusal):
                raise PostGone(str(refusal)) from refusal
            if not is_the_same(refusal):
                raise

    def _chat(self, spot: Spot) -> str:
        """Where the chat is now: a group that becomes a supergroup gets another id."""
        return self._moved.get(spot.chat_id, spot.chat_id)


def place(post: str) -> tuple[str, int]:
    """A post's chat and number."""
    chat, _, number = post.rpartition(":")
    return chat, int(number)


def _is_post(kept: str) -> bool:
    """Whether it is a post's id, and not the mark of an intended one."""
    chat, _, number = kept.rpartition(":")
    return bool(chat) and number.isdecimal()


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    row = [
        InlineKeyboardButton(each.label, callback_data=f"{each.action}:{each.subject}")
        for each in buttons
    ]
    return InlineKeyboardMarkup([row])


def _where(spot: Spot, part: int) -> dict[str, Any]:
    """In groups the first post replies to the question; only the first makes a sound."""
    replies = spot.answers and not spot.direct and part == 0
    return {
        "message_thread_id": int(spot.thread_id) if spot.thread_id else None,
        "reply_parameters": ReplyParameters(int(spot.answers), allow_sending_without_reply=True)
        if replies
        else None,
        "disable_notification": part > 0,
    }


def _entities(page: TelegramPost) -> list[MessageEntity]:
    return [
        MessageEntity(each.type, each.offset, each.length, url=each.url, language=each.language)
        for each in page.entities
    ]


def _plain(caption: str) -> str | None:
    return telegram_posts(caption, limit=_CAPTION)[0].plain if caption else None
