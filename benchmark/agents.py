"""Agents side by side: how many questions each answered well, and how well, with intervals."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

GOOD = 4
"""People's scores from here on count as passed."""
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, kw_only=True)
class Graded:
    """One answer's grade; ``score`` is from 1 to 5, None where nobody gave one."""

    passed: bool
    score: float | None = None


@dataclass(frozen=True, kw_only=True)
class Share:
    """A mean and its 95% interval."""

    mean: float
    low: float
    high: float


def share(passed: float, of: int) -> Share:
    """A pass rate (0–1) with Wilson's interval."""
    rate = passed / of
    middle = (rate + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    reach = _Z * math.sqrt(rate * (1 - rate) / of + _Z**2 / (4 * of**2)) / (1 + _Z**2 / of)
    return Share(mean=rate, low=max(0.0, middle - reach), high=min(1.0, middle + reach))


def mean_score(scores: Sequence[float]) -> Share:
    """A mean score with its interval, kept within 1 to 5."""
    mean = fmean(scores)
    reach = _Z * stdev(scores) / math.sqrt(len(scores)) if len(scores) > 1 else 4.0
    return Share(mean=mean, low=max(1.0, mean - reach), high=min(5.0, mean + reach))


def agents_table(model: str, graded: Mapping[str, Sequence[Graded]]) -> str:
    """The agents as a Markdown table, as the paper gives them: pass rate in percent, mean score."""
    rows: list[tuple[str, ...]] = [
        (model.replace("|", "\\|"), "pass %", "95%", "score 1–5", "95%", "answers")
    ]
    rows.append(("---", *("---:" for _ in rows[0][1:])))
    rows += [(agent, *_cells(answers)) for agent, answers in graded.items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cells(answers: Sequence[Graded]) -> Iterable[str]:
    if not answers:
        return ["–", "–", "–", "–", "0"]
    passed = share(sum(each.passed for each in answers), len(answers))
    scores = [each.score for each in answers if each.score is not None]
    cells = [f"{passed.mean:.1%}".rstrip("%"), f"{passed.low * 100:.1f}–{passed.high * 100:.1f}"]
    if scores:
        score = mean_score(scores)
        cells += [f"{score.mean:.2f}", f"{score.low:.2f}–{score.high:.2f}"]
    else:
        cells += ["–", "–"]
    return [*cells, str(len(answers))]
