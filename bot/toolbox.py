"""The tools of this installation: the built-in ones and those that KAGENT_TOOLS names."""

from dataclasses import replace

from bot.config import Settings, SettingsError
from tools.base import Toolbox
from tools.builtin import toolbox
from tools.custom import CustomToolError, load
from tools.weather import WeatherUrls


def installed_tools(settings: Settings) -> Toolbox:
    """All of them. Raises `SettingsError` for a name in KAGENT_TOOLS that can't be loaded."""
    try:
        own = [load(name) for name in settings.tools]
    except CustomToolError as error:
        raise SettingsError(f"KAGENT_TOOLS: {error}") from None
    key = settings.weather_key
    return toolbox(
        clock=settings.now,
        zone=settings.zone,
        weather_key=key.get_secret_value() if key else None,
        weather_urls=_weather_urls(settings),
        proxy=settings.proxy,
        extra=own,
    )


def _weather_urls(settings: Settings) -> WeatherUrls:
    """Where the weather is asked for; one's own Open-Meteo serves all of its parts itself."""
    urls = WeatherUrls()
    if settings.weather_url:
        urls = replace(urls, weatherapi=settings.weather_url)
    if own := settings.open_meteo_url:
        urls = replace(urls, geocoding=own, forecast=own, archive=own)
    return urls
