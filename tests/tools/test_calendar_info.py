"""The calendar: what is known of a day, and the shape of short and long ranges."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.asking import SHANGHAI, ask, clock
from tools.almanac import FIRST, LAST
from tools.base import ToolError
from tools.calendar_info import get_calendar_info
from tools.lunar_dates import lunar_date, new_year

TOOL = get_calendar_info(clock=clock, zone=SHANGHAI)
WEEKDAYS = "一二三四五六日"


async def test_a_day() -> None:
    assert await ask(TOOL, start_date="2024-06-19") == (
        "solar 阳历: 2024-06-19 Wednesday 星期三; "
        "lunar 阴历: 2024年五月十四 (5th month 14th day); "
        "zodiac 生肖: Dragon 龙; "
        "constellation 星座: Gemini 双子座; "
        "solar term 节气: none 无; "
        "festivals 节日: none 无; "
        "China 中国: working day 工作日"
    )


@pytest.mark.parametrize(
    ("day", "parts"),
    [
        ("2024-02-10", ["2024年正月初一 (1st month 1st day)", "Dragon 龙", "Spring Festival 春节"]),
        ("2024-02-09", ["2023年腊月三十", "Rabbit 兔", "Eve 除夕", "working day"]),
        ("2025-01-28", ["2024年腊月廿九 (12th month 29th day)", "Eve 除夕", "Dragon 龙"]),
        ("2025-01-29", ["2025年正月初一", "Snake 蛇", "法定放假 (Spring Festival 春节)"]),
        ("2026-02-17", ["2026年正月初一", "Horse 马"]),
        ("2027-02-06", ["2027年正月初一", "Goat 羊", "China 中国: not announced yet 尚未公布"]),
        ("2023-03-22", ["2023年闰二月初一 (leap 2nd month 1st day)", "festivals 节日: none 无"]),
        ("2024-02-24", ["Lantern Festival 元宵节"]),
        ("2024-04-04", ["Pure Brightness 清明;", "Qingming Festival 清明节"]),
        ("2024-06-10", ["五月初五", "Dragon Boat Festival 端午节", "Monday 星期一"]),
        ("2024-08-10", ["Qixi Festival 七夕节", "weekend 周末休息"]),
        ("2024-09-17", ["八月十五 (8th month 15th day)", "Mid-Autumn Festival 中秋节"]),
        ("2024-10-11", ["Double Ninth Festival 重阳节"]),
        ("2024-10-01", ["National Day 国庆节", "Libra 天秤座", "public holiday"]),
        ("2024-10-12", ["make-up working day 调休上班 (National Day 国庆节)"]),
        ("2024-12-21", ["Winter Solstice 冬至", "Sagittarius 射手座"]),
        ("2024-12-25", ["Christmas 圣诞节", "Capricorn 摩羯座"]),
        ("2024-05-12", ["Mother's Day 母亲节"]),
        ("2024-06-16", ["Father's Day 父亲节"]),
        ("2024-11-28", ["Thanksgiving 感恩节"]),
        ("2024-01-18", ["Laba Festival 腊八节"]),
        ("2000-02-29", ["Tuesday 星期二", "Pisces 双鱼座", "China 中国: unknown 未知"]),
        ("1983-02-12", ["1982年腊月三十 ", "Dog 狗"]),
    ],
)  # fmt: skip
async def test_known_days(day: str, parts: list[str]) -> None:
    said = await ask(TOOL, start_date=day)
    assert [part for part in parts if part not in said] == []


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1900, "01-31"), (1949, "01-29"), (1985, "02-20"), (2000, "02-05"), (2020, "01-25"),
        (2022, "02-01"), (2023, "01-22"), (2026, "02-17"), (2033, "01-31"), (2034, "02-19"),
        (2050, "01-23"), (2100, "02-09"),
    ],
)  # fmt: skip
def test_spring_festivals(year: int, day: str) -> None:
    assert new_year(year) == date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize(
    ("day", "sign"),
    [
        ("01-19", "Capricorn"), ("01-20", "Aquarius"), ("02-19", "Pisces"), ("03-20", "Pisces"),
        ("03-21", "Aries"), ("04-20", "Taurus"), ("05-21", "Gemini"), ("06-22", "Cancer"),
        ("07-23", "Leo"), ("08-23", "Virgo"), ("09-23", "Libra"), ("10-24", "Scorpio"),
        ("11-23", "Sagittarius"), ("12-22", "Capricorn"), ("12-31", "Capricorn"),
    ],
)  # fmt: skip
async def test_constellations(day: str, sign: str) -> None:
    assert f"constellation 星座: {sign} " in await ask(TOOL, start_date=f"2024-{day}")


@pytest.mark.parametrize(
    "arguments",
    [
        {"date": "2024/6/19"},
        {"start_date": "today"},
        {"start_date": "今天", "end_date": "今天"},
        {"start_date": 20240619, "end_date": None},
        {"day": "2024年6月19日", "end_date": "", "lang": "zh"},
    ],
)
async def test_ways_to_ask_for_a_day(arguments: dict[str, object]) -> None:
    assert (await ask(TOOL, **arguments)).startswith("solar 阳历: 2024-06-19 Wednesday 星期三; ")


async def test_up_to_a_week_is_told_in_full() -> None:
    said = (await ask(TOOL, start_date="2024-06-17", end_date="2024-06-23")).splitlines()
    assert [line[10:20] for line in said] == [f"2024-06-{day}" for day in range(17, 24)]
    assert all(line.count("; ") == 6 for line in said)


async def test_up_to_two_months_have_a_line_a_day() -> None:
    said = (await ask(TOOL, start_date="2024-06-01", end_date="2024-06-30")).splitlines()
    assert said[:5] == [
        "2024-06-01 to 2024-06-30: 30 days 天",
        "zodiac 生肖: Dragon 龙",
        "constellation 星座: Gemini 双子座, from 2024-06-22 Cancer 巨蟹座",
        "China 中国: 11 days off 休息日, 19 working days 工作日",
        "2024-06-01 Saturday 星期六; lunar 阴历: 四月廿五; festivals 节日: Children's Day 儿童节; "
        "weekend 周末休息",
    ]
    assert len(said) == 4 + 30


async def test_a_year_is_told_by_its_notable_days() -> None:
    said = await ask(TOOL, start_date="2024-01-01", end_date="2024-12-31")
    lines = said.splitlines()
    assert lines[:3] == [
        "2024-01-01 to 2024-12-31: 366 days 天",
        "zodiac 生肖: Rabbit 兔, from 2024-02-10 Dragon 龙",
        "China 中国: 115 days off 休息日, 251 working days 工作日",
    ]
    assert "Spring Festival 春节 2024-02-10 to 2024-02-17" in lines[3]
    assert lines[4].startswith("make-up working days 调休上班: 2024-02-04, 2024-02-18, ")
    assert lines[5].startswith("Only days with a solar term or a festival")
    assert "2024-09-17 Tuesday 八月十五: Mid-Autumn Festival 中秋节" in lines
    assert len(said) < 4000


async def test_more_years_are_summed_up() -> None:
    lines = (await ask(TOOL, start_date="2020-01-01", end_date="2027-12-31")).splitlines()
    assert lines[0] == "2020-01-01 to 2027-12-31: 2922 days 天"
    assert lines[1].startswith("Monday 星期一: 417; ")
    assert "2024年: 366 days 天; Dragon 龙 from 2024-02-10; China 中国: " in lines[6]
    assert lines[9] == "2027年: 365 days 天; Goat 羊 from 2027-02-06"
    assert "summed up" in lines[-1]


async def test_all_the_days_there_are() -> None:
    said = await ask(TOOL, start_date=FIRST.isoformat(), end_date=LAST.isoformat())
    assert f"{(LAST - FIRST).days + 1} days" in said
    assert len(said) < 500


@given(st.dates(date(2004, 1, 1), date(2026, 12, 31)), st.integers(0, 30_000))
@settings(deadline=None, max_examples=40)
async def test_no_range_is_cut(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    said = await ask(TOOL, start_date=start.isoformat(), end_date=end.isoformat())
    if length < 62:
        days = [str(start + timedelta(days=ahead)) for ahead in range(length + 1)]
        assert [day for day in days if day not in said] == []
    else:
        assert said.startswith(f"{start} to {end}: {length + 1} days")
    assert len(said) < 9000


async def test_a_reversed_range_is_swapped_and_says_so() -> None:
    forwards = await ask(TOOL, start_date="2024-06-19", end_date="2024-06-21")
    backwards = await ask(TOOL, start_date="2024-06-21", end_date="2024-06-19")
    assert backwards == f"The end was before the start, so they are swapped.\n{forwards}"


@given(st.dates(FIRST, LAST))
@settings(deadline=None, max_examples=100)
async def test_weekdays_are_datetimes(day: date) -> None:
    said = await ask(TOOL, start_date=day.isoformat())
    assert f"{day} {day:%A} 星期{WEEKDAYS[day.weekday()]}; " in said


@given(st.dates(FIRST, LAST - timedelta(days=1)))
@settings(deadline=None, max_examples=200)
def test_lunar_days_follow_one_another(day: date) -> None:
    one, next_one = lunar_date(day), lunar_date(day + timedelta(days=1))
    if next_one.day != 1:
        assert (next_one.month, next_one.day, next_one.leap) == (one.month, one.day + 1, one.leap)
    else:
        assert one.day in (29, 30)
    assert one.last == (next_one.year == one.year + 1)


@pytest.mark.parametrize("clock_year", [2026, 2027, 2030])
async def test_days_off_of_years_to_come_and_gone(clock_year: int) -> None:
    then = datetime(clock_year, 6, 1, tzinfo=UTC)
    tool = get_calendar_info(clock=lambda: then, zone=UTC)
    said = await ask(tool, start_date="2028-05-01")
    assert ("not announced yet 尚未公布" in said) == (clock_year < 2028)
    assert ("unknown 未知" in said) == (clock_year >= 2028)


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("1582-12-31", "", "1583-01-01 to 3000-12-31, not 1582-12-31"),
        ("2024-01-01", "3001-01-01", "not 3001-01-01"),
        ("2024-02-30", "", "no day '2024-02-30'"),
        ("", "2024-01-01", "start_date: Field required"),
    ],
)
async def test_errors(start: str, end: str, why: str) -> None:
    with pytest.raises(ToolError, match=why):
        await ask(TOOL, start_date=start, end_date=end)
