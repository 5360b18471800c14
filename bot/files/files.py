"""Reads what came with a message, once, within limits; what can't be read is said, not fatal."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import structlog

from adapters.base import Attachment, IncomingMessage
from agent.messages import Image
from bot.config import Settings
from bot.files.docx import docx_text
from bot.files.kinds import is_sound, kind_of, picture_type
from bot.files.pdf import pdf_pages
from bot.files.read import Read
from bot.files.shelf import Shelf
from bot.files.text import LONGEST, clean_name, cleaned, decoded
from bot.files.transcribing import Transcription
from bot.files.words import Unreadable
from bot.models.voice import server_address
from bot.terminal.external import page_text

Fetch = Callable[[Attachment, int], Awaitable[bytes]]
"""An adapter's `fetch`."""

_log = structlog.get_logger(__name__)
_MB = 1_000_000
_LIMIT = 20 * _MB
_MOST = 10
"""Files of one message; no platform takes more."""
_PICTURES = 20 * _MB
"""Bytes of one message's pictures together; servers take no larger requests."""
_AT_ONCE = 2
_WITHIN = 40.0
"""Seconds that one attempt to fetch a file may take."""
_WAITS = (0.5, 2.0)
_EARLIER = 60_000
"""Characters of earlier messages' files that are told again."""
_KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What one file says."""

    note: str
    text: str = ""
    image: Image | None = None
    spoken: str = ""
    problem: str = ""
    passing: bool = False
    size: int = 0


class Files:
    """Makes of files what the agent can be told; keeps it in ``folder``.

    ``transcription`` None: voice is not understood here. ``waits`` are the seconds between
    attempts to fetch a file.
    """

    def __init__(
        self,
        folder: Path,
        *,
        transcription: Transcription | None = None,
        waits: tuple[float, ...] = _WAITS,
    ) -> None:
        self._shelf = Shelf(folder)
        self._transcription = transcription
        self._waits = waits
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def read(self, message: IncomingMessage, fetch: Fetch, language: str = "en") -> Read:
        """What the message's files say; from what is kept when they were read before.

        ``language`` is that of the problems (en, zh, ja). What can't be read is a problem in the
        result.
        """
        if not message.attachments:
            return Read()
        kept = await asyncio.to_thread(self._shelf.find, message)
        if kept is not None:
            return kept
        read, passing = await self._read(message.attachments, fetch, language)
        if not passing:
            try:
                await asyncio.to_thread(self._shelf.keep, message, read)
            except OSError as error:
                _log.error("what files say can't be kept", error=str(error))
        return read

    async def earlier(self, messages: Sequence[IncomingMessage]) -> Read:
        """What is kept of these messages' files, oldest message first: the newest texts, and the
        pictures of the newest message that had some."""
        texts: list[str] = []
        images: tuple[Image, ...] = ()
        room = _EARLIER
        for message in reversed([each for each in messages if each.attachments]):
            kept = await asyncio.to_thread(self._shelf.find, message)
            if kept is None:
                continue
            images = images or kept.images
            if kept.text and room > 0:
                texts.insert(0, kept.text[:room])
                room -= len(kept.text)
        return Read(text="\n\n".join(texts), images=images)

    async def forget(self, conversation: str) -> None:
        """Let go of what is kept of a conversation's files."""
        await asyncio.to_thread(self._shelf.forget, conversation)

    async def tidy(self) -> None:
        """Let go of what is too old; to be called once in a while."""
        await asyncio.to_thread(self._shelf.tidy, _KEPT_FOR)

    async def _read(
        self, attachments: Sequence[Attachment], fetch: Fetch, language: str
    ) -> tuple[Read, bool]:
        """What they say, and whether reading them again may bring more."""
        chosen = attachments[:_MOST]
        reading = (self._part(each, fetch, language) for each in chosen)
        parts = _within_pictures(await asyncio.gather(*reading), language)
        problems = [part.problem for part in parts if part.problem]
        if len(attachments) > _MOST:
            problems.append(Unreadable("too_many", limit=_MOST).said("", language))
        read = Read(
            text="\n\n".join(part.text for part in parts if part.text),
            images=tuple(part.image for part in parts if part.image),
            spoken="\n".join(part.spoken for part in parts if part.spoken),
            notes=tuple(part.note for part in parts if part.note),
            problems=tuple(problems),
        )
        return read, any(part.passing for part in parts)

    async def _part(self, attachment: Attachment, fetch: Fetch, language: str) -> _Part:
        name = clean_name(attachment.name)
        try:
            if is_sound(attachment) and self._transcription is None:
                raise Unreadable("no_voice")
            async with self._free:
                data = await self._fetched(attachment, fetch)
                return await self._told(attachment, name, data, language)
        except Unreadable as error:
            problem = error.said(name, language)
            return _Part(note=f"file {name}, unread", problem=problem, passing=error.passing)

    async def _fetched(self, attachment: Attachment, fetch: Fetch) -> bytes:
        """The file's content. Raises `Unreadable`."""
        too_large = Unreadable("too_large", limit=_LIMIT // _MB)
        if attachment.size > _LIMIT:
            raise too_large
        for wait in (*self._waits, None):
            try:
                async with asyncio.timeout(_WITHIN):
                    data = await fetch(attachment, _LIMIT)
            except ValueError:
                raise too_large from None
            except OSError as error:
                _log.warning("a file can't be fetched", error=str(error) or repr(error))
            else:
                if not data:
                    raise Unreadable("empty")
                return data
            if wait is not None:
                await asyncio.sleep(wait)
        raise Unreadable("not_fetched", passing=True)

    async def _told(self, attachment: Attachment, name: str, data: bytes, language: str) -> _Part:
        match await asyncio.to_thread(kind_of, attachment, data):
            case "picture":
                return await asyncio.to_thread(_picture, name, data)
            case "sound":
                return await self._heard(attachment, name, data)
            case "pdf":
                return await _pdf(name, data, language)
            case "docx":
                text = await asyncio.to_thread(docx_text, data)
                return _document(name, "document", text, language)
            case kind:
                text = await asyncio.to_thread(_plain, data)
                if kind == "page":
                    text = await asyncio.to_thread(page_text, text)
                return _document(name, "file", text, language)

    async def _heard(self, attachment: Attachment, name: str, data: bytes) -> _Part:
        if self._transcription is None:
            raise Unreadable("no_voice")
        said = await self._transcription.hear(attachment, data)
        if attachment.voice:
            return _Part(note="", spoken=said)
        return _Part(note=f"sound {name}", text=f"Sound {name}, transcribed:\n{said}")


def open_files(settings: Settings) -> Files:
    """The reader of files as the settings say; what it keeps is in the data folder."""
    return Files(settings.data_dir / "files", transcription=transcription(settings))


def transcription(settings: Settings) -> Transcription | None:
    """The service that hears, None where none is set. The model's key goes to its own host only."""
    if settings.transcription_model is None:
        return None
    key = settings.transcription_key
    if key is None and settings.transcription_url in (None, server_address(settings)):
        key = settings.api_key
    return Transcription(
        model=settings.transcription_model,
        url=settings.transcription_url or server_address(settings),
        key=key.get_secret_value() if key else "",
        proxy=settings.proxy,
    )


def _plain(data: bytes) -> str:
    text = decoded(data)
    if text is None:
        raise Unreadable("unknown")
    return text


async def _pdf(name: str, data: bytes, language: str) -> _Part:
    pages, count = await pdf_pages(data)
    text = "\n".join(f"[page {number}]\n{page}" for number, page in enumerate(pages, 1))
    part = _document(name, f"PDF of {count} page{'s' if count > 1 else ''}", text, language)
    if len(pages) < count:
        cut = Unreadable("cut", limit=f"{len(pages)}/{count}").said(name, language)
        return replace(part, problem=cut)
    return part


def _document(name: str, kind: str, text: str, language: str) -> _Part:
    text = cleaned(text).strip()
    if not text:
        raise Unreadable("empty")
    note = f"{kind} {name}"
    part = _Part(note=note, text=f"{note[0].upper()}{note[1:]}:\n{text[:LONGEST]}")
    if len(text) <= LONGEST:
        return part
    return replace(part, problem=Unreadable("cut", limit=f"{LONGEST:,}").said(name, language))


def _picture(name: str, data: bytes) -> _Part:
    image = Image(media_type=picture_type(data), data=base64.b64encode(data).decode("ascii"))
    return _Part(note=f"picture {name}", image=image, size=len(data))


def _within_pictures(parts: Sequence[_Part], language: str) -> list[_Part]:
    """The parts without the pictures for which there is no room."""
    room, within = _PICTURES, []
    for part in parts:
        room -= part.size
        if room < 0 and part.image is not None:
            room += part.size
            name = part.note.removeprefix("picture ")
            problem = Unreadable("too_much").said(name, language)
            part = _Part(note=f"file {name}, unread", problem=problem)
        within.append(part)
    return within
