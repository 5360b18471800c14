"""Questions that follow up: they mean the one before with another date, year, place or number."""

import random
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
from training.phrasing import fill, spoken, typed
from training.single import TOOLS, Sample, a_feast, plain_step

_NEW_EN = (
    "and <v>?",
    "what about <v>?",
    "how about <v>?",
    "and for <v>?",
    "and in <v>?",
    "same for <v>",
    "and <v>",
    "<v>?",
    "then <v>?",
    "what about <v> then?",
    "ok, and <v>?",
    "and on <v>?",
    "and until <v>?",
    "now <v>",
    "<v> too?",
    "also <v>?",
    "do <v> too",
)
_NEW_ZH = (
    "那<v>呢？",
    "<v>呢？",
    "<v>呢",
    "那<v>",
    "换成<v>呢",
    "如果是<v>呢？",
    "那么<v>呢",
    "还有<v>呢？",
    "再看看<v>",
    "<v>又如何",
    "<v>",
    "<v>怎么样",
    "<v>也查一下",
    "那<v>的呢？",
)


def follow_up(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    """A short question that means the one before with another date, year, place or number."""
    before = plain_step(chance, today, chinese)
    if before is None:
        return None
    tool = before.calls[0][0]
    if chance.random() < _TURNED:
        return _turned(chance, before)
    pattern = chance.choice(_NEW_ZH if chinese else _NEW_EN)
    if tool == "calculator":
        number = str(chance.randint(2, 99))
        ops = (
            ("乘以", "加", "减", "除以", "再加", "再乘")
            if chinese
            else ("times ", "plus ", "minus ", "divided by ", "and times ", "*", "+ ")
        )
        ends = ("呢", "？", "") if chinese else ("?", "", " then?")
        text = f"{chance.choice(ops)}{number}{chance.choice(ends)}"
        if chance.random() < 0.4:
            text = fill(pattern, {"v": sums.a_sum(chance, chinese=chinese)})
    elif tool == "get_solar_terms_info":
        text = fill(pattern, {"v": values.a_year(chance, today, chinese=chinese)})
        if before.wants[0] == ("one",) and chance.random() < 0.4:
            text = fill(
                pattern, {"v": chance.choice(names.ZH_TERMS if chinese else names.EN_TERMS)}
            )
    elif tool == "get_weather_info":
        place = values.place(chance, chinese=chinese)
        when = moments.of_weather(chance, today, chinese=chinese).removeprefix("on ")
        text = fill(pattern, {"v": chance.choice((place, when))})
    elif before.wants[0] in (("until",), ("when",)) and chance.random() < 0.7:
        text = fill(pattern, {"v": a_feast(chance, BY_NAME["until"], today, chinese)})
    elif before.wants[0] == ("range",):
        text = fill(
            pattern,
            {"v": values.zh_range(chance, today) if chinese else values.en_range(chance, today)},
        )
    else:
        text = fill(
            pattern,
            {"v": values.zh_day(chance, today) if chinese else values.en_day(chance, today)},
        )
    return _continued(before, typed(text, chance, chinese=chinese))


_TURNED = 0.2
"""How many follow-ups ask something else of the day that the question before was about."""
_DAY_EN = (
    "(and|so|ok,|) (what|which) (weekday|day of the week|day) is that?",
    "(and|so|) what's that in the lunar calendar?",
    "is that a (working day|weekend|holiday)(| in china)?",
    "(and|ok,|) what day of the week (will that be|was that|does that fall on)?",
    "(what's the|and its|its) lunar date?",
)
_DAY_ZH = (
    "(那天|那|)是(星期几|周几|礼拜几)(|呢|啊)？",
    "(那天|)农历(几号|是多少|呢)？",
    "那天(要上班吗|放假吗|是什么日子|上班不)？",
)
_AWAY_EN = (
    "(and|so|ok,|) how (many days|long) is that from (now|today)?",
    "how (many days|long) (until|till|to) (then|that)?",
    "(and|) how far (away|off) is that( in days|)?",
)
_AWAY_ZH = (
    "(那|)(还有|离现在|离今天|距今)(几天|多少天|多久)(|呢|啊)？",
    "(那|)还要等(多久|几天)(|呢)？",
)


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
        patterns = _DAY_ZH if before.chinese else _DAY_EN
        call, want = ("get_calendar_info", {"start_date": day, "end_date": day}), "weekday"
    else:
        patterns = _AWAY_ZH if before.chinese else _AWAY_EN
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
    clues = find_clues(text, today, answer=answer_to(before), weather=weather)
    call: Call | None
    match tool:
        case "calculator":
            call = sum_call(clues, today)
        case "get_solar_terms_info":
            call = terms_call(clues if clues.dates else old, today)
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
    clues = find_clues(text, before.today, answer=_answer(before))
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
