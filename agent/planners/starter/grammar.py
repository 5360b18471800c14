"""The grammars that keep a small model to the tools it has and to what it was given."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from agent.planners.starter.clues import Clues
from agent.planners.starter.dates.spans import DateSpan
from agent.planners.starter.gbnf import either, quoted
from agent.planners.starter.places.names import in_english
from agent.profile import Language

Arguments = dict[str, Any]

FINISH: tuple[str, Arguments] = ("task_complete", {"reason": "done"})
_DECLINE: tuple[str, Arguments] = ("do_nothing", {})
CONTROL = (FINISH[0], _DECLINE[0])
"""Commands that are no calls."""

_TASK = r'[^"\\0-9\x00-\x1f]{1,60}'


def plan_grammar(commands: Iterable[tuple[str, Arguments]]) -> str:
    """A plan that carries out one of the commands, under a name of the model's own."""
    by_name: dict[str, list[str]] = {}
    for name, arguments in commands:
        by_name.setdefault(name, []).append(json.dumps(arguments, ensure_ascii=False))
    options = [
        f"{quoted(_name_part(name))} {either(map(quoted, arguments))}"
        for name, arguments in by_name.items()
    ]
    opening, middle = quoted('{"task_name": "'), quoted('", "command": {"name": "')
    return f"root ::= {opening} task {middle} {either(options)} {quoted('}}')}\ntask ::= {_TASK}\n"


def _name_part(name: str) -> str:
    return f'{name}", "args": '


def commands(
    tools: Sequence[str], clues: Sequence[Clues], today: date, done: Sequence[tuple[str, Arguments]]
) -> list[tuple[str, Arguments]]:
    """Every call that the clues allow and that was not made yet, then the control commands.

    ``clues`` are of this question, then of those before it.
    """
    if done and clues and not clues[0].several:
        return [FINISH]
    if done and clues and clues[0].compared and (next_one := _next_place(clues[0], done)):
        return [next_one]
    near = clues[0].near_term if clues and not done and "get_solar_terms_info" in tools else 0
    if near and not clues[0].several:
        return [("get_solar_terms_info", {"year": str(near)})]
    spans = [span for given in clues for span in given.dates]
    sums = [found for given in clues for found in given.sums]
    asked = next((given for given in clues if given.places), Clues())
    places = asked.places[:1] if asked.compared else asked.places
    calls: list[tuple[str, Arguments]] = []
    if "time_delta" in tools:
        calls += [("time_delta", pair) for pair in _intervals(today, clues)]
    if "get_calendar_info" in tools and not _only_terms(clues):
        calls += [("get_calendar_info", span) for span in _ranges(_meant(clues), today, clues)]
    if "get_solar_terms_info" in tools and any(given.terms for given in clues):
        years = dict.fromkeys([span.first.year for span in spans] + [today.year])
        zone = next((given.zone for given in clues if given.zone), "")
        where = {"time_zone": zone} if zone else {}
        calls += [("get_solar_terms_info", {"year": str(year), **where}) for year in years]
    if "calculator" in tools:
        calls += [("calculator", {"expression": found}) for found in sums]
    if "get_weather_info" in tools:
        calls += [("get_weather_info", given) for given in _forecasts(clues, places, today)]
    left = [call for call in calls if call not in done]
    # a second sum asked for in so many words is owed before the end
    owed = [
        call for call in left if call[0] == "calculator" and call[1]["expression"] in clues[0].sums
    ]
    if done and owed and clues[0].asked > 1:
        return owed if clues[0].asked - len(done) <= len(owed) else left
    return [*left, FINISH if done else _DECLINE]


def _next_place(
    clues: Clues, done: Sequence[tuple[str, Arguments]]
) -> tuple[str, Arguments] | None:
    """The forecast of the next of the places that are compared, then the end if that is all."""
    told = [given for name, given in done if name == "get_weather_info"]
    waiting = [in_english(place) for place in clues.places[len(told) :]]
    if told and waiting:
        return "get_weather_info", {**told[0], "location": waiting[0]}
    return FINISH if told and clues.asked < 2 else None


