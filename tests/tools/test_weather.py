"""The weather: both services, any place, dates within bounds, failures in words."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from tests.servers.weather import KEY, Fault, WeatherServer
from tests.tools.asking import NOW, SHANGHAI, ask, clock
from tools.base import Tool, ToolError
from tools.weather import WeatherAt, WeatherUrls, get_weather_info


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WeatherServer]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    async with WeatherServer(NOW.date()) as server:
        yield server


def tool(server: WeatherServer, **options: Any) -> Tool[WeatherAt]:
    url = server.url
    urls = WeatherUrls(
        weatherapi=f"{url}/weatherapi/v1",
        geocoding=f"{url}/geocoding",
        forecast=f"{url}/forecast",
        archive=f"{url}/archive",
    )
    return get_weather_info(clock=clock, zone=SHANGHAI, urls=urls, **options)


async def test_forecast_without_a_key(server: WeatherServer) -> None:
    said = await ask(
        tool(server), location="Beijing, China", start_date="2024-06-20", end_date="2024-06-21"
    )
    assert said.splitlines() == [
        "Beijing, China (39.91, 116.40), from Open-Meteo",
        "2024-06-20: Clear sky 晴; temperature 气温 20 to 30.5 °C; precipitation 降水 0 mm (0%); "
        "wind 风速 up to 20 km/h",
        "2024-06-21: Slight rain 小雨; temperature 气温 21 to 31.5 °C; "
        "precipitation 降水 3.2 mm (60%); wind 风速 up to 20 km/h",
    ]


async def test_now_without_a_key(server: WeatherServer) -> None:
    said = await ask(tool(server), location="Beijing", is_current=True)
    assert said.splitlines()[1] == (
        "now 现在 2024-06-19 14:15: Partly cloudy 多云; temperature 气温 31.2 °C "
        "(feels like 33 °C); humidity 湿度 45%; wind 风速 12.2 km/h; precipitation 降水 0 mm"
    )
    assert said.splitlines()[2].startswith("2024-06-19: Slight rain")


@pytest.mark.parametrize("is_current", ["yes", "YES", "true", True, 1, "是"])
async def test_ways_to_say_yes(server: WeatherServer, is_current: object) -> None:
    days = {"start_date": "today", "end_date": "today"}
    assert "now 现在" in await ask(tool(server), location="Paris", is_current=is_current, **days)


@pytest.mark.parametrize("is_current", ["no", "No", False, 0, None, ""])
async def test_ways_to_say_no(server: WeatherServer, is_current: object) -> None:
    said = await ask(tool(server), location="Paris", is_current=is_current, date="tomorrow")
    assert "now 现在" not in said
    assert "2024-06-20: " in said


async def test_the_long_past_is_in_the_archive(server: WeatherServer) -> None:
    said = await ask(tool(server), location="Paris", date="1950-01-31", end_date="1950-02-01")
    assert [line[:11] for line in said.splitlines()[1:]] == ["1950-01-31:", "1950-02-01:"]
    assert [path for path, _ in server.requests][-1] == "/archive/v1/archive"


async def test_a_range_over_the_edge_of_the_archive(server: WeatherServer) -> None:
    said = await ask(tool(server), location="Paris", start="2024-03-15", end="2024-03-25")
    assert [line[8:10] for line in said.splitlines()[1:]] == [str(day) for day in range(15, 26)]
    paths = [path for path, _ in server.requests]
    assert paths[-2:] == ["/archive/v1/archive", "/forecast/v1/forecast"]


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("Paris", "Paris, Île-de-France, France (48.85, 2.35)"),
        ("Paris, France", "Paris, Île-de-France, France (48.85, 2.35)"),
        ("Paris, Ile-de-France", "Paris, Île-de-France, France (48.85, 2.35)"),
        ("Paris, Texas", "Paris, Texas, United States (33.66, -95.56)"),
        ("paris, tx", "Paris, Texas, United States (33.66, -95.56)"),
        ("Springfield, Illinois, US", "Springfield, Illinois, United States (39.80, -89.64)"),
        ("Springfield, IL, USA", "Springfield, Illinois, United States (39.80, -89.64)"),
        ("London, UK", "London, England, United Kingdom (51.51, -0.13)"),
        ("London, Canada", "London, Ontario, Canada (42.98, -81.23)"),
        ("China, Beijing", "Beijing, China (39.91, 116.40)"),
        ("China,Guangdong Province,Shenzhen", "Shenzhen, Guangdong, China (22.55, 114.07)"),
        ("Beijing City", "Beijing, China (39.91, 116.40)"),
        ("北京", "北京, 北京市, 中国 (39.91, 116.40)"),
        ("北京市", "北京, 北京市, 中国 (39.91, 116.40)"),
        ("广东省深圳市", "深圳, 广东省, 中国 (22.55, 114.07)"),
        ("北京市朝阳区", "朝阳, 北京市, 中国 (39.92, 116.44)"),
        ("朝阳，北京", "朝阳, 北京市, 中国 (39.92, 116.44)"),
        ("巴黎，美国", "巴黎, 得克萨斯州, 美国 (33.66, -95.56)"),
        ("48.14, 11.58", "48.14, 11.58 (48.14, 11.58)"),
    ],
)
async def test_places(server: WeatherServer, location: str, place: str) -> None:
    said = await ask(tool(server), location=location, date="today")
    assert said.splitlines()[0] == f"{place}, from Open-Meteo"


async def test_an_unknown_place(server: WeatherServer) -> None:
    with pytest.raises(ToolError, match="no place 'Atlantis' that I can find"):
        await ask(tool(server), location="Atlantis")
    with pytest.raises(ToolError, match="no place"):
        await ask(tool(server), location=" , ")


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("1939-12-31", "1939-12-31", "from 1940-01-01 to 2024-07-04"),
        ("2024-07-05", "2024-07-05", "from 1940-01-01 to 2024-07-04"),
        ("2024-05-01", "2024-06-01", "at most 31 days"),
        ("next week sometime", "", "not a date"),
    ],
)
async def test_dates_out_of_bounds(server: WeatherServer, start: str, end: str, why: str) -> None:
    with pytest.raises(ToolError, match=why):
        await ask(tool(server), location="Paris", start_date=start, end_date=end)
    assert server.requests == []


async def test_a_reversed_range_is_put_right(server: WeatherServer) -> None:
    said = await ask(tool(server), location="Paris", start_date="2024-06-21", end_date="2024-06-20")
    assert [line[:10] for line in said.splitlines()[1:]] == ["2024-06-20", "2024-06-21"]


async def test_what_the_service_refuses_is_told(server: WeatherServer) -> None:
    server.today = date(2024, 6, 10)
    with pytest.raises(ToolError, match=r"refuses: .*out of allowed range"):
        await ask(tool(server), location="Paris", date="2024-07-04")


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("down", r"out of order \(503\)"),
        ("busy", "asked too often"),
        ("garbage", "makes no sense"),
        ("array", "makes no sense"),
        ("huge", "too much data"),
        ("hang", "did not answer within 0.3 s"),
    ],
)
@pytest.mark.parametrize("key", [None, KEY])
async def test_failures_in_words(
    server: WeatherServer, fault: Fault, why: str, key: str | None
) -> None:
    server.fault = fault
    patience = 0.3 if fault == "hang" else 30
    with pytest.raises(ToolError, match=why) as raised:
        await ask(tool(server, key=key, patience=patience), location="Paris")
    assert KEY not in str(raised.value)


async def test_nobody_listens(server: WeatherServer) -> None:
    urls = WeatherUrls(weatherapi="http://127.0.0.1:9/v1")
    lonely = get_weather_info(clock=clock, zone=SHANGHAI, key=KEY, urls=urls)
    with pytest.raises(ToolError, match="can't be reached") as raised:
        await ask(lonely, location="Paris")
    assert KEY not in str(raised.value)
    assert KEY not in repr(lonely)


async def test_the_proxy_is_used(server: WeatherServer) -> None:
    urls = WeatherUrls(geocoding="http://geocoding.invalid/geocoding")
    behind = get_weather_info(clock=clock, zone=SHANGHAI, urls=urls, proxy=server.url)
    server.fault = "busy"
    with pytest.raises(ToolError, match="asked too often"):
        await ask(behind, location="Paris")
    assert server.requests[0][0] == "/geocoding/v1/search"


async def test_with_a_key(server: WeatherServer) -> None:
    said = await ask(
        tool(server, key=KEY), location="Paris, France", date="2024-06-20", is_current="yes"
    )
    assert said.splitlines() == [
        "Paris, Île-de-France, France (48.85, 2.35), from weatherapi.com",
        "now 现在 2024-06-19 14:15: Sunny; temperature 气温 31.2 °C (feels like 33 °C); "
        "humidity 湿度 45%; wind 风速 12.2 km/h; precipitation 降水 0 mm",
        "2024-06-20: Patchy rain nearby; temperature 气温 20 to 30.5 °C; "
        "precipitation 降水 3.2 mm (60%); wind 风速 up to 20 km/h",
    ]
    assert [path for path, _ in server.requests] == ["/weatherapi/v1/forecast.json"]


async def test_now_and_yesterday_with_a_key(server: WeatherServer) -> None:
    said = await ask(tool(server, key=KEY), location="Paris", date="yesterday", is_current="yes")
    assert "now 现在" in said
    assert [line[:10] for line in said.splitlines()[2:]] == ["2024-06-18"]
    paths = [path.rpartition("/")[2] for path, _ in server.requests]
    assert paths == ["current.json", "history.json"]


async def test_past_and_future_with_a_key(server: WeatherServer) -> None:
    said = await ask(
        tool(server, key=KEY), location="Paris", start_date="2024-06-17", end_date="2024-06-21"
    )
    assert [line[8:10] for line in said.splitlines()[1:]] == ["17", "18", "19", "20", "21"]


async def test_the_place_is_a_day_ahead(server: WeatherServer) -> None:
    server.today = date(2024, 6, 20)
    said = await ask(tool(server, key=KEY), location="Paris", date="today")
    assert said.splitlines()[1].startswith("2024-06-19: Patchy rain")


async def test_the_place_is_a_day_behind(server: WeatherServer) -> None:
    server.today = date(2024, 6, 18)
    said = await ask(tool(server, key=KEY), location="Paris", date="today")
    assert [line[:10] for line in said.splitlines()[1:]] == ["2024-06-19"]


async def test_a_small_plan_is_told_of(server: WeatherServer) -> None:
    server.plan = 3
    said = await ask(
        tool(server, key=KEY), location="Paris", start_date="today", end_date="2024-06-22"
    )
    assert said.splitlines()[-1] == "No data for 2024-06-22: beyond the key's plan."


@pytest.mark.parametrize("location", ["北京", "Beijing City", "慕尼黑"])
async def test_names_that_weatherapi_lacks(server: WeatherServer, location: str) -> None:
    said = await ask(tool(server, key=KEY), location=location, date="today")
    assert said.splitlines()[0].split(",")[0] in ("Beijing", "Munich")
    assert "/geocoding/v1/search" in [path for path, _ in server.requests]


async def test_a_place_that_nobody_knows(server: WeatherServer) -> None:
    with pytest.raises(ToolError, match="no place 'Atlantis'"):
        await ask(tool(server, key=KEY), location="Atlantis", date="today")
    with pytest.raises(ToolError, match=r"knows no place '1\.5, 2\.5'"):
        await ask(tool(server, key=KEY), location="1.5, 2.5", date="today")


@pytest.mark.parametrize("day", ["2009-12-31", "2024-07-03"])
async def test_dates_that_weatherapi_lacks(server: WeatherServer, day: str) -> None:
    with pytest.raises(ToolError, match="from 2010-01-01 to 2024-07-02"):
        await ask(tool(server, key=KEY), location="Paris", date=day)


async def test_a_key_that_is_refused(server: WeatherServer) -> None:
    with pytest.raises(ToolError, match="does not accept the key: check WEATHER_API_KEY") as raised:
        await ask(tool(server, key="wr0ng-key"), location="Paris")
    assert "wr0ng-key" not in str(raised.value)
