"""The solar terms, to the published minute, in any zone."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.tools.asking import SHANGHAI, ask, clock
from tools.base import ToolError
from tools.solar_terms import solar_terms
from tools.solar_terms_info import get_solar_terms_info

TOOL = get_solar_terms_info(clock=clock, zone=SHANGHAI)
PUBLISHED = {
    2024: {
        "立春": "02-04 16:27", "春分": "03-20 11:06", "清明": "04-04 15:02", "夏至": "06-21 04:51",
        "秋分": "09-22 20:44", "冬至": "12-21 17:21",
    },
    2025: {"立春": "02-03 22:10", "春分": "03-20 17:01", "夏至": "06-21 10:42"},
    2026: {"立春": "02-04 04:02", "春分": "03-20 22:46", "冬至": "12-22 04:50"},
}  # fmt: skip
"""Beijing time, to the nearest minute."""
SECONDS = {
    (2024, "春分"): "2024-03-20 11:06:24", (2024, "夏至"): "2024-06-21 04:51:00",
    (2024, "秋分"): "2024-09-22 20:43:39", (2024, "冬至"): "2024-12-21 17:20:34",
    (2025, "立春"): "2025-02-03 22:10:28", (2026, "立春"): "2026-02-04 04:02:08",
}  # fmt: skip
"""Worked out with the IAU's own routines (SOFA)."""


@pytest.mark.parametrize("year", PUBLISHED)
def test_published_minutes(year: int) -> None:
    terms = {term.zh: term.at for term in solar_terms(year)}
    for name, minute in PUBLISHED[year].items():
        assert f"{terms[name] + timedelta(seconds=30):%m-%d %H:%M}" == minute, name


def test_seconds() -> None:
    for (year, name), second in SECONDS.items():
        at = next(term.at for term in solar_terms(year) if term.zh == name)
        assert abs(at.replace(tzinfo=None) - datetime.fromisoformat(second)).total_seconds() <= 4


@pytest.mark.parametrize("year", [1583, 1900, 1987, 2024, 2100, 3000])
def test_a_year_has_its_terms_in_order(year: int) -> None:
    terms = solar_terms(year)
    assert len({term.zh for term in terms}) == len({term.en for term in terms}) == 24
    assert {term.at.year for term in terms} == {year}
    gaps = [after.at - before.at for before, after in pairwise(terms)]
    assert timedelta(days=14) < min(gaps) and max(gaps) < timedelta(days=16)


async def test_what_is_said() -> None:
    lines = (await ask(TOOL, year=2024)).splitlines()
    assert lines[0] == "24 solar terms 二十四节气 of 2024年, times in Asia/Shanghai (UTC+08:00):"
    assert len(lines) == 25
    assert lines[3] == "立春 Start of Spring: 2024-02-04 16:27:07"
    assert lines[24].startswith("冬至 Winter Solstice: 2024-12-21 17:20:3")


@pytest.mark.parametrize(
    ("year", "wanted"),
    [
        ("2026", 2026), (2026, 2026), ("2026年", 2026), ("公元2026年", 2026), ("2026-05-01", 2026),
        ("this year", 2024), ("今年", 2024), ("明年", 2025), ("last year", 2023), ("today", 2024),
    ],
)  # fmt: skip
async def test_ways_to_name_a_year(year: object, wanted: int) -> None:
    assert f" of {wanted}年," in await ask(TOOL, year=year)


@pytest.mark.parametrize(
    ("zone", "label", "first"),
    [
        ("UTC", "UTC+00:00", "2024-01-05 20:49:22"),
        ("Asia/Shanghai", "Asia/Shanghai (UTC+08:00)", "2024-01-06 04:49:22"),
        ("北京时间", "Asia/Shanghai (UTC+08:00)", "2024-01-06 04:49:22"),
        ("America/New_York", "America/New_York (local time)", "2024-01-05 15:49:22"),
        ("new york", "America/New_York (local time)", "2024-01-05 15:49:22"),
        ("+05:30", "UTC+05:30", "2024-01-06 02:19:22"),
        ("UTC-3:30", "UTC-03:30", "2024-01-05 17:19:22"),
    ],
)
async def test_zones(zone: str, label: str, first: str) -> None:
    lines = (await ask(TOOL, year="2024", timezone=zone)).splitlines()
    assert f"times in {label}:" in lines[0]
    assert lines[1] == f"小寒 Minor Cold: {first}"


async def test_beijing_time_knows_no_summer_time() -> None:
    assert "夏至 Summer Solstice: 1988-06-21 11:5" in await ask(TOOL, year=1988)


async def test_far_years_are_less_sure() -> None:
    assert "good to minutes only" in await ask(TOOL, year=1600)
    assert "good to minutes only" not in await ask(TOOL, year=2100)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"year": 1500}, "1583 to 3000, not of 1500"),
        ({"year": "99999"}, "not of 99999"),
        ({"year": "soon"}, "not a date"),
        ({}, "year: Field required"),
        ({"year": 2024, "time_zone": "Mars/Olympus"}, "no time zone 'Mars/Olympus'"),
        ({"year": 2024, "time_zone": "+25:00"}, "no time zone"),
    ],
)
async def test_errors(arguments: dict[str, object], why: str) -> None:
    with pytest.raises(ToolError, match=why):
        await ask(TOOL, **arguments)
