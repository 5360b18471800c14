"""What people think of agents, against numbers worked out by hand."""

import json
from dataclasses import dataclass

import pytest

from benchmark.human import human_json, human_markdown, human_table


@dataclass(frozen=True)
class Given:
    agent: str
    question_id: str
    person: str
    score: int
    model: str = "m|1"
    batch: str = "mine"


def test_the_table_is_the_papers_with_intervals() -> None:
    given = [
        *(Given("kagentsys", f"{q}", "ann", score) for q, score in enumerate((5, 5, 4, 2))),
        *(Given("kagentsys", f"{q}", "bob", score) for q, score in enumerate((5, 4, 3, 1))),
        *(Given("noagent", f"{q}", "ann", 1) for q in range(3)),
        Given("react", "0", "bob", 4, model="other"),
    ]
    table = human_table(given)
    first, second, third = table.standings
    assert [each.agent for each in table.standings] == ["noagent", "kagentsys", "react"]
    assert (second.answers, second.raters, second.ratings) == (4, 2, 8)
    # Each answer counts once: its passes are 1, 1, 1/2 and 0.
    assert second.passed.mean == pytest.approx(0.625)
    assert second.score.mean == pytest.approx(3.625)
    assert second.score.low < 3.625 < second.score.high <= 5
    assert (first.passed.mean, first.score.mean, third.model) == (0, 1, "other")
    text = human_markdown(table)
    assert "| m\\|1 | 0.00 (1.00) | – | 62.50 (3.62) |" in text
    assert "| other | – | 100.00 (4.00) | – |" in text
    assert "| m\\|1 | kagentsys | 62.50 | 21.9–90.8 | 3.62 | 2.11–5.00 | 4 | 2 |" in text
    told = json.loads(human_json(table))
    assert told["standings"][1]["passed"]["mean"] == 0.625
    assert told["agreement"]["answers"] == 4


def test_agreement_is_krippendorffs() -> None:
    # Two scores that are 1 apart have a variance of 0.5, and there are three such answers of five.
    pairs = ((1, 2), (2, 3), (3, 3), (4, 4), (5, 4))
    given = [
        Given("noagent", f"{q}", person, score)
        for q, scores in enumerate(pairs)
        for person, score in zip(("ann", "bob"), scores, strict=True)
    ]
    found = human_table([*given, Given("noagent", "alone", "ann", 5)]).agreement
    assert found is not None and found.answers == 5
    within = (3 * 0.5) / 5
    mean = 31 / 10
    over_all = sum((score - mean) ** 2 for pair in pairs for score in pair) / 9
    assert found.alpha == pytest.approx(1 - within / over_all)
    assert found.same == 1.0


def test_without_several_raters_nothing_is_said_of_agreement() -> None:
    alone = human_table([Given("noagent", "1", "ann", 3)])
    assert alone.agreement is None and "Same verdict" not in human_markdown(alone)
    alike = human_table([Given("noagent", "1", person, 3) for person in ("ann", "bob")]).agreement
    assert alike is not None and (alike.alpha, alike.same) == (None, 1.0)
    assert human_markdown(human_table([])) == ""
