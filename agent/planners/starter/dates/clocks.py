"""Times of day, as people write them beside a day or alone."""

import re

from agent.planners.starter.numerals import zh_number

_LATE = ("p", "下午", "傍晚", "晚上", "夜里", "afternoon", "evening", "at night")
_EARLY = ("a", "凌晨", "半夜")
_EVENING = re.compile(r"(?:night|tonite|evening|afternoon|晚)$", re.I | re.A)
_QUARTERS = {"一": "15", "三": "45"}
_EVENING_BEGINS = 5


def clock_of(parts: dict[str, str | None]) -> str:
    """``HH:mm:ss`` of a written time of day, empty without one or for one that is none."""
    if noon := parts.get("noon"):
        return "00:00:00" if noon.lower() == "midnight" else "12:00:00"
    half = next((parts[name] for name in _HALVES if parts.get(name)), "") or ""
    if hour := parts.get("hour") or parts.get("zhhour"):
        return _of_day(zh_number(hour), _minute(parts), 0, half)
    if not (text := parts.get("clock")):
        return ""
    hours, minutes, seconds = (*(int(part) for part in text.split(":")), 0, 0)[:3]
    return _of_day(hours, minutes, seconds, half)


_HALVES = ("half", "ampm", "side", "part", "night")


def _minute(parts: dict[str, str | None]) -> int:
    if parts.get("zhhalf"):
        return 30
    if quarter := parts.get("zhquarter"):
        return int(_QUARTERS[quarter])
    return zh_number(parts.get("zhminute") or "0")


def _of_day(hours: int, minutes: int, seconds: int, half: str) -> str:
    half = half.lower()
    if half in _LATE and hours < 12:
        hours += 12
    elif half in _EARLY and hours == 12:
        hours = 0
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}" if hours < 24 else ""


def in_the_evening(clock: str, day: str) -> str:
    """The time of a day whose words, such as ``tonight``, say that it is a late one."""
    hours = int(clock[:2] or 0)
    if not _EVENING.search(day) or not _EVENING_BEGINS <= hours < 12:
        return clock
    return f"{hours + 12}{clock[2:]}"
