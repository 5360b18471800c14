"""What Telegram's messages and presses of buttons mean to us: something said, or nothing."""

import re
from collections.abc import Container, Iterator
from datetime import UTC
from typing import get_args

from telegram import CallbackQuery, Chat, Message, MessageEntity, User

from adapters.base import Action, Attachment, IncomingMessage, Press
from adapters.telegram.content import files_of, words_of

PLATFORM = "telegram"

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?=\s|$)", re.ASCII | re.IGNORECASE)
_ACTIONS: dict[str, Action] = {action: action for action in get_args(Action)}


def incoming(
    message: Message, me: User, words: Container[str], *, named: bool = False
) -> IncomingMessage | None:
    """What the message says to ``me``, the bot; ``words`` are the commands that it knows.

    ``named``: the bot is named elsewhere, in another part of the same album. Messages of channels
    and bots, and talk among others, say nothing. An admin who stays unnamed speaks as the group.
    """
    sender = _sender(message)
    if sender is None:
        return None
    said = _said(message, me, words, named=named)
    if said is None:
        return None
    command, text = said
    quoted, attachments = _quoted(message), tuple(_attachments(message, me))
    if message.forward_origin is not None:  # somebody else's words, or from another time
        command, text, quoted = "", "", words_of(message)
    if not (command or text or attachments or (quoted and not _answers(message, me))):
        # A name without a word asks what the bot can do.
        if not _without_name(message, me)[0]:
            return None
        command = "help"
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
        album=message.media_group_id or "",
    )


def _sender(message: Message) -> User | Chat | None:
    """The person, or the group itself for one of its admins who stays unnamed."""
    group = message.sender_chat
    if group is not None:
        return group if group.id == message.chat.id else None
    person = message.from_user
    return None if person is None or person.is_bot else person


def pressed(query: CallbackQuery) -> Press | None:
    """The press of one of our buttons."""
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


def _said(
    message: Message, me: User, words: Container[str], *, named: bool
) -> tuple[str, str] | None:
    """The command, or "", and the text; None: it was said to others."""
    names_us, text = _without_name(message, me)
    addressed = named or names_us or message.chat.type == Chat.PRIVATE or _answers(message, me)
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
    text = words_of(message)
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
    return "" if other is None else words_of(other)


def _thread(message: Message) -> str:
    # Elsewhere, in a forum's General topic too, the number only says which replies belong together,
    # and no call takes it.
    number = message.message_thread_id if message.is_topic_message else None
    return str(number or "")


def _groups(chat: Chat) -> tuple[str, ...]:
    return () if chat.type == Chat.PRIVATE else (str(chat.id),)


def _attachments(message: Message, me: User) -> Iterator[Attachment]:
    """The message's files; without any, those of somebody's message that it replies to."""
    own = list(files_of(message))
    other = _replied(message) or message.external_reply
    if not own and other is not None and not _answers(message, me):
        own = list(files_of(other))
    yield from own