def _only_terms(clues: Sequence[Clues]) -> bool:
    """Whether solar terms are asked about, perhaps by a mere ``and in 2027?`` after such talk."""
    meant = next((given for given in clues if given.asked or given.only_terms), None)
    return meant is not None and meant.only_terms and not meant.several


def _meant(clues: Sequence[Clues]) -> list[DateSpan]:
    """The dates of the question; those of the one before it only if it names no day itself."""
    own = list(clues[0].dates) if clues else []
    if any(not span.year_only for span in own):
        return own
    return own + [span for given in clues[1:] for span in given.dates]


def _intervals(today: date, clues: Sequence[Clues]) -> list[Arguments]:
    """From each point named to each later one.

    Today counts as named unless one thing is asked of two points; years if nothing else is named.
    Where it is asked what is left or gone by, today is one of the two.
    """
    points = _points(clues[0].dates) if clues else set()
    ranged = any(span.joined for span in clues[0].dates) if clues else False
    now = today.isoformat()
    counts_today = bool(clues) and clues[0].to_today and not ranged
    if len(points) != 2 or (clues[0].several and not ranged) or counts_today:
        before = [span for given in clues[1:] for span in given.dates]
        spans = _meant(clues)
        if len(_points(before)) > 1:
            spans += before
        points = _points(spans) | {now}
    ordered = sorted(points)
    return [
        {"start_time": start, "end_time": end}
        for place, start in enumerate(ordered)
        for end in ordered[place + 1 :]
        if not counts_today or now in (start, end)
    ]


def _points(spans: Sequence[DateSpan]) -> set[str]:
    points: set[str] = set()
    for span in [span for span in spans if not span.year_only] or spans:
        days = {span.first.isoformat(), span.last.isoformat()}
        points |= {span.text} if span.clock else days
    return points


def _ranges(spans: Sequence[DateSpan], today: date, clues: Sequence[Clues]) -> list[Arguments]:
    """Each day or range named, and from each day to each later one.

    Today counts as named if the question names no day, or asks several things.
    """
    pairs = _joined(spans)
    ends = {day for pair in pairs for day in pair}
    whole = any(given.holidays for given in clues)
    single = [_days(span, whole=whole) for span in spans]
    pairs += [(first, last) for first, last in single if first != last or first not in ends]
    days = sorted({first for first, last in single if first == last} - ends)
    pairs += [(first, last) for place, first in enumerate(days) for last in days[place + 1 :]]
    own = clues[0].dates if clues else ()
    dated = any(not span.year_only for span in own) or (bool(own) and clues[0].holidays)
    if not dated or clues[0].several:
        pairs.append((today.isoformat(), today.isoformat()))
    return [{"start_date": first, "end_date": last} for first, last in dict.fromkeys(pairs)]


def _joined(spans: Sequence[DateSpan]) -> list[tuple[str, str]]:
    """The ranges written as ``… to …``."""
    return [
        (left.first.isoformat(), right.last.isoformat())
        for left, right in pairwise(spans)
        if right.joined and left.first < right.last and not left.year_only
    ]


def _days(span: DateSpan, *, whole: bool) -> tuple[str, str]:
    """The days of a span; a bare year is shown by its middle, where zodiac and year are plain."""
    if span.year_only and not whole:
        middle = date(span.first.year, 7, 1).isoformat()
        return middle, middle
    return span.first.isoformat(), span.last.isoformat()


def _forecasts(clues: Sequence[Clues], places: Sequence[str], today: date) -> list[Arguments]:
    present = next((given.now for given in clues if given.now or given.dates), False)
    ranges = _ranges([span for span in _meant(clues) if not span.year_only], today, clues)
    return [
        {
            "location": in_english(place),
            **days,
            "is_current": "yes" if present and set(days.values()) == {today.isoformat()} else "no",
        }
        for place in dict.fromkeys(places)
        for days in ranges
    ]


