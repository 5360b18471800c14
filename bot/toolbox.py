"""The tools of this installation: the built-in ones and those that KAGENT_TOOLS names."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

from agent.digest import Digest
from agent.model import ChatModel
from bot.config import Settings, SettingsError
from bot.telemetry import Redactor
from tools.base import Tool, Toolbox, ToolError
from tools.builtin import toolbox
from tools.consent import Consent
from tools.custom import CustomToolError, load
from tools.egress.guard import Guard
from tools.egress.policy import WEB_PORTS, Policy, allowance_of
from tools.mcp.named import McpFileError, Named, named_servers
from tools.mcp.offered import offered
from tools.weather import WeatherUrls
from tools.web import Web, web
from tools.wiki import LANGUAGES

_log = structlog.get_logger(__name__)


def installed_tools(
    settings: Settings,
    clock: Callable[[], datetime] | None = None,
    *,
    model: ChatModel | None = None,
) -> Toolbox:
    """All of them; ``clock`` goes before the settings'. Close it after use.

    ``model`` reads long pages; one in this process is too slow and weak for that. Raises
    `SettingsError` for a name in KAGENT_TOOLS that can't be loaded.
    """
    try:
        own = [load(name) for name in settings.tools]
    except CustomToolError as error:
        raise SettingsError(f"KAGENT_TOOLS: {error}") from None
    key = settings.weather_key
    guard = guard_of(settings)
    digest = Digest(model) if model is not None and not settings.embedded else None
    online = _web(settings, guard, clock or settings.now, digest)
    box = toolbox(
        clock=clock or settings.now,
        zone=settings.zone,
        weather_key=key.get_secret_value() if key else None,
        weather_urls=_weather_urls(settings),
        guard=guard,
        extra=_own_first(own, online) if online else own,
    )
    return replace(box, closing=(online.close,)) if online else box


@asynccontextmanager
async def open_toolbox(
    settings: Settings, *, model: ChatModel | None = None, consent: Consent | None = None
) -> AsyncIterator[Toolbox]:
    """All tools, with those of the MCP servers that KAGENT_MCP names and that answer in time.

    ``model`` reads long pages. ``consent`` asks whoever is there what may be done. Raises
    `SettingsError`.
    """
    box = installed_tools(settings, model=model)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(box.close)
        tools, secrets = box.tools, settings.secrets()
        if settings.mcp is not None:
            servers = _named_servers(settings.mcp)
            offer = await offered(servers)
            stack.push_async_callback(offer.close)
            for name, why in offer.missing.items():
                _log.warning("an MCP server's tools are missing", server=name, why=why)
            tools = (*tools, *offer.tools)
            secrets = (*secrets, *(s for server in servers.values() for s in server.secrets))
        discreet = tuple(_discreet(tool, Redactor(secrets)) for tool in tools)
        yield Toolbox(discreet, consent=consent)


def _discreet(tool: Tool[Any], redactor: Redactor) -> Tool[Any]:
    """The tool, that never tells the model a secret of the settings."""

    async def run(arguments: Any) -> str:
        try:
            return redactor.known(str(await tool.run(arguments)))
        except ToolError as error:
            raise ToolError(redactor.known(str(error))) from None

    return replace(tool, run=run)


def _named_servers(file: Path) -> dict[str, Named]:
    if find_spec("mcp") is None:
        raise SettingsError("KAGENT_MCP needs the extra mcp: pip install 'kagentsys-bot[mcp]'")
    try:
        return named_servers(file.expanduser())
    except McpFileError as error:
        raise SettingsError(f"KAGENT_MCP: {error}") from None


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


def _web(
    settings: Settings, guard: Guard, clock: Callable[[], datetime], digest: Digest | None
) -> Web | None:
    """The web tools; None where they are switched off or the extra `web` is not installed."""
    if not settings.web or not all(map(find_spec, ("ddgs", "playwright", "pypdf", "trafilatura"))):
        return None
    return web(
        guard,
        clock=clock,
        search_url=settings.search_url,
        wiki_url=settings.wiki_url,
        digest=digest,
    )


def _weather_urls(settings: Settings) -> WeatherUrls:
    """Where the weather is asked for; one's own Open-Meteo serves all of its parts itself."""
    urls = WeatherUrls()
    if settings.weather_url:
        urls = replace(urls, weatherapi=settings.weather_url)
    if own := settings.open_meteo_url:
        urls = replace(urls, geocoding=own, forecast=own, archive=own)
    return urls
