"""The text of a Word document: paragraphs, headings, lists and tables, in their order."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

from bot.files.words import Unreadable

_BODY = "word/document.xml"
_LARGEST = 40_000_000
"""Bytes of a document's own XML, unpacked."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DELETED = {"del", "moveFrom", "instrText", "delText"}


def is_docx(data: bytes) -> bool:
    """Whether it is a Word document."""
    return _BODY in _names(data)


def kept_in(data: bytes) -> frozenset[str]:
    """The folders at the top of a zip file; none where it is no zip file."""
    return frozenset(name.partition("/")[0] for name in _names(data))


def docx_text(data: bytes) -> str:
    """Its text. Raises `Unreadable`."""
    try:
        lines = list(_blocks(ElementTree.fromstring(_body(data))))
    except (ElementTree.ParseError, RecursionError):
        raise Unreadable("damaged") from None
    if not any(line.strip() for line in lines):
        raise Unreadable("empty")
    return "\n".join(lines)


def _names(data: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return frozenset()


def _body(data: bytes) -> bytes:
    """The document's XML, which never unpacks to more than `_LARGEST`, whatever it claims."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(_BODY) as packed:
            body = packed.read(_LARGEST + 1)
    except NotImplementedError:
        raise Unreadable("damaged") from None
    except RuntimeError as error:  # zipfile's way to say that it wants a password
        raise Unreadable("locked") from error
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, zlib.error):
        raise Unreadable("damaged") from None
    if len(body) > _LARGEST:
        raise Unreadable("too_large", limit=_LARGEST // 1_000_000)
    if b"<!DOCTYPE" in body:  # Word writes none: only there can entities be made to explode
        raise Unreadable("damaged")
    return body


def _blocks(parent: ElementTree.Element) -> Iterator[str]:
    for child in parent:
        match _kind(child):
            case "p":
                yield _paragraph(child)
            case "tbl":
                yield from _rows(child)
            case kind if kind not in _DELETED:
                yield from _blocks(child)


def _paragraph(paragraph: ElementTree.Element) -> str:
    text = "".join(_pieces(paragraph)).strip()
    style = _first(paragraph, "pStyle")
    level = style[7:] if style.lower().startswith("heading") else ""
    if level.isdecimal() and text:
        return f"{'#' * min(6, int(level))} {text}"
    listed = text and any(_kind(each) == "numPr" for each in paragraph.iter())
    return f"- {text}" if listed else text


def _rows(table: ElementTree.Element) -> Iterator[str]:
    for row in (each for each in table if _kind(each) == "tr"):
        cells = (each for each in row if _kind(each) == "tc")
        yield " | ".join(" ".join(" ".join(_blocks(cell)).split()) for cell in cells)


def _pieces(parent: ElementTree.Element) -> Iterator[str]:
    for child in parent:
        match _kind(child):
            case "t":
                yield child.text or ""
            case "tab":
                yield "\t"
            case "br" | "cr":
                yield "\n"
            case "txbxContent":
                yield "\n" + "\n".join(_blocks(child))
            case "pPr" | "Fallback":
                continue
            case kind if kind not in _DELETED:
                yield from _pieces(child)


def _first(parent: ElementTree.Element, kind: str) -> str:
    """The value of the first such element, or ""."""
    for each in parent.iter():
        if _kind(each) == kind:
            return each.get(f"{_W}val") or each.get(f"{_STRICT}val") or ""
    return ""


def _kind(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
