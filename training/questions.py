"""Questions drawn at random, each with the calls that answer it and what it wants to hear."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.planners.starter.clues import Clues, find_clues
from agent.planners.starter.grammar import commands
from training import intents, values
from training.beyond import beyond, small_talk
from training.phrasing import fill, slots, spoken, typed

TOOLS = (
    "get_calendar_info",
    "time_delta",
    "get_solar_terms_info",
    "calculator",
    "get_weather_info",
)
Call = tuple[str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A question, the one before it if it follows up, its calls, and per call what is asked of it.

    ``kind`` is ``tool``, or what the talk is when no tool helps.
    """

    question: str
    chinese: bool
    today: date
    kind: str
    calls: tuple[Call, ...] = ()
    wants: tuple[tuple[str, ...], ...] = ()
    earlier: str = ""
    earlier_calls: tuple[Call, ...] = ()
    earlier_wants: tuple[tuple[str, ...], ...] = ()
    earlier_kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Intent:
    """Patterns of one purpose; ``call`` makes the call of the clues, None where they don't fit."""

    name: str
    en: Sequence[str]
    zh: Sequence[str]
    call: Callable[[Clues, date], Call | None]
    wants: tuple[str, ...]
    weight: float = 1.0


def _delta(clues: Clues, today: date) -> Call | None:
    points = [_point(span) for span in clues.dates if span.first == span.last]
    if len(points) == 1:
        points.append(today.isoformat())
    if len(points) != 2 or points[0] == points[1]:
        return None
    start, end = sorted(points)
    return "time_delta", {"start_time": start, "end_time": end}


def _point(span: Any) -> str:
    return span.text if span.clock else span.first.isoformat()


def _day(clues: Clues, today: date) -> Call | None:
    spans = [span for span in clues.dates if span.first == span.last]
    if not clues.dates:
        day = today.isoformat()
    elif spans and not spans[0].clock:
        day = spans[0].first.isoformat()
    elif len(clues.dates) == 1 and clues.dates[0].year_only:
        day = date(clues.dates[0].first.year, 7, 1).isoformat()
    else:
        return None
    return "get_calendar_info", {"start_date": day, "end_date": day}


def _range(clues: Clues, today: date) -> Call | None:
    if len(clues.dates) == 1 and clues.dates[0].first != clues.dates[0].last:
        first, last = clues.dates[0].first, clues.dates[0].last
    elif len(clues.dates) == 2 and clues.dates[0].first < clues.dates[1].first:
        first, last = clues.dates[0].first, clues.dates[1].first
    else:
        return None
    return "get_calendar_info", {"start_date": first.isoformat(), "end_date": last.isoformat()}


def _terms(clues: Clues, today: date) -> Call | None:
    years = {span.first.year for span in clues.dates} or {today.year}
    if len(years) != 1:
        return None
    return "get_solar_terms_info", {"year": str(years.pop())}


def _sum(clues: Clues, today: date) -> Call | None:
    if len(clues.sums) != 1:
        return None
    return "calculator", {"expression": clues.sums[0]}


def _weather(current: bool) -> Callable[[Clues, date], Call | None]:
    def call(clues: Clues, today: date) -> Call | None:
        if len(clues.places) != 1 or len(clues.dates) > 2:
            return None
        days = _range(clues, today) if clues.dates else None
        if days is None:
            if len(clues.dates) > 1:
                return None
            days = _day(clues, today)
        if days is None:
            return None
        is_current = "yes" if current and set(days[1].values()) == {today.isoformat()} else "no"
        arguments = {"location": clues.places[0], **days[1], "is_current": is_current}
        return "get_weather_info", arguments

    return call


