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
_PASSAGE = 400
_GAP = "\n…\n"
_UNSHOWN = {"script", "style", "noscript", "template", "svg", "nav", "footer"}
_BREAKS = {
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "section",
    "article", "blockquote", "dd", "dt",
}  # fmt: skip


class KnowledgeError(BadValue):
    """The source can't be read; the message says why."""


async def read_knowledge(source: str) -> str:
    """The text of a local text or Markdown file, or of an http(s) page.

    The person at the keyboard names the source, so a local address is as good as any other.
    Raises `KnowledgeError`.
    """
    scheme = urlsplit(source).scheme.lower()
    if scheme in ("http", "https"):
        text = await _read_page(source)
    elif scheme == "file":
        text = _read_file(Path(unquote(urlsplit(source).path)))
    else:
        text = _read_file(Path(source))
    if not text.strip():
        raise KnowledgeError(f"there is no text in {source}")
    return text.strip()


def _read_file(path: Path) -> str:
    path = path.expanduser()
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except (OSError, ValueError, RuntimeError) as error:
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


def relevant(text: str, question: str, characters: int) -> str:
    """At most ``characters`` of ``text``: all of it, else the passages nearest to the question."""
    if len(text) <= characters:
        return text
    passages = _passages(text)
    asked = _terms(question)
    nearest = sorted(range(len(passages)), key=lambda i: (-len(asked & _terms(passages[i])), i))
    kept: list[int] = []
    room = characters
    for index in nearest:
        if (size := len(passages[index]) + len(_GAP)) <= room:
            kept.append(index)
            room -= size
    return _GAP.join(passages[i] for i in sorted(kept))[:characters] or text[:characters]


def _passages(text: str) -> list[str]:
    passages = [""]
    for piece in re.split(r"(?<=[.!?。！？\n])\s*", text):
        for start in range(0, len(piece), _PASSAGE):
            part = piece[start : start + _PASSAGE]
            if len(passages[-1]) + len(part) > _PASSAGE:
                passages.append("")
            passages[-1] += f" {part}" if passages[-1] else part
    return [passage for passage in passages if passage.strip()]


def _terms(text: str) -> set[str]:
    """Words, and for Chinese, pairs of characters."""
    folded = text.casefold()
    terms = {word for word in re.findall(r"[a-z0-9]+", folded) if len(word) > 2}
    for run in re.findall(r"[\u3400-\u9fff]+", folded):
        terms.update(run[i : i + 2] for i in range(len(run) - 1))
    return terms
