"""Opening a web page and finding in it what answers a question."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from tools.arguments import Arguments, argument
from tools.base import Tool, ToolError
from tools.browser import WebBrowser
from tools.egress.client import Fetched, fetch
from tools.egress.guard import Guard
from tools.page_text import PageText, read_html, read_page
from tools.passages import best_passages

Digest: TypeAlias = Callable[[str, str], Awaitable[str]]
"""Takes a question and a long text, gives what the text says about it; raises `ToolError`."""

MOST = 6000
"""Characters of a result; Chinese takes more tokens and gets fewer."""
_LITTLE = 250
"""Characters of main text below which a page with scripts may be only the shell of one."""
_REFUSALS = {401, 403, 406, 429, 503}
_CLOSED_DOORS = (
    "enable javascript",
    "javascript is required",
    "javascript is disabled",
    "just a moment",
    "checking your browser",
    "启用javascript",
    "启用 javascript",
)


class PageAsked(Arguments):
    url: str = argument("Address of the page", "link", "website", name="url", longest=2000)
    question: str = argument(
        "What to find out there", "query", "text", "q", name="question", default="", longest=1000
    )


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads web pages: plainly where that is enough, else with the browser.

    ``digest`` answers from long pages; without it the best passages are given. ``patience`` is in
    seconds for each of fetching and showing; digesting may take half as long again.
    """

    guard: Guard
    browser: WebBrowser | None = None
    digest: Digest | None = None
    patience: float = 20.0
    most: int = MOST

    @property
    def longest(self) -> float:
        """Seconds that an answer may take in all."""
        return 3.5 * self.patience + 5

    async def answer(self, url: str, question: str) -> str:
        """What the page says about the question. Raises `ToolError`."""
        fetched, page = await self.read(url)
        head = f"{page.title or 'Untitled'} — {fetched.url}" + (
            f" ({page.date})" if page.date else ""
        )
        if fetched.cut:
            head += "\n(Only the first part of this very long page was read.)"
        return f"{head}\n\n{await self._about(page.text, question)}"

    async def read(self, url: str) -> tuple[Fetched, PageText]:
        """The page and its main text. Raises `ToolError` when there is none to be had."""
        url = url if "://" in url else f"https://{url}"
        fetched = await fetch(self.guard, url, patience=self.patience, cut=True)
        page = await asyncio.to_thread(read_page, fetched)
        if self.browser is not None and _wants_browser(fetched, page):
            try:
                fetched, page = await self._shown(self.browser, fetched.url)
            except ToolError:
                if fetched.status >= 400 or not page.text:
                    raise
        if fetched.status >= 400:
            raise ToolError(f"{fetched.url} answers with the error {fetched.status}.")
        if not page.text:
            raise ToolError(f"{fetched.url} shows no text.")
        return fetched, page

    async def _shown(self, browser: WebBrowser, url: str) -> tuple[Fetched, PageText]:
        shown = await browser.render(url, patience=self.patience)
        page = await asyncio.to_thread(read_html, shown.html, shown.url)
        fetched = Fetched(url=shown.url, status=shown.status, content_type="text/html", body=b"")
        return fetched, page

    async def _about(self, text: str, question: str) -> str:
        most = room_for(text, self.most)
        if self.digest is not None and question and len(text) > most:
            with suppress(TimeoutError, ToolError):
                async with asyncio.timeout(1.5 * self.patience):
                    return await self.digest(question, text)
        return await asyncio.to_thread(best_passages, text, question, most)


def room_for(text: str, most: int) -> int:
    """How many characters of a text fit where ``most`` English ones do."""
    sample = text[:4000]
    wide = sum(c > "\u2e80" for c in sample)
    return most * 2 // 5 if wide * 3 > len(sample) else most


def _wants_browser(fetched: Fetched, page: PageText) -> bool:
    kind = fetched.content_type.partition(";")[0].strip().lower()
    if kind not in ("text/html", "application/xhtml+xml", "") or fetched.cut:
        return False
    if fetched.status in _REFUSALS:
        return True
    said = page.text[:2000].lower()
    return page.scripted and (
        len(page.text) < _LITTLE
        or (len(page.text) < 2000 and any(words in said for words in _CLOSED_DOORS))
    )


def browse_website(reader: Reader) -> Tool[PageAsked]:
    """The tool that reads one page with ``reader``."""

    async def run(asked: PageAsked) -> str:
        return await reader.answer(asked.url, asked.question)

    return Tool(
        name="browse_website",
        zh_name="网页浏览器",
        description="Open a web page and read what it says about a question",
        arguments=PageAsked,
        run=run,
        aliases=("browse", "open_url", "浏览网页"),
        timeout=reader.longest,
    )
