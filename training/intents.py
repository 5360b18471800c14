"""What is asked for: each purpose, its phrasings, and the call that a question's clues make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from agent.planners.starter.clues import Clues
from agent.planners.starter.dates.spans import DateSpan
from agent.planners.starter.places.names import in_english
from training.names import EN_PLACES, ZH_PLACES
from training.phrases import between, days, feasts, sums, terms, weather
from training.phrases.situations import between as between_told
from training.phrases.situations import days as days_told
from training.phrases.situations import terms as terms_told
from training.phrases.situations import weather as weather_told

Call = tuple[str, dict[str, Any]]
_KNOWN = {name.casefold() for name in (*EN_PLACES, *ZH_PLACES)}


@dataclass(frozen=True)
class Intent:
    """Patterns of one purpose; ``call`` makes the call of the clues, None where they don't fit.

    ``want`` is what the answer is to tell; ``weight`` how often it is asked.
    """

    name: str
    en: Sequence[str]
    zh: Sequence[str]
    call: Callable[[Clues, date], Call | None]
    want: str
    weight: float = 1.0

    @property
    def wants(self) -> tuple[str, ...]:
        return (self.want,)


def delta_call(clues: Clues, today: date) -> Call | None:
    points = [point(span) for span in clues.dates if span.first == span.last]
    points = list(dict.fromkeys(points))
    if len(points) == 1:
        points.append(today.isoformat())
    if len(points) != 2 or points[0] == points[1]:
        return None
    start, end = sorted(points)
    return "time_delta", {"start_time": start, "end_time": end}


def point(span: DateSpan) -> str:
    return span.text if span.clock else span.first.isoformat()


def day_call(clues: Clues, today: date) -> Call | None:
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


def range_call(clues: Clues, today: date) -> Call | None:
    if len(clues.dates) == 1 and clues.dates[0].first != clues.dates[0].last:
        first, last = clues.dates[0].first, clues.dates[0].last
    elif len(clues.dates) == 2 and clues.dates[0].first < clues.dates[1].first:
        first, last = clues.dates[0].first, clues.dates[1].first
    else:
        return None
    return "get_calendar_info", {"start_date": first.isoformat(), "end_date": last.isoformat()}


def terms_call(clues: Clues, today: date) -> Call | None:
    years = {span.first.year for span in clues.dates} or {today.year}
    if len(years) != 1:
        return None
    where = {"time_zone": clues.zone} if clues.zone else {}
    return "get_solar_terms_info", {"year": str(years.pop()), **where}


def sum_call(clues: Clues, today: date) -> Call | None:
    if len(clues.sums) != 1:
        return None
    return "calculator", {"expression": clues.sums[0]}


def weather_call(clues: Clues, today: date) -> Call | None:
    """The weather of the one place named; the present one only where the grammar says so."""
    places = [name for name in clues.places if name.casefold() in _KNOWN] or list(clues.places)
    if len(places) != 1 or len(clues.dates) > 2:
        return None
    spell = range_call(clues, today) if clues.dates else None
    if spell is None and len(clues.dates) <= 1:
        spell = day_call(clues, today)
    if spell is None:
        return None
    current = clues.now and set(spell[1].values()) == {today.isoformat()}
    given = {
        "location": in_english(places[0]),
        **spell[1],
        "is_current": "yes" if current else "no",
    }
    return "get_weather_info", given


PLAIN = (
    Intent("delta", between.DELTA_TWO_EN, between.DELTA_TWO_ZH, delta_call, "between", 2.6),
    Intent("until", between.DELTA_UNTIL_EN, between.DELTA_UNTIL_ZH, delta_call, "until", 3.2),
    Intent("since", between.DELTA_SINCE_EN, between.DELTA_SINCE_ZH, delta_call, "since", 2.6),
    Intent("weekday", days.DAY_WEEKDAY_EN, days.DAY_WEEKDAY_ZH, day_call, "weekday", 1.2),
    Intent("date_of", days.DAY_DATE_EN, days.DAY_DATE_ZH, day_call, "weekday", 0.9),
    Intent("today", days.TODAY_WEEKDAY_EN, days.TODAY_WEEKDAY_ZH, day_call, "weekday", 0.6),
    Intent("date", days.TODAY_DATE_EN, days.TODAY_DATE_ZH, day_call, "weekday", 0.6),
    Intent("lunar", days.DAY_LUNAR_EN, days.DAY_LUNAR_ZH, day_call, "lunar", 1.2),
    Intent("lunar_today", days.TODAY_LUNAR_EN, days.TODAY_LUNAR_ZH, day_call, "lunar", 0.5),
    Intent("both", days.DAY_BOTH_EN, days.DAY_BOTH_ZH, day_call, "lunar", 0.7),
    Intent("zodiac", days.DAY_ZODIAC_EN, days.DAY_ZODIAC_ZH, day_call, "zodiac", 0.9),
    Intent("sign", days.DAY_SIGN_EN, days.DAY_SIGN_ZH, day_call, "sign", 0.6),
    Intent("work", days.DAY_WORK_EN, days.DAY_WORK_ZH, day_call, "work", 1.0),
    Intent("festival", days.DAY_FEST_EN, days.DAY_FEST_ZH, day_call, "festival", 0.8),
    Intent("day_term", days.DAY_TERM_EN, days.DAY_TERM_ZH, day_call, "term", 0.4),
    Intent("day", days.DAY_GENERAL_EN, days.DAY_GENERAL_ZH, day_call, "all", 0.6),
    Intent("when", feasts.WHEN_FEST_EN, feasts.WHEN_FEST_ZH, day_call, "when", 1.3),
    Intent("range", feasts.RANGE_EN, feasts.RANGE_ZH, range_call, "range", 1.5),
    Intent("term", terms.TERM_ONE_EN, terms.TERM_ONE_ZH, terms_call, "one", 2.2),
    Intent("terms", terms.TERMS_ALL_EN, terms.TERMS_ALL_ZH, terms_call, "list", 1.8),
    Intent("sum", sums.CALC_EN, sums.CALC_ZH, sum_call, "sum", 5.5),
    Intent("weather", weather.WEATHER_EN, weather.WEATHER_ZH, weather_call, "weather", 4.4),
    Intent(
        "weather_now", weather.WEATHER_NOW_EN, weather.WEATHER_NOW_ZH, weather_call, "weather", 1.4
    ),
)
_SITUATIONS = (between_told, days_told, terms_told, weather_told)


def _in_situations(intent: Intent) -> Intent:
    """The intent with how it is put in the midst of people's lives, too."""
    en, zh = list(intent.en), list(intent.zh)
    for module in _SITUATIONS:
        en += module.EN.get(intent.name, ())
        zh += module.ZH.get(intent.name, ())
    return replace(intent, en=en, zh=zh)


INTENTS = tuple(map(_in_situations, PLAIN))
BY_NAME = {intent.name: intent for intent in INTENTS}
WEIGHTS = [intent.weight for intent in PLAIN]
