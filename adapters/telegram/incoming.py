"""What Telegram's updates mean to us: a message, a press of a button, or nothing."""

import re
from collections.abc import Container, Iterator
from datetime import UTC
from typing import get_args

from telegram import CallbackQuery, Chat, Message, MessageEntity, Update, User

from adapters.base import Action, Attachment, IncomingMessage, Press

PLATFORM = "telegram"

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?=\s|$)", re.ASCII | re.IGNORECASE)
_ACTIONS: dict[str, Action] = {action: action for action in get_args(Action)}


def incoming(update: Update, me: User, words: Container[str]) -> IncomingMessage | Press | None:
    """What the update says to ``me``, the bot; ``words`` are the commands that it knows.

    Edited and deleted messages, those of channels and bots, and talk among others say nothing. An
    admin who stays unnamed speaks as the group.
    """
    if update.message is not None:
        return _message(update.message, me, words)
    if update.callback_query is not None:
        return _press(update.callback_query)
    return None


def _message(message: Message, me: User, words: Container[str]) -> IncomingMessage | None:
    sender = _sender(message)
    if sender is None:
        return None
    said = _said(message, me, words)
    if said is None:
        return None
    command, text = said
    quoted, attachments = _quoted(message), tuple(_attachments(message, me))
    if not (command or text or attachments or quoted):
        return None
    return IncomingMessage(
        platform=PLATFORM,
        chat_id=str(message.chat.id),
        thread_id=_thread(message),
        message_id=str(message.message_id),
        event_id=f"{message.chat.id}:{message.message_id}",
        sender_id=str(sender.id),
        sender_name=message.author_signature or sender.full_name or "",
        text=text,
        command=command,
        quoted=quoted,
        attachments=attachments,
        direct=message.chat.type == Chat.PRIVATE,
        groups=_groups(message.chat),
        locale=(sender.language_code or "").lower() if isinstance(sender, User) else "",
        sent_at=message.date.astimezone(UTC),
    )


def _sender(message: Message) -> User | Chat | None:
    """The person, or the group itself for one of its admins who stays unnamed."""
    group = message.sender_chat
    if group is not None:
        return group if group.id == message.chat.id else None
    person = message.from_user
    return None if person is None or person.is_bot else person


def _press(query: CallbackQuery) -> Press | None:
    action, _, subject = (query.data or "").partition(":")
    if query.message is None or action not in _ACTIONS:
        return None
    return Press(
        platform=PLATFORM,
        chat_id=str(query.message.chat.id),
        # Of a message that is too old nothing is told but its chat and number.
        thread_id=_thread(query.message) if isinstance(query.message, Message) else "",
        message_id=str(query.message.message_id),
        direct=query.message.chat.type == Chat.PRIVATE,
        event_id=f"press:{query.id}",
        sender_id=str(query.from_user.id),
        sender_name=query.from_user.full_name,
        action=_ACTIONS[action],
        subject=subject,
        groups=_groups(query.message.chat),
        locale=(query.from_user.language_code or "").lower(),
    )


def _said(message: Message, me: User, words: Container[str]) -> tuple[str, str] | None:
    """The command, or "", and the text; None: it was said to others."""
    named, text = _without_name(message, me)
    addressed = named or message.chat.type == Chat.PRIVATE or _answers(message, me)
    found = _COMMAND.match(text)
    if found is None:
        return ("", text) if addressed else None
    command, whose = found[1].lower(), (found[2] or "").lower()
    if whose and whose != (me.username or "").lower():
        return None
    if not (addressed or whose or command in words):
        return None
    return command, text[found.end() :].strip()


def _without_name(message: Message, me: User) -> tuple[bool, str]:
    """Whether the text names the bot, and the text without its name."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    parts = text.encode("utf-16-le", "surrogatepass")
    named = False
    for entity in reversed(entities):
        if entity.type == MessageEntity.TEXT_MENTION and entity.user and entity.user.id == me.id:
            named = True
            end = 2 * (entity.offset + entity.length)
            parts = parts[: 2 * entity.offset] + parts[end:]
    text = parts.decode("utf-16-le", "replace")
    # Right after a command's word the name says whose the command is.
    name = re.compile(rf"(?<![\w@])@{re.escape(me.username or '')}(?!\w)[ \t]*", re.IGNORECASE)
    cut = name.sub("", text)
    return named or cut != text, cut.strip()


def _answers(message: Message, me: User) -> bool:
    other = _replied(message)
    return other is not None and other.from_user is not None and other.from_user.id == me.id


def _replied(message: Message) -> Message | None:
    """The message that this one replies to. In a topic each "replies" to what opened the topic."""
    other = message.reply_to_message
    return None if other is None or other.forum_topic_created else other


def _quoted(message: Message) -> str:
    if message.quote is not None:
        return message.quote.text
    other = _replied(message)
    return "" if other is None else other.text or other.caption or ""


def _thread(message: Message) -> str:
    # Elsewhere, in a forum's General topic too, the number only says which replies belong together,
    # and no call takes it.
    number = message.message_thread_id if message.is_topic_message else None
    return str(number or "")


def _groups(chat: Chat) -> tuple[str, ...]:
    return () if chat.type == Chat.PRIVATE else (str(chat.id),)


def _attachments(message: Message, me: User) -> Iterator[Attachment]:
    """The message's files; without any, those of somebody's message that it replies to."""
    own = list(_files(message))
    other = _replied(message)
    if not own and other is not None and not _answers(message, me):
        own = list(_files(other))
    yield from own


def _files(message: Message) -> Iterator[Attachment]:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        yield Attachment(
            name="photo.jpg",
            media_type="image/jpeg",
            handle=largest.file_id,
            size=largest.file_size or 0,
        )
    if voice := message.voice:
        yield Attachment(
            name="voice.ogg",
            media_type=voice.mime_type or "audio/ogg",
            handle=voice.file_id,
            size=voice.file_size or 0,
            voice=True,
        )
    for file, kind in (
        (message.document, "application/octet-stream"),
        (message.audio, "audio/mpeg"),
        (message.video, "video/mp4"),
    ):
        if file is not None:
            yield Attachment(
                name=file.file_name or kind.partition("/")[0],
                media_type=file.mime_type or kind,
                handle=file.file_id,
                size=file.file_size or 0,
            )