_WHOLE = {"en": "Sorry, that did not work:", "zh": "抱歉，没有得到结果："}
_LINKS = {
    "en": (
        *(" ", ", ", " to ", " it is ", " is a ", " of ", " is on ", " at "),
        *(", year of the ", ", sign ", ", the day of ", ", in China ", ", China's days off "),
    ),
    "zh": (
        *("，", "、", "到", "共", "是", "在", "年的", "，农历", "，属", "，节气是"),
        *("，在中国是", "，中国的放假安排", "，时刻是"),
    ),
}
_ASIDES = {
    "en": (" in the lunar calendar", ", without a festival", ", not the day of a solar term"),
    "zh": ("，没有节日", "，不是节气", "的天气", "的日历", "年的二十四节气"),
}
_BEIJING = {"en": "Beijing time", "zh": "北京时间"}
_BRACKETS = {"en": (" (", ")"), "zh": ("（", "）")}
_STOPS = {"en": (".", ":"), "zh": ("。", "：")}
"""What a sentence ends with, and what the head of a list."""
_MOST_UNITS = 20
_PLAIN = r"[^0-9\x00-\x1f]"


def talk_grammar(known: Sequence[str]) -> str:
    """A few sentences without numbers, but for what is ``known`` already."""
    return f"root ::= (plain | {either(map(quoted, known))}){{1,240}}\nplain ::= {_PLAIN}\n"


@dataclass(frozen=True, kw_only=True)
class Material:
    """What is to be told of one result: a sentence of ``units``, whole, or a list with its head.

    The sentence begins with ``opening``; ``copy`` is the list. ``zone`` is that of the result's
    times, China's if empty.
    """

    units: tuple[str, ...] = ()
    opening: str = ""
    copy: str = ""
    zone: str = ""


def conclusion_grammar(materials: Sequence[Material], language: Language) -> str:
    """For each result in turn a sentence of its units with connecting words, or its list.

    So numbers, names and dates can only be those that were found, no place for one stays empty,
    and of several results none is left out or told in another's words.
    """
    side = "zh" if language == "zh" else "en"
    rules = [
        "root ::= " + ' ("\\n" | " ")? '.join(f"part{place}" for place in range(len(materials))),
        f"link ::= {either(map(quoted, _LINKS[side]))}",
        f"aside ::= {either(map(quoted, _ASIDES[side]))}",
    ]
    for place, material in enumerate(materials):
        rules += _part_rules(str(place), material, side)
    return "\n".join(rules) + "\n"


def _part_rules(mark: str, material: Material, side: str) -> list[str]:
    """The rules of what is told of one result; ``mark`` tells their names from the others'."""
    unit, aside = f"unit{mark}", f"aside{mark}"
    copy = f" {quoted(chr(10) + material.copy)}" if material.copy else ""
    if not material.units:
        return [f"part{mark} ::= {quoted(_WHOLE[side])}{copy}"]
    opening = f"{quoted(material.opening)} " if material.opening else ""
    stop = quoted(_STOPS[side][bool(copy)])
    left, right = _BRACKETS[side]
    zone = quoted(f"{left}{material.zone or _BEIJING[side]}{right}")
    more = f"({aside}{{0,3}} link {unit}){{0,{_MOST_UNITS}}} {aside}{{0,3}}"
    return [
        f"part{mark} ::= {opening}{unit} {more} {stop}{copy}",
        f"{unit} ::= {either(map(quoted, material.units))}",
        f"{aside} ::= aside | {zone} | {quoted(left)} {unit} {quoted(right)}",
    ]


def recital_grammar(lines: Sequence[str], stop: str) -> str:
    """The lines one after another, each with a full stop."""
    return f"root ::= {quoted((stop + ' ' * (stop == '.')).join(lines) + stop)}\n"
