"""What the calendars say of a day: weekday, lunar date, constellation, solar term, festivals."""

from dataclasses import dataclass
from datetime import date

from tools.festivals import EVE, QINGMING, lunar_festivals, solar_festivals
from tools.lunar_dates import LunarDate, lunar_date
from tools.solar_terms import FIRST_YEAR, LAST_YEAR, SolarTerm, terms_by_day

FIRST, LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
"""The days that are known."""

WEEKDAYS = (
    "Monday 星期一", "Tuesday 星期二", "Wednesday 星期三", "Thursday 星期四", "Friday 星期五",
    "Saturday 星期六", "Sunday 星期日",
)  # fmt: skip
_CONSTELLATIONS = (
    (20, "Capricorn 摩羯座"), (19, "Aquarius 水瓶座"), (21, "Pisces 双鱼座"),
    (20, "Aries 白羊座"), (21, "Taurus 金牛座"), (22, "Gemini 双子座"),
    (23, "Cancer 巨蟹座"), (23, "Leo 狮子座"), (23, "Virgo 处女座"),
    (24, "Libra 天秤座"), (23, "Scorpio 天蝎座"), (22, "Sagittarius 射手座"),
)  # fmt: skip
"""The sign that each month begins in, and the day of the month on which the next takes over."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day from ``FIRST`` to ``LAST``; names are English and Chinese."""

    day: date
    weekday: str
    lunar: LunarDate
    constellation: str
    term: str
    festivals: tuple[str, ...]


def day_of(day: date) -> Day:
    """What is known of a day; ``term`` is empty on a day without one."""
    lunar = lunar_date(day)
    term = terms_by_day(day.year).get(day)
    return Day(
        day=day,
        weekday=WEEKDAYS[day.weekday()],
        lunar=lunar,
        constellation=_constellation(day),
        term=str(term) if term else "",
        festivals=tuple(_festivals(day, lunar, term)),
    )


def _constellation(day: date) -> str:
    change, _ = _CONSTELLATIONS[day.month - 1]
    return _CONSTELLATIONS[(day.month - (day.day < change)) % 12][1]


def _festivals(day: date, lunar: LunarDate, term: SolarTerm | None) -> list[str]:
    festivals = solar_festivals(day)
    if not lunar.leap:
        festivals += lunar_festivals(lunar.month, lunar.day)
    if lunar.last:
        festivals.append(EVE)
    if term is not None and term.zh == "清明":
        festivals.append(QINGMING)
    return festivals
