import random
from typing import Any

import pytest

from benchmark.cases import Task
from benchmark.metrics import LIMIT, Golds, References, TooLong, f_score, rouge_l


def by_table(a: list[str], b: list[str]) -> int:
    """Length of the longest common subsequence, by the textbook."""
    above = [0] * (len(b) + 1)
    for word in a:
        row = [0]
        for index, other in enumerate(b):
            row.append(above[index] + 1 if word == other else max(row[-1], above[index + 1]))
        above = row
    return above[-1]


def test_rouge_of_a_known_pair() -> None:
    # common: the cat the mat = 4 of 6 predicted and 4 of 5 gold words
    score = rouge_l("the cat on the mat", "the black cat near the mat")
    assert score == 2 * (4 / 6 * 4 / 5) / (4 / 6 + 4 / 5 + 1e-8)


def test_the_constant_keeps_a_perfect_score_below_one() -> None:
    assert rouge_l("天气很好", "天气很好") == 2 / (2 + 1e-8)


@pytest.mark.parametrize(
    ("gold", "text"), [("", "x"), ("x", ""), (" ", "x"), ("x", "\n"), ("", "")]
)
def test_no_words_are_worth_nothing(gold: str, text: str) -> None:
    assert rouge_l(gold, text) == 0


def test_values_that_are_no_text_are_compared_as_python_writes_them() -> None:
    assert rouge_l(None, "None") == rouge_l("None", "None")
    assert rouge_l({"a": True}, "{'a': True}") == rouge_l("{'a': True}", "{'a': True}")


def test_many_references_at_once_agree_with_the_textbook() -> None:
    chance = random.Random(7)
    for _ in range(200):
        texts = [
            " ".join(chance.choice("abcdef") for _ in range(chance.randint(0, 70)))
            for _ in range(chance.randint(1, 7))
        ]
        text = " ".join(chance.choice("abcdefg") for _ in range(chance.randint(1, 80)))
        found = text.split()
        expected = [
            f_score(by_table(each.split(), found), len(found), len(each.split())) for each in texts
        ]
        assert References(texts).scores(text) == expected


def test_golds_that_would_eat_the_memory_are_refused() -> None:
    with pytest.raises(TooLong):
        References(["天" * (LIMIT + 1)])


def task(thought: Any = "look it up", tool: Any = "web_search", **args: Any) -> Task:
    return Task(thought=thought, tool=tool, args=args)


ONE = rouge_l("x", "x")


def test_a_plan_needs_the_right_tool() -> None:
    golds = Golds([task(), task("None"), task("open it", "browse_website")])
    assert golds.plan(golds.matches(task("look it up"))) == rouge_l("x y z", "x y z")
    assert golds.plan(golds.matches(task("open it"))) == pytest.approx(1 / 2.5 * 1)
    assert golds.plan(golds.matches(task("look it up", "calculator"))) == 0


def test_golds_that_say_none_do_not_count() -> None:
    golds = Golds([task("None", "web_search"), task("look it up", "None")])
    assert golds.plan(golds.matches(task())) == 0
    assert golds.reflextion(golds.matches(task())) == 0
    assert golds.tooluse(golds.matches(task(tool="None"))) == 0


@pytest.mark.parametrize(
    ("gold", "answer", "score"),
    [
        ({}, {}, 1.0),
        ({"text": "x"}, {}, 0.0),
        ({}, {"text": "x"}, 0.0),
        ({"text": "x"}, {"text": "x"}, ONE),
        ({"text": "x"}, {"text": "x", "more": "y"}, ONE),
        ({"text": "x", "day": "y"}, {"text": "x"}, ONE / 2),
        ({"text": "x", "day": ""}, {"text": "x", "day": ""}, ONE / 2),
        ("None", {}, 0.0),
        ("None", {"text": "x"}, 0.0),
    ],
)
def test_arguments(gold: Any, answer: dict[str, Any], score: float) -> None:
    golds = Golds([Task(thought="t", tool="web_search", args=gold)])
    assert golds.tooluse(golds.matches(task(**answer))) == pytest.approx(score, abs=1e-12)


def test_the_best_gold_counts() -> None:
    golds = Golds([task(text="a b c"), task(text="a b d")])
    assert golds.tooluse(golds.matches(task(text="a b d"))) == rouge_l("x y z", "x y z")


def test_reflection_weighs_thought_and_arguments() -> None:
    golds = Golds([task(text="x")])
    match = golds.matches(task("something else", text="x"))
    assert golds.reflextion(match) == pytest.approx(0.7 * ONE)
    assert golds.reflextion(golds.matches(task(text="x"))) == pytest.approx(1.0, abs=1e-7)


def test_a_gold_that_repeats_the_last_task_is_worth_nothing() -> None:
    golds = Golds([task(text="x")], last_task=Task(tool="web_search", args={"text": "x"}))
    assert golds.reflextion(golds.matches(task(text="x"))) == 0
    other = Golds([task(text="x")], last_task=Task(tool="web_search", args={"text": "y"}))
    assert other.reflextion(other.matches(task(text="x"))) > 0.99
