"""What is reported of the weather, whichever service it comes from, and how it is said.

The shape of a report: a line for the place, ``now 现在`` if it was asked for, a line for each day:

    Beijing, China (39.91, 116.40), from Open-Meteo
    now 现在 2024-06-19 14:15: Clear sky 晴; temperature 气温 31.2 °C (feels like 33 °C); …
    2024-06-19: Slight rain 小雨; temperature 气温 22 to 31.5 °C; precipitation 降水 3.2 mm (60%); …
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place that was found, as its service calls it, in degrees."""

    name: str
    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{self.name} ({self.latitude:.2f}, {self.longitude:.2f})"


@dataclass(frozen=True, kw_only=True)
class Now:
    """``at`` is local time as the service writes it; °C, %, km/h and mm, None where unknown."""

    at: str
    sky: str
    temperature: float | None
    feels_like: float | None
    humidity: float | None
    wind: float | None
    precipitation: float | None

    def __str__(self) -> str:
        feels = "" if self.feels_like is None else f" (feels like {_short(self.feels_like)} °C)"
        parts = [self.sky]
        if self.temperature is not None:
            parts.append(f"temperature 气温 {_short(self.temperature)} °C{feels}")
        parts += _measure("humidity 湿度", self.humidity, "%")
        parts += _measure("wind 风速", self.wind, " km/h")
        parts += _measure("precipitation 降水", self.precipitation, " mm")
        return f"now 现在 {self.at.replace('T', ' ')}: {'; '.join(parts)}"


@dataclass(frozen=True, kw_only=True)
class DayWeather:
    """°C, mm, % and km/h; None where unknown."""

    day: date
    sky: str
    low: float | None
    high: float | None
    precipitation: float | None
    chance: float | None
    wind: float | None

    def __str__(self) -> str:
        parts = [self.sky]
        if self.low is not None and self.high is not None:
            parts.append(f"temperature 气温 {_short(self.low)} to {_short(self.high)} °C")
        chance = "" if self.chance is None else f" ({_short(self.chance)}%)"
        parts += _measure("precipitation 降水", self.precipitation, f" mm{chance}")
        parts += _measure("wind 风速 up to", self.wind, " km/h")
        return f"{self.day}: {'; '.join(parts)}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """``notes`` are said last, such as that days are missing."""

    place: Place
    source: str
    now: Now | None = None
    days: Sequence[DayWeather] = ()
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        now = [] if self.now is None else [self.now]
        lines = [f"{self.place}, from {self.source}", *now, *self.days, *self.notes]
        return "\n".join(str(line) for line in lines)


def _measure(name: str, value: float | None, unit: str) -> list[str]:
    return [] if value is None else [f"{name} {_short(value)}{unit}"]


def _short(value: float) -> str:
    return f"{round(value, 1) + 0:g}"
