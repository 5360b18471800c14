# ruff: noqa: E501, SIM905 (lists of phrases)
"""Dates, places and names as people write them, drawn at random."""

import calendar
import random
from datetime import date, timedelta

from agent.planners.starter.places.names import CHINESE_NAMES, ENGLISH_NAMES
from training.names import EN_FEASTS, EN_PLACES, ZH_PLACES

EN_MONTHS = calendar.month_name[1:]
_ZH = "零一二三四五六七八九"
EN_WEEKDAYS = calendar.day_name[:]

_ENGLISH_NAMES = sorted(name.title() for name in ENGLISH_NAMES)

_SYLLABLES = "ba ka lo mi ra ten vil burg stad hol wen sha dor mar lin pur han kov es ton ford chi no sa ve ri gu".split()
_HAN = [
    bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)
]


def han(chance: random.Random, count: int) -> str:
    """Common Chinese characters at random."""
    return "".join(chance.choice(_HAN) for _ in range(count))


def word(chance: random.Random) -> str:
    """A word nobody has heard of."""
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((2, 2, 3))))


def place(chance: random.Random, *, chinese: bool) -> str:
    if chinese:
        roll = chance.random()
        if roll < 0.75:
            return chance.choice(ZH_PLACES if roll < 0.4 else CHINESE_NAMES)
        if roll < 0.8:
            return chance.choice(EN_PLACES)
        return han(chance, chance.choice((1, 2))) + chance.choice("市县州镇岛山城")
    roll = chance.random()
    known = EN_PLACES if roll < 0.35 else _ENGLISH_NAMES
    name = chance.choice(known) if roll < 0.75 else word(chance).title()
    return name.lower() if chance.random() < 0.15 else name


def a_date(chance: random.Random, today: date) -> date:
    """Mostly of these years; some long ago."""
    roll = chance.random()
    if roll < 0.35:
        return today + timedelta(days=chance.randint(-400, 400))
    if roll < 0.85:
        return date(2000, 1, 1) + timedelta(days=chance.randrange(365 * 32))
    return date(1930, 1, 1) + timedelta(days=chance.randrange(365 * 70))


def near(chance: random.Random, today: date) -> date:
    """A day within the next two weeks or so."""
    return today + timedelta(days=chance.randint(-3, 16))


def en_date(chance: random.Random, day: date) -> str:
    month = EN_MONTHS[day.month - 1]
    short = month[:3]
    ordinal = f"{day.day}{'th' if 10 < day.day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day.day % 10, 'th')}"
    return chance.choice(
        (
            day.isoformat(),
            day.isoformat(),
            day.isoformat(),
            f"{day.year}/{day.month}/{day.day}",
            f"{day:%Y/%m/%d}",
            f"{day:%m/%d/%Y}",
            f"{day:%Y.%m.%d}",
            f"{month} {day.day}, {day.year}",
            f"{month} {day.day}, {day.year}",
            f"{month} {ordinal}, {day.year}",
            f"{month} {day.day} {day.year}",
            f"{day.day} {month} {day.year}",
            f"{ordinal} of {month} {day.year}",
            f"{ordinal} {month} {day.year}",
            f"{short} {day.day}, {day.year}",
            f"{short} {day.day} {day.year}",
            f"{day.day} {short} {day.year}",
            f"the {ordinal} of {month} {day.year}",
            f"{month} {day.day}",
            f"{month} {ordinal}",
            f"{ordinal} of {month}",
            f"{short} {day.day}",
            f"{day.day} {month}",
        )
    )


def zh_date(chance: random.Random, day: date) -> str:
    return chance.choice(
        (
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}年{day.month}月{day.day}号",
            f"{day.year}年{day.month}月{day.day}号",
            day.isoformat(),
            day.isoformat(),
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.month}月{day.day}日",
            f"{day.month}月{day.day}号",
            f"{_zh_digits(day.year)}年{_zh_small(day.month)}月{_zh_small(day.day)}日",
            f"{_zh_small(day.month)}月{_zh_small(day.day)}号",
            f"{chance.choice(('今年', '明年', '去年'))}{day.month}月{day.day}{chance.choice('日号')}",
        )
    )


def _zh_digits(number: int) -> str:
    return "".join(_ZH[int(digit)] for digit in str(number))


def _zh_small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("" if tens == 1 else _ZH[tens]) + "十") + (
        _ZH[ones] if ones else ""
    )


