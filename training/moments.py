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
    if roll < 0.22:
        return _of_this_time(chance, chinese)
    if chinese and roll < 0.25:
        return chance.choice(
            ("tomorrow", "today", values.en_date(chance, values.a_date(chance, today)))
        )
    return values.zh_day(chance, today) if chinese else values.en_day(chance, today)


def _of_this_time(chance: random.Random, chinese: bool) -> str:
    """A weekday counted within a month, and other days told without a number of the year."""
    month = chance.choice(values.EN_MONTHS)
    weekday = chance.choice(values.EN_WEEKDAYS)
    day, number = chance.randint(1, 12), chance.randint(1, 28)
    if chinese:
        which = chance.choice(("第一个", "第二个", "第三个", "第四个", "最后一个"))
        when = chance.choice(("这个月", "下个月", "本月", f"{day}月", f"明年{day}月", f"{day}月份"))
        return chance.choice(
            (
                f"{when}{chance.choice(('的', ''))}{which}{chance.choice(('周', '星期'))}{chance.choice('一二三四五六日')}",
                f"{number}号",
                f"{chance.choice(('今晚', '明早', '今早', '明晚'))}",
                f"{chance.choice(('下个月', '这个月', '上个月'))}{number}号",
            )
        )
    which = chance.choice(("first", "second", "third", "fourth", "last", "1st", "2nd", "3rd"))
    when = chance.choice(
        (month, f"{month} {chance.randint(2024, 2029)}", "next month", "this month")
    )
    ordinal = f"{number}{'th' if 10 < number < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    return chance.choice(
        (
            f"the {which} {weekday} {chance.choice(('of', 'in'))} {when}",
            f"the {ordinal}",
            f"{day}/{number}",
            f"{chance.choice(('tmrw', 'tmr', 'tomorow', 'this afternoon', 'this evening', 'tonight'))}",
            f"{chance.choice(('a week', 'two weeks', 'a month', '10 days'))} from {chance.choice((weekday, 'tomorrow', 'today'))}",
            f"{weekday.lower()[:3]}",
        )
    )


def of_weather(chance: random.Random, today: date, *, chinese: bool) -> str:
    """When the weather is asked for: mostly these days, also ranges, feasts and dates."""
    roll = chance.random()
    if roll < 0.55:
        return _near_zh(chance) if chinese else _near_en(chance)
    if roll < 0.78:
        return _spell_zh(chance) if chinese else _spell_en(chance)
    if roll < 0.86:
        feast = chance.choice(names.ZH_FEASTS if chinese else names.EN_FEASTS)
        return feast + chance.choice(("", "那天", "当天")) if chinese else f"on {feast}"
    if roll < 0.95:
        near = values.near(chance, today)
        return values.zh_date(chance, near) if chinese else f"on {values.en_date(chance, near)}"
    return values.zh_range(chance, today) if chinese else values.en_range(chance, today)


def _near_zh(chance: random.Random) -> str:
    part = chance.choice(("", "", "", "早上", "上午", "下午", "晚上", "傍晚", "中午"))
    weekday = chance.choice("一二三四五六日")
    return chance.choice(
        (
            f"今天{part}",
            f"明天{part}",
            f"明天{part}",
            f"后天{part}",
            "大后天",
            "昨天",
            "今晚",
            "明早",
            "今儿",
            f"周{weekday}{part}",
            f"下周{weekday}",
            f"星期{weekday}",
            f"这周{weekday}",
            f"{chance.randint(1, 28)}号",
            f"{chance.choice('三四五')}天后",
        )
    )


def _spell_zh(chance: random.Random) -> str:
    first, last = sorted(chance.sample("一二三四五六日", 2), key="一二三四五六日".index)
    return chance.choice(
        (
            "周末",
            "这周末",
            "下周末",
            "下周",
            "本周",
            "明后天",
            "今明两天",
            f"{chance.choice(('未来', '接下来'))}{chance.choice('三四五七')}天",
            f"周{first}到周{last}",
            f"下周{first}到周{last}",
            f"{chance.randint(1, 14)}号到{chance.randint(15, 28)}号",
        )
    )


def _near_en(chance: random.Random) -> str:
    part = chance.choice(("", "", "", " morning", " afternoon", " evening", " night"))
    weekday = chance.choice(values.EN_WEEKDAYS)
    return chance.choice(
        (
            "today",
            f"tomorrow{part}",
            f"tomorrow{part}",
            f"tomorrow{part}",
            "tmrw",
            "tmr",
            "the day after tomorrow",
            "yesterday",
            "tonight",
            "this afternoon",
            "this evening",
            "this morning",
            f"on {weekday}{part}",
            f"{weekday}",
            f"this {weekday}",
            f"next {weekday}",
            f"on {weekday[:3]}",
            f"in {chance.choice(('two', 'three', '2', '3', '4', '5'))} days",
            f"on the {chance.randint(4, 20)}th",
        )
    )


def _spell_en(chance: random.Random) -> str:
    first, last = sorted(chance.sample(values.EN_WEEKDAYS, 2), key=values.EN_WEEKDAYS.index)
    return chance.choice(
        (
            "this weekend",
            "next weekend",
            "the coming weekend",
            "next week",
            "this week",
            f"for the next {chance.choice(('3', 'three', '5', 'five', '4', 'few')[:5])} days",
            f"over the next {chance.randint(2, 7)} days",
            f"from {first} to {last}",
            f"{first} to {last}",
            f"between {first} and {last}",
            f"on {first} and {last}",
            f"from the {chance.randint(4, 12)}th to the {chance.randint(14, 20)}th",
        )
    )


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
