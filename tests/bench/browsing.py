"""Reads 200 difficult pages and tells what stays of it: `python -m tests.bench.browsing`."""

import asyncio
import gc
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.servers.site import standing
from tools.base import ToolError
from tools.browse_website import Reader
from tools.browser import WebBrowser

_PAGES = (
    "/app", "/wall", "/", "/hidden", "/loop", "/gbk", "/pdf", "/cookie", "/bomb", "/huge",
    "/endless", "/slow", "/busy", "/gone", "/big5", "/gzip",
)  # fmt: skip
_LANES = 3
_PATIENCE = 5.0
_IDLE = 5.0


def family() -> dict[int, str]:
    """The processes below this one, with their names."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            name, _, rest = status.read_text().rpartition(")")
            pid = int(name.split(" ", 1)[0])
            parents[pid], names[pid] = int(rest.split()[1]), name.partition("(")[2]
    mine = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return {pid: names[pid] for pid in mine - {os.getpid()}}


def _megabytes(processes: Iterable[int]) -> float:
    """Memory of these processes, what they share counted once."""
    kilobytes = 0
    for process in processes:
        with suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                kilobytes += int(line.split()[1]) if line.startswith("Pss:") else 0
    return kilobytes / 1024


def _tell(when: str) -> None:
    gc.collect()
    tasks = [str(task.get_coro()) for task in asyncio.all_tasks()]
    served = sum("LocalServer" in task for task in tasks)  # the site never lets go of a slow page
    files = len(list(Path("/proc/self/fd").iterdir()))
    own, below = _megabytes([os.getpid()]), family()
    print(
        f"{when}: {own:.0f} MB here, {files - served} open files, {len(tasks) - served} tasks; "
        f"{len(below)} processes below with {_megabytes(below):.0f} MB",
        flush=True,
    )


async def _read(reader: Reader, number: int) -> bool:
    page = _PAGES[number % len(_PAGES)]
    started = time.monotonic()
    try:
        await reader.answer(f"http://site.example{page}", "How high is the lighthouse?")
    except ToolError:
        return False
    finally:
        if (took := time.monotonic() - started) > 3.5 * _PATIENCE:
            print(f"{page} took {took:.1f} s", flush=True)
    return True


async def _lane(reader: Reader, numbers: Iterable[int]) -> int:
    return sum([await _read(reader, number) for number in numbers])


async def _round(reader: Reader, pages: int) -> None:
    started = time.monotonic()
    lanes = (_lane(reader, range(first, pages, _LANES)) for first in range(_LANES))
    read = sum(await asyncio.gather(*lanes))
    print(f"{pages} pages in {time.monotonic() - started:.0f} s: {read} read, the rest refused")


async def _main(pages: int) -> None:
    async with standing() as (_, _, network):
        browser = WebBrowser(network.guard(), idle=_IDLE)
        reader = Reader(guard=network.guard(), browser=browser, patience=_PATIENCE)
        _tell("at the start")
        await _round(reader, len(_PAGES))
        _tell("each page once")
        await browser.ended()
        _tell("idle")
        for _ in range(2):
            await _round(reader, pages)
            _tell("after them")
            await browser.ended()
            _tell("idle")


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
