"""Searching: engines by health, the cache, an endpoint of one's own, ddgs through the guard."""

import json
import time
from asyncio import StreamWriter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.servers.site import LocalServer, StandInNetwork, send, standing
from tests.tools.asking import ask, clock
from tools.base import ToolError
from tools.egress.policy import Policy, allowance_of
from tools.search_engines import Ddgs, Endpoint, Hit, Query
from tools.video_search import video_search
from tools.web_search import Searching, web_search

HIT = Hit(title="Light", url="https://a.example/", snippet="Of towers", date="2024-05-06")


@dataclass
class StandInEngine:
    """Finds ``hits``, or fails while ``broken``."""

    name: str
    hits: Sequence[Hit] = (HIT,)
    broken: bool = False
    asked: list[Query] = field(default_factory=list)

    async def search(self, query: Query, most: int) -> list[Hit]:
        self.asked.append(query)
        if self.broken:
            raise ToolError(f"{self.name} is broken")
        return list(self.hits)


@dataclass
class Time:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_results_are_numbered_with_their_sources() -> None:
    other = Hit(title="Other", url="https://b.example/")
    searching = Searching(engines=[StandInEngine("one", [HIT, other])], clock=clock)
    assert await ask(web_search(searching), text="towers") == (
        "Results for 'towers' as of 2024-06-19 14:15, from one:\n"
        "1. Light (2024-05-06)\n   https://a.example/\n   Of towers\n"
        "2. Other\n   https://b.example/"
    )


@pytest.mark.parametrize(
    ("given", "time"), [("day", "d"), ("past week", "w"), ("M", "m"), ("一年", "y"), ("2019", "")]
)
async def test_region_and_time(given: str, time: str) -> None:
    engine = StandInEngine("one")
    tool = web_search(Searching(engines=[engine], clock=clock))
    await ask(tool, query="x", time=given, region="CN_zh")
    assert engine.asked == [Query(text="x", region="cn-zh", time=time)]


async def test_an_engine_that_failed_rests_longer_each_time() -> None:
    one, two, now = StandInEngine("one", broken=True), StandInEngine("two"), Time()
    searching = Searching(engines=[one, two], clock=clock, now=now, age=0)
    for at, asked in ((0, 1), (1, 1), (61, 2), (122, 2), (182, 3)):
        now.now = 1000.0 + at
        assert "from two" in await searching.search(Query(text=f"x{at}"))
        assert len(one.asked) == asked
    one.broken, now.now = False, 5000.0
    assert "from one" in await searching.search(Query(text="again"))


async def test_when_all_fail_it_says_so_and_asks_again_later() -> None:
    one, two = StandInEngine("one", broken=True), StandInEngine("two", broken=True)
    searching = Searching(engines=[one, two], clock=clock)
    with pytest.raises(ToolError, match="one is broken; two is broken"):
        await searching.search(Query(text="x"))
    two.broken = False
    assert "from two" in await searching.search(Query(text="x"))


async def test_the_same_is_not_asked_twice_until_it_is_old() -> None:
    engine, now = StandInEngine("one"), Time()
    searching = Searching(engines=[engine], clock=clock, now=now, age=600)
    for at in (0, 599, 601):
        now.now = 1000.0 + at
        await searching.search(Query(text="x"))
    await searching.search(Query(text="x", time="d"))
    assert len(engine.asked) == 3


async def test_nothing_found() -> None:
    empty, full = StandInEngine("empty", []), StandInEngine("full")
    both = Searching(engines=[empty, full], clock=clock)
    assert "from full" in await both.search(Query(text="x"))
    one = Searching(engines=[empty, StandInEngine("b", broken=True)], clock=clock)
    assert (await one.search(Query(text="x"))).startswith("Nothing was found for 'x'")


class SearchServer(LocalServer):
    """Answers with ``body``, whatever is asked."""

    body: object = None
    status = 200

    async def answer(self, target: str, head: str, writer: StreamWriter) -> None:
        send(writer, json.dumps(self.body).encode(), self.status, "Content-Type: application/json")


@pytest.fixture
async def server() -> AsyncIterator[SearchServer]:
    async with SearchServer() as server:
        yield server


