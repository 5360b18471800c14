"""The encyclopaedia: names, ambiguous names, three languages, pages by address."""

from collections.abc import AsyncIterator

import pytest

from tests.servers.site import FACT, Site, StandInNetwork
from tests.servers.wiki import WikiServer
from tests.tools.asking import ask
from tools.base import Tool, ToolError
from tools.browse_website import Reader
from tools.egress.policy import Policy, allowance
from tools.wiki import EntityAsked, Wiki, WikiPageAsked, browse_wikipage, wiki_search

Tools = tuple[Tool[EntityAsked], Tool[WikiPageAsked], WikiServer]


@pytest.fixture
async def tools() -> AsyncIterator[Tools]:
    async with WikiServer() as server, Site() as site:
        network = StandInNetwork(site, server)
        network.names["wiki.example"] = [["10.0.0.7"]]
        guard = network.guard(Policy(allowed=(allowance(f"wiki.example:{server.port}"),)))
        wiki = Wiki(guard=guard, url=server.url)
        yield wiki_search(wiki), browse_wikipage(wiki, Reader(guard=guard)), server


@pytest.mark.parametrize(
    ("entity", "question", "title", "words"),
    [
        ("Albert Einstein", "Where was he born?", "Albert Einstein", "born in Ulm"),
        ("Einstein", "", "Albert Einstein", "born in Ulm"),
        ("Mercury", "How many days has the planet's year?", "Mercury (planet)", "88 days"),
        ("Mercury", "Which metal is liquid?", "Mercury (element)", "symbol Hg"),
        ("Mercury", "Which god was that in mythology?", "Mercury (mythology)", "god of trade"),
        ("长城", "长城有多长？", "长城", "二万多公里"),
        ("りんご", "", "りんご", "バラ科"),
        ("Great Wall", "长城有多长？", None, None),
    ],
)
async def test_entities(
    tools: Tools, entity: str, question: str, title: str | None, words: str | None
) -> None:
    if title is None or words is None:
        with pytest.raises(ToolError, match="nothing on 'Great Wall'"):
            await ask(tools[0], entity=entity, question=question)
        return
    said = await ask(tools[0], entity=entity, question=question)
    assert said.startswith(f"{title} — http")
    assert words in said
    assert "2026-05-04" in said.splitlines()[0]


async def test_an_ambiguous_name_without_a_question_tells_its_meanings(tools: Tools) -> None:
    said = await ask(tools[0], entity="Mercury")
    assert "Other pages: Mercury (planet); Mercury (element); Mercury (mythology)" in said


async def test_a_page_by_its_address(tools: Tools) -> None:
    url = f"http://wiki.example:{tools[2].port}/wiki/Mercury_(planet)"
    assert "88 days" in await ask(tools[1], url=url, question="How long is a year?")


async def test_any_other_address_is_read_as_a_web_page(tools: Tools) -> None:
    assert FACT in await ask(tools[1], url="http://site.example/", question="How high?")


async def test_pages_that_are_not_there(tools: Tools) -> None:
    url = f"http://wiki.example:{tools[2].port}/wiki/Nowhere"
    with pytest.raises(ToolError, match="no page 'Nowhere'"):
        await ask(tools[1], url=url)


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://en.wikipedia.org/wiki/Great_Wall", ("Great Wall", "en")),
        ("https://zh.wikipedia.org/zh-cn/%E9%95%BF%E5%9F%8E", ("长城", "zh")),
        ("https://ja.m.wikipedia.org/wiki/A", ("A", "ja")),
        ("https://en.wikipedia.org.evil.example/wiki/A", None),
        ("https://example.org/wiki/A", None),
        ("https://en.wikipedia.org/w/index.php?title=A", None),
    ],
)
def test_which_addresses_are_its_pages(url: str, page: tuple[str, str] | None) -> None:
    assert Wiki(guard=StandInNetwork(Site(), Site()).guard()).page_at(url) == page
