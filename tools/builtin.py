"""The toolbox that comes with the service."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any

from tools.base import Tool, Toolbox
from tools.calculator import calculator
from tools.calendar_info import get_calendar_info
from tools.dates import Clock
from tools.egress.guard import Guard
from tools.solar_terms_info import get_solar_terms_info
from tools.time_delta import time_delta
from tools.weather import WeatherUrls, get_weather_info


def toolbox(
    *,
    clock: Clock,
    zone: tzinfo,
    weather_key: str | None = None,
    weather_urls: WeatherUrls | None = None,
    proxy: str | None = None,
    guard: Guard | None = None,
    extra: Iterable[Tool[Any]] = (),
) -> Toolbox:
    """The built-in tools, then ``extra`` ones, which replace built-in ones of the same name.

    ``clock`` and ``zone`` say what "today" means; without ``weather_key`` the weather comes from a
    service that needs none, at ``weather_urls``; it is asked through the ``guard``, or
    else through the HTTP ``proxy`` if any.
    """
    builtin: tuple[Tool[Any], ...] = (
        get_calendar_info(clock=clock, zone=zone),
        time_delta(clock=clock, zone=zone),
        get_solar_terms_info(clock=clock, zone=zone),
        calculator(),
        get_weather_info(
            clock=clock, zone=zone, key=weather_key, proxy=proxy, guard=guard, urls=weather_urls
        ),
    )
    added = tuple(extra)
    names = {tool.name.casefold() for tool in added}
    return Toolbox((*(tool for tool in builtin if tool.name.casefold() not in names), *added))
