"""Several questions in one: about different things, of the same day, or the same of two things."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from agent.planners.starter.clues import find_clues
from agent.planners.starter.parts import parts_of
from training import moments, values
from training.intents import BY_NAME, PLAIN, WEIGHTS, Call, weather_call
from training.offers import offered
from training.phrases import frames
from training.phrasing import spoken, typed
from training.single import Sample, checked, core, framed


def several_steps(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    """Two or three questions in one, sometimes of the same kind, of one day, or of two places."""
    roll = chance.random()
    if roll < 0.12:
        return _same_day(chance, today, chinese)
    if roll < 0.22:
        return _two_places(chance, today, chinese)
    intents = chance.choices(PLAIN, WEIGHTS, k=3 if roll > 0.88 else 2)
    if roll < 0.35:
        intents = [intents[0], intents[0]]
    parts = [core(chance, intent, today, chinese).rstrip("?？.") for intent in intents]
    text = parts[0]
    for part in parts[1:]:
        text += chance.choice(frames.ZH_JOIN if chinese else frames.EN_RANGE_JOIN) + part
    calls = [
        checked(intent, find_clues(part, today), (), today, ())
        for intent, part in zip(intents, parts, strict=True)
    ]
    text = typed(framed(chance, text, chinese), chance, chinese=chinese)
    return _asked(text, chinese, today, calls, tuple(intent.wants for intent in intents))


def _asked(
    text: str,
    chinese: bool,
    today: date,
    calls: Sequence[Call | None],
    wants: tuple[tuple[str, ...], ...],
) -> Sample | None:
    """The question, if the product would let all its calls be made."""
    made = [call for call in calls if call is not None]
    if len(made) < len(calls) or any(call in made[:place] for place, call in enumerate(made)):
        return None
    parts = parts_of(text, today)
    if len(parts) == 1 and not find_clues(text, today).several:
        return None
    if len(parts) not in (1, len(made)):
        return None
    if any(call not in offered(text, today, made[:place]) for place, call in enumerate(made)):
        return None
    return Sample(
        question=text, chinese=chinese, today=today, kind="tool", calls=tuple(made), wants=wants
    )


_PLACES_EN = (
    "(weather|forecast|temperature|how's the weather) in {a} and (in |){b} {w}?",
    "compare the weather in {a} and {b} {w}",
    "is it (warmer|colder|sunnier|wetter|hotter) in {a} or (in |){b} {w}?",
    "{a} (and|or|vs) {b} weather {w}",
    "(will it rain|does it rain|will it snow) in {a} or {b} {w}?",
)
_PLACES_ZH = (
    "{a}(和|跟|与){b}{w}(的|)(天气|气温|温度)(怎么样|如何|对比一下|分别怎么样|)？",
    "{w}{a}(和|跟){b}(哪个更|哪里更|谁更)(热|冷|暖和)？",
    "{w}(是|){a}冷还是{b}冷？",
    "{a}、{b}{w}(会下雨吗|天气|多少度)？",
)


def _two_places(chance: random.Random, today: date, chinese: bool) -> Sample | None:
    """The weather of two places, at one time."""
    a, b = (values.place(chance, chinese=chinese) for _ in range(2))
    w = moments.of_weather(chance, today, chinese=chinese)
    pattern = spoken(chance.choice(_PLACES_ZH if chinese else _PLACES_EN), chance)
    text = typed(pattern.format(a=a, b=b, w=w), chance, chinese=chinese)
    clues = find_clues(text, today)
    calls = [
        weather_call(replace(clues, places=(place,)), today)
        for place in clues.places
        if len(clues.places) == 2
    ]
    return _asked(text, chinese, today, calls, (("weather",), ("weather",))) if calls else None


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
    text = core(chance, intent, today, chinese).rstrip("?？.") + ("？" if chinese else "? ") + tail
    text = typed(text, chance, chinese=chinese)
    clues = find_clues(text, today)
    days = [span for span in clues.dates if span.first == span.last and not span.clock]
    delta = checked(intent, clues, (), today, ())
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
