"""Festivals and solar terms that people name instead of a date, and the day each falls on."""

import re
from datetime import date, timedelta
from functools import lru_cache

_FIXED: dict[tuple[int, int], str] = {
    (1, 1): "new year'?s day|new years day|new years(?! (?:day|eve))|new year(?! ?'?s)|元旦",
    (2, 2): "groundhog day",
    (2, 14): "(?:saint |st\\.? )?valentine'?s day|valentines|情人节",
    (3, 8): "(?:international )?women'?s day|妇女节|三八节",
    (3, 12): "arbou?r day|植树节",
    (3, 14): "pi day",
    (3, 17): "st\\.? patrick'?s day",
    (4, 1): "april fool'?s?'?(?: day)?|愚人节",
    (4, 22): "earth day|地球日",
    (5, 1): "(?:international )?labou?r day|may day|劳动节|五一(?!二)",
    (1, 26): "australia day",
    (4, 25): "anzac day",
    (5, 4): "青年节",
    (5, 5): "cinco de mayo",
    (6, 1): "children'?s day|儿童节|六一",
    (6, 7): "(?:the )?gaokao|高考",
    (6, 19): "juneteenth",
    (7, 1): "canada day|建党节",
    (7, 14): "bastille day",
    (7, 4): "independence day|fourth of july|4th of july",
    (8, 1): "建军节",
    (9, 10): "(?:chinese )?teachers'? day|教师节",
    (10, 1): "(?:china'?s |chinese )?national day|国庆节?|十一(?=假期|长假|国庆|还|放)",
    (10, 31): "hall?ow?een|万圣节前夜|万圣节",
    (11, 5): "bonfire night|guy fawkes(?: night)?",
    (11, 11): "single'?s'? day|veterans'? day|双十一|双11|光棍节",
    (12, 12): "双十二|双12",
    (12, 24): "christmas eve|xmas eve|平安夜",
    (12, 25): "(?:christmas|chrismas|cristmas|christams)(?: day)?|x-?mas|圣诞节?",
    (12, 26): "boxing day|节礼日",
    (12, 31): "new year'?s eve|跨年夜?",
}
_LUNAR: dict[tuple[int, int], str] = {
    (
        1,
        1,
    ): "(?:the )?(?:chinese |lunar )new year(?:'?s day)?(?! ?'?s eve)|cny|spring festival|春节|"
    "过年|大年初一|新春|(?:农历|阴历|旧历|中国)新年",
    (1, 15): "lantern festival|元宵节?",
    (2, 2): "龙抬头",
    (5, 5): "dragon boat(?: festival)?|duanwu(?: festival)?|端午节?",
    (7, 7): "qixi(?: festival)?|七夕节?",
    (7, 15): "ghost festival|中元节?",
    (8, 15): "(?:the )?mid-?[ ]?autumn(?: festival| day)?|moon festival|中秋节?",
    (9, 9): "double ninth(?: festival)?|chongyang(?: festival)?|重阳节?",
    (12, 23): "小年",
    (12, 8): "laba(?: festival)?|腊八节?",
}
_LUNAR_EVE = "(?:chinese|lunar) new year'?s eve|除夕|大年三十|年三十"
_EASTER = "easter(?: sunday)?|复活节"
_BY_EASTER = {
    "easter monday": 1,
    "good friday": -2,
    "ash wednesday": -46,
    "palm sunday": -7,
    "maundy thursday": -3,
    "ascension day": 39,
    "whit monday": 50,
    "pentecost": 49,
}
_BLACK_FRIDAY = "black friday|黑色星期五"
_THANKSGIVING = "thanks ?giving(?: day)?|感恩节"
_MOTHERS = "mother'?s day|母亲节"
_FATHERS = "father'?s day|父亲节"

