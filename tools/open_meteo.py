"""Weather from Open-Meteo, which needs no key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel

from tools.base import ToolError
from tools.json_service import JsonService
from tools.places import Places
from tools.weather_report import DayWeather, Now, Place, Report

FIRST = date(1940, 1, 1)
AHEAD = 15
"""Days that are forecast after today."""
_KEPT = 90
"""Days before today that the forecast service still knows; older ones are in the archive."""

_SKIES = {
    0: "Clear sky 晴", 1: "Mainly clear 大部晴朗", 2: "Partly cloudy 多云", 3: "Overcast 阴",
    45: "Fog 雾", 48: "Rime fog 雾凇", 51: "Light drizzle 小毛毛雨", 53: "Drizzle 毛毛雨",
    55: "Dense drizzle 大毛毛雨", 56: "Light freezing drizzle 小冻毛毛雨",
    57: "Freezing drizzle 冻毛毛雨", 61: "Slight rain 小雨", 63: "Rain 中雨", 65: "Heavy rain 大雨",
    66: "Light freezing rain 小冻雨", 67: "Freezing rain 冻雨", 71: "Slight snow 小雪",
    73: "Snow 中雪", 75: "Heavy snow 大雪", 77: "Snow grains 米雪", 80: "Slight showers 小阵雨",
    81: "Showers 阵雨", 82: "Violent showers 强阵雨", 85: "Slight snow showers 小阵雪",
    86: "Heavy snow showers 大阵雪", 95: "Thunderstorm 雷阵雨",
    96: "Thunderstorm with hail 雷阵雨伴冰雹", 99: "Thunderstorm with heavy hail 雷阵雨伴大冰雹",
}  # fmt: skip
_NOW = (
    "temperature_2m,relative_humidity_2m,apparent_temperature,precipitation,weather_code,"
    "wind_speed_10m"
)
_DAILY = "weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,wind_speed_10m_max"
_CHANCE = ",precipitation_probability_max"
_Values = list[float | None]


class _Current(BaseModel):
    time: str
    weather_code: float | None = None
    temperature_2m: float | None = None
    apparent_temperature: float | None = None
    relative_humidity_2m: float | None = None
    wind_speed_10m: float | None = None
    precipitation: float | None = None


class _Daily(BaseModel):
    time: list[date]
    weather_code: _Values = []
    temperature_2m_min: _Values = []
    temperature_2m_max: _Values = []
    precipitation_sum: _Values = []
    precipitation_probability_max: _Values = []
    wind_speed_10m_max: _Values = []


class _Weather(BaseModel):
    current: _Current | None = None
    daily: _Daily | None = None


@dataclass(frozen=True, kw_only=True)
class OpenMeteo:
    """Open-Meteo's forecast and archive, and the places to look them up for."""

    places: Places
    forecast: JsonService
    archive: JsonService

    async def report(
        self, location: str, days: Sequence[date], *, now: bool, today: date
    ) -> Report:
        """The weather of a place now and on ``days``, a run of days. Raises `ToolError`."""
        if days:
            _check(days, today)
        place = await self.places.find(location)
        old = [day for day in days if day < today - timedelta(days=_KEPT)]
        recent = days[len(old) :]
        found: list[DayWeather] = []
        if old:
            query = _span(old, _DAILY)
            found += _days(await self._ask(self.archive, "/v1/archive", place, query))
        current: Now | None = None
        if recent or now:
            query = _span(recent, _DAILY + _CHANCE) if recent else {}
            query |= {"current": _NOW} if now else {}
            weather = await self._ask(self.forecast, "/v1/forecast", place, query)
            found += _days(weather)
            current = _now(weather) if now else None
        return Report(place=place, source="Open-Meteo", now=current, days=found)

    async def _ask(
        self, service: JsonService, path: str, place: Place, query: dict[str, str]
    ) -> _Weather:
        where = {"latitude": f"{place.latitude:.4f}", "longitude": f"{place.longitude:.4f}"}
        answer = await service.get(path, where | query | {"timezone": "auto"})
        if answer.status == 400 and isinstance(answer.body, dict):
            reason = str(answer.body.get("reason", ""))[:200]
            raise ToolError(f"{service.name} refuses: {reason}")
        return service.read(answer, _Weather)


def _check(days: Sequence[date], today: date) -> None:
    last = today + timedelta(days=AHEAD)
    if days[0] < FIRST or days[-1] > last:
        raise ToolError(f"Open-Meteo knows the weather from {FIRST} to {last}. Ask within that.")


def _span(days: Sequence[date], daily: str) -> dict[str, str]:
    return {"start_date": str(days[0]), "end_date": str(days[-1]), "daily": daily}


def _sky(code: float | None) -> str:
    return "unknown 未知" if code is None else _SKIES.get(int(code), f"weather code {code:g}")


def _now(weather: _Weather) -> Now | None:
    if (current := weather.current) is None:
        return None
    return Now(
        at=current.time,
        sky=_sky(current.weather_code),
        temperature=current.temperature_2m,
        feels_like=current.apparent_temperature,
        humidity=current.relative_humidity_2m,
        wind=current.wind_speed_10m,
        precipitation=current.precipitation,
    )


def _days(weather: _Weather) -> list[DayWeather]:
    if (daily := weather.daily) is None:
        return []
    return [
        DayWeather(
            day=day,
            sky=_sky(_at(daily.weather_code, place)),
            low=_at(daily.temperature_2m_min, place),
            high=_at(daily.temperature_2m_max, place),
            precipitation=_at(daily.precipitation_sum, place),
            chance=_at(daily.precipitation_probability_max, place),
            wind=_at(daily.wind_speed_10m_max, place),
        )
        for place, day in enumerate(daily.time)
    ]


def _at(values: _Values, place: int) -> float | None:
    return values[place] if place < len(values) else None
