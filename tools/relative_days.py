"""Days named by their distance from today: tomorrow, 3 days ago, next Friday, 下周五."""

import re
from datetime import date, timedelta

_WORDS = {
    "today": 0, "tonight": 0, "this day": 0, "今天": 0, "今日": 0, "当天": 0, "今": 0,
    "tomorrow": 1, "明天": 1, "明日": 1, "the day after tomorrow": 2, "day after tomorrow": 2,
    "后天": 2, "大后天": 3,
    "yesterday": -1, "昨天": -1, "昨日": -1, "the day before yesterday": -2,
    "day before yesterday": -2, "前天": -2, "大前天": -3,
}  # fmt: skip
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZH_WEEKDAYS = "一二三四五六日天"
_SPAN = {"day": 1, "week": 7, "天": 1, "日": 1, "周": 7, "星期": 7, "个星期": 7}
_AHEAD = re.compile(
    r"in (\d{1,6}) (day|week)s?|(\d{1,6}) (day|week)s? (?:from now|later|from today)"
)
_AGO = re.compile(r"(\d{1,6}) (day|week)s? (?:ago|before)")
_ZH = re.compile(r"(\d{1,6}) ?(天|日|周|个?星期) ?(之?后|以后|之?前|以前)")
_NAMED = re.compile(
    r"(?:(this|next|last|coming) )?(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?"
)
_ZH_NAMED = re.compile(r"(这|本|下|上)?个?(?:星期|周|礼拜)([一二三四五六日天])")
_WHICH = {"this": 0, "coming": 0, "next": 1, "last": -1, "这": 0, "本": 0, "下": 1, "上": -1}


def relative_day(text: str, today: date) -> date | None:
    """The day that ``text`` (folded) names from ``today``; None where it names none.

    A bare weekday is the next one, today included. This, next and last are of weeks that begin on
    Monday.
    """
    try:
        days = _distance(text, today)
        return None if days is None else today + timedelta(days=days)
    except OverflowError:
        return None


def _distance(text: str, today: date) -> int | None:
    if text in _WORDS:
        return _WORDS[text]
    if found := _AHEAD.fullmatch(text):
        return int(found[1] or found[3]) * _SPAN[found[2] or found[4]]
    if found := _AGO.fullmatch(text):
        return -int(found[1]) * _SPAN[found[2]]
    if found := _ZH.fullmatch(text):
        days = int(found[1]) * _SPAN[found[2]]
        return days if found[3].endswith("后") else -days
    if found := _NAMED.fullmatch(text):
        return _to_weekday(found[1], _WEEKDAYS.index(found[2]), today)
    if found := _ZH_NAMED.fullmatch(text):
        return _to_weekday(found[1], min(_ZH_WEEKDAYS.index(found[2]), 6), today)
    return None


def _to_weekday(which: str | None, weekday: int, today: date) -> int:
    ahead = weekday - today.weekday()
    return ahead % 7 if which is None else ahead + 7 * _WHICH[which]
