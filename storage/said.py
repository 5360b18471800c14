"""Passages as they are kept, and those that a finished turn makes: what was said and looked up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from agent.events import Step
from agent.knowledge import Kind

_STEPS: TypeAdapter[tuple[Step, ...]] = TypeAdapter(tuple[Step, ...])
_LONGEST = 900
_MOST = 6
_ADDRESS = re.compile(r"https?://[^\s\"'<>)\]}]+")


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """A passage to be kept. ``heading`` is what it stands under, ``place`` its address.

    ``turn`` is the place of the turn that it is of, ``ordinal`` its order within that.
    """

    kind: Kind
    title: str
    place: str
    text: str
    at: datetime
    heading: str = ""
    turn: int | None = None
    ordinal: int = 0
    vector: bytes | None = None


def chunks_of(row: Row[Any]) -> tuple[Chunk, ...]:
    """What was said in this row of `TurnRow`, and what its tools found; at least one passage."""
    said = [("conversation", "", "", part) for part in _said(row.question, row.answer)]
    found = [
        ("task", step.tool, _address(step), part)
        for step in _STEPS.validate_json(row.steps)
        if step.tool and not step.failed
        for part in _parts(f"{step.tool} {step.arguments}\n{step.result}")
    ]
    kinds: dict[str, Kind] = {"conversation": "conversation", "task": "task"}
    return tuple(
        Chunk(
            kind=kinds[kind],
            title=title,
            place=place,
            text=part,
            at=row.asked_at,
            turn=row.place,
            ordinal=ordinal,
        )
        for ordinal, (kind, title, place, part) in enumerate(said + found)
    )


def _said(question: str, answer: str) -> list[str]:
    """The question with the answer, or each by itself where they are long."""
    if len(question) + len(answer) <= _LONGEST:
        return [f"– {question}\n– {answer}"]
    return [f"– {part}" for text in (question, answer) for part in _parts(text)]


def _parts(text: str) -> Iterator[str]:
    """The beginning of the text in passages that end at a line or a sentence where they can."""
    for _ in range(_MOST):
        text = text.strip()
        if not text:
            return
        end = len(text) if len(text) <= _LONGEST else _end(text)
        yield text[:end]
        text = text[end:]


def _end(text: str) -> int:
    ends = [match.end() for match in re.finditer(r"[\n。！？]|[.!?]\s", text[:_LONGEST])]
    return next((end for end in reversed(ends) if end > _LONGEST // 2), _LONGEST)


def _address(step: Step) -> str:
    for text in (step.arguments, step.result):
        if found := _ADDRESS.search(text):
            return found.group().rstrip(".,;\\")
    return ""