INTENTS = (
    Intent(
        name="delta",
        en=intents.DELTA_TWO_EN,
        zh=intents.DELTA_TWO_ZH,
        call=_delta,
        wants=("between",),
        weight=2.4,
    ),
    Intent(
        name="until",
        en=intents.DELTA_UNTIL_EN,
        zh=intents.DELTA_UNTIL_ZH,
        call=_delta,
        wants=("until",),
        weight=2.8,
    ),
    Intent(
        name="since",
        en=intents.DELTA_SINCE_EN,
        zh=intents.DELTA_SINCE_ZH,
        call=_delta,
        wants=("since",),
        weight=2.2,
    ),
    Intent(
        name="weekday",
        en=intents.DAY_WEEKDAY_EN,
        zh=intents.DAY_WEEKDAY_ZH,
        call=_day,
        wants=("weekday",),
        weight=1.2,
    ),
    Intent(
        name="today",
        en=intents.TODAY_WEEKDAY_EN,
        zh=intents.TODAY_WEEKDAY_ZH,
        call=_day,
        wants=("weekday",),
        weight=0.7,
    ),
    Intent(
        name="date",
        en=intents.TODAY_DATE_EN,
        zh=intents.TODAY_DATE_ZH,
        call=_day,
        wants=("weekday",),
        weight=0.7,
    ),
    Intent(
        name="lunar",
        en=intents.DAY_LUNAR_EN,
        zh=intents.DAY_LUNAR_ZH,
        call=_day,
        wants=("lunar",),
        weight=1.2,
    ),
    Intent(
        name="lunar_today",
        en=intents.TODAY_LUNAR_EN,
        zh=intents.TODAY_LUNAR_ZH,
        call=_day,
        wants=("lunar",),
        weight=0.6,
    ),
    Intent(
        name="both",
        en=intents.DAY_BOTH_EN,
        zh=intents.DAY_BOTH_ZH,
        call=_day,
        wants=("lunar",),
        weight=0.8,
    ),
    Intent(
        name="zodiac",
        en=intents.DAY_ZODIAC_EN,
        zh=intents.DAY_ZODIAC_ZH,
        call=_day,
        wants=("zodiac",),
        weight=0.8,
    ),
    Intent(
        name="sign",
        en=intents.DAY_SIGN_EN,
        zh=intents.DAY_SIGN_ZH,
        call=_day,
        wants=("sign",),
        weight=0.6,
    ),
    Intent(
        name="work",
        en=intents.DAY_WORK_EN,
        zh=intents.DAY_WORK_ZH,
        call=_day,
        wants=("work",),
        weight=0.9,
    ),
    Intent(
        name="festival",
        en=intents.DAY_FEST_EN,
        zh=intents.DAY_FEST_ZH,
        call=_day,
        wants=("festival",),
        weight=0.7,
    ),
    Intent(
        name="day_term",
        en=intents.DAY_TERM_EN,
        zh=intents.DAY_TERM_ZH,
        call=_day,
        wants=("term",),
        weight=0.4,
    ),
    Intent(
        name="day",
        en=intents.DAY_GENERAL_EN,
        zh=intents.DAY_GENERAL_ZH,
        call=_day,
        wants=("all",),
        weight=0.7,
    ),
    Intent(
        name="when",
        en=intents.WHEN_FEST_EN,
        zh=intents.WHEN_FEST_ZH,
        call=_day,
        wants=("when",),
        weight=1.1,
    ),
    Intent(
        name="range",
        en=intents.RANGE_EN,
        zh=intents.RANGE_ZH,
        call=_range,
        wants=("range",),
        weight=1.4,
    ),
    Intent(
        name="term",
        en=intents.TERM_ONE_EN,
        zh=intents.TERM_ONE_ZH,
        call=_terms,
        wants=("one",),
        weight=2.6,
    ),
    Intent(
        name="terms",
        en=intents.TERMS_ALL_EN,
        zh=intents.TERMS_ALL_ZH,
        call=_terms,
        wants=("list",),
        weight=2.2,
    ),
    Intent(
        name="sum", en=intents.CALC_EN, zh=intents.CALC_ZH, call=_sum, wants=("sum",), weight=2.4
    ),
    Intent(
        name="weather",
        en=intents.WEATHER_EN,
        zh=intents.WEATHER_ZH,
        call=_weather(False),
        wants=("weather",),
        weight=1.4,
    ),
    Intent(
        name="weather_now",
        en=intents.WEATHER_NOW_EN,
        zh=intents.WEATHER_NOW_ZH,
        call=_weather(True),
        wants=("weather",),
        weight=0.7,
    ),
)
_BY_NAME = {intent.name: intent for intent in INTENTS}
_WEIGHTS = [intent.weight for intent in INTENTS]


