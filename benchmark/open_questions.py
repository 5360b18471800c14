"""Open questions for whole agents, read from JSONL, and the check of answers to them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmark.jsonl import Fault, Record, Unreadable, expected, read_jsonl

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ASKED = ("question", "query")
_KNOWN = ("reference", "answer")


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """``reference`` is a good answer, ``now`` when it is asked (None: when it really is).

    An answer is right if of each of ``checks`` it says one alternative; without them it takes a
    judge to tell.
    """

    id: str
    question: str
    kind: str = ""
    reference: str = ""
    checks: tuple[tuple[str, ...], ...] = ()
    now: datetime | None = None


def read_questions(path: Path) -> tuple[list[OpenQuestion], list[Fault]]:
    """The questions of a file, and what could not be read. Raises `OSError`."""
    questions: dict[str, OpenQuestion] = {}
    faults: list[Fault] = []
    for found in read_jsonl(path):
        if isinstance(found, Fault):
            faults.append(found)
            continue
        line, record = found
        try:
            question = _question(record, line)
        except Unreadable as error:
            faults.append(Fault(file=path.name, line=line, field=error.field, reason=error.reason))
            continue
        questions[question.id] = question
    return list(questions.values()), faults


def _question(record: Record, line: int) -> OpenQuestion:
    asked = next((record[key] for key in _ASKED if key in record), None)
    if not isinstance(asked, str) or not asked.strip():
        raise Unreadable("question", expected("a text", asked) if asked is None else "empty")
    reference = next((record[key] for key in _KNOWN if key in record), "")
    return OpenQuestion(
        id=str(record.get("id", line)),
        question=asked.strip(),
        kind=str(record.get("kind", "")),
        reference=str(reference),
        checks=_checks(record.get("checks", [])),
        now=_now(record.get("now")),
    )


def _checks(value: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        raise Unreadable("checks", expected("a list", value))
    groups = [each if isinstance(each, list) else [each] for each in value]
    return tuple(tuple(str(text) for text in group) for group in groups if group)


def _now(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        now = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unreadable("now", f"no time such as 2026-03-04T10:30:00+08:00: {value!r}") from None
    if now.tzinfo is None:
        raise Unreadable("now", "it has no time zone")
    return now


def says(answer: str, checks: Sequence[Sequence[str]]) -> bool:
    """Whether the answer has one alternative of each check, whole words and numbers."""
    text = _plain(answer)
    return all(any(_has(text, _plain(each)) for each in group) for group in checks)


def _has(text: str, wanted: str) -> bool:
    before = r"(?<![a-z0-9])(?<!\d[.])" if wanted[:1].isascii() and wanted[:1].isalnum() else ""
    after = ""
    if wanted[-1:].isascii() and wanted[-1:].isalnum():
        after = r"(?![a-z0-9])" + (r"(?!\.\d*[1-9])" if wanted[-1:].isdigit() else "")
    return re.search(f"{before}{re.escape(wanted)}{after}", text) is not None


def _plain(text: str) -> str:
    """Without case, width, marks of emphasis, and thousands' separators."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[*_`~\\]", "", text)
    return " ".join(_THOUSANDS.sub("", text).split())
