"""External knowledge: a local text file or a web page, read within bounds, for one question."""

import asyncio
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from bot.failures import BadValue

LIMIT = 2_000_000
"""Bytes that are read of a file or a page."""
PATIENCE = 10.0
"""Seconds a page may take."""
_PACKED = (".pdf", ".docx")
_UNSHOWN = {"script", "style", "noscript", "template", "svg", "nav", "footer"}
_BREAKS = {
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "section",
    "article", "blockquote", "dd", "dt",
}  # fmt: skip


class KnowledgeError(BadValue):
    """The source can't be read; the message says why."""


async def read_knowledge(source: str) -> str:
    """The text of a local file (text, Markdown, HTML, PDF, DOCX), or of an http(s) page.

    The person at the keyboard names the source, so a local address is as good as any other.
    Raises `KnowledgeError`, or `BadValue` for a packed file.
    """
    scheme = urlsplit(source).scheme.lower()
    if scheme in ("http", "https"):
        text = await _read_page(source)
    else:
        path = Path(unquote(urlsplit(source).path) if scheme == "file" else source)
        packed = path.suffix.lower() in _PACKED
        text = await _read_document(_at_home(path)) if packed else _read_file(path)
    if not text.strip():
        raise KnowledgeError(f"there is no text in {source}")
    return text.strip()


async def _read_document(path: Path) -> str:
    from bot.knowledge.reading import read_file

    return (await read_file(path)).text


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise KnowledgeError(f"can't read {path}: {error}") from None


def _read_file(path: Path) -> str:
    path = _at_home(path)
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise KnowledgeError(f"can't read {path}: {why}") from None
    text = _decode(data, str(path))
    return page_text(text) if path.suffix.lower() in (".html", ".htm") else text


def _decode(data: bytes, source: str) -> str:
    if len(data) > LIMIT:
        raise KnowledgeError(f"{source} is larger than {LIMIT // 1_000_000} MB")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise KnowledgeError(f"{source} is not a text file")


async def _read_page(url: str) -> str:
    try:
        async with (
            asyncio.timeout(PATIENCE),
            httpx.AsyncClient(follow_redirects=True, timeout=PATIENCE) as http,
            http.stream("GET", url, headers={"Accept": "text/html, text/*;q=0.9"}) as page,
        ):
            if page.is_error:
                raise KnowledgeError(f"{url} answered {page.status_code}")
            kind = page.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()
            if not (kind.startswith("text/") or kind.endswith(("json", "xml"))):
                raise KnowledgeError(f"{url} is not a text page but {kind}")
            data = b""
            async for part in page.aiter_bytes():
                data += part
                if len(data) > LIMIT:
                    break
    except TimeoutError:
        raise KnowledgeError(f"{url} did not answer within {PATIENCE:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise KnowledgeError(f"can't read {url}: {error or type(error).__name__}") from None
    charset = page.charset_encoding
    try:
        text = data.decode(charset, "replace") if charset else _decode(data, url)
    except LookupError:
        text = _decode(data, url)
    return page_text(text) if "html" in kind else text


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSHOWN:
            self._hidden.append(tag)
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def page_text(markup: str) -> str:
    """The readable text of an HTML page."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    lines = (line.strip() for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)
