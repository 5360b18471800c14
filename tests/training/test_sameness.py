"""Calls that come to the same are the same, and a question may be answered in several ways."""

from datetime import datetime
from typing import Any

import pytest

from training.evaluate import Outcome, ways
from training.sameness import same

AT = datetime.fromisoformat("2026-11-25T10:00:00+08:00")


@pytest.mark.parametrize(
    ("name", "given", "wanted", "equal"),
    [
        ("calculator", {"expression": "2^3"}, {"expression": "4+4"}, True),
        ("calculator", {"expression": "2^3"}, {"expression": "9"}, False),
        (
            "get_calendar_info",
            {"start_date": "2026-12-25", "end_date": "2026-12-25"},
            {"start_date": "2026-12-25"},
            True,
        ),
        ("get_calendar_info", {"start_date": "2026-12-25"}, {"start_date": "2026-12-26"}, False),
        (
            "get_weather_info",
            {"location": "Beijing", "start_date": "2026-11-25"},
            {"location": "北京, China"},
            True,
        ),
        ("get_weather_info", {"location": "Oslo"}, {"location": "Bergen"}, False),
        (
            "get_weather_info",
            {"location": "Oslo", "is_current": "yes"},
            {"location": "Oslo"},
            False,
        ),
    ],
)
def test_calls(name: str, given: dict[str, Any], wanted: dict[str, Any], *, equal: bool) -> None:
    assert same(name, given, wanted, AT) is equal


def test_a_question_may_have_several_ways() -> None:
    one, two = ({"tool": "calculator", "args": {"expression": text}} for text in ("1+1", "2+2"))
    question = {"steps": [one, {"or": [[two], []]}], "asked_at": AT.isoformat(), "kind": "tool"}
    assert ways(question) == [[one, two], [one]]
    said = Outcome(
        question=question,
        answer="",
        steps=[("calculator", {"expression": "2"})],
        first=0.0,
        whole=0.0,
    )
    assert said.tools_right
    assert said.arguments_right


@pytest.mark.parametrize(
    ("kind", "answer", "right"),
    [
        ("beyond", "Sorry, that is beyond me: I know dates.", True),
        ("beyond", "Hello!", False),
        ("talk", "Hello!", True),
        ("talk", "抱歉，这超出了我的能力：我只懂日期。", False),
    ],
)
def test_what_is_no_question_for_tools(kind: str, answer: str, *, right: bool) -> None:
    question = {"kind": kind, "steps": [], "answer": []}
    outcome = Outcome(question=question, answer=answer, steps=[], first=0.0, whole=0.0)
    assert outcome.answer_right is right
