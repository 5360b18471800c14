"""What people think of agents' answers: the paper's table, and how far the raters agree."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from statistics import fmean, variance
from typing import Protocol

from benchmark.agents import GOOD, Share, mean_score, share

_ORDER = ("noagent", "react", "autogpt", "kagentsys")
"""The agents as the paper lists them; others follow."""


class Rated(Protocol):
    """A person's score (1–5) of what an agent on a model answered to a question."""

    @property
    def batch(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def agent(self) -> str: ...
    @property
    def question_id(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def score(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An agent on a model. Each answer counts once, by the mean of its scores.

    ``passed`` is the share of scores from `GOOD` on.
    """

    model: str
    agent: str
    passed: Share
    score: Share
    answers: int
    raters: int
    ratings: int


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How alike people score the same answers.

    ``alpha`` is Krippendorff's, of scores as numbers: 1 is full agreement, 0 what chance gives;
    None where all scores are one and the same. ``same`` is the share of pairs of scores that mean
    the same, pass or not. ``answers``: so many were rated by several.
    """

    alpha: float | None
    same: float
    answers: int


@dataclass(frozen=True, kw_only=True)
class HumanTable:
    """``agreement`` is None where no answer was rated by several."""

    standings: tuple[Standing, ...]
    agreement: Agreement | None


def human_table(ratings: Iterable[Rated]) -> HumanTable:
    """The table of these scores."""
    by_agent: dict[tuple[str, str], dict[tuple[str, str], list[Rated]]] = {}
    for each in ratings:
        answers = by_agent.setdefault((each.model, each.agent), {})
        answers.setdefault((each.batch, each.question_id), []).append(each)
    units = [
        [given.score for given in one] for answers in by_agent.values() for one in answers.values()
    ]
    standings = (_standing(*key, list(answers.values())) for key, answers in by_agent.items())
    ordered = sorted(standings, key=lambda each: (each.model, *_place(each.agent)))
    return HumanTable(standings=tuple(ordered), agreement=_agreement(units))


def human_markdown(table: HumanTable) -> str:
    """The table as Markdown; "" when nobody has rated."""
    if not table.standings:
        return ""
    parts = [_grid(table.standings), _details(table.standings)]
    if (found := table.agreement) is not None:
        alpha = "" if found.alpha is None else f"; Krippendorff's α is {found.alpha:.2f}"
        parts.append(
            f"Answers that several people rated: {found.answers}. "
            f"Same verdict, pass or not: {found.same:.1%} of the pairs{alpha}.\n"
        )
    return "\n".join(parts)


def human_json(table: HumanTable) -> str:
    """The table as JSON; shares are from 0 to 1."""
    return json.dumps(asdict(table), ensure_ascii=False, indent=2) + "\n"


def _standing(model: str, agent: str, answers: Sequence[Sequence[Rated]]) -> Standing:
    scores = [fmean(each.score for each in one) for one in answers]
    passes = [fmean(each.score >= GOOD for each in one) for one in answers]
    given = [each for one in answers for each in one]
    return Standing(
        model=model,
        agent=agent,
        passed=share(sum(passes), len(passes)),
        score=mean_score(scores),
        answers=len(answers),
        raters=len({each.person for each in given}),
        ratings=len(given),
    )


def _agreement(units: Iterable[Sequence[int]]) -> Agreement | None:
    shared = [unit for unit in units if len(unit) > 1]
    if not shared:
        return None
    every = [score for unit in shared for score in unit]
    within = sum(len(unit) * variance(unit) for unit in shared) / len(every)
    by_chance = variance(every)
    pairs = [pair for unit in shared for pair in combinations(unit, 2)]
    return Agreement(
        alpha=1.0 - within / by_chance if by_chance else None,
        same=fmean((a >= GOOD) == (b >= GOOD) for a, b in pairs),
        answers=len(shared),
    )


def _place(agent: str) -> tuple[int, str]:
    return (_ORDER.index(agent) if agent in _ORDER else len(_ORDER), agent)


def _grid(standings: Sequence[Standing]) -> str:
    """Models by agents, as the paper has it: pass rate in percent, and the mean score."""
    agents = sorted({each.agent for each in standings}, key=_place)
    cells = {
        (each.model, each.agent): f"{each.passed.mean * 100:.2f} ({each.score.mean:.2f})"
        for each in standings
    }
    models = dict.fromkeys(each.model for each in standings)
    rows = [
        [_cell(model), *(cells.get((model, agent), "–") for agent in agents)] for model in models
    ]
    return _table(["pass % (score)", *agents], rows)


def _details(standings: Sequence[Standing]) -> str:
    rows = [
        [
            _cell(each.model),
            each.agent,
            f"{each.passed.mean * 100:.2f}",
            f"{each.passed.low * 100:.1f}–{each.passed.high * 100:.1f}",
            f"{each.score.mean:.2f}",
            f"{each.score.low:.2f}–{each.score.high:.2f}",
            str(each.answers),
            str(each.raters),
        ]
        for each in standings
    ]
    head = ["model", "agent", "pass %", "95%", "score 1–5", "95%", "answers", "raters"]
    return _table(head, rows, words=2)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """A Markdown table; the first columns are ``words``, the others numbers."""
    rule = ["---"] * words + ["---:"] * (len(head) - words)
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, rule, *rows))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
