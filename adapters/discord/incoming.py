"""From what discord.py tells to what a person said or pressed; pure."""

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any, get_args

import discord
from discord.app_commands import Namespace

from adapters.base import Action, IncomingMessage, Press
from adapters.discord.content import attached, files_of, words_of
from adapters.discord.spoken import spoken, without

PLATFORM = "discord"
ASK = "ask"
TEXT, FILE = "text", "file"
"""The options of the app commands."""

_SAID = (discord.MessageType.default, discord.MessageType.reply)
_BEGINNING = 2016
"""Before this year there were no bots: an earlier date is not told by a server that is Discord."""


def incoming(
    message: discord.Message, me: int, words: Container[str], now: datetime
) -> IncomingMessage | None:
    """What was said to the bot; None: nothing, or to others."""
    if message.type not in _SAID or not _is_person(message, me):
        return None
    direct = isinstance(message.channel, discord.DMChannel)
    other = _replied(message)
    ours = other is not None and other.author.id == me
    names = _names_of(message, me)
    if not (direct or ours or names):
        return None
    content = words_of(message)
    command, text = _command(spoken(without(content, names), message), words)
    attachments = files_of(message)
    if not attachments and other is not None and not ours:
        attachments = files_of(other)
    passed_on = "\n".join(shot.content for shot in message.message_snapshots if shot.content)
    quoted = passed_on or ("" if other is None else spoken(words_of(other), other))
    if not (command or text or attachments or (quoted and not ours)):
        # A name without a word asks what the bot can do.
        if ours or not any(name in content for name in names):
            return None
        command = "help"
    return IncomingMessage(
        platform=PLATFORM,
        # A thread is a channel of its own.
        chat_id=str(message.channel.id),
        message_id=str(message.id),
        event_id=str(message.id),
        sender_id=str(message.author.id),
        sender_name=message.author.display_name,
        text=text,
        sent_at=_sent_at(message.created_at, now),
        direct=direct,
        groups=_groups(message.channel, message.guild, message.author),
        command=command,
        quoted=quoted,
        attachments=attachments,
    )


def asked(interaction: discord.Interaction, now: datetime) -> IncomingMessage | None:
    """What was said by an app command."""
    told: Any = interaction.data or {}
    word = str(told.get("name", ""))
    if not word or interaction.channel_id is None:
        return None
    resolved: Any = told.get("resolved") or {}
    options = Namespace(interaction, resolved, told.get("options") or [])
    file = getattr(options, FILE)
    text = str(getattr(options, TEXT) or "").strip()
    attachments = (attached(file),) if isinstance(file, discord.Attachment) else ()
    command = "" if word == ASK else word
    return IncomingMessage(
        platform=PLATFORM,
        chat_id=str(interaction.channel_id),
        message_id=str(interaction.id),
        event_id=str(interaction.id),
        sender_id=str(interaction.user.id),
        sender_name=interaction.user.display_name,
        text=text,
        sent_at=_sent_at(interaction.created_at, now),
        direct=_is_direct(interaction),
        groups=_groups(interaction.channel, interaction.guild, interaction.user),
        command=command if command or text or attachments else "help",
        locale=str(interaction.locale).lower(),
        attachments=attachments,
        handle=interaction.token,
    )


def pressed(interaction: discord.Interaction) -> Press | None:
    """The press of one of our buttons."""
    told: Any = interaction.data or {}
    word, _, subject = str(told.get("custom_id", "")).partition(":")
    action: Action | None = next((each for each in get_args(Action) if each == word), None)
    if action is None or interaction.channel_id is None:
        return None
    return Press(
        platform=PLATFORM,
        chat_id=str(interaction.channel_id),
        message_id=str(interaction.message.id if interaction.message else interaction.id),
        direct=_is_direct(interaction),
        handle=interaction.token,
        event_id=f"press:{interaction.id}",
        sender_id=str(interaction.user.id),
        sender_name=interaction.user.display_name,
        action=action,
        subject=subject,
        groups=_groups(interaction.channel, interaction.guild, interaction.user),
        locale=str(interaction.locale).lower(),
    )


def _is_person(message: discord.Message, me: int) -> bool:
    return not (message.author.bot or message.author.id == me or message.webhook_id)


def _names_of(message: discord.Message, me: int) -> tuple[str, ...]:
    """How the message names the bot: itself, or the role that a server gives it."""
    names = list[str]()
    if any(user.id == me for user in message.mentions):
        names += [f"<@{me}>", f"<@!{me}>"]
    role = message.guild.self_role if message.guild else None
    if role is not None and role.id in message.raw_role_mentions:
        names.append(f"<@&{role.id}>")
    return tuple(names)


def _replied(message: discord.Message) -> discord.Message | None:
    """The message that this one replies to, where it is told."""
    other = message.reference.resolved if message.reference else None
    return other if isinstance(other, discord.Message) else None


def _command(text: str, words: Container[str]) -> tuple[str, str]:
    """The command that is written out in a message, and what follows it."""
    if text.startswith("/"):
        first = text.split(maxsplit=1)[0]
        word, rest = first[1:].lower(), text[len(first) :].strip()
        if word in words:
            return word, rest
        if word == ASK:
            return "", rest
    return "", text


def _is_direct(interaction: discord.Interaction) -> bool:
    return interaction.guild_id is None


def _groups(channel: object, guild: discord.Guild | None, person: object) -> tuple[str, ...]:
    """Channel, the channel of a thread, server and roles; nothing in private."""
    guild_id = guild.id if guild else getattr(channel, "guild_id", None)
    if guild_id is None:
        return ()
    # By number, for the server may not have told of its roles yet.
    roles: Iterable[int] = person._roles if isinstance(person, discord.Member) else ()
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    ids = (getattr(channel, "id", None), parent, guild_id, *roles)
    return tuple(dict.fromkeys(str(each) for each in ids if each is not None))


def _sent_at(told: datetime, now: datetime) -> datetime:
    return told if told.year >= _BEGINNING else now
