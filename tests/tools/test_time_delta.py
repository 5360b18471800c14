"""The time between two dates, by the true calendar."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.asking import SHANGHAI, ask, clock
from tools.base import ToolError
from tools.time_delta import calendar_parts, time_delta

TOOL = time_delta(clock=clock, zone=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-01-01", "2024-06-19", "170 days (5 months 18 days) 170天（5个月18天）"),
        ("2024-01-01", "2024-01-01", "0 days 0天"),
        ("2024-01-01", "2024-01-02", "1 day 1天"),
        ("2024-01-31", "2024-02-29", "29 days (1 month) 29天（1个月）"),
        ("2024-01-31", "2024-03-01", "30 days (1 month 1 day) 30天（1个月1天）"),
        ("2023-01-01", "2024-01-01", "365 days (1 year) 365天（1年）"),
        ("2024-01-01", "2025-01-01", "366 days (1 year) 366天（1年）"),
        ("2000-02-29", "2001-02-28", "365 days (1 year) 365天（1年）"),
        (
            "1949-10-01",
            "2024-06-19",
            "27290 days (74 years 8 months 18 days) 27290天（74年8个月18天）",
        ),
        ("today", "2024-12-25", "189 days (6 months 6 days) 189天（6个月6天）"),
        ("now", "tomorrow", "1 day 1天"),
        ("2024-06-19 12:30", "2024-06-19 15:00:01", "2 hours 30 minutes 1 second 2小时30分钟1秒"),
        ("2024-06-19 14:00:30", "now", "15 minutes 15分钟"),
        ("2024-06-18 22:00", "2024-06-20 01:00", "1 day 3 hours 1天3小时"),
        (
            "2024-01-01 12:00",
            "2024-02-02 11:00",
            "31 days 23 hours (1 month 23 hours) 31天23小时（1个月23小时）",
        ),
        ("2024-06-19T00:00:00+08:00", "2024-06-19T00:00:00Z", "8 hours 8小时"),
        ("2024-06-19T00:00:00Z", "2024-06-19 09:00", "1 hour 1小时"),
    ],
)
async def test_known_spans(start: str, end: str, said: str) -> None:
    assert await ask(TOOL, start_time=start, end_time=end) == said


async def test_a_festival_is_told_with_its_day() -> None:
    said = await ask(TOOL, start_time="today", end_time="Christmas")
    assert said == "189 days (6 months 6 days) 189天（6个月6天）; Christmas 圣诞节 2024-12-25"


async def test_backwards() -> None:
    said = await ask(TOOL, start_time="2024-06-19", end_time="2024-01-01")
    assert said == (
        "170 days (5 months 18 days) 170天（5个月18天）; the end is before the start 结束早于开始"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {"start_date": "2024/1/1", "end_date": "2024年6月19日"},
        {"start": 20240101, "end": "20240619"},
        {"from": "Jan 1, 2024", "to": "June 19, 2024", "unit": "days"},
    ],
)
async def test_other_names_and_forms(arguments: dict[str, object]) -> None:
    assert (await ask(TOOL, **arguments)).startswith("170 days ")


async def test_errors_name_what_is_wrong() -> None:
    with pytest.raises(ToolError, match="end_time: Field required"):
        await ask(TOOL, start_time="2024-01-01", end_time=" ")
    with pytest.raises(ToolError, match="no day '2024-02-30'"):
        await ask(TOOL, start_time="2024-02-30", end_time="today")


@given(st.dates(date(1, 1, 1)), st.dates(date(1, 1, 1)))
@settings(deadline=None, max_examples=100)
async def test_days_are_counted_as_datetime_counts(one: date, other: date) -> None:
    said = await ask(TOOL, start_time=one.isoformat(), end_time=other.isoformat())
    assert int(said.split()[0]) == abs((other - one).days)
    assert ("before" in said) == (other < one)


@given(st.datetimes(), st.datetimes())
@settings(deadline=None, max_examples=200)
def test_the_parts_lead_from_start_to_end(one: datetime, other: datetime) -> None:
    start, end = sorted((one.replace(microsecond=0), other.replace(microsecond=0)))
    parts = dict(calendar_parts(start, end))
    assert all(count >= 0 for count in parts.values())
    assert parts["month"] < 12 and parts["day"] <= 31 and parts["hour"] < 24
    reached = _walk(start, parts["year"] * 12 + parts["month"])
    rest = timedelta(
        days=parts["day"],
        hours=parts["hour"],
        minutes=parts["minute"],
        seconds=parts["second"],
    )
    assert reached + rest == end
    after = parts["year"] * 12 + parts["month"] + 1
    if start.year * 12 + start.month + after < 9999 * 12:
        assert _walk(start, after) > end


def _walk(start: datetime, months: int) -> datetime:
    """The same day so many months on, or the last of a month that is too short."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    following = datetime(year + month // 12, month % 12 + 1, 1) if year < 9999 else None
    length = (following - datetime(year, month, 1)).days if following else 31
    return start.replace(year=year, month=month, day=min(start.day, length))