def en_day(chance: random.Random, today: date) -> str:
    """A date, or words for one near today."""
    if chance.random() < 0.7:
        return en_date(chance, a_date(chance, today))
    weekday = chance.choice(EN_WEEKDAYS)
    return chance.choice(
        (
            "today",
            "tomorrow",
            "tomorrow",
            "yesterday",
            "the day after tomorrow",
            "the day before yesterday",
            f"next {weekday}",
            f"this {weekday}",
            f"last {weekday}",
            weekday,
            f"the coming {weekday}",
            f"in {chance.randint(2, 60)} days",
            f"{chance.randint(2, 60)} days ago",
            f"{chance.randint(2, 90)} days from now",
            f"in {chance.randint(2, 9)} weeks",
            f"{chance.choice((10, 50, 100, 200, 500, 1000))} days after {en_date(chance, a_date(chance, today))}",
            f"{chance.choice((10, 30, 100))} days before {chance.choice(EN_FEASTS)}",
        )
    )


def zh_day(chance: random.Random, today: date) -> str:
    if chance.random() < 0.65:
        return zh_date(chance, a_date(chance, today))
    weekday = chance.choice("一二三四五六日天")
    return chance.choice(
        (
            "今天",
            "明天",
            "明天",
            "昨天",
            "后天",
            "大后天",
            "前天",
            f"下周{weekday}",
            f"这周{weekday}",
            f"上周{weekday}",
            f"周{weekday}",
            f"星期{weekday}",
            f"下星期{weekday}",
            f"下个星期{weekday}",
            f"{chance.randint(2, 90)}天后",
            f"{chance.randint(2, 60)}天前",
            f"{chance.choice('三五七十')}天之后",
            f"{chance.randint(2, 8)}周后",
            f"{zh_date(chance, a_date(chance, today))}{chance.choice((100, 30, 1000))}天后",
            f"农历{chance.choice('正二三四五六七八九十冬腊')}月{chance.choice(('初一', '初五', '十五', '初八', '二十', '廿三'))}",
        )
    )


def en_range(chance: random.Random, today: date) -> str:
    day = a_date(chance, today)
    later = day + timedelta(days=chance.randint(2, 20))
    return chance.choice(
        (
            "next week",
            "this week",
            "last week",
            "next month",
            "this month",
            "this weekend",
            "next weekend",
            f"{EN_MONTHS[day.month - 1]} {day.year}",
            f"{EN_MONTHS[day.month - 1][:3]} {day.year}",
            f"{EN_MONTHS[day.month - 1]} {day.year}",
            f"{day.isoformat()} to {later.isoformat()}",
            f"the next {chance.choice((2, 3, 4, 5, 7, 10))} days",
            f"the first {chance.choice(('week', '3 days', '10 days'))} of {EN_MONTHS[day.month - 1]}",
            f"{EN_MONTHS[day.month - 1][:3]} {min(day.day, 20)}-{min(day.day, 20) + chance.randint(2, 8)}",
            f"{chance.choice(('Monday to Friday', 'Friday to Sunday', 'Monday to Wednesday'))} next week",
            f"{EN_MONTHS[day.month - 1]} {day.day} to {EN_MONTHS[later.month - 1]} {later.day}, {later.year}",
        )
    )


def zh_range(chance: random.Random, today: date) -> str:
    day = a_date(chance, today)
    later = day + timedelta(days=chance.randint(2, 20))
    return chance.choice(
        (
            "下周",
            "本周",
            "这周",
            "上周",
            "下个月",
            "这个月",
            "本月",
            "周末",
            "这周末",
            f"{day.year}年{day.month}月",
            f"{day.year}年{day.month}月",
            f"{day.isoformat()}到{later.isoformat()}",
            f"{chance.choice(('未来', '接下来', '今后'))}{chance.choice('三四五七十')}天",
            f"{chance.choice(('未来', '接下来'))}{chance.choice((3, 5, 7, 10))}天",
            f"{day.month}月{min(day.day, 20)}号到{min(day.day, 20) + chance.randint(2, 8)}号",
            f"{chance.choice(('下', '这', ''))}周一到周五",
            f"{day.month}月{chance.choice(('', '份的'))}前{chance.choice('三五十')}天",
            f"{day.year}年{day.month}月{day.day}日到{later.month}月{later.day}日",
        )
    )


def a_year(chance: random.Random, today: date, *, chinese: bool) -> str:
    year = (
        chance.randint(1950, 2060) if chance.random() < 0.4 else today.year + chance.randint(-4, 6)
    )
    if chinese:
        return chance.choice(
            (
                f"{year}年",
                f"{year}年",
                f"{year}年",
                f"{year}",
                "今年",
                "明年",
                "去年",
                "后年",
                f"{_zh_digits(year)}年",
            )
        )
    return chance.choice(
        (str(year), str(year), str(year), str(year), "this year", "next year", "last year")
    )
