"""Seed queries, from text files, JSONL with queries, or KAgentInstruct's records."""

import re
from collections.abc import Iterator
from pathlib import Path

from benchmark.jsonl import Fault, expected, read_jsonl
from training.tuning.trials import Query

_LONGEST = 4000
"""Characters of a query."""


def read_queries(path: Path, limit: int | None = None) -> tuple[list[Query], list[Fault]]:
    """The file's queries, each once, and what could not be read.

    ``.txt``: one a line. Else JSON lines with ``query`` (or ``question``) and maybe ``id``. Raises
    `OSError`.
    """
    found: dict[str, Query] = {}
    faults: list[Fault] = []
    ids: set[str] = set()
    for each in _lines(path) if path.suffix == ".txt" else _records(path):
        if isinstance(each, Fault):
            faults.append(each)
            continue
        line, name, text = each
        if len(text) > _LONGEST:
            reason = f"the query is longer than {_LONGEST} characters"
            faults.append(Fault(file=path.name, line=line, id=name, field="query", reason=reason))
        elif (key := re.sub(r"[\W_]+", " ", text.casefold()).strip() or text) not in found:
            name = name if name and name not in ids else f"q{line:05}"
            ids.add(name)
            found[key] = Query(id=name, text=text)
    return list(found.values())[:limit], faults


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, "", line.strip()


def _records(path: Path) -> Iterator[tuple[int, str, str] | Fault]:
    for each in read_jsonl(path):
        if isinstance(each, Fault):
            yield each
            continue
        line, record = each
        text = record.get("query", record.get("question"))
        name = record.get("id", "")
        if isinstance(text, str) and text.strip():
            yield line, str(name) if isinstance(name, str | int) else "", text.strip()
        else:
            yield Fault(file=path.name, line=line, field="query", reason=expected("a text", text))
