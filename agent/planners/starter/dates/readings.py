"""What each kind of written date means: its first day, its last, and whether the year was named."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from agent.planners.starter.dates.feasts import feast_day, lunar_day
from agent.planners.starter.dates.patterns import WEEKDAYS, ZH_WEEKDAYS
from agent.planners.starter.dates.steps import (
    likeliest,
    month_end,
    month_number,
    named_year,
    shifted,
    steps_to,
    year_word,
    yearless,
)
from agent.planners.starter.numerals import ordinal_number, zh_number

_Reading = tuple[date, date, bool]


def _read_day(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    month = month_number(parts["month"] or parts["tomonth"])
    word = parts.get("ordinal")
    day = ordinal_number(word) if word else zh_number(parts["day"] or parts["today"])
    year = named_year(parts, today)
    found = date(year, month, day) if year else yearless(month, day, text, today)
    return found, found, bool(year)


def _read_numbers(match: re.Match[str], text: str, today: date) -> _Reading:
    a, b = int(match["a"]), int(match["b"])
    month, day = (b, a) if a > 12 else (a, b)
    year = match.groupdict().get("year")
    found = date(int(year), month, day) if year else yearless(month, day, text, today)
    return found, found, bool(year)


def _read_lunar(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    named = {"正": 1, "冬": 11, "腊": 12}.get(parts["month"])
    month = named or zh_number(parts["month"])
    day = 20 + zh_number(parts["day"][1:]) if parts["day"][0] == "廿" else zh_number(parts["day"])
    year = named_year(parts | {"year": parts["lyear"] or parts["later"] or parts["year"]}, today)
    found = lunar_day(year or today.year, month, day)
    return found, found, bool(year)


def _read_month(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    first = date(named_year(parts, today) or today.year, month_number(parts["month"]), 1)
    return first, shifted(first, 1, "month") - timedelta(days=1), True


def _read_days(match: re.Match[str], text: str, today: date) -> _Reading:
    """``December 24-26``."""
    first, _, dated = _read_day(match, text, today)
    last = first.replace(day=zh_number(match["until"]))
    if last <= first:
        raise ValueError("the days do not run on")
    return first, last, dated


def _read_start(match: re.Match[str], text: str, today: date) -> _Reading:
    """The first or last days of a month."""
    first, last, _ = _read_month(match, text, today)
    length = zh_number(match["count"] or "1") * _LENGTHS[match["unit"].lower()]
    if match["side"].lower() in ("last", "最后"):
        return last - timedelta(days=length - 1), last, True
    return first, first + timedelta(days=length - 1), True


def _read_coming(match: re.Match[str], text: str, today: date) -> _Reading:
    """``the next 3 days``, which begin tomorrow unless today is named as the first."""
    unit = _LENGTHS[(match["unit"] or match["zhunit"] or "day").lower()]
    length = zh_number(match["count"] or match["length"] or match["zhcount"]) * unit
    begin = match["begin"] or match["start"] or match["zhbegin"] or ""
    first = today + timedelta(days=begin.lower() not in ("today", "今天"))
    return first, first + timedelta(days=length - 1), True


def _read_both(match: re.Match[str], text: str, today: date) -> _Reading:
    """``明后天``, ``今明两天``, or ``5-day forecast``, which begins today."""
    if match["count"]:
        return today, today + timedelta(days=zh_number(match["count"]) - 1), True
    first = today + timedelta(days=1 if match["span"] == "明后" else 0)
    return first, first + timedelta(days=1), True


def _read_nth(match: re.Match[str], text: str, today: date) -> _Reading:
    """``the second Tuesday of March``, or the last."""
    parts = match.groupdict()
    if parts["month"]:
        month = month_number(parts["month"])
        year = named_year(parts, today)
        rest = text.replace(match[0], "")  # its "last" does not look back
        first = date(year, month, 1) if year else yearless(month, 1, rest, today)
    else:
        when = (parts["when"] or "").replace("the", "")
        first = shifted(today.replace(day=1), steps_to(when), "month")
    nth = (parts["nth"] or "").lower()
    last = nth == "last" or bool(parts.get("end"))
    day = month_end(first) if last else first
    step = -((day.weekday() - _weekday(parts, "weekday")) % 7)
    if not last:
        step = step % 7 + 7 * (_NTH[nth] - 1)
    found = day + timedelta(days=step)
    return found, found, True


_NTH = {
    name: place
    for place, names in enumerate(
        ("first 1st 一 1", "second 2nd 二 2", "third 3rd 三 3", "fourth 4th 四 4"), 1
    )
    for name in names.split()
}


def _read_month_end(match: re.Match[str], text: str, today: date) -> _Reading:
    """The last day of a month of which something is left."""
    month = month_number(match["month"] or match["zhmonth"])
    found = month_end(date(today.year + (month < today.month), month, 1))
    return found, found, True


_LENGTHS = {"day": 1, "week": 7, "天": 1, "周": 7}


def _read_weekdays(match: re.Match[str], text: str, today: date) -> _Reading:
    """From one day of a week to a later one; the coming ones if no week is named."""
    parts = match.groupdict()
    begin, end = (_weekday(parts, name) for name in ("weekday", "until"))
    which = (parts["which"] or parts.get("after") or "").lower()
    if which:
        first = today + timedelta(days=7 * steps_to(which) + begin - today.weekday())
    else:
        first = today + timedelta(days=(begin - today.weekday()) % 7)
    return first, first + timedelta(days=(end - begin) % 7), True


def _weekday(parts: dict[str, str], name: str) -> int:
    if parts.get(f"zh{name}"):
        return min(ZH_WEEKDAYS.index(parts[f"zh{name}"]), 6)
    return WEEKDAYS.index(parts[name][:2].lower())


def _read_feast(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    word = parts["after"] or parts["enyear"]
    year = named_year(parts, today) or (year_word(word, today) if word else 0)
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
        found = days[1] if which == "this" else likeliest(days, text, today)
    return found, found, bool(which)


def _read_month_day(match: re.Match[str], text: str, today: date) -> _Reading:
    """A day of this month or one near it; a mere number of a day is the likeliest one."""
    parts = match.groupdict()
    day = zh_number(parts["day"] or parts.get("later") or parts["bare"])
    which = (parts["which"] or parts.get("ahead") or "").lower()
    if which:
        step = 1 if which == "the coming" else steps_to(which.replace("the current", "this"))
        found = shifted(today.replace(day=1), step, "month").replace(day=day)
        return found, found, True
    firsts = [shifted(today.replace(day=1), step, "month") for step in (-1, 0, 1, 2)]
    days = [first.replace(day=day) for first in firsts if day <= month_end(first).day]
    found = likeliest(days, text, today, same=lambda one: one.month == today.month)
    return found, found, True


def _read_edge(match: re.Match[str], text: str, today: date) -> _Reading:
    """The first or last day of a year or month."""
    parts = match.groupdict()
    side = (parts.get("side") or parts.get("edge") or "end").lower()
    step = steps_to(parts.get("when") or "")
    if parts.get("unit") in ("month", "月") or parts.get("short"):
        first = shifted(today.replace(day=1), step, "month")
        last = month_end(first)
    else:
        year = named_year(parts, today) or today.year + step
        first, last = date(year, 1, 1), date(year, 12, 31)
    found = first if side in ("first day", "beginning", "start", "初") else last
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


def _read_relative(match: re.Match[str], text: str, today: date) -> _Reading:
    word = match[0].lower()
    for names, step in (
        (("day after tomorrow", "后天"), 2),
        (("day before yesterday", "前天"), -2),
        (("tom", "tmr", "tmw", "2mo", "明"), 1),
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
    step, unit = steps_to(match["which"]), match["unit"].lower()
    if unit in ("month", "月"):
        first = shifted(today.replace(day=1), step, "month")
        return first, shifted(first, 1, "month") - timedelta(days=1), True
    monday = today + timedelta(days=7 * step - today.weekday())
    start = 5 if unit in ("weekend", "周末") else 0
    return monday + timedelta(days=start), monday + timedelta(days=6), True


def _read_weekday(match: re.Match[str], text: str, today: date) -> _Reading:
    parts = match.groupdict()
    place = _weekday(parts, "weekday")
    which = (parts["which"] or "").lower()
    if which in ("", "coming", "this"):
        days = (place - today.weekday()) % 7
        if not which and re.search(r"\b(?:was|did|were)\b", text, re.I | re.A):
            days = (days - 7) if days else 0
    elif which in ("past", "last"):
        days = (place - today.weekday()) % 7 - 7
    else:
        days = 7 * steps_to(which) + place - today.weekday()
    found = today + timedelta(days=days)
    return found, found, True


def _read_year(match: re.Match[str], text: str, today: date) -> _Reading:
    year = named_year(match.groupdict(), today)
    return date(year, 1, 1), date(year, 12, 31), True


READERS: dict[str, Callable[[re.Match[str], str, date], _Reading]] = {
    "day": _read_day,
    "zhday": _read_day,
    "days": _read_days,
    "start": _read_start,
    "coming": _read_coming,
    "both": _read_both,
    "nth": _read_nth,
    "monthend": _read_month_end,
    "weekdays": _read_weekdays,
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
