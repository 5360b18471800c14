"""What each kind of written date means: its first day, its last, and whether the year was named."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from agent.planners.starter.date_patterns import AHEAD, BEHIND, MONTHS, WEEKDAYS, ZH_WEEKDAYS
from agent.planners.starter.feasts import feast_day, lunar_day
from agent.planners.starter.numerals import zh_number

_Reading = tuple[date, date, bool]


def _read_day(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    month, day = _month(parts["month"]), zh_number(parts["day"])
    year = _named_year(parts, today)
    found = date(year, month, day) if year else _yearless(month, day, text, today)
    return found, found, bool(year)


def _read_numbers(match: re.Match[str], text: str, today: date) -> _Reading:
    a, b = int(match["a"]), int(match["b"])
    month, day = (b, a) if a > 12 else (a, b)
    found = date(int(match["year"]), month, day)
    return found, found, True


def _read_lunar(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    named = {"正": 1, "冬": 11, "腊": 12}.get(parts["month"])
    month = named or zh_number(parts["month"])
    day = 20 + zh_number(parts["day"][1:]) if parts["day"][0] == "廿" else zh_number(parts["day"])
    year = _named_year(parts | {"year": parts["lyear"] or parts["year"]}, today)
    found = lunar_day(year or today.year, month, day)
    return found, found, bool(year)


def _read_month(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    first = date(_named_year(parts, today) or today.year, _month(parts["month"]), 1)
    return first, shifted(first, 1, "month") - timedelta(days=1), True


def _read_feast(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    word = parts["after"] or parts["enyear"]
    year = _named_year(parts, today) or (_year_word(word, today) if word else 0)
    if year:
        found = feast_day(parts["feast"], year)
        return found, found, True
    days = [feast_day(parts["feast"], today.year + step) for step in (-1, 0, 1)]
    which = (parts["which"] or "").strip().split(" ")[-1].lower()
    if which in ("next", "coming", "下一个", "下个"):
        found = min(day for day in days if day >= today)
    elif which in ("last", "上一个", "上个"):
        found = max(day for day in days if day < today)
    else:
        found = days[1] if which == "this" else _likeliest(days, text, today)
    return found, found, bool(which)


def _read_month_day(match: re.Match[str], text: str, today: date) -> _Reading:
    """A day of this month or one near it; a mere number of a day is the likeliest one."""
    parts = match.groupdict()
    day = zh_number(parts["day"] or parts.get("later") or parts["bare"])
    which = (parts["which"] or parts.get("ahead") or "").lower()
    if which:
        step = 1 if which == "the coming" else _step(which.replace("the current", "this"))
        found = shifted(today.replace(day=1), step, "month").replace(day=day)
        return found, found, True
    firsts = [shifted(today.replace(day=1), step, "month") for step in (-1, 0, 1, 2)]
    days = [first.replace(day=day) for first in firsts if day <= _month_end(first).day]
    found = _likeliest(days, text, today, same=lambda one: one.month == today.month)
    return found, found, True


def _read_edge(match: re.Match[str], text: str, today: date) -> _Reading:
    """The first or last day of a year or month."""
    parts = match.groupdict()
    side = (parts.get("side") or parts.get("edge") or "end").lower()
    step = _step(parts.get("when") or "")
    if parts.get("unit") in ("month", "月") or parts.get("short"):
        first = shifted(today.replace(day=1), step, "month")
        last = _month_end(first)
    else:
        year = _named_year(parts, today) or today.year + step
        first, last = date(year, 1, 1), date(year, 12, 31)
    found = first if side in ("first day", "beginning", "start") else last
    return found, found, True


def _read_clock(match: re.Match[str], text: str, today: date) -> _Reading:
    return today, today, False


def _read_half(match: re.Match[str], text: str, today: date) -> _Reading:
    words = (match["unit"] or match["en"]).lower()
    way = -1 if (match["way"] or match["enway"] or "") in ("前", "ago") else 1
    count, unit = _HALVES[words]
    found = shifted(today, way * count, unit)
    return found, found, True


_HALVES = {
    "半年": (6, "month"),
    "半个月": (15, "day"),
    "half a year": (6, "month"),
    "a fortnight": (2, "week"),
    "a couple of days": (2, "day"),
    "a couple of weeks": (2, "week"),
}


def _month_end(first: date) -> date:
    return shifted(first, 1, "month") - timedelta(days=1)


def _read_relative(match: re.Match[str], text: str, today: date) -> _Reading:
    word = match[0].lower()
    for names, step in (
        (("day after tomorrow", "后天"), 2),
        (("day before yesterday", "前天"), -2),
        (("tom", "明"), 1),
        (("yest", "昨"), -1),
    ):
        if any(name in word for name in names):
            found = today + timedelta(days=step + (step // 2 if word.startswith("大") else 0))
            return found, found, True
    return today, today, True


def _read_ahead(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    way = -1 if (parts.get("way") or "") in ("ago", "前") else 1
    found = shifted(today, way * zh_number(parts["count"]), parts["unit"])
    return found, found, True


def _read_week(match: re.Match[str], text: str, today: date) -> _Reading:
    step, unit = _step(match["which"]), match["unit"].lower()
    if unit in ("month", "月"):
        first = shifted(today.replace(day=1), step, "month")
        return first, shifted(first, 1, "month") - timedelta(days=1), True
    monday = today + timedelta(days=7 * step - today.weekday())
    start = 5 if unit in ("weekend", "周末") else 0
    return monday + timedelta(days=start), monday + timedelta(days=6), True


def _read_weekday(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    if parts.get("zhweekday"):
        place = min(ZH_WEEKDAYS.index(parts["zhweekday"]), 6)
    else:
        place = WEEKDAYS.index(parts["weekday"][:3].lower())
    which = (parts["which"] or "").lower()
    if which in ("", "coming", "this"):
        days = (place - today.weekday()) % 7
        if not which and re.search(r"\b(?:was|did|were)\b", text, re.I):
            days = (days - 7) if days else 0
    elif which in ("past", "last"):
        days = (place - today.weekday()) % 7 - 7
    else:
        days = 7 * _step(which) + place - today.weekday()
    found = today + timedelta(days=days)
    return found, found, True


def _read_year(match: re.Match[str], text: str, today: date) -> _Reading:
    year = _named_year(match.groupdict(), today)
    return date(year, 1, 1), date(year, 12, 31), True


READERS: dict[str, Callable[[re.Match[str], str, date], _Reading]] = {
    "day": _read_day,
    "zhday": _read_day,
    "numbers": _read_numbers,
    "lunar": _read_lunar,
    "month": _read_month,
    "monthday": _read_month_day,
    "edge": _read_edge,
    "half": _read_half,
    "clock": _read_clock,
    "feast": _read_feast,
    "relative": _read_relative,
    "ahead": _read_ahead,
    "week": _read_week,
    "weekday": _read_weekday,
    "year": _read_year,
}


def _month(text: str) -> int:
    if text[:3].lower() in MONTHS:
        return MONTHS.index(text[:3].lower()) + 1
    return zh_number(text)


def _named_year(parts: dict[str, str], today: date) -> int:
    """The year that was named, 0 when none was."""
    if year := parts.get("year"):
        digits = "".join(str(zh_number(character)) for character in year)
        return _full_year(int(digits), len(digits), today)
    return _year_word(parts["rel"], today) if parts.get("rel") else 0


def _full_year(year: int, digits: int, today: date) -> int:
    """``98年`` is 1998, ``26年`` 2026."""
    if digits > 2:
        return year
    return year + (2000 if year <= today.year % 100 + 20 else 1900)


def _year_word(word: str, today: date) -> int:
    steps = {"去": -1, "前": -2, "明": 1, "后": 2, "last": -1, "next": 1}
    if word[0].isdecimal():
        return int(word.rstrip("年"))
    return today.year + steps.get(word.split()[0].lower() if " " in word else word[0], 0)


def _yearless(month: int, day: int, text: str, today: date) -> date:
    days = []
    for step in (-1, 0, 1, 2, 3, 4):
        try:
            days.append(date(today.year + step, month, day))
        except ValueError:  # 29 February
            continue
    return _likeliest(days, text, today)


def _same_year(today: date) -> Callable[[date], bool]:
    return lambda day: day.year == today.year


def _likeliest(
    days: list[date], text: str, today: date, *, same: Callable[[date], bool] | None = None
) -> date:
    """The coming one where the text looks ahead, the last one where it looks back."""
    if AHEAD.search(text):
        return min(day for day in days if day >= today)
    past = [day for day in days if day <= today]
    if BEHIND.search(text) and past:
        return max(past)
    near = [day for day in days if (same or _same_year(today))(day)]
    return near[0] if near else days[0]


def _step(which: str) -> int:
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