def draw(chance: random.Random, today: date) -> Sample:
    """A question of any kind: some 40 in 100 are beyond the tools."""
    chinese = chance.random() < 0.5
    roll = chance.random()
    if roll < 0.27:
        return _talk(chance, today, chinese, "refusal")
    if roll < 0.40:
        kind = chance.choice(
            ("greeting", "greeting", "identity", "identity", "identity", "thanks", "bye")
        )
        return _talk(chance, today, chinese, kind)
    for _ in range(60):
        if roll < 0.50:
            sample = _follow_up(chance, today, chinese)
        elif roll < 0.59:
            sample = _two_steps(chance, today, chinese)
        else:
            sample = _one_step(chance, today, chinese)
        if sample is not None:
            return sample
    return _talk(chance, today, chinese, "refusal")


def _talk(chance: random.Random, today: date, chinese: bool, kind: str) -> Sample:
    if kind == "refusal":
        text = beyond(chance, today, chinese=chinese)
        if chance.random() < 0.35:
            text = _framed(chance, text, chinese)
    else:
        text = small_talk(chance, kind, chinese=chinese)
    sample = Sample(
        question=typed(text, chance, chinese=chinese), chinese=chinese, today=today, kind=kind
    )
    if chance.random() < 0.25:
        before = _one_step(chance, today, chinese)
        if before is not None:
            return _after(before, sample)
    return sample


def _after(before: Sample, sample: Sample) -> Sample:
    return Sample(
        question=sample.question,
        chinese=sample.chinese,
        today=sample.today,
        kind=sample.kind,
        calls=sample.calls,
        wants=sample.wants,
        earlier=before.question,
        earlier_calls=before.calls,
        earlier_wants=before.wants,
        earlier_kind=before.kind,
    )


def _framed(chance: random.Random, text: str, chinese: bool) -> str:
    opening = chance.choice(intents.ZH_OPEN if chinese else intents.EN_OPEN)
    closing = chance.choice(intents.ZH_CLOSE if chinese else intents.EN_CLOSE)
    body = text.rstrip("?？") if closing else text
    return f"{opening}{body}{closing}"


