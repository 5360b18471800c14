"""The parts of a long text that have to do with a question, by their words."""

import math
import re
from collections import Counter
from collections.abc import Iterable

_SIZE = 700
"""Characters of a passage, about."""
_WORD = re.compile(
    r"[a-z0-9]+(?:[.'-][a-z0-9]+)*|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\W\d_]+"
)
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EMPTY = frozenset(
    re.findall(
        r"\S+",
        "a an and are as at be by did do does for from has have how in is it its of on or that "
        "the this to was were what when where which who why will with 的 了 是 在 和 吗 呢",
    )
)


def terms(text: str) -> list[str]:
    """The words, lower case; of Chinese and Japanese writing, every two characters."""
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        if not _IDEOGRAPH.match(word):
            found.append(word[:-1] if len(word) > 3 and word.endswith("s") else word)
        elif len(word) == 1:
            found.append(word)
        else:
            found += [word[at : at + 2] for at in range(len(word) - 1)]
    return [term for term in found if term not in _EMPTY]


def passages(text: str, size: int = _SIZE) -> list[str]:
    """The text in pieces of about ``size`` characters, cut where paragraphs or sentences end."""
    out: list[str] = []
    for part in _parts(text, size):
        if out and len(out[-1]) + len(part) < size:
            out[-1] = f"{out[-1]}\n{part}"
        else:
            out.append(part)
    return out


def _parts(text: str, size: int) -> Iterable[str]:
    for paragraph in re.split(r"\n+", text):
        rest = paragraph.strip()
        while len(rest) > size * 3 // 2:
            ends = [m.end() for m in re.finditer(r"[.!?;] |[。！？；]", rest[:size])]
            at = ends[-1] if ends and ends[-1] > size // 3 else size
            yield rest[:at].strip()
            rest = rest[at:].strip()
        if rest:
            yield rest


def best_passages(text: str, question: str, most: int) -> str:
    """At most ``most`` characters that answer the question best, in the text's own order.

    "[…]" stands where something is left out; a text that fits is given whole, and one without any
    word of the question from its beginning.
    """
    if len(text) <= most:
        return text
    pieces = passages(text)
    scores = _scores([Counter(terms(piece)) for piece in pieces], set(terms(question)))
    order = sorted(range(len(pieces)), key=lambda at: (-scores[at], at))
    chosen: list[int] = []
    left = most
    for at in order:
        cost = len(pieces[at]) + 5
        if cost <= left:
            chosen.append(at)
            left -= cost
    return _joined(pieces, sorted(chosen))


def _scores(counts: list[Counter[str]], wanted: set[str]) -> list[float]:
    """BM25 of each piece; the beginning, which says what the text is about, wins ties."""
    average = sum(c.total() for c in counts) / len(counts) or 1.0
    known = {term: sum(term in c for c in counts) for term in wanted}
    rare = {t: math.log(1 + (len(counts) - n + 0.5) / (n + 0.5)) for t, n in known.items()}
    return [
        sum(
            rare[t] * 2.2 * c[t] / (c[t] + 1.2 * (0.25 + 0.75 * c.total() / average))
            for t in wanted
            if t in c
        )
        for c in counts
    ]


def _joined(pieces: list[str], chosen: list[int]) -> str:
    out, before = [], -1
    for at in chosen:
        out.append(pieces[at] if at == before + 1 else f"[…]\n{pieces[at]}")
        before = at
    if before < len(pieces) - 1:
        out.append("[…]")
    return "\n".join(out)
