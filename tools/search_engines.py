"""Where the web is searched: the engines of ddgs, or an endpoint of the operator's own."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from tools.base import ToolError
from tools.egress.client import fetch
from tools.egress.guard import Guard
from tools.plain_text import one_line

ENGINES = ("duckduckgo", "brave", "startpage", "mojeek", "yahoo", "wikipedia")
VIDEO_ENGINES = ("duckduckgo",)
_LISTS = ("results", "organic_results", "organic", "items", "webPages", "web", "data", "value")
_DAYS = {"d": "day", "w": "week", "m": "month", "y": "year"}


@dataclass(frozen=True, kw_only=True)
class Query:
    """``region`` is country-language such as cn-zh or empty; ``time`` is d, w, m, y or empty."""

    text: str
    region: str = ""
    time: str = ""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found."""

    title: str
    url: str
    snippet: str = ""
    date: str = ""


class Engine(Protocol):
    @property
    def name(self) -> str: ...

    async def search(self, query: Query, most: int) -> list[Hit]:
        """What is found, best first; nothing if there is nothing. Raises `ToolError`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Ddgs:
    """One engine of ddgs; ``videos`` looks for these. ``patience`` is in seconds."""

    guard: Guard
    name: str
    videos: bool = False
    patience: float = 8.0

    async def search(self, query: Query, most: int) -> list[Hit]:
        try:
            async with asyncio.timeout(self.patience + 2), self.guard.open() as way:
                found = await asyncio.to_thread(self._ask, way.url, query, most)
        except TimeoutError:
            raise ToolError(f"{self.name} did not answer within {self.patience:g} s") from None
        return [hit for hit in (hit_of(one) for one in found) if hit is not None]

    def _ask(self, proxy: str, query: Query, most: int) -> list[dict[str, Any]]:
        from ddgs import DDGS
        from ddgs.exceptions import DDGSException

        wanted: dict[str, Any] = {
            "region": query.region or "us-en",
            "timelimit": query.time or None,
            "max_results": most,
            "backend": self.name,
        }
        search = DDGS(proxy=proxy, timeout=int(self.patience))
        try:
            ask = search.videos if self.videos else search.text
            return ask(query.text, **wanted)
        except DDGSException as error:
            if "No results" in str(error):
                return []
            raise ToolError(f"{self.name} can't be reached") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ToolError(f"{self.name} answers in a way that is not understood") from None


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A SearXNG, or another service that answers a search in JSON.

    ``url`` holds ``{query}`` where the words go, or is SearXNG's own address.
    """

    guard: Guard
    url: str
    patience: float = 10.0

    @property
    def name(self) -> str:
        return urlsplit(self.url).hostname or self.url

    async def search(self, query: Query, most: int) -> list[Hit]:
        url, asked = self._request(query)
        answer = await fetch(self.guard, url, query=asked, patience=self.patience)
        if answer.status != 200:
            hint = " (is its JSON format switched on?)" if answer.status == 403 else ""
            raise ToolError(f"{self.name} answers with the error {answer.status}{hint}")
        try:
            found = _entries(json.loads(answer.body))
        except (ValueError, RecursionError):
            raise ToolError(f"{self.name} does not answer in JSON") from None
        return [hit for hit in (hit_of(one) for one in found) if hit is not None][:most]

    def _request(self, query: Query) -> tuple[str, dict[str, str] | None]:
        if "{query}" in self.url:
            return self.url.replace("{query}", quote(query.text, safe="")), None
        path = urlsplit(self.url).path.rstrip("/")
        url = self.url if path.endswith("/search") else f"{self.url.rstrip('/')}/search"
        asked = {"q": query.text, "format": "json"}
        if query.region:
            country, _, language = query.region.partition("-")
            asked["language"] = f"{language}-{country.upper()}" if language else country
        if query.time:
            asked["time_range"] = _DAYS[query.time]
        return url, asked


def _entries(body: Any) -> list[dict[str, Any]]:
    """The list of results in whatever wrapping. Raises `ValueError` if there is none."""
    if isinstance(body, list):
        return [one for one in body if isinstance(one, dict)]
    if isinstance(body, dict):
        for name in _LISTS:
            if isinstance(body.get(name), list | dict):
                return _entries(body[name])
    raise ValueError("no results in it")


def hit_of(entry: dict[str, Any]) -> Hit | None:
    """A result under the names that services use; None without a web address."""
    url = _first(entry, "url", "href", "link", "content", "embed_url")
    if not url.lower().startswith(("http://", "https://")):
        return None
    snippet = _first(entry, "body", "snippet", "description", "content", "text")
    details = " · ".join(
        _first(entry, name) for name in ("duration", "publisher") if entry.get(name)
    )
    return Hit(
        title=one_line(_first(entry, "title", "name"), 200) or url[:200],
        url=one_line(url, 1000).replace(" ", "%20"),
        snippet=one_line(" — ".join(filter(None, (details, "" if snippet == url else snippet)))),
        date=one_line(
            _first(entry, "publishedDate", "published_date", "published", "date", "age"), 40
        )[:10],
    )


def _first(entry: dict[str, Any], *names: str) -> str:
    return next(
        (
            str(entry[name])
            for name in names
            if isinstance(entry.get(name), str | int) and entry[name]
        ),
        "",
    )
