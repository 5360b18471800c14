"""Questions of one thing, drawn at random, each with the call that answers it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.planners.starter.clues import Clues, find_clues
from agent.planners.starter.dates.spans import find_dates
from agent.planners.starter.grammar import commands
from training import moments, names, sums, values
from training.intents import INTENTS, WEIGHTS, Call, Intent
from training.phrases import frames, terms
from training.phrasing import slots, spoken, typed
from training.stories import a_story

TOOLS = (
    "get_calendar_info",
    "time_delta",
    "get_solar_terms_info",
    "calculator",
    "get_weather_info",
)
_TRIES = 5
_DATES = "dfakyrw"
"""Slots that a date is to be found in."""
_TIMED = ("term", "terms")
_STORIES = 0.55
"""How many of the sums are told as a story or in unusual words."""


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


def one_step(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    intent = chance.choices(INTENTS, WEIGHTS)[0]
    if intent.name == "sum" and not chinese and chance.random() < 0.2:
        text = sums.an_order(chance)
    else:
        text = core(chance, intent, today, chinese)
    said = find_clues(text, today)
    text = typed(framed(chance, text, chinese), chance, chinese=chinese)
    clues = find_clues(text, today)
    call = checked(intent, clues, (), today, ())
    if call is None or call != intent.call(said, today):
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
        other = plain_step(chance, today, chinese)
        if other is not None and _checked_after(intent, text, other, today) == call:
            return after(other, before)
    return before


def plain_step(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    intent = chance.choices(INTENTS, WEIGHTS)[0]
    asked = core(chance, intent, today, chinese)
    text = typed(asked, chance, chinese=chinese)
    call = checked(intent, find_clues(text, today), (), today, ())
    if call is None or call != intent.call(find_clues(asked, today), today):
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
    return checked(intent, find_clues(text, today), (find_clues(other.question, today),), today, ())


def core(chance: random.Random, intent: Intent, today: date, chinese: bool) -> str:
    if intent.name == "sum" and chance.random() < _STORIES:
        return a_story(chance, chinese=chinese)
    for _ in range(_TRIES):
        text = pattern = spoken(chance.choice(intent.zh if chinese else intent.en), chance)
        for name in slots(pattern):
            text = text.replace(f"<{name}>", _value(name, intent, chance, today, chinese), 1)
        if len(find_dates(text, today)) >= sum(name in _DATES for name in slots(pattern)):
            break
    return _zoned(chance, text, chinese) if intent.name in _TIMED else text


def _zoned(chance: random.Random, text: str, chinese: bool) -> str:
    """Now and then the times are wanted in another zone."""
    if chance.random() > 0.07:
        return text
    pattern = spoken(chance.choice(terms.ZONE_ZH if chinese else terms.ZONE_EN), chance)
    zone = chance.choice(names.ZH_ZONES if chinese else names.EN_ZONES)
    return text.rstrip("?？.。！!") + pattern.replace("<z>", zone)


def _value(name: str, intent: Intent, chance: random.Random, today: date, chinese: bool) -> str:
    match name:
        case "d":
            return moments.day(chance, today, chinese=chinese)
        case "f":
            return a_feast(chance, intent, today, chinese)
        case "a":
            return moments.counted(chance, today, chinese=chinese)
        case "k":
            return moments.clocked(chance, values.a_date(chance, today), chinese=chinese)
        case "t":
            return chance.choice(names.ZH_TERMS if chinese else names.EN_TERMS)
        case "y":
            return values.a_year(chance, today, chinese=chinese)
        case "r":
            return _a_range(chance, today, chinese)
        case "s":
            return sums.a_sum(chance, chinese=chinese)
        case "p":
            return values.place(chance, chinese=chinese)
        case _:
            return moments.of_weather(chance, today, chinese=chinese)


def _a_range(chance: random.Random, today: date, chinese: bool) -> str:
    if chance.random() < 0.1:
        return values.a_year(chance, today, chinese=chinese)
    return (values.zh_range if chinese else values.en_range)(chance, today)


def a_feast(chance: random.Random, intent: Intent, today: date, chinese: bool) -> str:
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


def framed(chance: random.Random, text: str, chinese: bool) -> str:
    openings, closings = frames.AROUND[chinese]
    opening = chance.choice(openings) if chance.random() < 0.6 else ""
    closing = chance.choice(closings) if chance.random() < 0.5 else ""
    body = text.rstrip("?？") if closing else text
    return f"{opening}{body}{closing}"


def checked(
    intent: Intent, clues: Clues, earlier: Sequence[Clues], today: date, done: Sequence[Call]
) -> Call | None:
    """The call, if the product's own grammar would let it be made."""
    call = intent.call(clues, today)
    allowed = commands(TOOLS, [clues, *earlier], today, done)
    return call if call is not None and call in allowed else None


def after(before: Sample, sample: Sample) -> Sample:
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
