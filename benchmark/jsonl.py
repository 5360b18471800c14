"""JSONL files read line by line, whatever stands in them: objects, or a word on what is wrong."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

Record = dict[str, Any]

LINE_LIMIT = 8 * 1024 * 1024
"""Bytes; a real record has about 25,000."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong: in which line (from 1; 0 for the whole file), record and field, and why."""

    file: str
    line: int
    reason: str
    id: str = ""
    field: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = (place, self.id, self.field, self.reason)
        return ": ".join(part for part in parts if part)


class Unreadable(Exception):
    """A field that can't be understood."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.field = name
        self.reason = reason


def read_jsonl(path: Path) -> Iterator[tuple[int, Record] | Fault]:
    """Each object with its line number; blank lines and byte-order marks are passed over.

    Raises `OSError`.
    """
    with path.open("rb") as file:
        for number, raw in enumerate(_lines(file), start=1):
            if raw is None:
                reason = f"the line is longer than {LINE_LIMIT // 1024 // 1024} MiB"
                yield Fault(file=path.name, line=number, reason=reason)
                continue
            text = raw.removeprefix(_BOM).strip()
            if not text:
                continue
            try:
                yield number, _parsed(text)
            except Unreadable as error:
                yield Fault(file=path.name, line=number, reason=error.reason)


def _lines(file: BufferedReader) -> Iterator[bytes | None]:
    """Lines; None for one that is too long, which is never held in memory as a whole."""
    while line := file.readline(LINE_LIMIT):
        if len(line) < LINE_LIMIT or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(LINE_LIMIT)) and not rest.endswith(b"\n"):
            pass
        yield None


def _parsed(text: bytes) -> Record:
    try:
        record = json.loads(text.decode())
    except UnicodeDecodeError as error:
        raise Unreadable("", f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        ended = error.pos >= len(error.doc) - 1 or error.msg.startswith("Unterminated")
        cut = "; the line seems to be cut off" if ended else ""
        raise Unreadable("", f"not JSON: {error.msg} (column {error.colno}){cut}") from error
    except RecursionError as error:
        raise Unreadable("", "the JSON is nested too deeply") from error
    except ValueError as error:
        raise Unreadable("", f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise Unreadable("", expected("an object", record))
    return record


def expected(wanted: str, value: Any) -> str:
    """A reason: what should stand there, and what does."""
    found = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
        type(None): "nothing",
    }
    return f"expected {wanted}, found {found[type(value)]}"