def _one_step(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    intent = chance.choices(INTENTS, _WEIGHTS)[0]
    if intent.name == "sum" and not chinese and chance.random() < 0.2:
        text = values.sum_order(chance)
    else:
        text = _core(chance, intent, today, chinese)
    text = typed(_framed(chance, text, chinese), chance, chinese=chinese)
    call = _checked(intent, find_clues(text, today), (), today, ())
    if call is None:
        return None
    before = Sample(
        question=text,
        chinese=chinese,
        today=today,
        kind="tool",
        calls=(call,),
        wants=(intent.wants,),
    )
    if chance.random() < 0.15:
        other = _one_step_plain(chance, today, chinese)
        if other is not None and _checked_after(intent, text, other, today) == call:
            return _after(other, before)
    return before


def _one_step_plain(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    intent = chance.choices(INTENTS, _WEIGHTS)[0]
    text = typed(_core(chance, intent, today, chinese), chance, chinese=chinese)
    call = _checked(intent, find_clues(text, today), (), today, ())
    if call is None:
        return None
    return Sample(
        question=text,
        chinese=chinese,
        today=today,
        kind="tool",
        calls=(call,),
        wants=(intent.wants,),
    )


def _checked_after(intent: Intent, text: str, other: Sample, today: date) -> Call | None:
    return _checked(
        intent, find_clues(text, today), (find_clues(other.question, today),), today, ()
    )


def _core(chance: random.Random, intent: Intent, today: date, chinese: bool) -> str:
    pattern = spoken(chance.choice(intent.zh if chinese else intent.en), chance)
    for name in slots(pattern):
        pattern = pattern.replace(f"<{name}>", _value(name, intent, chance, today, chinese), 1)
    return pattern


def _value(name: str, intent: Intent, chance: random.Random, today: date, chinese: bool) -> str:
    match name:
        case "d":
            return values.zh_day(chance, today) if chinese else values.en_day(chance, today)
        case "f":
            return _feast(chance, intent, today, chinese)
        case "t":
            return chance.choice(values.ZH_TERMS if chinese else values.EN_TERMS)
        case "y":
            return values.a_year(chance, today, chinese=chinese)
        case "r":
            return values.zh_range(chance, today) if chinese else values.en_range(chance, today)
        case "s":
            return values.a_sum(chance, chinese=chinese)
        case "p":
            return values.place(chance, chinese=chinese)
        case _:
            return _weather_day(chance, today, chinese)


def _feast(chance: random.Random, intent: Intent, today: date, chinese: bool) -> str:
    feast = chance.choice(values.ZH_FEASTS if chinese else values.EN_FEASTS)
    if chance.random() < (0.5 if intent.name == "when" else 0.12):
        year = chance.randint(today.year - 2, today.year + 6)
        word = chance.choice(
            ("今年", "明年", "去年") if chinese else ("this year", "next year", "last year")
        )
        if chinese:
            return chance.choice(
                (f"{year}年{feast}", f"{year}年的{feast}", f"{word}{feast}", f"{word}的{feast}")
            )
        return chance.choice(
            (f"{feast} {year}", f"{feast} in {year}", f"{feast} {word}", f"{feast} {year}")
        )
    if chance.random() < 0.12:
        return (
            chance.choice(values.ZH_TERMS if chinese else values.EN_TERMS[7:])
            if intent.name == "until"
            else feast
        )
    return feast


def _weather_day(chance: random.Random, today: date, chinese: bool) -> str:
    roll = chance.random()
    if chinese:
        if roll < 0.75:
            return chance.choice(
                (
                    "今天",
                    "今天",
                    "明天",
                    "明天",
                    "明天",
                    "后天",
                    "昨天",
                    "大后天",
                    "周末",
                    "下周",
                    "这周末",
                    f"周{chance.choice('一二三四五六日')}",
                    f"下周{chance.choice('一二三四五六日')}",
                )
            )
        return values.zh_day(chance, today) if roll < 0.9 else values.zh_range(chance, today)
    if roll < 0.75:
        return chance.choice(
            (
                "today",
                "today",
                "tomorrow",
                "tomorrow",
                "tomorrow",
                "the day after tomorrow",
                "yesterday",
                "this weekend",
                "next week",
                f"on {chance.choice(values.EN_WEEKDAYS)}",
                f"next {chance.choice(values.EN_WEEKDAYS)}",
                "tonight",
            )
        )
    return (
        f"on {values.en_date(chance, values.a_date(chance, today))}"
        if roll < 0.9
        else values.en_range(chance, today)
    )


def _checked(
    intent: Intent, clues: Clues, earlier: Sequence[Clues], today: date, done: Sequence[Call]
) -> Call | None:
    """The call, if the product's own grammar would let it be made."""
    call = intent.call(clues, today)
    allowed = commands(TOOLS, [clues, *earlier], today, done)
    return call if call is not None and call in allowed else None


def _two_steps(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    """Two questions in one, about different things, or two of the same day."""
    if chance.random() < 0.15:
        return _same_day(chance, today, chinese)
    first, second = chance.choices(INTENTS, _WEIGHTS, k=2)
    if first.name == second.name:
        return None
    parts = [_core(chance, intent, today, chinese).rstrip("?？.") for intent in (first, second)]
    join = chance.choice(intents.ZH_JOIN if chinese else intents.EN_RANGE_JOIN)
    calls = [
        _checked(i, find_clues(part, today), (), today, ())
        for i, part in zip((first, second), parts, strict=True)
    ]
    text = typed(_framed(chance, join.join(parts), chinese), chance, chinese=chinese)
    clues = find_clues(text, today)
    allowed = commands(TOOLS, [clues], today, ())
    if (
        not clues.several
        or None in calls
        or calls[0] == calls[1]
        or any(call not in allowed for call in calls)
    ):
        return None
    if calls[0][0] == calls[1][0] and calls[0][0] != "calculator":
        return None
    return Sample(
        question=text,
        chinese=chinese,
        today=today,
        kind="tool",
        calls=tuple(calls),
        wants=(first.wants, second.wants),
    )


_SAME_EN = (
    "and (what|which) (weekday|day of the week|day) is (that|it)?",
    "and what weekday will that be?",
    "which weekday is that?",
    "and what is its lunar date?",
    "and what's that in the lunar calendar?",
    "and is that a working day?",
)
_SAME_ZH = (
    "那天(是|)(星期几|周几)？",
    "(是|那是|又是)(星期几|周几)？",
    "那天(农历|阴历)(几号|是多少)？",
    "那天(要|用)上班吗？",
    "是什么日子？",
)


def _same_day(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    intent = _BY_NAME[chance.choice(("until", "since"))]
    tail = spoken(chance.choice(_SAME_ZH if chinese else _SAME_EN), chance)
    text = _core(chance, intent, today, chinese).rstrip("?？.") + ("？" if chinese else "? ") + tail
    text = typed(text, chance, chinese=chinese)
    clues = find_clues(text, today)
    days = [span for span in clues.dates if span.first == span.last and not span.clock]
    delta = _checked(intent, clues, (), today, ())
    if delta is None or len(days) != 1 or len(clues.dates) != 1 or not clues.several:
        return None
    day = days[0].first.isoformat()
    call = ("get_calendar_info", {"start_date": day, "end_date": day})
    want = (
        ("lunar",)
        if any(word in tail for word in ("lunar", "农历", "阴历"))
        else ("work",)
        if any(word in tail for word in ("work", "上班"))
        else ("weekday",)
    )
    return Sample(
        question=text,
        chinese=chinese,
        today=today,
        kind="tool",
        calls=(delta, call),
        wants=(intent.wants, want),
    )


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


def _follow_up(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    """A short question that means the one before with another date, year, place or number."""
    before = _one_step_plain(chance, today, chinese)
    if before is None:
        return None
    tool = before.calls[0][0]
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
            text = fill(pattern, {"v": values.a_sum(chance, chinese=chinese)})
    elif tool == "get_solar_terms_info":
        text = fill(pattern, {"v": values.a_year(chance, today, chinese=chinese)})
        if before.wants[0] == ("one",) and chance.random() < 0.4:
            text = fill(
                pattern, {"v": chance.choice(values.ZH_TERMS if chinese else values.EN_TERMS)}
            )
    elif tool == "get_weather_info" and chance.random() < 0.5:
        text = fill(pattern, {"v": values.place(chance, chinese=chinese)})
    elif before.wants[0] in (("until",), ("when",)) and chance.random() < 0.7:
        text = fill(pattern, {"v": _feast(chance, _BY_NAME["until"], today, chinese)})
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


def _continued(before: Sample, text: str) -> Sample | None:
    """The call before with what the new question changes."""
    from agent.planners.starter.place_spans import speaks_of_weather
    from training.dialogues import answer_to

    today, (tool, arguments) = before.today, before.calls[0]
    old = find_clues(before.question, today)
    weather = speaks_of_weather(before.question)
    clues = find_clues(text, today, answer=answer_to(before), weather=weather)
    call: Call | None
    match tool:
        case "calculator":
            call = _sum(clues, today)
        case "get_solar_terms_info":
            call = _terms(clues if clues.dates else old, today)
        case "get_weather_info":
            places = clues.places or old.places
            merged = Clues(dates=clues.dates or old.dates, places=places)
            call = _weather(arguments["is_current"] == "yes")(merged, today)
        case "time_delta":
            call = _delta(clues, today) if len(clues.dates) == 1 and len(old.dates) <= 1 else None
        case _:
            call = _range(clues, today) if before.wants[0] == ("range",) else _day(clues, today)
            if not clues.dates:
                call = None
    if call is None or call not in commands(TOOLS, [clues, old], today, ()):
        return None
    wants = before.wants
    return Sample(
        question=text,
        chinese=before.chinese,
        today=today,
        kind="tool",
        calls=(call,),
        wants=wants,
        earlier=before.question,
        earlier_calls=before.calls,
        earlier_wants=before.wants,
        earlier_kind="tool",
    )
