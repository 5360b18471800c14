"""The 24 solar terms of a year: when the sun reaches each 15 degrees of its apparent path."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from tools.zones import BEIJING

FIRST_YEAR, LAST_YEAR = 1583, 3000
"""Before, dates are of another calendar; after, the earth's rotation is too uncertain."""
_NAMES = (
    ("小寒", "Minor Cold"), ("大寒", "Major Cold"), ("立春", "Start of Spring"),
    ("雨水", "Rain Water"), ("惊蛰", "Awakening of Insects"), ("春分", "Spring Equinox"),
    ("清明", "Pure Brightness"), ("谷雨", "Grain Rain"), ("立夏", "Start of Summer"),
    ("小满", "Grain Buds"), ("芒种", "Grain in Ear"), ("夏至", "Summer Solstice"),
    ("小暑", "Minor Heat"), ("大暑", "Major Heat"), ("立秋", "Start of Autumn"),
    ("处暑", "End of Heat"), ("白露", "White Dew"), ("秋分", "Autumn Equinox"),
    ("寒露", "Cold Dew"), ("霜降", "Frost's Descent"), ("立冬", "Start of Winter"),
    ("小雪", "Minor Snow"), ("大雪", "Major Snow"), ("冬至", "Winter Solstice"),
)  # fmt: skip
TERM_NAMES = tuple(f"{en} {zh}" for zh, en in _NAMES)
_J2000 = datetime(2000, 1, 1, 12, tzinfo=BEIJING)
_J2000_DAY = 2451545
_BEFORE_FIRST = 2


@dataclass(frozen=True, kw_only=True)
class SolarTerm:
    """``at`` is the instant in Beijing time, to the second."""

    zh: str
    en: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.en} {self.zh}"


@lru_cache(maxsize=256)
def solar_terms(year: int) -> tuple[SolarTerm, ...]:
    """The terms of a year of Beijing time, from Minor Cold in January to Winter Solstice.

    The instants are within three seconds of the IAU 2006 theory where the earth's rotation is
    known. The year lies in ``FIRST_YEAR`` to ``LAST_YEAR``.
    """
    from lunar_python import LunarYear

    days = LunarYear.fromYear(year).getJieQiJulianDays()
    return tuple(
        SolarTerm(zh=zh, en=en, at=_beijing(days[place + _BEFORE_FIRST]))
        for place, (zh, en) in enumerate(_NAMES)
    )


def _beijing(julian_day: float) -> datetime:
    return _J2000 + timedelta(seconds=round((julian_day - _J2000_DAY) * 86400))


@lru_cache(maxsize=256)
def terms_by_day(year: int) -> Mapping[date, SolarTerm]:
    """The terms of a year by their day in China."""
    return MappingProxyType({term.at.date(): term for term in solar_terms(year)})
