"""Steps through the calendar that words ask for: years and months meant, days moved by units."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from agent.planners.starter.dates.cues import AHEAD, BEHIND
from agent.planners.starter.dates.patterns import MONTHS
from agent.planners.starter.numerals import zh_number

_FORECAST = re.compile(
    r"\b(?:weather|forecast|rain|snow|umbrella|temperature)\b|天气|气温|下雨|下雪|带伞", re.I | re.A
)


def month_end(first: date) -> date:
    return shifted(first, 1, "month") - timedelta(days=1)


def month_number(text: str) -> int:
    if text[:3].lower() in MONTHS:
        return MONTHS.index(text[:3].lower()) + 1
    return zh_number(text)


def named_year(parts: dict[str, str], today: date) -> int:
    """The year that was named, 0 when none was."""
    if year := parts.get("year"):
        digits = "".join(str(zh_number(character)) for character in year)
        return _full_year(int(digits), len(digits), today)
    return year_word(parts["rel"], today) if parts.get("rel") else 0


def _full_year(year: int, digits: int, today: date) -> int:
    """``98年`` is 1998, ``26年`` 2026."""
    if digits > 2:
        return year
    return year + (2000 if year <= today.year % 100 + 20 else 1900)


def year_word(word: str, today: date) -> int:
    steps = {"去": -1, "前": -2, "明": 1, "后": 2, "last": -1, "next": 1}
    if word[0].isdecimal():
        return int(word.rstrip("年"))
    return today.year + steps.get(word.split()[0].lower() if " " in word else word[0], 0)


def yearless(month: int, day: int, text: str, today: date) -> date:
    days = []
    for step in (-1, 0, 1, 2, 3, 4):
        try:
            days.append(date(today.year + step, month, day))
        except ValueError:  # 29 February
            continue
    if not days:
        raise ValueError(f"no day {day} in month {month}")
    return likeliest(days, text, today)


def _same_year(today: date) -> Callable[[date], bool]:
    return lambda day: day.year == today.year


def likeliest(
    days: list[date], text: str, today: date, *, same: Callable[[date], bool] | None = None
) -> date:
    """The coming one where the text looks ahead, the last one where it looks back."""
    if AHEAD.search(text) or (_FORECAST.search(text) and not BEHIND.search(text)):
        return min(day for day in days if day >= today)
    past = [day for day in days if day <= today]
    if BEHIND.search(text) and past:
        return max(past)
    near = [day for day in days if (same or _same_year(today))(day)]
    return near[0] if near else days[0]


def steps_to(which: str) -> int:
    """How many weeks or months ahead a word such as ``next`` points."""
    which = which.lower()
    if which.startswith(("下下", "上上")):
        return 2 if which[0] == "下" else -2
    if which == "next" or which.startswith("下"):
        return 1
    return -1 if which in ("last", "past") or which.startswith("上") else 0


def shifted(day: date, count: int, unit: str) -> date:
    """A day moved by whole calendar units; the month's last day where the day does not exist."""
    unit = unit.lower()
    if unit in ("day", "天"):
        return day + timedelta(days=count)
    if unit in ("week", "周") or unit.endswith(("星期", "礼拜")):
        return day + timedelta(days=7 * count)
    months = day.year * 12 + day.month - 1 + count * (12 if unit in ("year", "年") else 1)
    for last in range(day.day, 27, -1):
        try:
            return date(months // 12, months % 12 + 1, last)
        except ValueError:
            continue
    return date(months // 12, months % 12 + 1, day.day)
