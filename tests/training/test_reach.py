"""The questions of the reach set are sound, and nearly all of their right calls are on offer."""

from datetime import datetime
from typing import Any

import pytest

from tools.base import ToolError
from tools.builtin import toolbox
from training.evaluate import QUESTIONS, questions
from training.reach import REACH, on_offer, tally

ASKED = questions(REACH)
OFFLINE = ("calculator", "time_delta", "get_calendar_info", "get_solar_terms_info")


def test_none_is_asked_twice() -> None:
    asked = [question["question"] for question in ASKED]
    assert len(set(asked)) == len(asked) >= 200


async def results(question: dict[str, Any]) -> str:
    asked_at = datetime.fromisoformat(question["asked_at"])
    zone = asked_at.tzinfo
    assert zone is not None
    box = toolbox(clock=lambda: asked_at, zone=zone)
    texts = []
    for step in question["steps"]:
        if step["tool"] in OFFLINE:
            tool = box.find(step["tool"])
            texts.append(await tool.run(tool.parse(step["args"])))
    return "\n".join(texts)


async def test_the_tools_give_the_answers_that_are_wanted() -> None:
    for question in ASKED:
        text = await results(question)
        for group in question["answer"]:
            assert any(wanted in text for wanted in group), question["question"]


async def test_a_wrong_call_would_be_seen() -> None:
    wrong = ASKED[0] | {"steps": [{"tool": "calculator", "args": {"expression": "1/0"}}]}
    with pytest.raises(ToolError):
        await results(wrong)


def test_right_calls_are_on_offer() -> None:
    marks = tally(ASKED)
    assert marks.right["right call on offer"] >= 0.97 * marks.total["right call on offer"]
    assert marks.right["no sum in talk"] >= 0.9 * marks.total["no sum in talk"]


def test_those_of_the_development_set_are_too() -> None:
    assert all(on_offer(question) for question in questions(QUESTIONS) if question["steps"])
