"""Open questions, the check of answers, the judge's grades, and the table of agents."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from agent.scripted import Scripted
from benchmark.agents import Graded, agents_table, mean_score, share
from benchmark.judging import Grade, NoGrade, grade, read_grade
from benchmark.open_questions import OpenQuestion, read_questions, says
from benchmark.questions import QUESTIONS


def test_our_questions() -> None:
    questions, faults = read_questions(QUESTIONS)
    assert faults == [] and len(questions) >= 60
    assert {each.kind for each in questions} == {"factual", "time", "calculation", "multi-step"}
    assert (
        min(sum(each.id.startswith(f"{lang}-") for each in questions) for lang in ("en", "zh")) > 25
    )
    for each in questions:
        assert each.checks and each.reference and each.now is not None
        assert says(each.reference, each.checks), each.id
        assert not says(each.question, each.checks), each.id


def test_the_dates_among_our_questions() -> None:
    known = {each.id: each for each in read_questions(QUESTIONS)[0]}
    today = known["en-today"].now
    assert today is not None and f"{today:%A}" == "Wednesday"
    monday = today.date() + timedelta(days=7 - today.weekday())
    assert says(f"{monday.isoformat()}", known["en-next-monday"].checks)
    assert says(f"{(date(2026, 12, 25) - today.date()).days}", known["en-christmas"].checks)


@pytest.mark.parametrize(
    ("answer", "checks", "right"),
    [
        ("It is 7,006,652.", [["7006652"]], True),
        ("**888**。", [["888"]], True),
        ("等于８８８", [["888"]], True),
        ("1888", [["888"]], False),
        ("888.5", [["888"]], False),
        ("37.0 °C", [["37"]], True),
        ("0.37", [["37"]], False),
        ("I do not know it.", [["no"]], False),
        ("No, it is not.", [["no"]], True),
        ("Monday, 9 March 2026", [["March 9", "9 March"], ["monday"]], True),
        ("9 March", [["March 9", "9 March"], ["Monday"]], False),
        ("H₂O", [["H2O"]], True),
        ("", [["a"]], False),
    ],
)
def test_what_an_answer_says(answer: str, checks: list[list[str]], right: bool) -> None:
    assert says(answer, checks) is right


def test_questions_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    lines = [{"query": "Who?", "answer": "He."}, {"id": 2, "question": ""}, {"question": "When?"}]
    lines.append({"question": "Now?", "now": "2026-03-04"})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    questions, faults = read_questions(path)
    assert [(each.id, each.reference) for each in questions] == [("1", "He."), ("3", "")]
    assert [(each.line, each.field) for each in faults] == [(2, "question"), (4, "now")]


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ('{"reason": "r", "correct": true, "score": 5}', Grade(correct=True, score=5, reason="r")),
        ('```json\n{"correct": "no", "score": "2"}\n```', Grade(correct=False, score=2)),
        ('<think>{"score": 1}</think>{"score": 4}', Grade(correct=True, score=4)),
        ("{'correct': False, 'score': 3}", Grade(correct=False, score=3)),
        ("评分：4", Grade(correct=True, score=4)),
        ("Score: 7", None),
        ('{"score": 9}', None),
        ("", None),
    ],
)
def test_what_a_judge_says(said: str, grade: Grade | None) -> None:
    assert read_grade(said) == grade


QUESTION = OpenQuestion(id="1", question="Who?", reference="He.")


async def test_a_judge_is_asked_again() -> None:
    judge = Scripted(["Well …", '{"correct": false, "score": 2}'])
    assert await grade(judge, QUESTION, "She.") == Grade(correct=False, score=2)
    assert "He." in judge.requests[0].messages[-1].text
    with pytest.raises(NoGrade, match="Hm"):
        await grade(Scripted(["Hm"] * 3), QUESTION, "She.")


def test_intervals_of_shares_and_scores() -> None:
    known = share(81, 100)
    assert (known.low, known.high) == pytest.approx((0.7222, 0.8749), abs=1e-4)
    assert share(0, 10).low == pytest.approx(0) and share(0, 10).high == pytest.approx(
        0.2775, abs=1e-4
    )
    assert mean_score([4.0]).low == 1.0
    spread = mean_score([1, 5] * 50)
    assert (spread.mean, spread.high - spread.low) == (3, pytest.approx(0.788, abs=0.01))


def test_the_table() -> None:
    graded = {
        "noagent": [Graded(passed=True, score=5), Graded(passed=False, score=2)],
        "react": [Graded(passed=True)],
        "kagentsys": [],
    }
    rows = agents_table("a|b", graded).splitlines()
    assert rows[0].startswith("| a\\|b | pass % | 95% | score 1–5")
    assert rows[2].startswith("| noagent | 50.0 | 9.5–90.5 | 3.50 |")
    assert rows[3].endswith("| – | – | 1 |") and rows[4] == "| kagentsys | – | – | – | – | 0 |"
