"""External knowledge comes from a file or a page, within bounds."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.failures import BadValue
from bot.terminal.external import KnowledgeError, page_text, read_knowledge
from tests.servers.pages import Page, PageServer
from tests.servers.site import pdf

HTML = """<html><head><title>Facts</title><style>p{}</style></head><body><nav>Menu</nav>
<h1>Moon</h1><p>The moon is <b>384,400</b> km away.</p><script>alert(1)</script></body></html>"""


@pytest.fixture
async def pages() -> AsyncIterator[PageServer]:
    async with PageServer(
        {
            "/page": Page(HTML.encode(), "text/html; charset=utf-8"),
            "/gb": Page("月球".encode("gb18030"), "text/plain"),
            "/image": Page(b"\x89PNG", "image/png"),
            "/huge": Page(b"a" * 3_000_000, "text/plain"),
        }
    ) as server:
        yield server


async def test_reads_a_page_without_its_markup(pages: PageServer) -> None:
    text = await read_knowledge(f"{pages.url}/page")
    assert text == "Facts\nMoon\nThe moon is 384,400 km away."
    assert await read_knowledge(f"{pages.url}/gb") == "月球"


@pytest.mark.parametrize("path", ["/image", "/huge", "/none"])
async def test_refuses_what_is_no_text_or_too_much(pages: PageServer, path: str) -> None:
    with pytest.raises(KnowledgeError, match=path):
        await read_knowledge(pages.url + path)


async def test_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "facts.md"
    file.write_text("# Facts\nThe moon is far.\n", "utf-8")
    assert await read_knowledge(str(file)) == "# Facts\nThe moon is far."
    assert await read_knowledge(file.as_uri()) == "# Facts\nThe moon is far."


async def test_reads_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "facts.pdf"
    file.write_bytes(pdf("The moon is far."))
    assert await read_knowledge(str(file)) == "The moon is far."
    file.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(BadValue, match=r"facts\.pdf"):
        await read_knowledge(str(file))


async def test_refuses_files_that_are_not_text(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\0\1\2")
    (tmp_path / "empty").touch()
    for name in ("binary", "empty", "missing"):
        with pytest.raises(KnowledgeError, match=name):
            await read_knowledge(str(tmp_path / name))


async def test_a_page_that_is_down() -> None:
    with pytest.raises(KnowledgeError, match="can't read"):
        await read_knowledge("http://127.0.0.1:1/page")


def test_markup_that_is_never_closed_hides_nothing() -> None:
    assert page_text("<head><p>one<script>x</script><p>two &amp; &lt;three") == "one\ntwo & <three"