def endpoint(server: SearchServer, path: str = "") -> Endpoint:
    url = f"http://127.0.0.1:{server.port}{path}"
    network = StandInNetwork(server, server)
    return Endpoint(guard=network.guard(Policy(allowed=(allowance_of(url),))), url=url)


async def test_searxng(server: SearchServer) -> None:
    server.body = {
        "results": [
            {
                "title": "T\u202ex",
                "url": "https://a.example/",
                "content": "C",
                "publishedDate": "2024-01-02T00:00",
            },
            {"title": "no address", "url": "javascript:alert(1)"},
        ]
    }  # fmt: skip
    hits = await endpoint(server).search(Query(text="灯 塔", region="cn-zh", time="w"), 8)
    assert hits == [Hit(title="Tx", url="https://a.example/", snippet="C", date="2024-01-02")]
    asked = urlsplit(server.seen[0])
    assert asked.path == "/search"
    assert parse_qs(asked.query) == {
        "q": ["灯 塔"], "format": ["json"], "language": ["zh-CN"], "time_range": ["week"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        {"web": {"results": [{"title": "T", "url": "https://a.example/", "description": "C"}]}},
        {"organic": [{"title": "T", "link": "https://a.example/", "snippet": "C"}]},
        {"webPages": {"value": [{"name": "T", "url": "https://a.example/", "snippet": "C"}]}},
        [{"title": "T", "href": "https://a.example/", "body": "C"}],
    ],
)
async def test_other_endpoints(server: SearchServer, body: object) -> None:
    server.body = body
    hits = await endpoint(server, "/find?words={query}&n=8").search(Query(text="a&b"), 8)
    assert hits == [Hit(title="T", url="https://a.example/", snippet="C")]
    assert server.seen == ["/find?words=a%26b&n=8"]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [(403, {}, "JSON format switched on"), (500, {}, "error 500"), (200, "x", "answer in JSON")],
)
async def test_endpoints_that_fail(
    server: SearchServer, status: int, body: object, words: str
) -> None:
    server.status, server.body = status, body
    with pytest.raises(ToolError, match=words):
        await endpoint(server).search(Query(text="x"), 8)


MOJEEK = (
    "<ul class='results-standard'><li><h2><a href='https://a.example/light'>Light towers</a></h2>"
    "<p class='s'>Of light towers</p></li></ul>"
)


async def test_ddgs_goes_through_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    from ddgs.engines import ENGINES

    monkeypatch.setattr(ENGINES["text"]["mojeek"], "search_url", "http://site.example/find")
    async with standing() as (site, _, network):
        site.pages["/find"] = MOJEEK
        hits = await Ddgs(guard=network.guard(), name="mojeek").search(
            Query(text="light towers"), 8
        )
        assert [(hit.title, hit.url) for hit in hits] == [
            ("Light towers", "https://a.example/light")
        ]
        assert site.seen[0].startswith("/find?q=light")


async def test_ddgs_without_a_net_fails_fast_and_clearly() -> None:
    async with standing() as (_, _, network):
        network.names |= {"www.mojeek.com": [[]], "duckduckgo.com": [["10.0.0.1"]]}
        started = time.monotonic()
        with pytest.raises(ToolError, match="mojeek can't be reached"):
            await Ddgs(guard=network.guard(), name="mojeek").search(Query(text="x"), 8)
        films = [Ddgs(guard=network.guard(), name="duckduckgo", videos=True)]
        with pytest.raises(ToolError, match="duckduckgo can't be reached"):
            await ask(video_search(Searching(engines=films, clock=clock)), query="x")
        assert time.monotonic() - started < 5
        assert network.dialled == []


def test_a_video() -> None:
    from tools.search_engines import hit_of

    entry = {
        "content": "https://v.example/1",
        "title": "Tower",
        "duration": "3:20",
        "publisher": "YouTube",
        "description": "A film",
        "published": "2024-03-04T05:06:07",
    }
    assert hit_of(entry) == Hit(
        title="Tower",
        url="https://v.example/1",
        snippet="3:20 · YouTube — A film",
        date="2024-03-04",
    )
