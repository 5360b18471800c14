"""Reading pages of every kind: a useful result or a clear error, in time."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from tests.servers.site import FACT, Site, StandInNetwork, standing
from tests.tools.asking import ask
from tools.base import ToolError
from tools.browse_website import Digest, Reader, browse_website

QUESTION = "How high is the lighthouse of Pellworm?"


@pytest.fixture
async def net() -> AsyncIterator[tuple[Site, StandInNetwork]]:
    async with standing() as (site, _, network):
        yield site, network


async def read(
    net: tuple[Site, StandInNetwork],
    path: str,
    question: str = QUESTION,
    digest: Digest | None = None,
    patience: float = 5.0,
) -> str:
    reader = Reader(guard=net[1].guard(), digest=digest, patience=patience)
    return await ask(browse_website(reader), url=f"http://site.example{path}", question=question)


@pytest.mark.parametrize(
    "path", ["/", "/gzip", "/pdf", "/text", "/xhtml", "/cookie", "/to?url=/text"]
)
async def test_pages_that_need_no_browser(net: tuple[Site, StandInNetwork], path: str) -> None:
    assert FACT in await read(net, path)


async def test_title_and_where_the_redirects_ended(net: tuple[Site, StandInNetwork]) -> None:
    said = await read(net, "/to?url=/")
    assert said.startswith("Pellworm — http://site.example/\n")
    assert "Home" not in said


@pytest.mark.parametrize("path", ["/gbk", "/gb-unnamed"])
async def test_chinese_encodings(net: tuple[Site, StandInNetwork], path: str) -> None:
    assert "这座灯塔建于一九" in await read(net, path)


async def test_big5(net: tuple[Site, StandInNetwork]) -> None:
    assert "高四十一米" in await read(net, "/big5")


async def test_nothing_hidden_is_read(net: tuple[Site, StandInNetwork]) -> None:
    said = await read(net, "/hidden")
    assert "Visible words" in said
    assert "Zerowidth and turned tag." in said
    assert "OBEY" not in said


@pytest.mark.parametrize("path", ["/huge", "/endless"])
async def test_the_beginning_of_what_has_no_end(
    net: tuple[Site, StandInNetwork], path: str
) -> None:
    started = time.monotonic()
    said = await read(net, path, patience=2.0)
    assert FACT in said
    assert "Only the first part" in said
    assert time.monotonic() - started < 8


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/slow", "did not answer within 1 s"),
        ("/loop", "in a circle"),
        ("/brotli", "packs its answer"),
        ("/bad-pdf", "can't be read"),
        ("/picture", "no text there, only image/png"),
        ("/gone", "the error 404"),
        ("/bomb", "no text"),
    ],
)
async def test_clear_errors(net: tuple[Site, StandInNetwork], path: str, words: str) -> None:
    with pytest.raises(ToolError, match=words):
        await read(net, path, patience=1.0 if path == "/slow" else 5.0)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://site.example/", "http://", "javascript://x", "http://a:b@c/"],
)
async def test_only_web_addresses(net: tuple[Site, StandInNetwork], url: str) -> None:
    reader = Reader(guard=net[1].guard())
    with pytest.raises(ToolError, match="web address"):
        await ask(browse_website(reader), url=url, question="?")


async def test_unknown_hosts(net: tuple[Site, StandInNetwork]) -> None:
    net[1].names["nowhere.example"] = [[]]
    reader = Reader(guard=net[1].guard())
    with pytest.raises(ToolError, match=r"nowhere\.example can't be"):
        await ask(browse_website(reader), url="http://nowhere.example/", question="?")


def long_page(site: Site) -> None:
    rooms = "".join(
        f"<p>Room {n} of the house has {n} doors. {'Dull words. ' * 30}</p>" for n in range(200)
    )
    site.pages["/long"] = (
        f"<html><body><article>{rooms}<p>{FACT}</p>{rooms}</article></body></html>"
    )


async def test_long_pages_give_the_passages_that_answer(net: tuple[Site, StandInNetwork]) -> None:
    long_page(net[0])
    said = await read(net, "/long")
    assert FACT in said
    assert "[…]" in said
    assert len(said) < 6500


async def test_long_pages_are_digested_and_short_ones_are_not(
    net: tuple[Site, StandInNetwork],
) -> None:
    long_page(net[0])
    asked: list[str] = []

    async def digest(question: str, text: str) -> str:
        asked.append(text)
        return f"{question} {FACT}"

    assert FACT in await read(net, "/", digest=digest)
    await read(net, "/long", "", digest=digest)
    assert asked == []
    assert (await read(net, "/long", digest=digest)).endswith(f"\n\n{QUESTION} {FACT}")
    assert len(asked[0]) > 100_000 and FACT in asked[0]


async def test_a_digest_that_fails_or_hangs_leaves_the_passages(
    net: tuple[Site, StandInNetwork],
) -> None:
    long_page(net[0])

    async def failing(question: str, text: str) -> str:
        raise ToolError("no model")

    async def hanging(question: str, text: str) -> str:
        await asyncio.Event().wait()
        return ""

    assert FACT in await read(net, "/long", digest=failing)
    assert FACT in await read(net, "/long", digest=hanging, patience=1.0)
