"""The held-out questions are sound, and the generated ones are not copies of them."""

import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from training.evaluate import BLIND, FRESH, QUESTIONS, UNSEEN, questions
from training.leakage import equal_ones, even, generated
from training.questions import TOOLS

ASKED = questions(QUESTIONS)


@cache
def drawn() -> list[str]:
    """Made when first asked for: every test process collects this file."""
    return generated(1500, seed=99)


def test_there_are_enough_of_every_kind() -> None:
    tools = Counter(step["tool"] for question in ASKED for step in question["steps"])
    kinds = Counter(question["kind"] for question in ASKED)
    languages = Counter(question["lang"] for question in ASKED)
    assert len(ASKED) >= 120
    assert set(tools) == set(TOOLS)
    assert min(tools.values()) >= 12
    assert kinds["refusal"] >= 40
    assert min(languages["en"], languages["zh"]) >= 60


def test_dates_are_real() -> None:
    for question in ASKED:
        for step in question["steps"]:
            for name, value in step["args"].items():
                if name.endswith(("_date", "_time")):
                    date.fromisoformat(value[:10])


def test_none_is_asked_twice() -> None:
    asked = [json.dumps([question["question"], question["history"]]) for question in ASKED]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("path", [QUESTIONS, FRESH, BLIND, UNSEEN], ids=lambda path: path.stem)
def test_generated_questions_are_rarely_the_same(path: Path) -> None:
    """Only what everybody types, such as ``hi`` or ``今天星期几``, may be in both."""
    asked = [question["question"] for question in questions(path)]
    equal = equal_ones(asked, drawn())
    assert len(equal) <= 0.15 * len(asked)
    assert all(len(even(question)) <= 40 for question in equal)
