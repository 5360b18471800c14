"""Documents that are given to the memory bank: files, folders and pages, read within bounds."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from adapters.base import Attachment
from bot.failures import BadValue
from bot.files.docx import docx_text
from bot.files.kinds import kind_of
from bot.files.pdf import pdf_pages
from bot.files.text import clean_name, cleaned, decoded
from bot.files.words import Unreadable
from bot.terminal.external import page_text
from tools.base import ToolError
from tools.egress.client import Fetched, fetch
from tools.egress.guard import Guard

LIMIT = 20_000_000
"""Bytes of one document."""
_PATIENCE = 30.0
ENDINGS = {
    ".txt", ".md", ".markdown", ".rst", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".csv",
    ".tsv", ".json", ".yaml", ".yml", ".log", ".text", ".adoc", ".org", ".tex",
}  # fmt: skip
"""What is read of a folder."""


class NotReadable(BadValue):
    """Why a document can't be read, in a sentence for the person."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a document says. ``place`` is its address or path; the same is the same document."""

    place: str
    title: str
    text: str


def is_address(place: str) -> bool:
    return urlsplit(place).scheme.lower() in ("http", "https")


async def read_data(name: str, data: bytes, *, place: str, language: str = "en") -> Document:
    """The document in these bytes. Raises `NotReadable`."""
    called = clean_name(name)
    try:
        if len(data) > LIMIT:
            raise Unreadable("too_large", limit=LIMIT // 1_000_000)
        text = cleaned(await _text(name, data)).strip()
        if not text:
            raise Unreadable("empty")
    except Unreadable as error:
        raise NotReadable(error.said(called, language)) from None
    return Document(place=place, title=called, text=text)


async def _text(name: str, data: bytes) -> str:
    attachment = Attachment(name=name, media_type="", handle="")
    match await asyncio.to_thread(kind_of, attachment, data):
        case "picture" | "sound":
            raise Unreadable("unknown")
        case "pdf":
            pages, _ = await pdf_pages(data)
            return "\n\n".join(pages)
        case "docx":
            return await asyncio.to_thread(docx_text, data)
        case kind:
            text = await asyncio.to_thread(decoded, data)
            if text is None:
                raise Unreadable("unknown")
            return await asyncio.to_thread(page_text, text) if kind == "page" else text


async def read_file(path: Path) -> Document:
    """A file of this machine. Raises `NotReadable`."""
    try:
        data = await asyncio.to_thread(_bytes, path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise NotReadable(f"can't read {path}: {why}") from None
    return await read_data(path.name, data, place=str(path))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LIMIT + 1)


async def read_address(guard: Guard, url: str, language: str = "en") -> Document:
    """A page or file of the web, through the guard. Raises `NotReadable`."""
    try:
        found = await fetch(guard, url, patience=_PATIENCE, largest=LIMIT)
        if found.status >= 400:
            raise NotReadable(f"{url} answered {found.status}")
        if "html" in found.content_type.lower() and find_spec("trafilatura"):
            return await asyncio.to_thread(_page, url, found)
    except ToolError as error:
        raise NotReadable(f"{url}: {error}") from None
    path = PurePath(urlsplit(found.url).path)
    name = path.name or urlsplit(found.url).hostname or "page"
    if "html" in found.content_type.lower():
        name = f"{name}.html"
    document = await read_data(name, found.body, place=url, language=language)
    return Document(place=url, title=document.title.removesuffix(".html"), text=document.text)


def _page(url: str, found: Fetched) -> Document:
    from tools.page_text import read_page

    page = read_page(found)
    if not page.text:
        raise NotReadable(f"there is no text in {url}")
    return Document(place=url, title=page.title or url, text=page.text)


def files_under(folder: Path) -> Iterator[Path]:
    """Every readable file of a folder, by name; hidden ones and links are not."""
    for within, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            path = Path(within, name)
            if (
                not name.startswith(".")
                and path.suffix.lower() in ENDINGS
                and not path.is_symlink()
            ):
                yield path
