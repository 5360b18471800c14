"""Do the 95% intervals cover a known difference 95% of the time, and are equal models called so?

`python -m tests.benchmark.statistics` tells (minutes). Two simulated runs ask the same queries. A
query is easy or hard for both models alike, its templates share what a model makes of it, and
model B is better by a known amount.
"""

import random
from collections import Counter
from collections.abc import Mapping
from statistics import fmean

from benchmark.cases import Kind
from benchmark.compare import compare
from benchmark.metrics import WEIGHTS, Dimension
from benchmark.scoring import DIMENSIONS, Run, Scored

SEED = 2024
PUBLISHED: dict[Kind, int] = {
    "plantooluse": 320,
    "reflextion": 68,
    "conclusion": 245,
    "profile": 433,
}
TEMPLATES = 4


def simulate(
    sizes: Mapping[Kind, int], *, truth: float, runs: int, resamples: int, seed: int
) -> tuple[dict[str, float], float]:
    """How often each interval covers ``truth``, and how often all is called "no difference"."""
    chance = random.Random(seed)
    covered: Counter[str] = Counter()
    silent = 0
    for number in range(runs):
        ease = [chance.uniform(0.3, 0.7) for _ in range(sum(sizes.values()))]
        a, b = (_run(sizes, ease, better, chance) for better in (0.0, truth))
        differences = compare(a, b, resamples=resamples, seed=number)
        for name, difference in differences.items():
            estimate = difference.estimate
            assert estimate is not None
            covered[name] += estimate.low <= truth <= estimate.high
        silent += {each.verdict for each in differences.values()} == {"no difference"}
    names = (*WEIGHTS, "overall")
    return {name: covered[name] / runs for name in names if name in covered}, silent / runs


def _run(sizes: Mapping[Kind, int], ease: list[float], better: float, chance: random.Random) -> Run:
    kinds = [kind for kind, size in sizes.items() for _ in range(size)]
    records = []
    for place, kind in enumerate(kinds):
        shared = ease[place] + better + chance.gauss(0, 0.1)
        scores = {name: _mean(shared, chance) for name in DIMENSIONS[kind]}
        records.append(
            Scored(id=str(place), kind=kind, query=str(place), scores=scores, lenient=scores)
        )
    return Run(records=tuple(records))


def _mean(shared: float, chance: random.Random) -> float:
    return fmean(shared + chance.gauss(0, 0.2) for _ in range(TEMPLATES))


def main() -> None:
    columns: tuple[Dimension | str, ...] = (*WEIGHTS, "overall")
    print(f"{'truth':>6} {'all equal':>10}", *(f"{name:>10}" for name in columns))
    for truth in (0.0, 0.02):
        covered, silent = simulate(PUBLISHED, truth=truth, runs=1000, resamples=1000, seed=SEED)
        cells = (f"{covered[name]:>10.1%}" for name in columns)
        print(f"{truth:>6} {silent:>10.1%}", *cells, flush=True)


if __name__ == "__main__":
    main()
