"""The weather of any place: now, forecast and past."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Protocol

from pydantic import field_validator

from tools.arguments import Arguments, argument
from tools.base import Tool, ToolError
from tools.dates import Clock, Dates
from tools.egress.guard import Guard
from tools.json_service import JsonService
from tools.open_meteo import OpenMeteo
from tools.places import Places
from tools.weather_report import Report
from tools.weatherapi import WeatherApi

LONGEST = 31
"""Days of one report."""
_YES = {"yes", "true", "1", "y", "是", "now", "current"}


class WeatherService(Protocol):
    async def report(
        self, location: str, days: Sequence[date], *, now: bool, today: date
    ) -> Report: ...


@dataclass(frozen=True, kw_only=True)
class WeatherUrls:
    """Where the services are."""

    weatherapi: str = "https://api.weatherapi.com/v1"
    geocoding: str = "https://geocoding-api.open-meteo.com"
    forecast: str = "https://api.open-meteo.com"
    archive: str = "https://archive-api.open-meteo.com"


class WeatherAt(Arguments):
    location: str = argument(
        "Town, region, country in English", "city", "place", "q", "query", name="location"
    )
    start_date: str = argument(
        "yyyy-MM-dd, default today", "date", "start_time", "start", name="start_date", default=""
    )
    end_date: str = argument(
        "yyyy-MM-dd, default start_date", "end_time", "end", name="end_date", default=""
    )
    is_current: str = argument(
        "yes for the weather right now, else no", "current", name="is_current", default="no"
    )

    @field_validator("is_current", mode="before")
    @classmethod
    def _yes_or_no(cls, value: object) -> str:
        return "yes" if str(value).strip().casefold() in _YES else "no"


def get_weather_info(
    *,
    clock: Clock,
    zone: tzinfo,
    key: str | None = None,
    proxy: str | None = None,
    guard: Guard | None = None,
    urls: WeatherUrls | None = None,
    patience: float = 10.0,
) -> Tool[WeatherAt]:
    """The tool: weatherapi.com with a ``key``, else Open-Meteo.

    Words such as "today" are resolved by ``clock`` in ``zone``; ``patience`` is in seconds for one
    request. `tools.weather_report` says what its result looks like.
    """
    dates = Dates(clock=clock, zone=zone)

    def at(name: str, url: str) -> JsonService:
        return JsonService(name=name, base_url=url, proxy=proxy, guard=guard, patience=patience)

    service = _service(key, urls or WeatherUrls(), at)

    async def run(wanted: WeatherAt) -> str:
        today = dates.today()
        days = _days(wanted, dates)
        now = wanted.is_current == "yes" or not days
        return str(await service.report(wanted.location, days or [today], now=now, today=today))

    return Tool(
        name="get_weather_info",
        zh_name="查询天气",
        description="Weather of a place: now, forecast or past",
        arguments=WeatherAt,
        run=run,
        aliases=("get_weather", "天气"),
        timeout=60.0,
    )


def _service(
    key: str | None, urls: WeatherUrls, at: Callable[[str, str], JsonService]
) -> WeatherService:
    places = Places(service=at("Open-Meteo's place search", urls.geocoding))
    if key:
        return WeatherApi(service=at("weatherapi.com", urls.weatherapi), places=places, key=key)
    return OpenMeteo(
        places=places,
        forecast=at("Open-Meteo", urls.forecast),
        archive=at("Open-Meteo's archive", urls.archive),
    )


def _days(wanted: WeatherAt, dates: Dates) -> list[date]:
    """The days asked for, in order; none if none was named."""
    named = [dates.day(text) for text in (wanted.start_date, wanted.end_date) if text]
    if not named:
        return []
    first, last = min(named), max(named)
    if (last - first).days >= LONGEST:
        raise ToolError(f"That is too long a time: ask for at most {LONGEST} days at once.")
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
