"""Dates and times are read in every form that people and models write."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.asking import NOW, SHANGHAI, clock
from tools.base import ToolError
from tools.dates import Dates

DATES = Dates(clock=clock, zone=SHANGHAI)
DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-05", "2024-1-5", "2024/01/05", "2024/1/5", "2024.1.5", "20240105", "2024年1月5日",
        "2024 年 1 月 5 日", "2024年01月05号", "２０２４－０１－０５", "２０２４年１月５日",
        "Jan 5, 2024", "jan 5 2024", "January 5th, 2024", "5 January 2024", "5 Jan 2024",
        "5th of January 2024", "Fri, Jan 5, 2024", "Friday 5 January 2024", "5-Jan-2024",
        "2024-01-05 Friday", "2024-01-05 (Fri)", "2024年1月5日星期五", "2024-01-05 周五",
        "  2024-01-05 ", "'2024-01-05'", '"2024-01-05"', "2024-01-05.", "2024–01–05",
    ],
)  # fmt: skip
def test_forms_of_a_day(text: str) -> None:
    assert DATES.day(text) == date(2024, 1, 5)
    assert DATES.moment(text).whole_day


@given(DAYS)
@settings(deadline=None, max_examples=50)
def test_every_day_in_every_form(day: date) -> None:
    forms = (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%A}, {day.day} {day:%b} {day.year}",
    )
    assert {DATES.day(form) for form in forms} == {day}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("today", 0), ("Today", 0), ("今天", 0), ("今日", 0), ("now", 0), ("现在", 0),
        ("tomorrow", 1), ("明天", 1), ("day after tomorrow", 2), ("后天", 2), ("大后天", 3),
        ("yesterday", -1), ("昨天", -1), ("前天", -2), ("the day before yesterday", -2),
        ("in 3 days", 3), ("3 days from now", 3), ("10 days ago", -10), ("2 weeks ago", -14),
        ("in 1 week", 7), ("3天后", 3), ("3 天之后", 3), ("5天前", -5), ("2周后", 14),
        ("1个星期前", -7), ("Wednesday", 0), ("thursday", 1), ("Tue", 6), ("this friday", 2),
        ("next Monday", 5), ("last Friday", -5), ("周四", 1), ("星期三", 0), ("下周一", 5),
        ("上周五", -5), ("本周日", 4), ("下个星期天", 11), ("礼拜六", 3),
    ],
)  # fmt: skip
def test_days_named_from_today(text: str, days: int) -> None:
    assert DATES.day(text) == NOW.date() + timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Christmas", "2024-12-25"), ("next Christmas", "2024-12-25"), ("圣诞节", "2024-12-25"),
        ("Christmas 2025", "2025-12-25"), ("2023 Christmas", "2023-12-25"), ("xmas", "2024-12-25"),
        ("last year's Christmas", "2023-12-25"), ("Christmas next year", "2025-12-25"),
        ("春节", "2025-01-29"), ("今年春节", "2024-02-10"), ("明年的春节", "2025-01-29"),
        ("2026年春节", "2026-02-17"), ("Chinese New Year 2026", "2026-02-17"),
        ("Spring Festival", "2025-01-29"), ("除夕", "2025-01-28"), ("New Year's Eve", "2024-12-31"),
        ("the Mid-Autumn Festival", "2024-09-17"), ("中秋", "2024-09-17"), ("国庆", "2024-10-01"),
        ("端午节", "2025-05-31"), ("2024年端午", "2024-06-10"), ("母亲节", "2025-05-11"),
        ("Mother’s Day", "2025-05-11"), ("Thanksgiving", "2024-11-28"), ("元旦", "2025-01-01"),
        ("冬至", "2024-12-21"), ("winter solstice", "2024-12-21"), ("2026年立春", "2026-02-04"),
        ("腊八", "2025-01-07"), ("清明", "2025-04-04"),
    ],
)  # fmt: skip
def test_festivals_and_terms(text: str, day: str) -> None:
    assert DATES.day(text) == date.fromisoformat(day)
    assert DATES.moment(text).festival


@pytest.mark.parametrize("text", ["节", "festival", "the", "1500年春节", "9999年春节", "2025年"])
def test_no_festivals(text: str) -> None:
    with pytest.raises(ToolError, match="not a date I can read"):
        DATES.day(text)


def test_a_festival_today_is_todays() -> None:
    spring = Dates(clock=lambda: datetime(2024, 2, 10, 9, tzinfo=SHANGHAI), zone=SHANGHAI)
    assert spring.day("春节") == date(2024, 2, 10)


def test_today_is_the_zones() -> None:
    late = Dates(clock=lambda: datetime(2024, 6, 19, 23, 30, tzinfo=UTC), zone=SHANGHAI)
    assert late.day("today") == date(2024, 6, 20)
    there = Dates(clock=late.clock, zone=ZoneInfo("America/New_York"))
    assert there.day("today") == date(2024, 6, 19)


@pytest.mark.parametrize("text", ["6月19日", "June 19", "19 June", "Jun 19th", "06月19号"])
def test_without_a_year_it_is_this_year(text: str) -> None:
    assert DATES.day(text) == date(2024, 6, 19)


@pytest.mark.parametrize(
    ("text", "clock_time"),
    [
        ("2024-06-19 12:30", "12:30:00"), ("2024-06-19T12:30:45", "12:30:45"),
        ("2024-06-19 12:30:45.678", "12:30:45"), ("2024/6/19 9:05", "09:05:00"),
        ("20240619T123000", "12:30:00"), ("2024-06-19 3pm", "15:00:00"),
        ("2024-06-19 3:30 PM", "15:30:00"), ("2024-06-19 12 am", "00:00:00"),
        ("2024-06-19 12pm", "12:00:00"), ("June 19, 2024 at 15:30", "15:30:00"),
        ("2024年6月19日15时30分", "15:30:00"), ("2024年6月19日 下午3点半", "15:30:00"),
        ("2024年6月19日上午9点", "09:00:00"), ("2024年6月19日凌晨12点", "00:00:00"),
        ("2024年6月19日 15:30:10", "15:30:10"), ("today 8:00", "08:00:00"),
        ("今天晚上8点20分", "20:20:00"), ("15:30", "15:30:00"),
        ("２０２４－６－１９　８：００", "08:00:00"),
    ],
)  # fmt: skip
def test_times(text: str, clock_time: str) -> None:
    moment = DATES.moment(text)
    assert moment.at == datetime.fromisoformat(f"2024-06-19T{clock_time}")
    assert not moment.whole_day


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2024-06-19T12:30:00Z", UTC),
        ("2024-06-19 12:30 UTC", UTC),
        ("2024-06-19T12:30:00+08:00", timezone(timedelta(hours=8))),
        ("2024-06-19 12:30 -0330", timezone(-timedelta(hours=3, minutes=30))),
        ("2024-06-19 12:30 GMT+2", timezone(timedelta(hours=2))),
    ],
)
def test_offsets(text: str, zone: tzinfo) -> None:
    assert DATES.moment(text).at == datetime(2024, 6, 19, 12, 30, tzinfo=zone)


def test_a_day_with_an_offset_is_the_zones_day() -> None:
    assert DATES.day("2024-06-19T23:30:00Z") == date(2024, 6, 20)


def test_now_is_to_the_second() -> None:
    moment = DATES.moment("now")
    assert (moment.at, moment.present) == (datetime(2024, 6, 19, 14, 15, 30), True)


@pytest.mark.parametrize(
    ("text", "day"), [("19/06/2024", 19), ("06/19/2024", 19), ("06/06/2024", 6)]
)
def test_short_forms_with_one_meaning(text: str, day: int) -> None:
    assert DATES.day(text) == date(2024, 6, day)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not a date I can read"),
        ("sometime", "not a date I can read"),
        ("2024-06", "yyyy-MM-dd"),
        ("2024-02-30", "There is no day '2024-02-30'"),
        ("2024-13-01", "There is no day"),
        ("February 29, 2023", "There is no day"),
        ("0000-01-01", "There is no day"),
        ("2024-06-19 25:00", "There is no time '25:00'"),
        ("2024-06-19 12:61", "There is no time"),
        ("2024-06-19 12:00 +99:00", "There is no time"),
        ("01/02/2024", "either of two months"),
        ("999999 weeks ago", "not a date I can read"),
        ("x" * 5000, "not a date I can read"),
    ],
)
def test_what_can_not_be_read(text: str, why: str) -> None:
    with pytest.raises(ToolError, match=why) as raised:
        DATES.moment(text)
    assert len(str(raised.value)) < 300


@given(st.text(max_size=30))
@settings(deadline=None, max_examples=200)
def test_any_text_is_a_date_or_an_error_in_words(text: str) -> None:
    try:
        DATES.moment(text)
    except ToolError as error:
        assert str(error)
