"""What a Telegram message holds: its words, or what may be said for them, and its files."""

from collections.abc import Iterator

from telegram import Contact, ExternalReplyInfo, Location, Message, Poll, Venue

from adapters.base import Attachment


def words_of(message: Message) -> str:
    """What it says: a sticker says its emoji; a place, a contact and a poll say what is in them."""
    if said := message.text or message.caption:
        return said
    match message.venue or message.location or message.contact or message.poll:
        case Venue() as venue:
            return f"📍 {venue.title}, {venue.address} ({_place(venue.location)})"
        case Location() as location:
            return f"📍 {_place(location)}"
        case Contact() as contact:
            name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
            return f"👤 {name}, {contact.phone_number}"
        case Poll() as poll:
            return "\n".join((f"📊 {poll.question}", *(f"- {each.text}" for each in poll.options)))
    return (message.sticker.emoji or "") if message.sticker else ""


def files_of(message: Message | ExternalReplyInfo) -> Iterator[Attachment]:
    """Its files; of a photo the largest size."""
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
    if note := message.video_note:  # a round one, in which somebody speaks
        yield Attachment(
            name="video-note.mp4",
            media_type="video/mp4",
            handle=note.file_id,
            size=note.file_size or 0,
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


def _place(location: Location) -> str:
    return f"{location.latitude:.5f}, {location.longitude:.5f}"
