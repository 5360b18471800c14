"""Run as a program of its own: a PDF comes in on stdin, its pages' texts go out as JSON.

A process of its own, because a PDF can be made to take all memory or to never end: this one may be
killed. It imports nothing of ours.
"""

import json
import resource
import sys
import time
from contextlib import suppress
from io import BytesIO

_MEMORY = 2 << 30
"""Bytes of address space."""


def main(most: int, seconds: float) -> dict[str, object]:
    """The texts of the first pages: at most so many characters, begun within so many seconds."""
    with suppress(ValueError, OSError):  # not every system knows this limit
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    until = time.monotonic() + seconds
    try:
        from pypdf import PdfReader
    except ImportError:
        return {"why": "no_pdf"}
    reader = PdfReader(BytesIO(sys.stdin.buffer.read()))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"why": "locked"}
    pages: list[str] = []
    for page in reader.pages:
        if most <= 0 or time.monotonic() > until:
            break
        pages.append(page.extract_text().encode("utf-8", "replace").decode()[:most])
        most -= len(pages[-1])
    return {"pages": pages, "count": len(reader.pages)}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), float(sys.argv[2]))))
