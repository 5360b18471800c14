"""KAgentBench's metrics: ROUGE-L over words, and what it makes of thoughts, tools and arguments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from benchmark.cases import Task
from benchmark.words import words

Dimension = Literal["plan", "tooluse", "reflextion", "conclusion", "profile"]

WEIGHTS: dict[Dimension, float] = {
    "plan": 0.25,
    "tooluse": 0.35,
    "reflextion": 0.1,
    "conclusion": 0.2,
    "profile": 0.1,
}
NONE = "None"
LIMIT = 30_000
"""Words of all references together: their bits take up to ``LIMIT²/16`` bytes."""


class TooLong(ValueError):
    """Golds that would take too much memory to compare with."""


class References:
    """Texts that many others are compared with, prepared once.

    All of them are compared at once: each has a field of bits, one per word, in one long integer,
    and a spare bit above it that catches its carry (Hyyrö's bit-parallel LCS).
    """

    def __init__(self, texts: Iterable[Any]) -> None:
        """Raises `TooLong`."""
        self._fields: list[tuple[int, int]] = []
        self._places: dict[str, int] = defaultdict(int)
        self._bits = 0
        position = 0
        for text in texts:
            found = words(str(text))
            self._fields.append((position, len(found)))
            self._bits |= ((1 << len(found)) - 1) << position
            end = position + len(found)
            if end > LIMIT:
                raise TooLong(f"the golds have more than {LIMIT:,} words")
            bit = 1 << position
            for word in found:
                self._places[word] |= bit
                bit <<= 1
            position = end + 1

    def scores(self, text: Any) -> list[float]:
        """ROUGE-L F1 (0–1) of a text with each reference; 0 where either has no words."""
        found = words(str(text))
        left = self._unmatched(found)
        scores = []
        for position, length in self._fields:
            common = length - (left >> position & (1 << length) - 1).bit_count()
            scores.append(f_score(common, len(found), length))
        return scores

    def _unmatched(self, found: Sequence[str]) -> int:
        """For each reference as many set bits as words that are not in the common sequence."""
        left = bits = self._bits
        places = self._places
        for word in found:
            place = places.get(word)
            if place:
                hit = left & place
                left = (left + hit | left - hit) & bits
        return left


def f_score(common: int, predicted: int, gold: int) -> float:
    """The published F1 of numbers of words, with its small constant in the denominator."""
    if not predicted or not gold:
        return 0.0
    precision, recall = common / predicted, common / gold
    return 2.0 * ((precision * recall) / (precision + recall + 1e-8))


def rouge_l(gold: Any, text: Any) -> float:
    """ROUGE-L F1 (0–1) of one text with one gold."""
    return References([gold]).scores(text)[0]


@dataclass(frozen=True, kw_only=True)
class Match:
    """How far an answer agrees with one gold; ``thought`` and ``args`` count if the tool agrees."""

    gold: Task
    tool: bool
    thought: float = 0.0
    args: float = 0.0


class Golds:
    """The tasks that people gave for one case, prepared to be compared with many answers."""

    def __init__(self, tasks: Sequence[Task], last_task: Task | None = None) -> None:
        self._tasks = tasks
        self._last_task = last_task
        self._thoughts: References | None = None
        self._values: dict[str, References] = {}

    def matches(self, answer: Task) -> list[Match]:
        """One match per gold, in their order."""
        agrees = [bool(answer.tool == gold.tool) for gold in self._tasks]
        if not any(agrees):
            return [Match(gold=gold, tool=False) for gold in self._tasks]
        if self._thoughts is None:
            self._thoughts = References(gold.thought for gold in self._tasks)
        thoughts = self._thoughts.scores(answer.thought)
        values = self._value_scores(answer)
        return [
            Match(gold=gold, tool=True, thought=thought, args=_args_score(gold, answer, value))
            if agreed
            else Match(gold=gold, tool=False)
            for gold, agreed, thought, value in zip(
                self._tasks, agrees, thoughts, values, strict=True
            )
        ]

    def _value_scores(self, answer: Task) -> list[dict[str, float]]:
        """For each gold, how well the answer's value of each argument fits."""
        scores: list[dict[str, float]] = [{} for _ in self._tasks]
        for key, value in answer.args.items():
            owners = [
                index
                for index, gold in enumerate(self._tasks)
                if isinstance(gold.args, dict) and key in gold.args
            ]
            if not owners:
                continue
            if key not in self._values:
                self._values[key] = References(self._tasks[index].args[key] for index in owners)
            for index, score in zip(owners, self._values[key].scores(value), strict=True):
                scores[index][key] = score
        return scores

    def plan(self, matches: Iterable[Match]) -> float:
        return max((match.thought for match in matches if _thinks(match.gold)), default=0.0)

    def tooluse(self, matches: Iterable[Match]) -> float:
        return max((match.args for match in matches if match.gold.tool != NONE), default=0.0)

    def reflextion(self, matches: Iterable[Match]) -> float:
        """A gold that only repeats the last task is worth nothing."""
        return max(
            (
                0.3 * match.thought + 0.7 * match.args
                for match in matches
                if _thinks(match.gold) and not self._repeats(match.gold)
            ),
            default=0.0,
        )

    def _repeats(self, gold: Task) -> bool:
        last = self._last_task
        return last is not None and bool(last.tool == gold.tool and last.args == gold.args)


def _thinks(gold: Task) -> bool:
    return bool(gold.thought != NONE and gold.tool != NONE)


def _args_score(gold: Task, answer: Task, scores: dict[str, float]) -> float:
    """The mean over the gold's arguments; a missing one is worth 0, one too many nothing."""
    if gold.args == {} and answer.args == {}:
        return 1.0
    if not isinstance(gold.args, dict) or not gold.args or not answer.args:
        return 0.0
    return sum(scores.get(key, 0.0) for key in gold.args) / len(gold.args)


def best(golds: References, text: Any) -> float:
    """ROUGE-L F1 (0–1) with the gold that fits best; 0 where there is none."""
    return max(golds.scores(text), default=0.0)
