"""From what Slack sends to what a person said or pressed; pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from adapters.base import Action, Attachment, IncomingMessage, Press
from adapters.slack.spoken import spoken
from adapters.slack.wire import Command, Event, Interaction, SharedFile

PLATFORM = "slack"
SLASH = "kagent"
ACTION_ID = "kagent_"
"""Begins the ``action_id`` of our buttons; the action follows, and what tells buttons apart."""

_TIME = re.compile(r"\d{1,12}(?:\.\d{1,9})?", re.ASCII)
_SPOKEN_SUBTYPES = frozenset(["", "file_share", "thread_broadcast", "me_message"])
_SLACKBOT = "USLACKBOT"
_NOT_SHOWN = frozenset(["tombstone", "hidden_by_limit"])


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who the bot is: its user, its bot id and its workspace."""

    user: str
    bot: str
    team: str


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """What is told about a person."""

    name: str
    locale: str = ""


def is_time(ts: object) -> bool:
    """Whether this is a time as Slack tells it, by which it names messages."""
    return isinstance(ts, str) and _TIME.fullmatch(ts) is not None


def is_said(event: Event, me: Identity) -> bool:
    """Whether a person has said this now: no bot, no edit, no note of Slack's own."""
    return (
        event.type in ("message", "app_mention")
        and event.subtype in _SPOKEN_SUBTYPES
        and event.user not in ("", me.user, _SLACKBOT)
        and not event.bot_id
        and not event.hidden
        and event.edited is None
        and is_time(event.ts)
    )


def is_direct(channel: str) -> bool:
    """Whether this is a chat of two."""
    return channel.startswith("D")


def is_private(event: Event) -> bool:
    return event.channel_type == "im" or is_direct(event.channel)


def is_named(event: Event, me: Identity) -> bool:
    """Whether the bot is meant: in private, by name, or by an answer to what it began."""
    return (
        is_private(event)
        or event.type == "app_mention"
        or re.search(rf"<@{re.escape(me.user)}[|>]", event.text) is not None
        or (bool(event.thread_ts) and event.parent_user_id == me.user)
    )


def message(
    event: Event,
    me: Identity,
    speaker: Speaker,
    *,
    commands: Collection[str],
    names: Mapping[str, str],
    quoted: str = "",
    quoted_files: Sequence[SharedFile] = (),
) -> IncomingMessage | None:
    """What was said to the bot; None when there is nothing in it.

    ``quoted`` is the text under which it was said, as Slack writes it, ``quoted_files`` came with
    that. A mention in a channel opens a thread; one without a word asks what the bot can do.
    """
    direct = is_private(event)
    command, text = _command(spoken(event.text, me=me.user, names=names), commands)
    attachments = _attachments(event.files) or _attachments(quoted_files)
    passed_on = [each.text for each in event.attachments if each.is_msg_unfurl or each.is_share]
    quotes = "\n".join(part for part in (quoted, *passed_on) if part)
    if not (command or text or attachments or quotes):
        if f"<@{me.user}" not in event.text:
            return None
        command = "help"
    return IncomingMessage(
        platform=PLATFORM,
        chat_id=event.channel,
        thread_id=event.thread_ts or ("" if direct else event.ts),
        message_id=event.ts,
        event_id=f"{event.channel}:{event.ts}",
        sender_id=event.user,
        sender_name=speaker.name,
        text=text,
        sent_at=datetime.fromtimestamp(float(event.ts), UTC),
        direct=direct,
        # In a shared channel people of other workspaces talk too.
        groups=_groups(event.channel, event.user_team or event.team or me.team),
        command=command,
        quoted=spoken(quotes, me=me.user, names=names),
        locale=speaker.locale,
        attachments=attachments,
    )


def slash(
    command: Command,
    me: Identity,
    speaker: Speaker,
    *,
    commands: Collection[str],
    names: Mapping[str, str],
    now: datetime,
) -> IncomingMessage:
    """What was said by a slash command; an empty one asks for help."""
    named = command.command.lstrip("/").lower()
    text = spoken(command.text, me=me.user, names=names)
    word, rest = (named, text) if named in commands else _word(text, commands)
    if not (word or rest):
        word = "help"
    return IncomingMessage(
        platform=PLATFORM,
        chat_id=command.channel_id,
        thread_id=command.thread_ts,
        message_id=command.trigger_id,
        event_id=command.trigger_id,
        sender_id=command.user_id,
        sender_name=speaker.name,
        text=rest,
        sent_at=now,
        direct=is_direct(command.channel_id) or command.channel_name == "directmessage",
        groups=_groups(command.channel_id, command.team_id or me.team),
        command=word,
        locale=speaker.locale,
        handle=command.response_url,
    )


def press(interaction: Interaction, me: Identity, speaker: Speaker) -> Press | None:
    """The press of one of our buttons."""
    pressed = interaction.actions[0] if interaction.actions else None
    action = _action(pressed.action_id) if pressed else None
    channel = interaction.channel.id or interaction.container.channel_id
    if pressed is None or action is None or not channel:
        return None
    thread = interaction.message.thread_ts or interaction.container.thread_ts
    post = interaction.container.message_ts
    return Press(
        platform=PLATFORM,
        chat_id=channel,
        event_id=interaction.trigger_id or f"{channel}:{post}:{pressed.action_ts}",
        sender_id=interaction.user.id,
        sender_name=speaker.name,
        action=action,
        subject=pressed.value,
        # A post under which people answer tells itself as its thread.
        thread_id="" if thread == post else thread,
        message_id=post,
        direct=is_direct(channel) or interaction.channel.name == "directmessage",
        # What only one person sees is answered by the press's own hook.
        handle=interaction.response_url if interaction.container.is_ephemeral else "",
        groups=_groups(channel, interaction.user.team_id or interaction.team.id or me.team),
        locale=speaker.locale,
    )


def _action(action_id: str) -> Action | None:
    word = action_id.removeprefix(ACTION_ID).partition(":")[0]
    return next((action for action in get_args(Action) if action == word), None)


def _groups(channel: str, team: str) -> tuple[str, ...]:
    return tuple(group for group in (channel, team) if group)


def _command(text: str, commands: Collection[str]) -> tuple[str, str]:
    """The command that is written out in a message, and what follows it."""
    if not text.startswith("/"):
        return "", text
    first, _, rest = text.partition(" ")
    if first.lower() == f"/{SLASH}":
        return _word(rest.strip(), commands)
    word, after = _word(text, commands)
    return (word, after) if word else ("", text)


def _word(text: str, commands: Collection[str]) -> tuple[str, str]:
    first = text.split(maxsplit=1)[0] if text else ""
    word = first.removeprefix("/").lower()
    return (word, text[len(first) :].strip()) if word in commands else ("", text)


def _attachments(files: Iterable[SharedFile]) -> tuple[Attachment, ...]:
    return tuple(_attachment(file) for file in files if file.mode not in _NOT_SHOWN)


def _attachment(file: SharedFile) -> Attachment:
    return Attachment(
        name=file.name or file.title or file.id,
        media_type=file.mimetype or "application/octet-stream",
        # Files of other workspaces come without an address; it has to be asked for.
        handle=file.url_private_download or file.url_private or file.id,
        size=file.size,
        voice=file.subtype == "slack_audio",
    )
