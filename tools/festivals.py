"""The festivals of a day: those of the sun's calendar, of the moon's, and 清明 by its term."""

from datetime import date

_SOLAR = {
    (1, 1): "New Year's Day 元旦",
    (2, 14): "Valentine's Day 情人节",
    (3, 8): "Women's Day 妇女节",
    (3, 12): "Arbor Day 植树节",
    (3, 15): "Consumer Rights Day 消费者权益日",
    (4, 1): "April Fools' Day 愚人节",
    (4, 22): "Earth Day 世界地球日",
    (4, 23): "World Book Day 世界读书日",
    (5, 1): "Labour Day 劳动节",
    (5, 4): "Youth Day 青年节",
    (5, 12): "Nurses' Day 护士节",
    (6, 1): "Children's Day 儿童节",
    (6, 5): "World Environment Day 世界环境日",
    (7, 1): "Party Founding Day 建党节",
    (8, 1): "Army Day 建军节",
    (9, 3): "Victory Day 抗战胜利纪念日",
    (9, 10): "Teachers' Day 教师节",
    (10, 1): "National Day 国庆节",
    (10, 31): "Halloween 万圣节前夜",
    (11, 8): "Journalists' Day 记者节",
    (11, 11): "Singles' Day 光棍节",
    (12, 4): "Constitution Day 国家宪法日",
    (12, 13): "National Memorial Day 国家公祭日",
    (12, 24): "Christmas Eve 平安夜",
    (12, 25): "Christmas 圣诞节",
    (12, 31): "New Year's Eve 跨年夜",
}
_NTH_WEEKDAY = {
    (5, 2, 7): "Mother's Day 母亲节",
    (6, 3, 7): "Father's Day 父亲节",
    (11, 4, 4): "Thanksgiving 感恩节",
}
_LUNAR = {
    (1, 1): "Spring Festival 春节",
    (1, 15): "Lantern Festival 元宵节",
    (2, 2): "Dragon Head Festival 龙抬头",
    (3, 3): "Shangsi Festival 上巳节",
    (5, 5): "Dragon Boat Festival 端午节",
    (7, 7): "Qixi Festival 七夕节",
    (7, 15): "Ghost Festival 中元节",
    (8, 15): "Mid-Autumn Festival 中秋节",
    (9, 9): "Double Ninth Festival 重阳节",
    (10, 1): "Winter Clothing Festival 寒衣节",
    (10, 15): "Xiayuan Festival 下元节",
    (12, 8): "Laba Festival 腊八节",
    (12, 23): "Little New Year 小年",
}
EVE = "Chinese New Year's Eve 除夕"
QINGMING = "Qingming Festival 清明节"
NAMES = (*_SOLAR.values(), *_NTH_WEEKDAY.values(), *_LUNAR.values(), EVE, QINGMING)


def solar_festivals(day: date) -> list[str]:
    """Those by the date, then those by the weekday within the month."""
    weekday = (day.month, (day.day - 1) // 7 + 1, day.isoweekday())
    named = (_SOLAR.get((day.month, day.day)), _NTH_WEEKDAY.get(weekday))
    return [name for name in named if name]


def lunar_festivals(month: int, day: int) -> list[str]:
    """Those of a date of the lunar calendar, except New Year's Eve, whose date varies."""
    name = _LUNAR.get((month, day))
    return [name] if name else []
