"""The text of a PDF, page by page, read in a process that may be killed."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from bot.files.text import LONGEST
from bot.files.words import Unreadable

_PROGRAM = Path(__file__).with_name("pdf_pages.py")
_PATIENCE = 30.0
_FAREWELL = 10.0
"""Seconds that a page may take which was begun in time."""


class _Told(BaseModel):
    """What the other process says."""

    why: Literal["no_pdf", "locked"] | None = None
    pages: list[str] = []
    count: int = 0


async def pdf_pages(data: bytes, *, patience: float = _PATIENCE) -> tuple[list[str], int]:
    """The texts of the pages that were read, and how many pages there are.

    ``patience`` is in seconds. Raises `Unreadable`.
    """
    told = await _told(data, patience)
    if told.why is not None:
        raise Unreadable(told.why)
    if not any(page.strip() for page in told.pages):
        raise Unreadable("scan" if len(told.pages) == told.count else "too_slow")
    return told.pages, told.count


async def _told(data: bytes, patience: float) -> _Told:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(_PROGRAM), str(LONGEST), str(patience),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(patience + _FAREWELL):
            out, _ = await process.communicate(data)
    except TimeoutError:
        raise Unreadable("too_slow") from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    try:
        return _Told.model_validate_json(out)
    except ValidationError:
        raise Unreadable("damaged") from None
