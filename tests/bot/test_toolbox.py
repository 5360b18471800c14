"""The installation's tools ask where the settings say."""

from datetime import date

import pytest

from bot.config import load_settings
from bot.toolbox import installed_tools
from tests.servers.weather import KEY, WeatherServer


async def weather(location: str) -> str:
    tool = installed_tools(load_settings()).find("get_weather_info")
    return await tool.run(tool.parse({"location": location}))


async def test_the_weather_services_may_be_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    async with WeatherServer(date.today()) as server:
        monkeypatch.setenv("WEATHER_API_KEY", KEY)
        monkeypatch.setenv("WEATHER_API_URL", f"{server.url}/weatherapi/v1")
        assert "weatherapi.com" in await weather("Paris")
        monkeypatch.delenv("WEATHER_API_KEY")
        monkeypatch.setenv("OPEN_METEO_URL", server.url)
        assert "Open-Meteo" in await weather("Paris")
