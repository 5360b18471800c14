"""Which texts are alike: groups of queries, and questions that must not be trained on."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

_GRAM = 3
_HEAVIEST = 160
"""Of so many grams a group's centre is made; the rest says little and costs time."""
_ROUNDS = 8
_LEAK_GRAM = 4

Vector = dict[str, float]


def even(text: str) -> str:
    """Without case, marks, spaces and the values of numbers."""
    return re.sub(r"[\W_]+", "", re.sub(r"\d+", "0", text.casefold()))


def grams(text: str, size: int = _LEAK_GRAM) -> frozenset[str]:
    """The text's runs of ``size`` characters, once it is evened."""
    return frozenset(_runs(even(text), size))


class Known:
    """Texts that others are compared with; quick also when there are thousands."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sets = [grams(text) for text in dict.fromkeys(texts) if even(text)]
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(self._sets):
            for gram in each:
                self._holders[gram].append(place)

    def nearest(self, text: str) -> float:
        """The largest share of common 4-grams, of those of either, with any of the texts (0–1)."""
        own = grams(text)
        common = Counter(place for gram in own for place in self._holders.get(gram, ()))
        shares = (count / len(own | self._sets[place]) for place, count in common.items())
        return max(shares, default=0.0)


def groups(texts: Sequence[str], size: int) -> list[list[int]]:
    """The places of the texts in groups of about ``size`` alike ones; the same for the same texts.

    Spherical k-means over character 3-grams by TF-IDF, begun with texts far from one another.
    """
    if not texts:
        return []
    vectors = _vectors(texts)
    centres = _far_apart(vectors, math.ceil(len(texts) / max(1, size)))
    belongs: list[int] = []
    for _ in range(_ROUNDS):
        now = _assigned(vectors, centres)
        if now == belongs:
            break
        belongs = now
        centres = _centres(vectors, belongs, len(centres))
    found: dict[int, list[int]] = {}
    for place, centre in enumerate(belongs):
        found.setdefault(centre, []).append(place)
    return [part for group in found.values() for part in _parts(group, 2 * size)]


def _parts(group: list[int], most: int) -> list[list[int]]:
    return [group[at : at + most] for at in range(0, len(group), most)]


def _runs(plain: str, size: int) -> Iterable[str]:
    return (plain[at : at + size] for at in range(max(1, len(plain) - size + 1)))


def _vectors(texts: Sequence[str]) -> list[Vector]:
    counts = [Counter(_runs(even(text), _GRAM)) for text in texts]
    spread = Counter(gram for count in counts for gram in count)
    return [
        _unit(
            {
                gram: (1 + math.log(times)) * math.log(1 + len(texts) / spread[gram])
                for gram, times in count.items()
            }
        )
        for count in counts
    ]


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {gram: weight / length for gram, weight in vector.items()}


def _dot(one: Vector, other: Vector) -> float:
    return sum(weight * other[gram] for gram, weight in one.items() if gram in other)


def _far_apart(vectors: Sequence[Vector], count: int) -> list[Vector]:
    """The first, then each time the one least like all that were taken."""
    taken = [0]
    nearest = [_dot(vector, vectors[0]) for vector in vectors]
    while len(taken) < min(count, len(vectors)):
        place = min(range(len(vectors)), key=nearest.__getitem__)
        if nearest[place] > 1 - 1e-9:
            break
        taken.append(place)
        for other, vector in enumerate(vectors):
            nearest[other] = max(nearest[other], _dot(vector, vectors[place]))
    return [vectors[place] for place in taken]


def _assigned(vectors: Sequence[Vector], centres: Sequence[Vector]) -> list[int]:
    holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, centre in enumerate(centres):
        for gram, weight in centre.items():
            holders[gram].append((number, weight))
    belongs: list[int] = []
    for vector in vectors:
        likeness = [0.0] * len(centres)
        for gram, weight in vector.items():
            for number, other in holders.get(gram, ()):
                likeness[number] += weight * other
        belongs.append(max(range(len(centres)), key=likeness.__getitem__))
    return belongs


def _centres(vectors: Sequence[Vector], belongs: Sequence[int], count: int) -> list[Vector]:
    sums: list[defaultdict[str, float]] = [defaultdict(float) for _ in range(count)]
    for vector, centre in zip(vectors, belongs, strict=True):
        for gram, weight in vector.items():
            sums[centre][gram] += weight
    heaviest = (
        dict(sorted(each.items(), key=lambda item: (-item[1], item[0]))[:_HEAVIEST])
        for each in sums
    )
    return [_unit(each) for each in heaviest]
