# ruff: noqa: E501 (lists of phrases)
"""Days told by counting, by the month or by the clock, beside those that `values` draws."""

import random
from datetime import date

from training import names, values

_COUNTS = ("two", "three", "four", "five", "six", "seven", "ten", "twelve", "twenty", "thirty")
_ZH_COUNTS = ("两", "三", "四", "五", "六", "七", "八", "十", "十五", "二十", "三十", "一百")


def day(chance: random.Random, today: date, *, chinese: bool) -> str:
    """Any day, as people write it; now and then in the other language."""
    roll = chance.random()
    if roll < 0.1:
        return _of_month(chance, chinese)
    if roll < 0.14:
        return counted(chance, today, chinese=chinese)
    if chinese and roll < 0.18:
        return chance.choice(
            ("tomorrow", "today", values.en_date(chance, values.a_date(chance, today)))
        )
    return values.zh_day(chance, today) if chinese else values.en_day(chance, today)


def _of_month(chance: random.Random, chinese: bool) -> str:
    number = chance.randint(1, 28)
    if chinese:
        month = chance.choice(("这个月", "本月", "下个月", "下月", "上个月"))
        return chance.choice(
            (
                f"{month}{number}{chance.choice('号日')}",
                f"{number}号",
                f"{chance.choice(('今年', '明年', '', '', '去年'))}年底".replace("年年", "年"),
                f"{chance.choice(('', '', '本', '下个'))}月底",
                f"{chance.randint(80, 99)}年{chance.randint(1, 12)}月{number}日",
                f"{chance.randint(10, 26)}年{chance.randint(1, 12)}月{number}号",
            )
        )
    ordinal = f"{number}{'th' if 10 < number < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    which = chance.choice(("this", "next", "next", "last"))
    year = chance.randint(1995, 2035)
    return chance.choice(
        (
            f"the {ordinal} of {which} month",
            f"the {ordinal} of {which} month",
            f"the {ordinal}",
            f"the end of {chance.choice(('the year', 'this year', 'this month', 'the month', 'next month', 'next year'))}",
            f"the last day of {chance.choice((str(year), 'this year', 'this month'))}",
            f"the first day of {chance.choice((str(year), 'next year', 'next month'))}",
        )
    )


def counted(chance: random.Random, today: date, *, chinese: bool) -> str:
    """A day so many days, weeks, months or years from today or from another day."""
    number = str(
        chance.choice((chance.randint(2, 31), chance.randint(2, 400), chance.randint(2, 9)))
    )
    if chinese:
        return _counted_zh(chance, today, number)
    if chance.random() < 0.25:
        number = chance.choice((*_COUNTS, "a hundred", "one hundred"))
    unit = chance.choice(("days", "days", "days", "weeks", "months", "years"))
    other = values.en_date(chance, values.a_date(chance, today))
    return chance.choice(
        (
            f"in {number} {unit}",
            f"in {number} {unit}",
            f"{number} {unit} from now",
            f"{number} {unit} from today",
            f"{number} {unit} ago",
            f"{number} {unit} ago",
            f"{number} {unit} after {other}",
            f"{number} {unit} before {other}",
            f"{number} {unit} from {other}",
            f"{number} {unit} {chance.choice(('before', 'after'))} {chance.choice(names.EN_FEASTS)}",
            chance.choice(
                (
                    "in a week",
                    "a week ago",
                    "a month from now",
                    "in a year",
                    "a year ago",
                    "half a year from now",
                    "a fortnight ago",
                    "in a couple of weeks",
                )
            ),
        )
    )


def _counted_zh(chance: random.Random, today: date, number: str) -> str:
    if chance.random() < 0.3:
        number = chance.choice(_ZH_COUNTS)
    unit = chance.choice(("天", "天", "天", "周", "个星期", "个月", "年", "个礼拜"))
    other = values.zh_date(chance, values.a_date(chance, today))
    after = chance.choice(("后", "之后", "以后", "前", "之前", "以前"))
    return chance.choice(
        (
            f"{number}{unit}{after}",
            f"{number}{unit}{after}",
            f"{number}{unit}后",
            f"{other}{number}{unit}{chance.choice(('后', '之后', '前'))}",
            f"{other}的{number}天{chance.choice(('后', '前'))}",
            f"{other}往后{number}天后",
            f"{chance.choice(names.ZH_FEASTS)}{chance.choice(('前', '后'))}{number}天",
            chance.choice(
                ("半年后", "半年前", "半个月后", "一个月后", "一周后", "一年前", "一百天后")
            ),
        )
    )


def clocked(chance: random.Random, day: date, *, chinese: bool) -> str:
    """A day with a time of day."""
    hour, minute = chance.randint(0, 23), chance.choice((0, 0, 15, 30, 45, chance.randint(1, 59)))
    exact = f"{hour:02d}:{minute:02d}"
    written = values.zh_date(chance, day) if chinese else values.en_date(chance, day)
    if chinese:
        half = chance.choice(("上午", "早上")) if hour < 12 else chance.choice(("下午", "晚上"))
        return chance.choice(
            (
                f"{day} {exact}",
                f"{written} {exact}",
                f"{written}{exact}",
                f"{day.year}年{day.month}月{day.day}日{half}{(hour - 1) % 12 + 1}点",
            )
        )
    noon = f"{(hour - 1) % 12 + 1}{chance.choice(('', f':{minute:02d}'))}{chance.choice(('', ' '))}{'am' if hour < 12 else 'pm'}"
    return chance.choice(
        (
            f"{day} {exact}",
            f"{day} {exact}",
            f"{day}T{exact}",
            f"{day} {exact}:00",
            f"{written} {noon}",
            f"{written} at {noon}",
            f"{written} {exact}",
        )
    )
