"""Phrasings written as nested alternatives, and the noise of people's typing."""

import random
import re

_INNERMOST = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"<(\w+)>")


def spoken(pattern: str, chance: random.Random) -> str:
    """One of the texts a pattern such as ``(how many|number of) days`` stands for.

    All brackets of a pattern are of this kind, so no text may hold any.
    """
    while hit := _INNERMOST.search(pattern):
        choice = chance.choice(hit[1].split("|"))
        pattern = pattern[: hit.start()] + choice + pattern[hit.end() :]
    return re.sub(r" {2,}", " ", pattern).strip()


def slots(text: str) -> list[str]:
    """The names in angle brackets, in order."""
    return _SLOT.findall(text)


def fill(text: str, values: dict[str, str]) -> str:
    """The text with each slot's value."""
    return _SLOT.sub(lambda hit: values[hit[1]], text)


def typed(text: str, chance: random.Random, *, chinese: bool) -> str:
    """The text as someone types it: case, missing or doubled punctuation, a slip now and then."""
    if chinese:
        return _typed_zh(text, chance)
    text = _cased(text, chance)
    if chance.random() < 0.35:
        text = text.rstrip("?.!")
    if chance.random() < 0.1:
        text = text.replace("'", "")
    if chance.random() < 0.12:
        text = _slip(text, chance)
    return text


def _typed_zh(text: str, chance: random.Random) -> str:
    roll = chance.random()
    if roll < 0.3:
        return text.rstrip("？?。！")
    if roll < 0.4:
        return text.replace("，", " ").replace("？", "?")
    return text.replace("，", "") if roll < 0.45 else text


def _cased(text: str, chance: random.Random) -> str:
    roll = chance.random()
    if roll < 0.3:
        return text.lower()
    if roll < 0.33:
        return text.upper()
    return text[:1].upper() + text[1:] if roll < 0.7 else text


def _slip(text: str, chance: random.Random) -> str:
    """One letter lost, doubled or swapped, inside a long plain word."""
    words = [hit for hit in re.finditer(r"\b[a-z]{5,}\b", text)]
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
