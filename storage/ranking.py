"""Which of the passages that were found bear on a question, and in what order."""

import math
from collections.abc import Iterable, Mapping, Sequence

_COMMON = 0.15
"""A term in a larger share of all passages is not searched for where there are rarer ones."""
_SOME = 50
_MOST = 16
_UNSEEN = 0.35
"""What a word that no passage knows counts, of what a word in one passage counts."""
_FLOOR = 0.2
"""The share of a question's weight that a passage must hold to bear on it …"""
_PLENTY = 2.0
"""… or as much as so many of the rarest terms, which is enough for a long question."""
_FUSED = 5
"""The higher, the less the first places of a list count more than the next ones."""


def weights(counts: Mapping[str, int], total: int) -> dict[str, float]:
    """How much each term tells: ``counts`` are the passages it is in, of ``total``."""
    rarest = _rarity(1, total)
    return {
        term: _rarity(count, total) if count else _UNSEEN * rarest for term, count in counts.items()
    }


def _rarity(count: int, total: int) -> float:
    return math.log(1 + (max(total, count) + 1) / (count + 0.5))


def sought(counts: Mapping[str, int], total: int) -> list[str]:
    """The terms by which passages are looked for: the rarest of those that there are."""
    known = sorted((term for term, count in counts.items() if count), key=lambda term: counts[term])
    rare = [term for term in known if counts[term] <= max(_SOME, _COMMON * total)]
    return (rare or known[:2])[:_MOST]


def held(terms: Iterable[str], weight: Mapping[str, float]) -> float:
    """The share of what the question is about that a passage with these terms holds.

    0 where that is too little to bear on the question.
    """
    whole, rarest = sum(weight.values()), max(weight.values(), default=0.0)
    told = sum(weight[each] for each in weight.keys() & set(terms))
    return told / whole if told and told >= min(_FLOOR * whole, _PLENTY * rarest) else 0.0


def fused(*lists: Sequence[tuple[int, float]]) -> list[int]:
    """The lists as one, by reciprocal ranks; each place counts as much as is told beside it."""
    scores: dict[int, float] = {}
    for ranked in lists:
        for rank, (key, counts) in enumerate(ranked):
            scores[key] = scores.get(key, 0.0) + counts / (_FUSED + rank)
    return sorted(scores, key=lambda key: -scores[key])
