"""The grammars allow what a question gives, in llama.cpp itself, and nothing else."""

import json
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from agent.chat_completions import ChatCompletions
from agent.messages import AssistantMessage, UserMessage
from agent.model import Guide, Request
from agent.planners.starter.clues import find_clues
from agent.planners.starter.grammar import (
    Material,
    commands,
    conclusion_grammar,
    plan_grammar,
    talk_grammar,
)
from agent.planners.starter.places.names import in_english
from agent.planners.starter.sums.result_units import result_units
from bot.models.embedded import EmbeddedServer
from tests.servers.tiny_gguf import write_tiny_gguf

TODAY = date(2026, 11, 25)
TOOLS = (
    "time_delta",
    "get_calendar_info",
    "get_solar_terms_info",
    "calculator",
    "get_weather_info",
)


@pytest.fixture
async def speechless(tmp_path: Path) -> AsyncIterator[ChatCompletions]:
    """A model with random weights: what it says is what the grammar lets through."""
    path = write_tiny_gguf(tmp_path / "m.gguf", name="kagentsys-starter-test")
    async with EmbeddedServer(path, threads=1, slots=1) as server:
        model = ChatCompletions(base_url=server.url, model=server.model, api_key=server.api_key)
        yield model
        await model.aclose()


async def said(model: ChatCompletions, grammar: str, prompt: str = "x") -> str:
    request = Request(
        messages=[UserMessage(text=prompt)], guide=Guide(grammar=grammar), max_tokens=900
    )
    whole = [part async for part in model.stream(request)][-1]
    assert isinstance(whole, AssistantMessage)
    return whole.text


def allowed(question: str, *, tools: tuple[str, ...] = TOOLS) -> list[tuple[str, str]]:
    calls = commands(tools, [find_clues(question, TODAY)], TODAY, [])
    return [(name, json.dumps(arguments, ensure_ascii=False)) for name, arguments in calls]


def test_arguments_are_those_the_question_gives() -> None:
    calls = allowed("How many days are there between 2024-01-01 and 2024-06-19?")
    deltas = [arguments for name, arguments in calls if name == "time_delta"]
    assert deltas == ['{"start_time": "2024-01-01", "end_time": "2024-06-19"}']
    assert ("do_nothing", "{}") in calls
    assert not [name for name, _ in calls if name in ("calculator", "get_weather_info")]


def test_only_tools_that_are_there() -> None:
    assert {name for name, _ in allowed("1+1", tools=("calculator",))} == {
        "calculator",
        "do_nothing",
    }
    assert allowed("1+1", tools=()) == [("do_nothing", "{}")]


def test_today_counts_as_named() -> None:
    deltas = [given for name, given in allowed("days until Christmas") if name == "time_delta"]
    assert deltas == ['{"start_time": "2026-11-25", "end_time": "2026-12-25"}']


def test_a_range_is_taken_whole() -> None:
    given = [given for _, given in allowed("Rome's weather from 2027-06-05 to 7 June")]
    taken = [text for text in given if '"location"' in text and "2027" in text]
    assert len(taken) == 1
    assert '"start_date": "2027-06-05", "end_date": "2027-06-07"' in taken[0]


def test_one_question_needs_one_task() -> None:
    done = ("time_delta", {"start_time": "2026-11-25", "end_time": "2026-12-25"})
    for question, more in (
        ("How many days until Christmas?", False),
        ("离圣诞节还有几天？", False),
        ("How many days until Christmas, and what weekday is it?", True),
        ("离圣诞节还有几天？那天是星期几？", True),
        ("days until Christmas and 3*4", True),
    ):
        left = commands(TOOLS, [find_clues(question, TODAY)], TODAY, [done])
        assert (left != [("task_complete", {"reason": "done"})]) is more, question


