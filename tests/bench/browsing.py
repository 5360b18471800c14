"""Opens 200 pages in one Chromium and tells what stays: `python -m tests.bench.browsing`."""

import asyncio
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.servers.site import standing
from tests.tools.test_browser import chromiums
from tools.base import ToolError
from tools.browser import WebBrowser

_PAGES = ("/app", "/wall", "/text", "/hidden", "/loop", "/gone", "/app", "/cookie", "/app", "/bomb")


def _megabytes(processes: Iterable[int]) -> float:
    """Memory of these processes, what they share counted once."""
    kilobytes = 0
    for process in processes:
        with suppress(OSError):  # it has ended meanwhile
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                kilobytes += int(line.split()[1]) if line.startswith("Pss:") else 0
    return kilobytes / 1024


async def _open(browser: WebBrowser, number: int) -> bool:
    try:
        await browser.render(f"http://site.example{_PAGES[number % len(_PAGES)]}", patience=15)
    except ToolError:
        return False
    return True


async def _lane(browser: WebBrowser, numbers: Iterable[int]) -> int:
    return sum([await _open(browser, number) for number in numbers])


async def _main() -> None:
    async with standing() as (_, _, network):
        browser = WebBrowser(network.guard())
        before = len(chromiums())
        for number in range(10):
            await _open(browser, number)
        warm, own, processes = _megabytes(chromiums()), _megabytes([os.getpid()]), len(chromiums())
        started = time.monotonic()
        lanes = (_lane(browser, range(first, 200, 3)) for first in range(3))
        shown = sum(await asyncio.gather(*lanes))
        took = time.monotonic() - started
        print(f"200 pages in {took:.0f} s, {shown} shown, {200 - shown} refused or broken")
        print(f"this process: {own:.0f} MB before, {_megabytes([os.getpid()]):.0f} MB after")
        after = chromiums()
        print(f"Chromium: {processes} processes and {warm:.0f} MB before the 200,", end=" ")
        print(f"{len(after)} and {_megabytes(after):.0f} MB after")
        await browser.close()
        print(f"closed: {len(chromiums())} processes ({before} at the start)")


if __name__ == "__main__":
    asyncio.run(_main())
