"""What kind of thing a file is: by what is in it first, then by its name."""

from pathlib import PurePath
from typing import Literal

from adapters.base import Attachment
from bot.files.docx import is_docx, kept_in
from bot.files.words import Unreadable, Why

Kind = Literal["picture", "pdf", "docx", "sound", "page", "text"]

_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_SOUNDS = {
    ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".wav", ".flac", ".aac", ".amr", ".mpga",
}  # fmt: skip
_PAGES = {".html", ".htm", ".xhtml"}
_ELSEWHERE: dict[Why, set[str]] = {
    "picture": {".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp", ".ico", ".psd"},
    "document": {".doc", ".rtf", ".odt", ".pages", ".epub", ".wps"},
    "sheet": {".xls", ".xlsx", ".xlsm", ".ods", ".numbers"},
    "slides": {".ppt", ".pptx", ".odp"},
    "video": {".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".wmv", ".3gp"},
}  # fmt: skip


def picture_type(data: bytes) -> str:
    """The media type of a picture that models take, "" for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _PICTURES if data.startswith(start)), "")


def kind_of(attachment: Attachment, data: bytes) -> Kind:
    """How the file is to be read. Raises `Unreadable` for what can't be."""
    if picture_type(data):
        return "picture"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if is_sound(attachment):
        return "sound"
    if is_docx(data):
        return "docx"
    ending = PurePath(attachment.name).suffix.lower()
    _refuse(attachment, ending, data)
    return "page" if ending in _PAGES or attachment.media_type == "text/html" else "text"


def is_sound(attachment: Attachment) -> bool:
    """Whether there is something to hear; a recording spoken into a chat may be called a video."""
    ending = PurePath(attachment.name).suffix.lower()
    return attachment.voice or attachment.media_type.startswith("audio/") or ending in _SOUNDS


def _refuse(attachment: Attachment, ending: str, data: bytes) -> None:
    for why, endings in _ELSEWHERE.items():
        if ending in endings:
            raise Unreadable(why)
    inside = kept_in(data)
    if "xl" in inside:
        raise Unreadable("sheet")
    if "ppt" in inside:
        raise Unreadable("slides")
    if attachment.media_type.startswith("image/"):
        raise Unreadable("picture")
    if attachment.media_type.startswith("video/"):
        raise Unreadable("video")
