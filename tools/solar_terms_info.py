"""The dates and times of the 24 solar terms of a year, in any zone."""

import re
from datetime import tzinfo

from tools.arguments import Arguments, argument
from tools.base import Tool, ToolError
from tools.dates import Clock, Dates
from tools.solar_terms import FIRST_YEAR, LAST_YEAR, solar_terms
from tools.zones import zone_label, zone_named

_SURE = range(1900, 2101)
"""The years whose seconds mean something."""


class SolarTermsOf(Arguments):
    year: str = argument("yyyy", "date", "start_date", name="year")
    time_zone: str = argument(
        "Zone of the times, default Asia/Shanghai",
        "timezone",
        "zone",
        name="time_zone",
        default="Asia/Shanghai",
    )


def get_solar_terms_info(*, clock: Clock, zone: tzinfo) -> Tool[SolarTermsOf]:
    """The tool; words such as "this year" are resolved by ``clock`` in ``zone``.

    Its result is a heading that names the zone, then a line for each term in the order of the
    year: ``立春 Start of Spring: 2024-02-04 16:27:07``.
    """
    dates = Dates(clock=clock, zone=zone)

    async def run(wanted: SolarTermsOf) -> str:
        return _listed(_year(wanted.year, dates), zone_named(wanted.time_zone))

    return Tool(
        name="get_solar_terms_info",
        zh_name="查询节气日期",
        description="Dates and times of the 24 solar terms (节气) of a year",
        arguments=SolarTermsOf,
        run=run,
        aliases=("get_solar_terms", "节气"),
    )


def _listed(year: int, zone: tzinfo) -> str:
    note = "" if year in _SURE else ", good to minutes only, so far from today"
    lines = [f"24 solar terms 二十四节气 of {year}年, times in {zone_label(zone)}{note}:"]
    lines += [
        f"{term.zh} {term.en}: {term.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        for term in solar_terms(year)
    ]
    return "\n".join(lines)


_THIS_YEAR = {"this year": 0, "今年": 0, "next year": 1, "明年": 1, "last year": -1, "去年": -1}


def _year(text: str, dates: Dates) -> int:
    plain = text.casefold()
    if plain in _THIS_YEAR:
        year = dates.today().year + _THIS_YEAR[plain]
    elif found := re.fullmatch(r"(?:公元)?\s*(\d{1,5})\s*年?", plain):
        year = int(found[1])
    else:
        year = dates.day(text).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ToolError(f"I know the solar terms of {FIRST_YEAR} to {LAST_YEAR}, not of {year}.")
    return year
