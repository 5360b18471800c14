"""Whether held-out questions are among the generated ones: ``python -m training.leakage``."""

import argparse
import random
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from training.evaluate import BLIND, FRESH, QUESTIONS, UNSEEN, questions
from training.questions import draw

_GRAM = 4


def generated(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    days = (date(2024, 1, 1) + timedelta(days=chance.randrange(1825)) for _ in range(count))
    return [draw(chance, day).question for day in days]


def even(text: str) -> str:
    """Without case, marks, spaces and the values of numbers."""
    return re.sub(r"[\W_]+", "", re.sub(r"\d+", "0", text.casefold()))


def equal_ones(asked: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The asked ones that a text equals once both are evened."""
    known = {even(text) for text in texts}
    return [question for question in asked if even(question) in known]


def nearest(question: str, texts: Sequence[frozenset[str]]) -> float:
    """The largest share of common character 4-grams (of those of either) with any of the texts."""
    wanted = grams(question)
    return max((len(wanted & text) / max(1, len(wanted | text)) for text in texts), default=0.0)


def grams(text: str) -> frozenset[str]:
    plain = even(text)
    return frozenset(plain[at : at + _GRAM] for at in range(max(1, len(plain) - _GRAM + 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="how many questions to generate")
    options = parser.parse_args()
    texts = generated(options.count, seed=12345)
    grammes = [grams(text) for text in dict.fromkeys(texts)]
    print(f"{len(texts)} questions generated")
    for path in (QUESTIONS, FRESH, BLIND, UNSEEN):
        _report(path, texts, grammes)


def _report(path: Path, texts: Sequence[str], grammes: Sequence[frozenset[str]]) -> None:
    """The totals; which questions they are is not told, so that the blind ones stay unread."""
    asked = [question["question"] for question in questions(path)]
    print(f"{path.name}: {len(asked)} questions")
    print(f"  equal but for case, marks and numbers: {len(equal_ones(asked, texts))}")
    shares = sorted(nearest(question, grammes) for question in asked)
    print(f"  4-gram likeness to the nearest: median {shares[len(shares) // 2]:.2f}")
    print(f"  at least 0.8: {sum(share >= 0.8 for share in shares)}")


if __name__ == "__main__":
    main()