SOLAR_TERMS: dict[str, str] = {
    "小寒": "minor cold|slight cold|lesser cold|xiaohan",
    "大寒": "major cold|great cold|greater cold|dahan",
    "立春": "(?:start|beginning) of spring|lichun",
    "雨水": "rain water|rainwater|yushui",
    "惊蛰": "awakening of insects|waking of insects|jingzhe",
    "春分": "(?:spring|vernal|march) equinox|chunfen",
    "清明": "qing ?ming(?: festival| day)?|tomb[- ]sweeping(?: day| festival)?|pure brightness|"
    "clear and bright",
    "谷雨": "grain rain|guyu",
    "立夏": "(?:start|beginning) of summer|lixia",
    "小满": "grain buds|grain full|xiaoman",
    "芒种": "grain in ear|mangzhong",
    "夏至": "(?:summer|june) solstice|xiazhi",
    "小暑": "minor heat|slight heat|lesser heat|xiaoshu",
    "大暑": "major heat|great heat|greater heat|dashu",
    "立秋": "(?:start|beginning) of autumn|liqiu",
    "处暑": "end of heat|limit of heat|chushu",
    "白露": "white dew|bailu",
    "秋分": "(?:autumn(?:al)?|fall|september) equinox|qiufen",
    "寒露": "cold dew|hanlu",
    "霜降": "frost'?s descent|descent of frost|shuangjiang",
    "立冬": "(?:start|beginning) of winter|lidong",
    "小雪": "minor snow|slight snow|lesser snow|xiaoxue",
    "大雪": "major snow|great snow|greater snow|daxue",
    "冬至": "(?:winter|december) solstice|dongzhi(?: festival)?",
}


def _bounded(names: str) -> str:
    """Word boundaries around the English names."""
    return "|".join(rf"\b(?:{name})\b" if name.isascii() else name for name in _split(names))


def _split(names: str) -> list[str]:
    """The alternatives at the outermost level."""
    parts, depth, current = [], 0, ""
    for character in names:
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current]


_NAMES: list[str] = [
    _LUNAR_EVE,
    _FIXED[12, 24],
    _FIXED[12, 31],
    *_LUNAR.values(),
    *_FIXED.values(),
    *_BY_EASTER,
    _BLACK_FRIDAY,
    _EASTER,
    _THANKSGIVING,
    _MOTHERS,
    _FATHERS,
    *(f"{term}节?|{names}" for term, names in SOLAR_TERMS.items()),
]
FEAST = "|".join(_bounded(names) for names in _NAMES)
"""Any of the names, as a regular expression without named groups."""


@lru_cache(maxsize=4096)
def feast_day(name: str, year: int) -> date:
    """The day in that year (of the Chinese calendar for its festivals). Raises ValueError."""
    if _is(name, _LUNAR_EVE):
        return lunar_day(year, 1, 1) - timedelta(days=1)
    for (month, day), names in _LUNAR.items():
        if _is(name, names):
            early = lunar_day(year - 1, month, day)  # of the last month, in January or February
            return early if early.year == year else lunar_day(year, month, day)
    for (month, day), names in _FIXED.items():
        if _is(name, names):
            return date(year, month, day)
    for term, names in SOLAR_TERMS.items():
        if _is(name, f"{term}节?|{names}"):
            return _term_day(year, term)
    return _moving_day(name, year)


def _is(name: str, names: str) -> bool:
    return re.fullmatch(names, name, re.I | re.A) is not None


def _moving_day(name: str, year: int) -> date:
    if _is(name, _THANKSGIVING):
        return _nth_weekday(year, 11, weekday=3, count=4)
    if _is(name, _BLACK_FRIDAY):
        return _nth_weekday(year, 11, weekday=3, count=4) + timedelta(days=1)
    if _is(name, _MOTHERS):
        return _nth_weekday(year, 5, weekday=6, count=2)
    if _is(name, _FATHERS):
        return _nth_weekday(year, 6, weekday=6, count=3)
    return _easter(year) + timedelta(days=_BY_EASTER.get(name.lower(), 0))


def _nth_weekday(year: int, month: int, *, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _easter(year: int) -> date:
    """The Gregorian computus."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full + 2 - century + century // 4) % 7
    place = full - weekday
    month = 3 + (place + 40) // 44
    return date(year, month, place + 28 - 31 * (month // 4))


@lru_cache(maxsize=4096)
def lunar_day(year: int, month: int, day: int) -> date:
    """The day of a lunar date of no leap month. Raises ValueError."""
    from lunar_python import Lunar, LunarMonth

    if not (1600 <= year <= 9000 and 1 <= month <= 12):
        raise ValueError(f"no lunar month {year}-{month}")
    if not 1 <= day <= LunarMonth.fromYm(year, month).getDayCount():
        raise ValueError(f"no lunar day {year}-{month}-{day}")
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=4096)
def _term_day(year: int, term: str) -> date:
    from lunar_python import Lunar

    if not 1600 <= year <= 9000:
        raise ValueError(f"no {term} in {year}")
    table = Lunar.fromYmd(year, 6, 1).getJieQiTable()
    for key in (term, "DONG_ZHI"):
        if key in table and table[key].getYear() == year:
            return date(year, table[key].getMonth(), table[key].getDay())
    raise ValueError(f"no {term} in {year}")
