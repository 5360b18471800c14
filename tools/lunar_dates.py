"""The date of a day in the Chinese lunar calendar."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_MONTHS = "正二三四五六七八九十冬腊"
_DAYS = (
    *(f"初{digit}" for digit in "一二三四五六七八九十"),
    *(f"十{digit}" for digit in "一二三四五六七八九"),
    "二十",
    *(f"廿{digit}" for digit in "一二三四五六七八九"),
    "三十",
)
_ANIMALS = (
    "Rat 鼠", "Ox 牛", "Tiger 虎", "Rabbit 兔", "Dragon 龙", "Snake 蛇", "Horse 马", "Goat 羊",
    "Monkey 猴", "Rooster 鸡", "Dog 狗", "Pig 猪",
)  # fmt: skip
_YEAR_OF_THE_RAT = 4
_EPOCH, _EPOCH_JULIAN = date(2000, 1, 1), 2451545


@dataclass(frozen=True, kw_only=True)
class LunarDate:
    year: int
    month: int
    day: int
    leap: bool
    last: bool
    """Whether it is the last day of its year."""

    @property
    def zodiac(self) -> str:
        return _ANIMALS[(self.year - _YEAR_OF_THE_RAT) % 12]

    @property
    def zh(self) -> str:
        """Month and day as they are said: 闰二月初一."""
        return f"{'闰' if self.leap else ''}{_MONTHS[self.month - 1]}月{_DAYS[self.day - 1]}"

    @property
    def en(self) -> str:
        leap = "leap " if self.leap else ""
        return f"{leap}{_ordinal(self.month)} month {_ordinal(self.day)} day"


@dataclass(frozen=True, kw_only=True)
class _Month:
    first: date
    year: int
    month: int
    leap: bool


def lunar_date(day: date) -> LunarDate:
    """The lunar date of a day in the years 1583 to 3000."""
    months = _months(day.year)
    place = bisect_right(months, day, key=lambda month: month.first) - 1
    month, following = months[place], months[place + 1]
    return LunarDate(
        year=month.year,
        month=month.month,
        day=(day - month.first).days + 1,
        leap=month.leap,
        last=following.year > month.year and day + timedelta(days=1) == following.first,
    )


def new_year(year: int) -> date:
    """The first day of a lunar year."""
    return next(month.first for month in _months(year) if month.year == year)


@lru_cache(maxsize=256)
def _months(year: int) -> tuple[_Month, ...]:
    """The lunar months that touch a solar year, and one after them."""
    from lunar_python import LunarYear

    months = (*LunarYear.fromYear(year).getMonths(), *LunarYear.fromYear(year + 1).getMonths())
    by_first = {
        first: _Month(
            first=first, year=month.getYear(), month=abs(month.getMonth()), leap=month.isLeap()
        )
        for month in months
        if (first := _day(month.getFirstJulianDay())).year <= year + 1
    }
    return tuple(by_first[first] for first in sorted(by_first))


def _day(julian: float) -> date:
    return _EPOCH + timedelta(days=round(julian) - _EPOCH_JULIAN)


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
