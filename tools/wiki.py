"""An encyclopaedia with a MediaWiki API: finding what a name means, and reading its page."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from pydantic import BaseModel, Field, ValidationError

from tools.arguments import Arguments, argument
from tools.base import Tool, ToolError
from tools.browse_website import MOST, Reader, room_for
from tools.egress.client import fetch
from tools.egress.guard import Guard
from tools.page_text import read_html
from tools.passages import best_passages, terms
from tools.plain_text import one_line

LANGUAGES = ("en", "zh", "ja")
WIKI_URL = "https://{language}.wikipedia.org/w/api.php"
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ITS = {"en": "as of", "zh": "截至", "ja": "時点"}


class EntityAsked(Arguments):
    entity: str = argument("Name to look up", "title", "name", "query", name="entity", longest=300)
    question: str = argument(
        "What to find out about it", "q", name="question", default="", longest=1000
    )


class WikiPageAsked(Arguments):
    url: str = argument("Address of the wiki page", "link", name="url", longest=2000)
    question: str = argument(
        "What to find out there", "q", name="question", default="", longest=1000
    )


class _Found(BaseModel):
    title: str
    snippet: str = ""


class _Props(BaseModel):
    disambiguation: str | None = None


class _Link(BaseModel):
    title: str


class _Revision(BaseModel):
    timestamp: str = ""


class _Page(BaseModel):
    title: str
    missing: bool = False
    invalid: bool = False
    fullurl: str = ""
    pageprops: _Props = _Props()
    links: list[_Link] = Field(default_factory=list)
    revisions: list[_Revision] = Field(default_factory=list)


class _Answer(BaseModel):
    search: list[_Found] = Field(default_factory=list)
    pages: list[_Page] = Field(default_factory=list)


class _Parsed(BaseModel):
    title: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Wiki:
    """Asks the API at ``url``, in which ``{language}`` is en, zh or ja. ``patience``: seconds."""

    guard: Guard
    url: str = WIKI_URL
    patience: float = 12.0
    most: int = MOST

    async def look_up(self, entity: str, question: str) -> str:
        """What the page on the entity that the question means says. Raises `ToolError`."""
        language = language_of(entity) if language_of(entity) != "en" else language_of(question)
        languages = dict.fromkeys((language, language_of(entity), "en"))
        for each in languages:
            page, others = await self._linked(entity, question, each)
            if page is not None:
                return await self._told(page, question, each, others)
        raise ToolError(
            f"The encyclopaedia has nothing on {entity!r}. Try another name or web_search."
        )

    async def read(self, title: str, question: str, language: str) -> str:
        """What the page of that title says about the question. Raises `ToolError`."""
        pages = await self._pages((title,), language)
        if not pages:
            raise ToolError(f"The encyclopaedia has no page {title!r}.")
        others = _meanings(pages[0]) if pages[0].pageprops.disambiguation is not None else ()
        return await self._told(pages[0], question, language, others)

    def page_at(self, url: str) -> tuple[str, str] | None:
        """Title and language of a page of this encyclopaedia, or None if the address is another."""
        parts = urlsplit(url)
        ours = re.escape(urlsplit(self.url).netloc).replace(re.escape("{language}"), r"([a-z-]+)")
        match = re.fullmatch(ours, parts.netloc.replace(".m.", "."), re.I)
        title = re.match(r"/(?:wiki|zh-[a-z]+|w)/([^?]+)$", parts.path)
        if not match or not title or parts.query:
            return None
        return unquote(title.group(1)).replace("_", " "), match.group(1) if match.groups() else "en"

    async def _linked(
        self, entity: str, question: str, language: str
    ) -> tuple[_Page | None, tuple[str, ...]]:
        """The page that is meant, and what else the name can mean."""
        exact, found = await asyncio.gather(
            self._pages((entity,), language), self._search(entity, language)
        )
        page = exact[0] if exact else None
        if page is not None and page.pageprops.disambiguation is None:
            return page, tuple(one.title for one in found if one.title != page.title)[:5]
        choices = [one.title for one in found if page is None or one.title != page.title]
        meanings = [*(_meanings(page) if page else ()), *choices]
        if page is not None and not question:
            return page, tuple(dict.fromkeys(meanings))[:20]
        hints = {one.title: one.snippet for one in found}
        for title in _by_fit(dict.fromkeys(meanings), entity, question, hints)[:3]:
            pages = await self._pages((title,), language)
            if pages and pages[0].pageprops.disambiguation is None:
                return pages[0], tuple(one for one in dict.fromkeys(meanings) if one != title)[:5]
        return page, tuple(meanings)[:20]

    async def _search(self, text: str, language: str) -> list[_Found]:
        asked = {"list": "search", "srsearch": text, "srlimit": "8", "srprop": "snippet"}
        found = (await self._query(asked, language)).search
        return [
            one.model_copy(update={"snippet": re.sub(r"<[^>]*>", "", one.snippet)}) for one in found
        ]

    async def _pages(self, titles: tuple[str, ...], language: str) -> list[_Page]:
        asked = {
            "titles": "|".join(title.replace("|", " ") for title in titles),
            "prop": "pageprops|info|links|revisions",
            "ppprop": "disambiguation",
            "inprop": "url",
            "pllimit": "max",
            "plnamespace": "0",
            "rvprop": "timestamp",
            "redirects": "1",
            "converttitles": "1",
        }
        found = (await self._query(asked, language)).pages
        return [page for page in found if not (page.missing or page.invalid)]

    async def _told(
        self, page: _Page, question: str, language: str, others: tuple[str, ...]
    ) -> str:
        wanted = {"action": "parse", "page": page.title, "prop": "text", "disabletoc": "1"}
        if language == "zh":
            wanted["variant"] = "zh-cn"
        body = await self._ask(wanted, language)
        try:
            parsed = _Parsed.model_validate(body.get("parse", {}))
        except ValidationError:
            raise ToolError("The encyclopaedia gave an answer that makes no sense.") from None
        url = page.fullurl or self._page_url(page.title, language)
        html = f"<html><body><article>{parsed.text}</article></body></html>"
        text = (await asyncio.to_thread(read_html, html, url)).text
        changed = page.revisions[0].timestamp[:10] if page.revisions else ""
        lines = [f"{page.title} — {url}" + (f" ({_ITS[language]} {changed})" if changed else "")]
        lines += ["", best_passages(text, question, room_for(text, self.most))]
        if others:
            lines += ["", f"Other pages: {'; '.join(others)}"]
        return "\n".join(lines)

    def _page_url(self, title: str, language: str) -> str:
        parts = urlsplit(self.url.replace("{language}", language))
        return f"{parts.scheme}://{parts.netloc}/wiki/{quote(title.replace(' ', '_'))}"

    async def _query(self, asked: dict[str, str], language: str) -> _Answer:
        body = await self._ask({"action": "query", **asked}, language)
        try:
            return _Answer.model_validate(body.get("query", {}))
        except ValidationError:
            raise ToolError("The encyclopaedia gave an answer that makes no sense.") from None

    async def _ask(self, asked: dict[str, str], language: str) -> dict[str, Any]:
        url = self.url.replace("{language}", language)
        query = {"format": "json", "formatversion": "2", **asked}
        answer = await fetch(self.guard, url, query=query, patience=self.patience)
        try:
            body = json.loads(answer.body)
        except (ValueError, RecursionError):
            body = None
        if answer.status != 200 or not isinstance(body, dict):
            raise ToolError(f"The encyclopaedia is out of order ({answer.status}). Try web_search.")
        if isinstance(body.get("error"), dict):
            why = one_line(str(body["error"].get("info", "")), 150)
            raise ToolError(f"The encyclopaedia refuses: {why}.")
        return body


def language_of(text: str) -> str:
    """Japanese where there is kana, Chinese where there are other ideographs, else English."""
    return "ja" if _KANA.search(text) else "zh" if _HAN.search(text) else "en"


def _meanings(page: _Page) -> tuple[str, ...]:
    return tuple(link.title for link in page.links)


def _by_fit(titles: Any, entity: str, question: str, hints: dict[str, str]) -> list[str]:
    """Titles in the order of how well they fit the question; ties stay as they are."""
    wanted = set(terms(question))
    name = set(terms(entity))

    def fit(title: str) -> float:
        words = set(terms(title))
        about = set(terms(hints.get(title, "")))
        named = bool(name & words) or entity.casefold() in title.casefold()
        return 2.0 * len((wanted - name) & words) + len((wanted - name) & about) + named

    return sorted(titles, key=lambda title: -fit(title))


def wiki_search(wiki: Wiki) -> Tool[EntityAsked]:
    """The tool that looks a name up."""

    async def run(asked: EntityAsked) -> str:
        return await wiki.look_up(asked.entity, asked.question)

    return Tool(
        name="wiki_search",
        zh_name="百科搜索",
        description="Look up a person, place or thing in the encyclopaedia",
        arguments=EntityAsked,
        run=run,
        aliases=("wikipedia", "wiki", "维基百科", "百科"),
        timeout=4 * wiki.patience,
    )


def browse_wikipage(wiki: Wiki, reader: Reader) -> Tool[WikiPageAsked]:
    """The tool that reads one wiki page: by the API where it is ours, else as any web page."""

    async def run(asked: WikiPageAsked) -> str:
        page = wiki.page_at(asked.url)
        if page is None:
            return await reader.answer(asked.url, asked.question)
        return await wiki.read(page[0], asked.question, page[1])

    return Tool(
        name="browse_wikipage",
        zh_name="百科浏览器",
        description="Read what a page of the encyclopaedia says about a question",
        arguments=WikiPageAsked,
        run=run,
        timeout=reader.longest,
    )
