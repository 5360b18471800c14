"""Questions drawn at random, each with the calls that answer it and what it wants to hear."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent.planners.starter.clues import Clues, find_clues
from agent.planners.starter.grammar import commands
from training import moments, names, values
from training.beyond import beyond, small_talk
from training.intents import (
    BY_NAME,
    INTENTS,
    WEIGHTS,
    Call,
    Intent,
    day_call,
    delta_call,
    range_call,
    sum_call,
    terms_call,
    weather_call,
)
from training.phrases import frames
from training.phrasing import fill, slots, spoken, typed

TOOLS = (
    "get_calendar_info",
    "time_delta",
    "get_solar_terms_info",
    "calculator",
    "get_weather_info",
)


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
    opening = chance.choice(frames.ZH_OPEN if chinese else frames.EN_OPEN)
    closing = chance.choice(frames.ZH_CLOSE if chinese else frames.EN_CLOSE)
    body = text.rstrip("?？") if closing else text
    return f"{opening}{body}{closing}"


def _one_step(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    intent = chance.choices(INTENTS, WEIGHTS)[0]
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
    intent = chance.choices(INTENTS, WEIGHTS)[0]
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
            return moments.day(chance, today, chinese=chinese)
        case "f":
            return _feast(chance, intent, today, chinese)
        case "a":
            return moments.counted(chance, today, chinese=chinese)
        case "k":
            return moments.clocked(chance, values.a_date(chance, today), chinese=chinese)
        case "t":
            return chance.choice(names.ZH_TERMS if chinese else names.EN_TERMS)
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
    feast = chance.choice(names.ZH_FEASTS if chinese else names.EN_FEASTS)
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
    if chance.random() < 0.12 and intent.name == "until":
        return chance.choice(names.ZH_TERMS if chinese else names.EN_TERMS[7:])
    if chance.random() < 0.06:
        return chance.choice(("下一个", "下个", "今年的")) + feast if chinese else f"next {feast}"
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
    first, second = chance.choices(INTENTS, WEIGHTS, k=2)
    if first.name == second.name:
        return None
    parts = [_core(chance, intent, today, chinese).rstrip("?？.") for intent in (first, second)]
    join = chance.choice(frames.ZH_JOIN if chinese else frames.EN_RANGE_JOIN)
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
    intent = BY_NAME[chance.choice(("until", "since"))]
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
                pattern, {"v": chance.choice(names.ZH_TERMS if chinese else names.EN_TERMS)}
            )
    elif tool == "get_weather_info" and chance.random() < 0.5:
        text = fill(pattern, {"v": values.place(chance, chinese=chinese)})
    elif before.wants[0] in (("until",), ("when",)) and chance.random() < 0.7:
        text = fill(pattern, {"v": _feast(chance, BY_NAME["until"], today, chinese)})
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
