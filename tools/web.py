"""The tools that go out to the web, with the one guard and the one browser that they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tools.base import Tool
from tools.browse_website import Digest, Reader, browse_website
from tools.browser import WebBrowser
from tools.dates import Clock
from tools.egress.guard import Guard
from tools.search_engines import ENGINES, VIDEO_ENGINES, Ddgs, Endpoint, Engine
from tools.video_search import video_search
from tools.web_search import Searching, web_search
from tools.wiki import WIKI_URL, Wiki, browse_wikipage, wiki_search


@dataclass(frozen=True, kw_only=True)
class Web:
    """``tools`` are for the toolbox; `close` ends the browser."""

    tools: tuple[Tool[Any], ...]
    browser: WebBrowser

    async def close(self) -> None:
        await self.browser.close()


def web(
    guard: Guard,
    *,
    clock: Clock,
    search_url: str | None = None,
    wiki_url: str | None = None,
    digest: Digest | None = None,
) -> Web:
    """All of them. With a ``search_url`` nobody else is told what is searched for."""
    browser = WebBrowser(guard)
    reader = Reader(guard=guard, browser=browser, digest=digest)
    wiki = Wiki(guard=guard, url=wiki_url or WIKI_URL)
    engines: list[Engine] = [Ddgs(guard=guard, name=name) for name in ENGINES]
    if search_url:
        engines = [Endpoint(guard=guard, url=search_url)]
    films: Sequence[Engine] = [Ddgs(guard=guard, name=n, videos=True) for n in VIDEO_ENGINES]
    return Web(
        tools=(
            web_search(Searching(engines=engines, clock=clock)),
            browse_website(reader),
            wiki_search(wiki),
            browse_wikipage(wiki, reader),
            video_search(Searching(engines=films, clock=clock)),
        ),
        browser=browser,
    )
