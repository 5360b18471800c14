# ruff: noqa: E501, SIM905 (lists of phrases)
"""Dates, sums, places and names as people write them, drawn at random."""

import calendar
import random
from datetime import date, timedelta

from agent.planners.starter.place_names import CHINESE_NAMES, ENGLISH_NAMES
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


def _number(chance: random.Random) -> str:
    roll = chance.random()
    if roll < 0.5:
        return str(chance.randint(1, 99))
    if roll < 0.75:
        return str(chance.randint(100, 9999))
    if roll < 0.9:
        return f"{chance.randint(0, 200)}.{chance.randint(1, 99)}"
    return f"{chance.randint(1000, 999999):,}"


_EN_NUMBERS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty fifty twenty-five forty-two ninety-nine".split()
_ZH_NUMBERS = (
    "二 三 四 五 六 七 八 九 十 十二 十五 二十 二十五 三十六 五十 一百 一百二十 三百".split()
)


def _en_number(chance: random.Random) -> str:
    return chance.choice((*_EN_NUMBERS, "one hundred", "two hundred"))


def a_sum(chance: random.Random, *, chinese: bool) -> str:
    roll = chance.random()
    if roll < 0.5:
        return _symbols(chance)
    a, b, c = _number(chance), _number(chance), _number(chance)
    n = str(chance.randint(2, 99))
    if chinese:
        if chance.random() < 0.15:
            a, b = chance.choice(_ZH_NUMBERS), chance.choice(_ZH_NUMBERS)
        return chance.choice(
            (
                f"{a}加{b}",
                f"{a}加上{b}",
                f"{a}减{b}",
                f"{a}减去{b}",
                f"{a}乘{b}",
                f"{a}乘以{b}",
                f"{a}乘以{b}",
                f"{a}除以{b}",
                f"{a}除以{b}",
                f"{a}加{b}减{c}",
                f"{a}乘以{b}再加{c}",
                f"{n}的平方",
                f"{n}的立方",
                f"{n}的{chance.randint(2, 12)}次方",
                f"{n}的平方根",
                f"根号{n}",
                f"{a}的{n}%",
                f"{a}的百分之{n}",
                f"{a}的一半",
                f"{a}和{b}的和",
                f"{a}与{b}的积",
                f"{a}和{b}的差",
                f"{a}的{chance.choice('两三四五')}倍",
                f"{a}加{b}加{c}",
                f"从{a}里减去{b}",
            )
        )
    if chance.random() < 0.15:
        a, b = _en_number(chance), _en_number(chance)
    return chance.choice(
        (
            f"{a} plus {b}",
            f"{a} minus {b}",
            f"{a} times {b}",
            f"{a} multiplied by {b}",
            f"{a} divided by {b}",
            f"{a} over {b}",
            f"the sum of {a} and {b}",
            f"the product of {a} and {b}",
            f"the difference between {a} and {b}",
            f"{n}% of {a}",
            f"{n} percent of {a}",
            f"{n} squared",
            f"{n} cubed",
            f"{n} to the power of {chance.randint(2, 12)}",
            f"the square root of {n}",
            f"sqrt({n})",
            f"half of {a}",
            f"{a} plus {b} minus {c}",
            f"{a} x {b}",
            f"twice {a}",
            f"double {a}",
            f"a quarter of {a}",
            f"a third of {a}",
            f"{a} plus {b} plus {c}",
            f"{a} times {b} plus {c}",
            f"{n}% off {a}",
            f"the sum of {a}, {b} and {c}",
            f"the total of {a} and {b}",
            f"{a} added to {b}",
        )
    )


EN_SUM_ORDERS = (
    "add {a} and {b}",
    "multiply {a} by {b}",
    "divide {a} by {b}",
    "subtract {a} from {b}",
    "if you multiply {a} by {b} what do you get",
    "please add {a} to {b}",
    "can you divide {a} by {b}",
    "what is the result when you subtract {a} from {b}",
    "what happens when i multiply {a} and {b}",
)


def sum_order(chance: random.Random) -> str:
    return chance.choice(EN_SUM_ORDERS).format(a=_number(chance), b=_number(chance))


def _symbols(chance: random.Random) -> str:
    gap = chance.choice(("", "", " "))
    times = chance.choice(("*", "*", "×", "x"))
    over = chance.choice(("/", "/", "÷"))
    ops = ("+", "-", times, over, "+", times, over)
    a, b, c, d = (_number(chance) for _ in range(4))
    o, p, q = (f"{gap}{chance.choice(ops)}{gap}" for _ in range(3))
    return chance.choice(
        (
            f"{a}{o}{b}",
            f"{a}{o}{b}",
            f"{a}{o}{b}",
            f"{a}{o}{b}{p}{c}",
            f"{a}{o}({b}{p}{c})",
            f"({a}{o}{b}){p}{c}",
            f"({a}{o}{b}){p}({c}{q}{d})",
            f"{chance.randint(2, 30)}^{chance.randint(2, 10)}",
            f"{chance.randint(2, 30)}**{chance.randint(2, 8)}",
            f"({a}{o}{b})^2",
            f"{a}{o}{b}{p}{c}{q}{d}",
            f"{chance.randint(1, 99)}%{gap}{times}{gap}{a}",
        )
    )
