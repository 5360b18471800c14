"""What a large page took while it was read is free for others afterwards."""

import asyncio
from pathlib import Path

from tools.egress.client import Fetched
from tools.page_text import read_page

_FILLER = "<p>Ships pass the coast at night and their crews look for the light.</p>" * 20_000


def resident() -> int:
    """Kilobytes of this process."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


async def test_the_memory_of_a_large_page_is_given_back() -> None:
    def page(html: str) -> Fetched:
        text = f"<html><body><article>{html}</article></body></html>"
        return Fetched(
            url="http://a.example/", status=200, content_type="text/html", body=text.encode()
        )

    read_page(page("<p>Hello</p>"))  # what it takes to read at all stays
    before = resident()
    await asyncio.to_thread(read_page, page(_FILLER))
    assert resident() - before < 40_000
