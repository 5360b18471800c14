"""What a small model is shown of a tool's result, and what of it may be copied whole."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.planners.starter.dates.terms import lines_meant, terms_named

_ENOUGH = 480
_HEAD = 3
_BEGUN = 2
_LONGEST_LINE = 400
_LONGEST_BLOCK = 1200
_WORD = re.compile(r"[a-z]{3,}|\d{4}-\d\d-\d\d")
_HAN = re.compile(r"[一-鿿]+")


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """``text`` is shown to the model; ``block`` is what may be copied, as a list."""

    text: str
    block: str = ""


def excerpt(result: str, question: str, today: date) -> Excerpt:
    """A short result whole; of a long one the lines nearest to the question, else its head.

    The next solar term is the first one after ``today``.
    """
    lines = [line.strip()[:_LONGEST_LINE] for line in result.splitlines() if line.strip()]
    block = as_list("\n".join(lines))
    if len(block) > _LONGEST_BLOCK:
        block = block[:_LONGEST_BLOCK].rpartition("\n")[0]
    if sum(map(len, lines)) <= _ENOUGH:
        return Excerpt(text="\n".join(lines), block=block)
    near = lines_meant(lines, question, today) or _nearest(lines, question)
    if near:
        return Excerpt(text="\n".join(near), block=as_list("\n".join(near)))
    return Excerpt(text="\n".join([*lines[:_HEAD], f"… ({len(lines)} lines)"]), block=block)


def begun(text: str) -> str:
    """The first items of each list in it: all that the model writes of them."""
    kept: list[str] = []
    items = 0
    for line in text.split("\n"):
        items = items + 1 if line.startswith("- ") else 0
        if items <= _BEGUN:
            kept.append(line)
    return "\n".join(kept)


def completed(text: str, blocks: Sequence[str]) -> str:
    """The text with each list whole of which it holds the first lines, in their order."""
    place = 0
    for block in blocks:
        at = text.find(f"\n{begun(block)}", place)
        if block and at >= 0:
            place = at + 1 + len(block)
            text = f"{text[: at + 1]}{block}{text[at + 1 + len(begun(block)) :]}"
    return text


def as_list(text: str) -> str:
    """Each line as an item; a heading, which ends in a colon, stays."""
    lines = text.splitlines()
    return "\n".join(line if line.endswith(":") else f"- {line}" for line in lines)


def _nearest(lines: list[str], question: str) -> list[str]:
    """The heading-free lines that share most with the question, if some share more than others."""
    wanted = _features(f"{question} {' '.join(terms_named(question))}")
    shares = [0 if line.endswith(":") else len(wanted & _features(line)) for line in lines]
    counts = Counter(shares)
    best = max(shares)
    if best == 0 or counts[best] > _HEAD:
        return []
    return [line for line, share in zip(lines, shares, strict=True) if share == best]


def _features(text: str) -> set[str]:
    pairs = {run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1)}
    return pairs | set(_WORD.findall(text.lower()))
