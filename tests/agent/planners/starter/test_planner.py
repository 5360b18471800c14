"""The starter's prompts are compact, its plans are read, and nothing of a plan is shown."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from agent.history import Turn
from agent.messages import AssistantMessage, ToolCall
from agent.model import Abilities, Request
from agent.planners.base import Answer, Conclude, Exchange, Malformed, Result, Scene, Tasks
from agent.planners.starter.planner import StarterPlanner
from agent.profile import Profile
from tools.builtin import toolbox

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 25, 10, tzinfo=ZONE)
SCENE = Scene(
    profile=Profile(name="Kai"),
    language="en",
    toolbox=toolbox(clock=lambda: NOW, zone=ZONE),
    abilities=Abilities(style="starter", grammar=True),
    question="How long until Christmas?",
    asked_at=NOW,
)
PLANNER = StarterPlanner()


def lines(request: Request) -> list[str]:
    return str(request.messages[-1].text).split("\n")


def grammar(request: Request) -> str:
    assert request.guide is not None
    assert request.guide.grammar is not None
    return request.guide.grammar


DELTA = '{"start_time": "2026-11-25", "end_time": "2026-12-25"}'


def with_result(
    text: str, *, failed: bool = False, tool: str = "time_delta", arguments: str = DELTA
) -> Scene:
    call = ToolCall(id="task_1", name=tool, arguments=arguments)
    result = Result(call=call, text=text, failed=failed)
    return replace(SCENE, exchanges=(Exchange(said=AssistantMessage(), results=(result,)),))


def test_a_question_comes_with_what_it_names() -> None:
    request = PLANNER.plan(SCENE)
    assert request.messages[0].text == "You are Kai."
    assert lines(request) == [
        "Today: Wed 2026-11-25",
        "Q: how long until christmas?",
        "D: 2026-12-25",
        "Plan:",
    ]
    assert "do_nothing" in grammar(request)
    assert "task_complete" not in grammar(request)


def test_the_last_turn_is_told_for_questions_that_follow_up() -> None:
    turns = (Turn(question="old", answer="x"), Turn(question="2024年春节", answer="是2024-02-10。"))
    request = PLANNER.plan(replace(SCENE, language="zh", question="那2027年呢？", turns=turns))
    assert lines(request)[1:] == [
        "U: 2024年春节",
        "D: 2024-02-10",
        "A: 是2024-02-10。",
        "Q: 那2027年呢？",
        "D: 2027-02-06",
        "计划:",
    ]
    assert "2027-02-06" in grammar(request)


def test_a_finished_task_is_told_and_not_offered_again() -> None:
    request = PLANNER.plan(with_result("30 days 30天"))
    assert "Done: time_delta 2026-11-25, 2026-12-25" in lines(request)
    assert "task_complete" in grammar(request)
    assert '\\"end_time\\": \\"2026-12-25\\"' not in grammar(request)


def test_the_prompt_stays_small() -> None:
    long = "very " * 2000
    scene = replace(SCENE, question=long, turns=(Turn(question=long, answer=long),))
    assert len(PLANNER.plan(scene).messages[-1].text) < 700
    assert len(PLANNER.conclude(with_result("word " * 5000)).messages[-1].text) < 1500


def test_plans_are_read() -> None:
    plan = '{"task_name": "Add", "command": {"name": "calculator", "args": {"expression": "1+1"}}}'
    move = PLANNER.read(AssistantMessage(text=plan), SCENE)
    assert move == Tasks(
        calls=(ToolCall(id="task_1", name="calculator", arguments='{"expression": "1+1"}'),),
        thought="Add",
    )
    for name in ("task_complete", "do_nothing"):
        said = f'{{"task_name": "Stop", "command": {{"name": "{name}", "args": {{}}}}}}'
        assert isinstance(PLANNER.read(AssistantMessage(text=said), SCENE), Conclude)


@pytest.mark.parametrize("text", ["", "hello", "1", "[]", '{"command": {"name": "x"}}'])
def test_other_words_are_no_plan(text: str) -> None:
    with pytest.raises(Malformed):
        PLANNER.read(AssistantMessage(text=text), SCENE)


def test_a_question_is_read_without_its_pictures_and_drawls() -> None:
    asked = [
        lines(PLANNER.plan(replace(SCENE, question=text)))[1]
        for text in ("HEYYYY what's 1000 + 1?!!!! 🎉😊", "🎉")
    ]
    assert asked == ["Q: heyy what's 1000 + 1?!!", "Q: 🎉"]


def test_a_conclusion_is_asked_from_the_results() -> None:
    request = PLANNER.conclude(with_result("30 days 30天"))
    assert lines(request)[1:] == ["R: time_delta 2026-11-25, 2026-12-25", "30 days 30天", "Answer:"]
    assert '"30 days"' in grammar(request)
    failed = PLANNER.conclude(with_result("No such day.", failed=True))
    assert lines(failed)[1].startswith("Failed: ")


def test_of_a_long_result_the_nearest_line_is_shown() -> None:
    text = "Terms:\n" + "\n".join(
        f"{name} Day: 2026-01-0{n}" for n, name in enumerate("甲乙丙丁", 1)
    )
    scene = with_result(text * 20)
    shown = lines(PLANNER.conclude(replace(scene, question="Winter?")))
    assert shown[-2] == "… (81 lines)" or shown[-2].startswith("… (")


def test_the_model_begins_a_list_and_the_rest_is_put_in() -> None:
    rome = '{"location": "Rome", "start_date": "2026-11-25", "end_date": "2026-11-28"}'
    days = "one: 1\ntwo: 2\nthree: 3\nfour: 4"
    scene = with_result(days, tool="get_weather_info", arguments=rome)
    assert json.dumps("\n- one: 1\n- two: 2") in grammar(PLANNER.conclude(scene))
    assert "- three" not in grammar(PLANNER.conclude(scene))
    said = AssistantMessage(text="The list:\n- one: 1\n- two: 2")
    whole = "The list:\n- one: 1\n- two: 2\n- three: 3\n- four: 4"
    assert PLANNER.read(said, scene) == Answer(text=whole)


def test_of_several_questions_one_is_asked_at_a_time() -> None:
    both = "How long until Christmas? And what is 7*6?"
    first = PLANNER.plan(replace(SCENE, question=both))
    assert lines(first)[1:3] == ["Q: how long until christmas?", "D: 2026-12-25"]
    assert "calculator" not in grammar(first)
    one = replace(with_result("30 days 30天"), question=both)
    second = PLANNER.plan(one)
    assert lines(second)[1:-1] == [
        "U: how long until christmas?",
        "D: 2026-12-25",
        "A: 30 days 30天",
        "Q: what is 7*6?",
        "S: 7*6",
    ]
    done = Result(
        call=ToolCall(id="task_2", name="calculator", arguments='{"expression": "7*6"}'),
        text="7*6 = 42",
        failed=False,
    )
    over = Exchange(said=AssistantMessage(), results=(done,))
    assert " | " not in grammar(PLANNER.plan(replace(one, exchanges=(*one.exchanges, over))))


def test_the_same_call_for_the_last_part_is_not_made_again() -> None:
    scene = replace(
        with_result("30 days 30天"), question="Days until Christmas? And until Christmas?"
    )
    command = {"name": "time_delta", "args": json.loads(DELTA)}
    said = AssistantMessage(text=json.dumps({"task_name": "Count", "command": command}))
    assert isinstance(PLANNER.read(said, scene), Conclude)


def test_only_conclusions_are_shown() -> None:
    assert PLANNER.shown("30 da", concluding=True) == "30 da"
    assert PLANNER.shown('{"task_name": "x', concluding=False) == ""


def test_several_sums_are_all_told() -> None:
    results = tuple(
        Result(
            call=ToolCall(id=f"task_{place}", name="calculator", arguments="{}"),
            text=text,
            failed=False,
        )
        for place, text in enumerate(("12*12 = 144", "3*4 = 12"))
    )
    asked = replace(SCENE, exchanges=(Exchange(said=AssistantMessage(), results=results),))
    assert grammar(PLANNER.conclude(asked)) == 'root ::= "12*12 = 144. 3*4 = 12."\n'
    chinese = replace(asked, language="zh")
    assert grammar(PLANNER.conclude(chinese)) == 'root ::= "12*12 = 144。3*4 = 12。"\n'


def test_a_sum_alone_is_told_as_it_is_without_its_note() -> None:
    call = ToolCall(id="task_1", name="calculator", arguments='{"expression": "cos(pi/3)"}')
    result = Result(call=call, text="cos(pi/3) = 0.5 (rounded)", failed=False)
    done = (Exchange(said=AssistantMessage(), results=(result,)),)
    assert grammar(PLANNER.conclude(replace(SCENE, exchanges=done))) == (
        'root ::= "cos(pi/3) = 0.5."\n'
    )
