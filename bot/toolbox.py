"""The tools of this installation: the built-in ones and those that KAGENT_TOOLS names."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from bot.config import Settings, SettingsError
from tools.base import Tool, Toolbox
from tools.builtin import toolbox
from tools.custom import CustomToolError, load
from tools.egress.guard import Guard
from tools.egress.policy import WEB_PORTS, Policy, allowance_of
from tools.weather import WeatherUrls
from tools.web import Web, web
from tools.wiki import LANGUAGES


def installed_tools(settings: Settings, clock: Callable[[], datetime] | None = None) -> Toolbox:
    """All of them; ``clock`` goes before the settings'. Close it after use.

    Raises `SettingsError` for a name in KAGENT_TOOLS that can't be loaded.
    """
    try:
        own = [load(name) for name in settings.tools]
    except CustomToolError as error:
        raise SettingsError(f"KAGENT_TOOLS: {error}") from None
    key = settings.weather_key
    guard = guard_of(settings)
    online = _web(settings, guard, clock or settings.now)
    box = toolbox(
        clock=clock or settings.now,
        zone=settings.zone,
        weather_key=key.get_secret_value() if key else None,
        weather_urls=_weather_urls(settings),
        guard=guard,
        extra=_own_first(own, online) if online else own,
    )
    return replace(box, closing=(online.close,)) if online else box


def guard_of(settings: Settings) -> Guard:
    """The one way out to the web for everything that tools fetch.

    A private address that stands in the settings is allowed by that.
    """
    named = (settings.weather_url, settings.open_meteo_url, settings.search_url)
    wikis = (
        [settings.wiki_url.replace("{language}", one) for one in LANGUAGES]
        if settings.wiki_url
        else []
    )
    allowed = tuple(allowance_of(url) for url in (*named, *wikis) if url)
    policy = Policy(
        ports=WEB_PORTS | settings.egress_ports, allowed=(*settings.egress_allow, *allowed)
    )
    return Guard(policy=policy, upstream=settings.proxy)


def _own_first(own: list[Tool[Any]], online: Web) -> list[Tool[Any]]:
    """The web tools, but for those that the operator's own ones replace, and then these."""
    names = {tool.name.casefold() for tool in own}
    return [*(tool for tool in online.tools if tool.name.casefold() not in names), *own]


def _web(settings: Settings, guard: Guard, clock: Callable[[], datetime]) -> Web | None:
    """The web tools; None where they are switched off or the extra `web` is not installed."""
    if not settings.web or not all(map(find_spec, ("ddgs", "playwright", "pypdf", "trafilatura"))):
        return None
    return web(guard, clock=clock, search_url=settings.search_url, wiki_url=settings.wiki_url)


def _weather_urls(settings: Settings) -> WeatherUrls:
    """Where the weather is asked for; one's own Open-Meteo serves all of its parts itself."""
    urls = WeatherUrls()
    if settings.weather_url:
        urls = replace(urls, weatherapi=settings.weather_url)
    if own := settings.open_meteo_url:
        urls = replace(urls, geocoding=own, forecast=own, archive=own)
    return urls