def test_solar_terms_only_where_they_are_spoken_of() -> None:
    assert "get_solar_terms_info" not in dict(allowed("Who won the world cup in 2018?"))
    names = dict(allowed("2026年的二十四节气"))
    assert "get_solar_terms_info" in names
    assert "get_calendar_info" not in names


def test_solar_terms_come_in_the_zone_that_is_named() -> None:
    (call,) = (
        given
        for name, given in commands(
            TOOLS, [find_clues("winter solstice 2028 in New York time", TODAY)], TODAY, []
        )
        if name == "get_solar_terms_info" and given["year"] == "2028"
    )
    assert call["time_zone"] == "America/New_York"
    there = Material(units=("12:00:00",), zone="America/New_York")
    assert "Beijing" not in conclusion_grammar([there], "en")
    assert "Beijing time" in conclusion_grammar([Material(units=("12:00:00",))], "ja")


@pytest.mark.parametrize(
    ("question", "day", "year"),
    [
        ("what's the next solar term", date(2026, 11, 25), "2026"),
        ("下一个节气是什么", date(2026, 12, 23), "2027"),
        ("which solar term are we in right now", date(2026, 12, 23), "2026"),
    ],
)
def test_the_next_or_latest_solar_term_is_looked_up(question: str, day: date, year: str) -> None:
    offered = commands(TOOLS, [find_clues(question, day)], day, [])
    assert offered == [("get_solar_terms_info", {"year": year})]


def test_customs_of_the_next_solar_term_may_be_declined() -> None:
    offered = commands(TOOLS, [find_clues("下一个节气吃什么", TODAY)], TODAY, [])
    assert ("do_nothing", {}) in offered


def spans(question: str, tool: str) -> list[str]:
    """What may be chosen for a tool, the values only."""
    return [
        " ".join(json.loads(given).values()) for name, given in allowed(question) if name == tool
    ]


def test_what_is_left_counts_from_today() -> None:
    asked = "it began on 2023-08-08 and runs out 2028-08-08. how many days are left"
    assert spans(asked, "time_delta") == [f"2023-08-08 {TODAY}", f"{TODAY} 2028-08-08"]
    assert spans("the train left at 7:42 and is in at 12:05", "time_delta") == [
        f"{TODAY} 07:42:00 {TODAY} 12:05:00"
    ]
    whole = "days left in it from 2023-08-08 to 2028-08-08"
    assert spans(whole, "time_delta") == ["2023-08-08 2028-08-08"]


def test_holidays_are_those_of_the_whole_year() -> None:
    asked = "public holidays in china 2025"
    assert spans(asked, "get_calendar_info") == ["2025-01-01 2025-12-31"]
    zodiac = spans("what zodiac year is 2025", "get_calendar_info")
    assert "2025-01-01 2025-12-31" not in zodiac
    assert "2025-07-01 2025-07-01" in zodiac


def test_what_was_done_is_not_done_again() -> None:
    done = ("calculator", {"expression": "1+1"})
    left = commands(("calculator",), [find_clues("1+1", TODAY)], TODAY, [done])
    assert left == [("task_complete", {"reason": "done"})]


def rome(question: str) -> list[str]:
    return [given for _, given in allowed(question) if '"Rome"' in given]


def test_the_weather_is_current_only_where_now_is_meant() -> None:
    (tomorrow,) = rome("weather in Rome tomorrow")
    assert '"start_date": "2026-11-26"' in tomorrow
    assert '"is_current": "no"' in tomorrow
    (now,) = rome("Is it raining in Rome right now?")
    assert '"is_current": "yes"' in now
    (today,) = rome("weather in Rome today")
    assert '"is_current": "no"' in today


def test_a_follow_up_keeps_what_it_does_not_change() -> None:
    before = find_clues("weather in Rome tomorrow", TODAY)
    for question, place, day in (
        ("and in Oslo?", "Oslo", "2026-11-26"),
        ("and on 1 December?", "Rome", "2026-12-01"),
    ):
        clues = [find_clues(question, TODAY, weather=True), before]
        given = [call for name, call in commands(TOOLS, clues, TODAY, []) if "location" in call]
        assert {call["location"] for call in given} == {place}
        assert day in {call["start_date"] for call in given}


