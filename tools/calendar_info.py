"""The calendar: what each day of a range is, in China and by the sun's and the moon's year.

The shape of the result, which the starter model is trained on:

- up to 7 days, a full line each (``无`` is none, so that a missing festival is told from a cut
  line): ``solar 阳历: 2024-06-10 Monday 星期一; lunar 阴历: 2024年五月初五 (5th month 5th day);
  zodiac 生肖: Dragon 龙; constellation 星座: Gemini 双子座; solar term 节气: none 无;
  festivals 节日: Dragon Boat Festival 端午节; China 中国: public holiday 法定放假 (…)``
- up to 62 days, a heading with the counts and a short line each
- up to 366 days, the counts, the days off, and the days with a festival or a term
- beyond, the counts and a line for each year; beyond 60 years, the counts
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta, tzinfo
from itertools import groupby

from tools.almanac import FIRST, LAST, WEEKDAYS, Day, day_of
from tools.arguments import Arguments, argument
from tools.base import Tool, ToolError
from tools.china_workdays import Workday, workday
from tools.dates import Clock, Dates
from tools.lunar_dates import lunar_date, new_year

FULL, SHORT, NOTABLE, YEARS = 7, 62, 366, 60 * 366
"""The longest ranges, in days, of each shape."""


class Range(Arguments):
    start_date: str = argument(
        "yyyy-MM-dd", "date", "day", "start_time", "start", name="start_date"
    )
    end_date: str = argument(
        "yyyy-MM-dd, default start_date", "end_time", "end", name="end_date", default=""
    )


def get_calendar_info(*, clock: Clock, zone: tzinfo) -> Tool[Range]:
    """The tool; words such as "today" are resolved by ``clock`` in ``zone``.

    The module says what its result looks like.
    """
    dates = Dates(clock=clock, zone=zone)

    async def run(wanted: Range) -> str:
        start = dates.day(wanted.start_date)
        end = dates.day(wanted.end_date) if wanted.end_date else start
        return calendar(start, end, dates.today())

    return Tool(
        name="get_calendar_info",
        zh_name="日历",
        description="Weekday, lunar date, zodiac, festivals, China's working days of dates",
        arguments=Range,
        run=run,
        aliases=("calendar", "get_holidays_info"),
    )


def calendar(start: date, end: date, today: date) -> str:
    """The days from ``start`` to ``end``, both included. Raises `ToolError`."""
    for day in (start, end):
        if not FIRST <= day <= LAST:
            raise ToolError(f"The calendar knows {FIRST} to {LAST}, not {day}.")
    note = ""
    if end < start:
        start, end = end, start
        note = "The end was before the start, so they are swapped.\n"
    length = (end - start).days + 1
    lines = [f"{note}{start} to {end}: {length} days 天"]
    if length > NOTABLE:
        return "\n".join((*lines, *_by_year(start, end, today)))
    days = [day_of(day) for day in _days(start, end)]
    works = {day.day: workday(day.day, today) for day in days}
    if length <= FULL:
        return note + "\n".join(_full(day, works[day.day]) for day in days)
    return "\n".join((*lines, *(_each if length <= SHORT else _notable)(days, works)))


def _days(start: date, end: date) -> Iterator[date]:
    for ahead in range((end - start).days + 1):
        yield start + timedelta(days=ahead)


def _full(day: Day, work: Workday) -> str:
    return "; ".join(
        (
            f"solar 阳历: {day.day} {day.weekday}",
            f"lunar 阴历: {day.lunar.year}年{day.lunar.zh} ({day.lunar.en})",
            f"zodiac 生肖: {day.lunar.zodiac}",
            f"constellation 星座: {day.constellation}",
            f"solar term 节气: {day.term or 'none 无'}",
            f"festivals 节日: {', '.join(day.festivals) or 'none 无'}",
            f"China 中国: {work}",
        )
    )


def _each(days: Sequence[Day], works: Mapping[date, Workday]) -> Iterator[str]:
    yield f"zodiac 生肖: {_runs((day.day, day.lunar.zodiac) for day in days)}"
    yield f"constellation 星座: {_runs((day.day, day.constellation) for day in days)}"
    yield _work_counts(works.values())
    for day in days:
        parts = [f"{day.day} {day.weekday}", f"lunar 阴历: {day.lunar.zh}"]
        parts += [f"solar term 节气: {day.term}"] if day.term else []
        parts += [f"festivals 节日: {', '.join(day.festivals)}"] if day.festivals else []
        yield "; ".join((*parts, str(works[day.day])))


def _notable(days: Sequence[Day], works: Mapping[date, Workday]) -> Iterator[str]:
    yield f"zodiac 生肖: {_runs((day.day, day.lunar.zodiac) for day in days)}"
    yield _work_counts(works.values())
    yield from _days_off(works)
    yield f"Only days with a solar term or a festival (ask for {SHORT} days or fewer to see each):"
    for day in days:
        if marks := ", ".join(filter(None, (day.term, *day.festivals))):
            yield f"{day.day} {day.weekday.partition(' ')[0]} {day.lunar.zh}: {marks}"


def _by_year(start: date, end: date, today: date) -> Iterator[str]:
    counts = _weekday_counts(start, end)
    yield "; ".join(f"{name}: {counts[place]}" for place, name in enumerate(WEEKDAYS))
    if (end - start).days < YEARS:
        for year in range(start.year, end.year + 1):
            days = _days(max(start, date(year, 1, 1)), min(end, date(year, 12, 31)))
            yield _year(year, [workday(day, today) for day in days])
    yield f"A long range is summed up; for festivals and terms ask for {NOTABLE} days or fewer."


def _weekday_counts(start: date, end: date) -> list[int]:
    """How many of each weekday, Monday first."""
    weeks, rest = divmod((end - start).days + 1, 7)
    return [weeks + ((weekday - start.weekday()) % 7 < rest) for weekday in range(7)]


def _year(year: int, works: Sequence[Workday]) -> str:
    spring = new_year(year)
    parts = [f"{year}年: {len(works)} days 天", f"{lunar_date(spring).zodiac} from {spring}"]
    if any(work.worked for work in works):
        parts.append(_work_counts(works))
    return "; ".join(parts)


def _runs(values: Iterable[tuple[date, str]]) -> str:
    """Each value with the day it begins, the first without."""
    runs = [(next(run)[0], value) for value, run in groupby(values, key=lambda pair: pair[1])]
    return ", ".join([runs[0][1], *(f"from {day} {value}" for day, value in runs[1:])])


def _work_counts(works: Iterable[Workday]) -> str:
    kinds = Counter(_sort(work) for work in works)
    return "China 中国: " + ", ".join(f"{count} {kind}" for kind, count in kinds.items())


def _sort(work: Workday) -> str:
    return (
        "working days 工作日" if work.worked else "days off 休息日" if work.off else f"days {work}"
    )


def _days_off(works: Mapping[date, Workday]) -> Iterator[str]:
    holidays = [
        (list(run), reason)
        for (kind, reason), run in groupby(
            works.items(), key=lambda pair: (pair[1].kind, pair[1].reason)
        )
        if kind == "holiday"
    ]
    if holidays:
        yield "public holidays 法定放假: " + ", ".join(
            f"{reason} {run[0][0]} to {run[-1][0]}" if len(run) > 1 else f"{reason} {run[0][0]}"
            for run, reason in holidays
        )
    if made_up := [str(day) for day, work in works.items() if work.kind == "make-up"]:
        yield "make-up working days 调休上班: " + ", ".join(made_up)
