"""What a fetched page says: its title and main text, from HTML, PDF or plain text."""

import codecs
import io
import re
from dataclasses import dataclass
from typing import Any

from tools.base import ToolError
from tools.egress.client import Fetched
from tools.memory import give_back
from tools.plain_text import one_line, visible

_MOST = 2_000_000
"""Characters of a page that are read."""
_PAGES = 300
_LARGE = 500_000
"""Bytes of a page that takes a hundred times as much to be read."""
_UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "embed", "svg")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*0(\.0*)?\s*(;|!|$)"
    r"|font-size\s*:\s*[01](\.\d*)?\s*(px|pt|em|rem|%)?\s*(;|!|$)"
    r"|text-indent\s*:\s*-\d{3,}|(left|top|right|bottom)\s*:\s*-\d{3,}",
    re.I,
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "ascii": "cp1252"}
"""What browsers read in place of what pages say."""


@dataclass(frozen=True, kw_only=True)
class PageText:
    """``scripted`` says that scripts make a good part of the page."""

    title: str
    text: str
    date: str = ""
    scripted: bool = False


def read_page(fetched: Fetched) -> PageText:
    """The main text. Raises `ToolError` when it is nothing to be read."""
    page = _page(fetched)
    if len(fetched.body) > _LARGE:
        give_back()
    return page


def read_html(html: str, url: str) -> PageText:
    """The main text of a page without what is hidden in it."""
    page = _html(html, url)
    if len(html) > _LARGE:
        give_back()
    return page


def _page(fetched: Fetched) -> PageText:
    kind = fetched.content_type.partition(";")[0].strip().lower()
    body = fetched.body
    if kind == "application/pdf" or body[:1024].lstrip()[:5] == b"%PDF-":
        return _pdf(fetched)
    binary = b"\0" in body[:2000] and body[:2] not in (b"\xff\xfe", b"\xfe\xff")
    if binary or kind.startswith(("image/", "audio/", "video/", "font/")):
        raise ToolError(f"There is no text there, only {kind or 'data'}.")
    text = decoded(body, fetched.content_type)
    if kind in ("text/html", "application/xhtml+xml", "") or _looks_like_html(text):
        return _html(text, fetched.url)
    return PageText(title="", text=visible(text[:_MOST]).strip())


def _html(html: str, url: str) -> PageText:
    import trafilatura
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as parser

    html = html.replace("\0", "")[: 2 * _MOST]
    try:  # as bytes, for lxml takes no text that names an encoding of its own
        tree: Any = parser.document_fromstring(
            html.encode("utf-8", "replace"), parser=parser.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return PageText(title="", text="")
    title = one_line(tree.findtext(".//title") or "", 200)
    scripted = bool(tree.xpath("//script"))
    for hidden in [one for one in tree.iter() if _is_hidden(one)]:
        if hidden.getparent() is not None and hidden.tag not in ("html", "body"):
            hidden.drop_tree()
    whole = _all_text(tree)
    found = trafilatura.bare_extraction(
        tree, url=url, include_comments=False, include_tables=True, favor_recall=True
    )
    main = (getattr(found, "text", "") or "") if found is not None else ""
    text = main if len(main) >= min(200, len(whole) // 3) else whole
    date = (getattr(found, "date", "") or "") if found is not None else ""
    return PageText(title=title, text=visible(text[:_MOST]).strip(), date=date, scripted=scripted)


def _all_text(tree: Any) -> str:
    body = tree.find("body")
    lines = (" ".join(part.split()) for part in (tree if body is None else body).itertext())
    return "\n".join(line for line in lines if line)


def _is_hidden(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return True  # a comment or a processing instruction
    return (
        element.tag in _UNSEEN
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDING.search(element.get("style", "")))
    )


def decoded(body: bytes, content_type: str) -> str:
    """The text, in the encoding that the bytes, the header or the page itself name or suggest."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    named = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.I)
    inside = _CHARSET.search(body[:4096])
    names = (named and named.group(1), inside and inside.group(1).decode("latin-1"), "utf-8")
    for name in filter(None, names):
        if (text := _decode(body, _WIDER.get(name.lower(), name))) is not None:
            return text
    from charset_normalizer import from_bytes

    guess = from_bytes(body[:20_000]).best()
    guessed = guess.encoding if guess is not None else "utf-8"
    return body.decode(_WIDER.get(guessed, guessed), "replace")


def _decode(body: bytes, name: str) -> str | None:
    """None if the encoding is unknown or clearly another."""
    try:
        text = body.decode(name, "replace")
    except LookupError:
        return None
    return text if text.count("\ufffd") <= max(2, len(text) // 200) else None


def _looks_like_html(text: str) -> bool:
    return bool(re.match(r"\s*(<!doctype html|<html|<head|<body)", text[:500], re.I))


def _pdf(fetched: Fetched) -> PageText:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    if fetched.cut:
        raise ToolError("This PDF file is too large to be read.")
    try:
        reader = PdfReader(io.BytesIO(fetched.body))
        title = str(reader.metadata.title or "") if reader.metadata else ""
        texts, size = [], 0
        for page in reader.pages[:_PAGES]:
            texts.append(page.extract_text())
            size += len(texts[-1])
            if size > _MOST:
                break
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
    ):
        raise ToolError("This PDF file can't be read.") from None
    text = visible("\n\n".join(texts)).strip()
    if not text:
        raise ToolError("This PDF file holds pictures only, no text.")
    return PageText(title=one_line(title, 200), text=text)