@pytest.mark.parametrize(
    "question",
    [
        "compare tomorrow's weather in Boston, Massachusetts and Miami, Florida",
        "明天北京和青岛的天气分别怎么样",
        "Oslo vs Bergen weather tomorrow",
    ],
)
def test_places_that_are_compared_are_looked_up_in_turn(question: str) -> None:
    clues = find_clues(question, TODAY)
    done: list[tuple[str, dict[str, str]]] = []
    for place in clues.places:
        forecasts = [
            given
            for name, given in commands(TOOLS, [clues], TODAY, done)
            if name == "get_weather_info" and given["start_date"] == "2026-11-26"
        ]
        assert [given["location"] for given in forecasts] == [in_english(place)]
        done.append(("get_weather_info", forecasts[0]))
    assert [name for name, _ in commands(TOOLS, [clues], TODAY, done)] == ["task_complete"]


def test_a_place_that_is_left_is_not_compared() -> None:
    assert not find_clues("flight from Paris to London, weather in London?", TODAY).compared


async def test_llama_cpp_takes_the_plan_grammar(speechless: ChatCompletions) -> None:
    for question in ('say "1+1" \\ in Rome’s weather, 2024-01-01', "北京明天“天气”"):
        clues = find_clues(question, TODAY)
        calls = commands(TOOLS, [clues], TODAY, [])
        plan = json.loads(await said(speechless, plan_grammar(calls), question))
        command = plan["command"]
        assert (command["name"], command["args"]) in calls


async def test_llama_cpp_takes_the_conclusion_grammar(speechless: ChatCompletions) -> None:
    units = result_units(["170 days (5 months 18 days) 170天（5个月18天）", 'a "b" \\ 7'])
    told = Material(units=tuple(units), copy="- one\n- two")
    text = await said(speechless, conclusion_grammar([told], "zh"))
    for unit in sorted([*units, "- one\n- two"], key=len, reverse=True):
        text = text.replace(unit, "")
    assert not re.search("[0-9]", text)
    talk = await said(speechless, talk_grammar(["R2-D2"]))
    assert talk
    assert not re.search("[0-9]", talk.replace("R2-D2", ""))


async def test_of_several_results_each_is_told_once(speechless: ChatCompletions) -> None:
    materials = [Material(units=("alpha",), opening="From "), Material(units=("beta",))]
    text = await said(speechless, conclusion_grammar(materials, "en"))
    first, second, third = text.partition("beta")
    assert first.startswith("From alpha")
    assert second
    assert "alpha" not in third


async def test_a_failure_without_a_name_can_still_be_told(speechless: ChatCompletions) -> None:
    failed = Material(units=(), copy="- Division by zero has no result.")
    text = await said(speechless, conclusion_grammar([failed], "en"))

    assert text == "Sorry, that did not work:\n- Division by zero has no result."


def test_units_of_a_calendar_line() -> None:
    units = result_units(
        [
            "solar 阳历: 2024-06-19 Wednesday 星期三; "
            "lunar 阴历: 2024年五月十四 (5th month 14th day); "
            "China 中国: public holiday 法定放假 (National Day 国庆节)"
        ]
    )
    wanted = {
        "2024-06-19",
        "Wednesday",
        "星期三",
        "2024年五月十四",
        "2024年五月十四 (5th month 14th day)",
    }
    assert wanted | {"National Day", "国庆节", "法定放假"} <= set(units)
    assert "14" not in units


def test_a_second_sum_is_owed() -> None:
    done = ("calculator", {"expression": "12*12"})
    asked = [find_clues("what's 12*12 and what's 15% of 60", TODAY)]
    assert commands(TOOLS, asked, TODAY, [done]) == [
        ("calculator", {"expression": "15/100*60"}),
    ]
