"""Questions that follow up: they mean the one before with another date, year, place or number."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from agent.planners.starter.clues import Clues, find_clues
from agent.planners.starter.grammar import commands
from training import moments, names, sums, values
from training.intents import (
    BY_NAME,
    Call,
    day_call,
    delta_call,
    range_call,
    sum_call,
    terms_call,
    weather_call,
)
from training.phrases import following
from training.phrasing import fill, spoken, typed
from training.single import TOOLS, Sample, a_feast, plain_step


def follow_up(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    """A short question that means the one before with another date, year, place or number."""
    before = plain_step(chance, today, chinese)
    if before is None:
        return None
    if chance.random() < _TURNED:
        return _turned(chance, before)
    text = _BY_TOOL.get(before.calls[0][0], _of_a_day)(chance, before)
    return _continued(before, typed(text, chance, chinese=chinese))


def _of_a_sum(chance: random.Random, before: Sample) -> str:
    """What is done to the result, or another sum."""
    chinese = before.chinese
    if chance.random() < 0.6:
        count = chance.choice((chance.randint(2, 20), chance.randint(2, 12) * 5))
        return _one_of(chance, following.RESULT_ZH if chinese else following.RESULT_EN, count)
    if chance.random() < 0.4:
        return _new(chance, before, sums.a_sum(chance, chinese=chinese))
    ops = (
        ("乘以", "加", "减", "除以", "再加", "再乘")
        if chinese
        else ("times ", "plus ", "minus ", "divided by ", "and times ", "*", "+ ")
    )
    ends = ("呢", "？", "") if chinese else ("?", "", " then?")
    return f"{chance.choice(ops)}{chance.randint(2, 99)}{chance.choice(ends)}"


def _of_terms(chance: random.Random, before: Sample) -> str:
    chinese = before.chinese
    if chance.random() < 0.12:
        zone = chance.choice(names.ZH_ZONES if chinese else names.EN_ZONES)
        return _new(chance, before, f"{zone}时间" if chinese else f"in {zone} time")
    if before.wants[0] == ("one",) and chance.random() < 0.4:
        return _new(chance, before, chance.choice(names.ZH_TERMS if chinese else names.EN_TERMS))
    return _new(chance, before, values.a_year(chance, before.today, chinese=chinese))


def _of_the_weather(chance: random.Random, before: Sample) -> str:
    place = values.place(chance, chinese=before.chinese)
    when = moments.of_weather(chance, before.today, chinese=before.chinese).removeprefix("on ")
    return _new(chance, before, chance.choice((place, when)))


def _of_a_day(chance: random.Random, before: Sample) -> str:
    """Another day, feast or range, the same feast in another year, or the day after."""
    today, chinese, want = before.today, before.chinese, before.wants[0]
    if want == ("range",):
        ranged = values.zh_range if chinese else values.en_range
        return _new(chance, before, ranged(chance, today))
    if before.calls[0][0] == "get_calendar_info" and chance.random() < 0.35:
        patterns = following.NEXT_DAY_ZH if chinese else following.NEXT_DAY_EN
        return _one_of(chance, patterns, chance.randint(2, 30))
    if want in (("until",), ("when",)) and chance.random() < 0.8:
        if chance.random() < 0.7:
            return _new(chance, before, a_feast(chance, BY_NAME["until"], today, chinese))
        year = values.a_year(chance, today, chinese=chinese)
        return _new(chance, before, year if chinese else f"in {year}")
    return _new(chance, before, (values.zh_day if chinese else values.en_day)(chance, today))


_BY_TOOL = {
    "calculator": _of_a_sum,
    "get_solar_terms_info": _of_terms,
    "get_weather_info": _of_the_weather,
}


def _new(chance: random.Random, before: Sample, value: str) -> str:
    patterns = following.NEW_ZH if before.chinese else following.NEW_EN
    return fill(chance.choice(patterns), {"v": value})


def _one_of(chance: random.Random, patterns: Sequence[str], count: int) -> str:
    return fill(spoken(chance.choice(patterns), chance), {"n": str(count)})


_TURNED = 0.2
"""How many follow-ups ask something else of the day that the question before was about."""


def _turned(chance: random.Random, before: Sample) -> Sample | None:
    """``and what weekday is that?`` of a day that was counted to, or the count to a day."""
    name, given = before.calls[0]
    today = before.today.isoformat()
    days = {value for value in given.values() if len(value) == len(today)} - {today}
    if name not in ("time_delta", "get_calendar_info") or len(days) != 1:
        return None
    day = days.pop()
    call: Call
    if name == "time_delta":
        patterns = following.DAY_ZH if before.chinese else following.DAY_EN
        call, want = ("get_calendar_info", {"start_date": day, "end_date": day}), "weekday"
    else:
        patterns = following.AWAY_ZH if before.chinese else following.AWAY_EN
        start, end = sorted((day, today))
        call, want = ("time_delta", {"start_time": start, "end_time": end}), "until"
    text = typed(spoken(chance.choice(patterns), chance), chance, chinese=before.chinese)
    return _after(before, text, call, (want,))


def _continued(before: Sample, text: str) -> Sample | None:
    """The call before with what the new question changes."""
    from agent.planners.starter.places.spans import speaks_of_weather
    from training.dialogues import answer_to

    today, tool = before.today, before.calls[0][0]
    old = find_clues(before.question, today)
    weather = speaks_of_weather(before.question)
    clues = find_clues(
        text, today, answer=answer_to(before), weather=weather, earlier=before.question
    )
    call: Call | None
    match tool:
        case "calculator":
            call = sum_call(clues, today)
        case "get_solar_terms_info":
            known = clues if clues.dates else old
            call = terms_call(replace(known, zone=clues.zone or old.zone), today)
        case "get_weather_info":
            places = clues.places or old.places
            merged = Clues(dates=clues.dates or old.dates, places=places)
            now = clues.now or (old.now and not clues.dates)
            call = weather_call(replace(merged, now=now), today)
        case "time_delta":
            call = (
                delta_call(clues, today) if len(clues.dates) == 1 and len(old.dates) <= 1 else None
            )
        case _:
            call = (
                range_call(clues, today)
                if before.wants[0] == ("range",)
                else day_call(clues, today)
            )
            if not clues.dates:
                call = None
    if call is None or call not in commands(TOOLS, [clues, old], today, ()):
        return None
    return _after(before, text, call, before.wants[0])


def _after(before: Sample, text: str, call: Call, want: tuple[str, ...]) -> Sample | None:
    """The question after the other, if the product would let the call be made."""
    clues = find_clues(text, before.today, answer=_answer(before), earlier=before.question)
    old = find_clues(before.question, before.today)
    if call not in commands(TOOLS, [clues, old], before.today, ()):
        return None
    return Sample(
        question=text,
        chinese=before.chinese,
        today=before.today,
        kind="tool",
        calls=(call,),
        wants=(want,),
        earlier=before.question,
        earlier_calls=before.calls,
        earlier_wants=before.wants,
        earlier_kind="tool",
    )


def _answer(before: Sample) -> str:
    from training.dialogues import answer_to

    return answer_to(before)
