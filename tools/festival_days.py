"""Days named by a festival or a solar term: Christmas, 2025年春节, next year's Winter Solstice."""

import re
from datetime import date, timedelta
from functools import lru_cache

from tools.almanac import FIRST, LAST, day_of
from tools.festivals import NAMES
from tools.solar_terms import TERM_NAMES

_MORE = {
    "new year": "元旦", "chinese new year": "春节", "lunar new year": "春节", "xmas": "圣诞",
    "christmas day": "圣诞", "新年": "元旦", "大年初一": "春节", "农历新年": "春节", "过年": "春节",
    "tomb sweeping": "清明", "五一": "劳动", "may day": "劳动", "十一": "国庆", "六一": "儿童",
    "moon festival": "中秋", "年三十": "除夕", "万圣": "万圣节前夜",
}  # fmt: skip
_YEARS = {
    "this year": 0, "this year's": 0, "今年": 0, "next year": 1, "next year's": 1, "明年": 1,
    "last year": -1, "last year's": -1, "去年": -1,
}  # fmt: skip
_WITH_YEAR = re.compile(
    r"(?P<before>\d{4}|this year's|next year's|last year's|[今明去]年)\s*年?\s*的?\s*(?P<name>.+)"
    r"|(?P<named>.+?),?\s*(?:(?:in|of)\s+)?(?P<after>\d{4}|this year|next year|last year)"
)
_LONGEST = 400
"""Days from one festival to its next, at most."""


def festival_day(text: str, today: date) -> tuple[date, str] | None:
    """The day and the full name of the festival that ``text`` (folded) names.

    Without a year it is the next one, today included. None where it names none.
    """
    year, name = _year_and_name(text, today)
    known = _known().get(_bare(name))
    if known is None:
        return None
    start = today if year is None else max(date(year, 1, 1), FIRST)
    for ahead in range(_LONGEST):
        day = start + timedelta(days=ahead)
        if not FIRST <= day <= LAST or (year is not None and day.year > year):
            break
        about = day_of(day)
        if known in (about.term, *about.festivals):
            return day, known
    return None


def _year_and_name(text: str, today: date) -> tuple[int | None, str]:
    if (found := _WITH_YEAR.fullmatch(text)) is None:
        return None, text
    year = found["before"] or found["after"]
    return int(year) if year.isdigit() else today.year + _YEARS[year], found["name"] or found[
        "named"
    ]


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Every name in either language, bared, with the full one; of two the festival's."""
    known: dict[str, str] = {}
    for full in (*TERM_NAMES, *NAMES):
        english, _, chinese = full.rpartition(" ")
        known[_bare(english.casefold())] = known[_bare(chinese)] = full
    return known | {name: known[_bare(same)] for name, same in _MORE.items()}


def _bare(name: str) -> str:
    """Without apostrophes, articles and the word for a festival."""
    plain = name.strip().replace("’", "'").replace("'", "").replace("-", " ")
    plain = re.sub(r"^(?:the|next|coming|下一个) ?", "", plain)
    return re.sub(r"(?: festival|节)$", "", plain)
