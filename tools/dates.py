"""Reads the dates and times that people and models write, by the clock and in the zone given."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from tools.base import ToolError
from tools.festival_days import festival_day
from tools.relative_days import relative_day

Clock = Callable[[], datetime]
"""Tells the time as an aware datetime."""

_NOW = {"now", "right now", "现在", "此刻", "当前", "目前"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NAME_OF_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_WEEKDAY = rf"(?:{_NAME_OF_DAY}\.?,?\s+)?"
_ZH_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_ANY_WEEKDAY = rf"(?:{_ZH_WEEKDAY}|,? \(?{_NAME_OF_DAY}\)?)"
_YEAR = r"(?P<year>\d{4})"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}\s*([-/.])\s*(?P<month>\d{{1,2}})\s*\2\s*(?P<day>\d{{1,2}}){_ANY_WEEKDAY}",
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]?{_ZH_WEEKDAY}",
        rf"(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]?{_ZH_WEEKDAY}",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        rf"{_WEEKDAY}{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?[-\s]?{_MONTH}(?:[-,\s]\s*{_YEAR})?",
    )
)
_SHORT = re.compile(r"(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})\2(?P<year>\d{4})")
_TIME = re.compile(
    r"(?P<early>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里)?\s*(?P<hour>\d{1,2})"
    r"(?:\s*(?:[:点时])\s*(?:(?P<minute>\d{1,2})\s*分?)?(?:\s*:?\s*(?P<second>\d{1,2})\s*秒?)?"
    r"(?:[.,]\d+)?)?(?P<half>半)?\s*(?P<late>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|utc|gmt|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d\d)?)?"
)
_WANTED = "Write dates as yyyy-MM-dd, such as 2024-06-19, or today, tomorrow, yesterday"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A point in time; ``whole_day`` says that only the date was given, ``present`` that it is now.

    ``festival`` names the festival that the day was named by, English and Chinese.

    ``at`` is the local time of the reader's zone, without one, unless an offset was written.
    """

    at: datetime
    whole_day: bool
    present: bool = False
    festival: str = ""


@dataclass(frozen=True, kw_only=True)
class Dates:
    """Reads dates; today is what ``clock`` says in ``zone``."""

    clock: Clock
    zone: tzinfo

    def now(self) -> datetime:
        """The present local time, to the second, without its zone."""
        return self.clock().astimezone(self.zone).replace(tzinfo=None, microsecond=0)

    def today(self) -> date:
        return self.now().date()

    def day(self, text: str) -> date:
        """The day that is written. Raises `ToolError` saying the wanted form."""
        moment = self.moment(text)
        if moment.at.tzinfo is not None:
            return moment.at.astimezone(self.zone).date()
        return moment.at.date()

    def moment(self, text: str) -> Moment:
        """The day or time that is written. Raises `ToolError` saying the wanted form."""
        plain = _plain(text)
        if plain in _NOW:
            return Moment(at=self.now(), whole_day=False, present=True)
        if (day := self._day(plain)) is not None:
            return Moment(at=datetime.combine(day, time()), whole_day=True)
        if (found := festival_day(plain, self.today())) is not None:
            day, name = found
            return Moment(at=datetime.combine(day, time()), whole_day=True, festival=name)
        for split in _splits(plain):
            day = self._day(plain[: split.start()].strip(" ,"))
            clock_time = _time(plain[split.end() :].strip(" ,"))
            if day is not None and clock_time is not None:
                return Moment(at=_combine(day, clock_time), whole_day=False)
        clock_time = _time(plain) if re.search(r"[:点时]|[ap]\.?m", plain) else None
        if clock_time is not None:
            return Moment(at=_combine(self.today(), clock_time), whole_day=False)
        raise ToolError(f"{text[:60]!r} is not a date I can read. {_WANTED}, times as HH:mm:ss.")

    def _day(self, text: str) -> date | None:
        if (day := relative_day(text, self.today())) is not None:
            return day
        for pattern in _DAYS:
            if found := pattern.fullmatch(text):
                return self._checked(text, **found.groupdict())
        if found := _SHORT.fullmatch(text):
            return self._checked(
                text, **_in_order(text, int(found["one"]), int(found["two"])), year=found["year"]
            )
        return None

    def _checked(self, text: str, *, month: str, day: str, year: str | None = None) -> date:
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        try:
            return date(int(year) if year else self.today().year, number, int(day))
        except ValueError as error:
            raise ToolError(f"There is no day {text!r}: {error}. {_WANTED}.") from None


def _plain(text: str) -> str:
    """One alphabet, one case, one kind of space, no quotes around."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", folded.translate(str.maketrans("−–—", "---"))).strip(" \"'`.。,")


def _in_order(text: str, one: int, two: int) -> dict[str, str]:
    """Day and month of a form like 19/06/2024, where only one order is possible."""
    if one <= 12 and two <= 12 and one != two:
        raise ToolError(f"{text!r} may be a day in either of two months. {_WANTED}.")
    month, day = (one, two) if one <= 12 else (two, one)
    return {"month": str(month), "day": str(day)}


def _splits(text: str) -> list[re.Match[str]]:
    """Where a date may end and its time begin."""
    return list(
        re.finditer(r"(?<=\d)t(?=\d)| (?:at )?|(?<=[日号天])(?=[\d凌早上中下傍晚夜])", text)
    )


def _time(text: str) -> tuple[time, tzinfo | None] | None:
    compact = re.sub(r"^(\d\d)(\d\d)(\d\d)(?!\d)", r"\1:\2:\3", text)
    found = _TIME.fullmatch(compact)
    if found is None:
        return None
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        minute = 30
    afternoon = (found["late"] or "").startswith("p") or found["early"] in _AFTERNOON
    if afternoon and hour < 12:
        hour += 12
    elif hour == 12 and ((found["late"] or "").startswith("a") or found["early"] == "凌晨"):
        hour = 0
    try:
        return time(hour, minute, second), _offset(found["zone"])
    except ValueError as error:
        raise ToolError(f"There is no time {text!r}: {error}. Write times as HH:mm:ss.") from None


_AFTERNOON = {"下午", "傍晚", "晚上", "夜里"}


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    found = re.search(r"([+-])(\d{1,2}):?(\d\d)?", text)
    if found is None:
        return UTC
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(ahead if found[1] == "+" else -ahead)


def _combine(day: date, clock_time: tuple[time, tzinfo | None]) -> datetime:
    return datetime.combine(day, clock_time[0], tzinfo=clock_time[1])
