"""Weather from weatherapi.com, which needs a key."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pydantic import BaseModel, Field

from tools.base import ToolError
from tools.json_service import JsonAnswer, JsonService
from tools.places import Places
from tools.weather_report import DayWeather, Now, Place, Report

FIRST = date(2010, 1, 1)
AHEAD = 13
"""Days that are forecast after today."""
_LONGEST = 14
"""Days of one forecast; one more than asked is wanted where the place's date differs from ours."""
_NO_PLACE = 1006
_REFUSED = {
    1002: "wants a key: set WEATHER_API_KEY",
    2006: "does not accept the key: check WEATHER_API_KEY",
    2007: "says that this month's calls are used up",
    2008: "says that the key is disabled",
    2009: "says that the key's plan does not include this: ask for fewer or nearer days",
}


class _Condition(BaseModel):
    text: str = "unknown 未知"


class _Location(BaseModel):
    name: str
    region: str = ""
    country: str = ""
    lat: float
    lon: float
    localtime: str = ""


class _Current(BaseModel):
    last_updated: str = ""
    condition: _Condition = _Condition()
    temp_c: float | None = None
    feelslike_c: float | None = None
    humidity: float | None = None
    wind_kph: float | None = None
    precip_mm: float | None = None


class _DayValues(BaseModel):
    condition: _Condition = _Condition()
    mintemp_c: float | None = None
    maxtemp_c: float | None = None
    totalprecip_mm: float | None = None
    daily_chance_of_rain: float | None = None
    maxwind_kph: float | None = None


class _ForecastDay(BaseModel):
    date: date
    day: _DayValues


class _Forecast(BaseModel):
    forecastday: list[_ForecastDay] = Field(default_factory=list)


class _Weather(BaseModel):
    location: _Location
    current: _Current | None = None
    forecast: _Forecast = Field(default_factory=_Forecast)


class _Nowhere(Exception):
    """The service knows no such place."""


@dataclass(frozen=True, kw_only=True)
class WeatherApi:
    """weatherapi.com; ``places`` finds what it does not know by name, such as Chinese names."""

    service: JsonService
    places: Places
    key: str = field(repr=False)

    async def report(
        self, location: str, days: Sequence[date], *, now: bool, today: date
    ) -> Report:
        """The weather of a place now and on ``days``, a run of days. Raises `ToolError`."""
        if days:
            _check(days, today)
        try:
            if location.isascii():
                return await self._report(location, days, now, today)
        except _Nowhere:
            pass
        place = await self.places.find(location)
        try:
            return await self._report(f"{place.latitude},{place.longitude}", days, now, today)
        except _Nowhere:
            raise ToolError(f"{self.service.name} knows no place {location!r}.") from None

    async def _report(self, place: str, days: Sequence[date], now: bool, today: date) -> Report:
        where = {"q": place}
        weathers: list[_Weather] = []
        if days and days[-1] >= today:
            ahead = min((days[-1] - today).days + 2, _LONGEST)
            weathers.append(await self._ask("/forecast.json", where | {"days": str(ahead)}))
        elif now:
            weathers.append(await self._ask("/current.json", where))
        found = _by_day(weathers)
        for day in days:
            if day <= today and day not in found:
                weathers.append(await self._ask("/history.json", where | {"dt": str(day)}))
        found = _by_day(weathers)
        missing = [str(day) for day in days if day not in found]
        return Report(
            place=_place(weathers[0].location),
            source=self.service.name,
            now=_now(weathers[0]) if now else None,
            days=[found[day] for day in days if day in found],
            notes=[f"No data for {', '.join(missing)}: beyond the key's plan."] if missing else [],
        )

    async def _ask(self, path: str, query: dict[str, str]) -> _Weather:
        answer = await self.service.get(path, query | {"key": self.key})
        if answer.status != 200:
            self._explain(answer)
        return self.service.read(answer, _Weather)

    def _explain(self, answer: JsonAnswer) -> None:
        """Raise what the service's error code means, if it has one."""
        error = answer.body.get("error") if isinstance(answer.body, dict) else None
        code = error.get("code") if isinstance(error, dict) else None
        if code == _NO_PLACE:
            raise _Nowhere
        if isinstance(code, int) and code in _REFUSED:
            raise ToolError(f"{self.service.name} {_REFUSED[code]}.")
        if answer.status in (401, 403):
            raise ToolError(f"{self.service.name} {_REFUSED[2006]}.")


def _check(days: Sequence[date], today: date) -> None:
    last = today + timedelta(days=AHEAD)
    if days[0] < FIRST or days[-1] > last:
        raise ToolError(
            f"weatherapi.com knows the weather from {FIRST} to {last}. Ask within that."
        )


def _by_day(weathers: Sequence[_Weather]) -> dict[date, DayWeather]:
    return {each.date: _day(each) for found in weathers for each in found.forecast.forecastday}


def _place(found: _Location) -> Place:
    names = dict.fromkeys(name for name in (found.name, found.region, found.country) if name)
    return Place(name=", ".join(names), latitude=found.lat, longitude=found.lon)


def _now(weather: _Weather) -> Now | None:
    if (current := weather.current) is None:
        return None
    return Now(
        at=weather.location.localtime or current.last_updated,
        sky=current.condition.text.strip(),
        temperature=current.temp_c,
        feels_like=current.feelslike_c,
        humidity=current.humidity,
        wind=current.wind_kph,
        precipitation=current.precip_mm,
    )


def _day(found: _ForecastDay) -> DayWeather:
    return DayWeather(
        day=found.date,
        sky=found.day.condition.text.strip(),
        low=found.day.mintemp_c,
        high=found.day.maxtemp_c,
        precipitation=found.day.totalprecip_mm,
        chance=found.day.daily_chance_of_rain,
        wind=found.day.maxwind_kph,
    )
