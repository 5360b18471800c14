"""What a Discord message holds: its words, or what may be said for them, and its files."""

from collections.abc import Iterator

import discord

from adapters.base import Attachment


def words_of(message: discord.Message) -> str:
    """Its text; without one, what a bot's card, a poll or a sticker says."""
    if message.content:
        return message.content
    if message.embeds:
        return "\n".join(line for card in message.embeds for line in _card(card))
    if message.poll:
        options = (f"- {answer.text}" for answer in message.poll.answers)
        return "\n".join((f"📊 {message.poll.question}", *options))
    return " ".join(f":{sticker.name}:" for sticker in message.stickers)


def files_of(message: discord.Message) -> tuple[Attachment, ...]:
    """Its files; without any, those of what it passes on."""
    passed_on = (file for shot in message.message_snapshots for file in shot.attachments)
    return tuple(map(attached, message.attachments or passed_on))


def attached(file: discord.Attachment) -> Attachment:
    kind = (file.content_type or "application/octet-stream").partition(";")[0]
    return Attachment(
        name=file.filename,
        media_type=kind,
        handle=file.url,
        size=file.size,
        voice=file.is_voice_message(),
    )


def _card(card: discord.Embed) -> Iterator[str]:
    fields = (f"{field.name}: {field.value}" for field in card.fields)
    yield from filter(None, (card.title, card.description, *fields))
