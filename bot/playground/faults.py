"""What goes wrong on a playground's server, on order or at random by a seed."""

import random
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["limited", "broken", "slow", "dropped", "lost"]
"""429; 500; answered late; cut off before it is applied; applied, and cut off before the answer."""

ANY = "*"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """``seconds`` is the 429's retry-after or the delay."""

    kind: Kind
    seconds: float = 0.5


class Faults:
    """Faults by the platform's own names of its methods; ``shares`` says how often which happens
    at random, of 1 each."""

    def __init__(self, shares: Mapping[Kind, float] | None = None, seed: int = 1) -> None:
        self._shares = dict(shares or {})
        self._chance = random.Random(seed)
        self._ordered: dict[str, deque[Fault]] = defaultdict(deque)

    def order(self, method: str, *faults: Fault) -> None:
        """Let these happen to the next calls of this method (or of `ANY`), one each."""
        self._ordered[method].extend(faults)

    def draw(self, method: str) -> Fault | None:
        """What happens to this call."""
        for name in (method, ANY):
            if self._ordered[name]:
                return self._ordered[name].popleft()
        roll = self._chance.random()
        for kind, share in self._shares.items():
            if roll < share:
                return Fault(kind=kind)
            roll -= share
        return None


def shares(text: str) -> dict[Kind, float]:
    """Read ``limited=0.05,lost=0.02``. Raises `ValueError`."""
    named = (each.partition("=") for each in text.split(",") if each)
    found = {name.strip(): float(share) for name, _, share in named}
    if strange := found.keys() - set(get_args(Kind)):
        raise ValueError(f"no such fault: {', '.join(sorted(strange))}")
    return {kind: found[kind] for kind in get_args(Kind) if kind in found}
