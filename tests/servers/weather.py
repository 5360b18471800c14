"""Answers as Open-Meteo's three services and weatherapi.com do, with weather made from the date."""

import asyncio
import json
import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

Fault = Literal["down", "busy", "garbage", "hang", "huge", "array"]
KEY = "k3y-that-stays-secret"
Answer = tuple[int, Any]


@dataclass(frozen=True, kw_only=True)
class Town:
    name: str
    zh: str
    admin1: str
    zh_admin1: str
    country: str
    zh_country: str
    code: str
    latitude: float
    longitude: float


def _town(
    en: str, zh: str, code: str, latitude: float, longitude: float, *, zh_called: str = ""
) -> Town:
    name, admin1, country = en.split(", ")
    zh_name, zh_admin1, zh_country = zh.split(" ")
    return Town(
        name=name,
        zh=zh_called or zh_name,
        admin1=admin1,
        zh_admin1=zh_admin1,
        country=country,
        zh_country=zh_country,
        code=code,
        latitude=latitude,
        longitude=longitude,
    )


TOWNS = (
    _town("Beijing, Beijing, China", "北京 北京市 中国", "CN", 39.91, 116.40),
    _town("Shenzhen, Guangdong, China", "深圳 广东省 中国", "CN", 22.55, 114.07),
    _town("Chaoyang, Liaoning, China", "朝阳 辽宁省 中国", "CN", 41.57, 120.46),
    _town("Chaoyang, Beijing, China", "朝阳 北京市 中国", "CN", 39.92, 116.44),
    _town("Paris, Île-de-France, France", "巴黎 法兰西岛 法国", "FR", 48.85, 2.35),
    _town("Paris, Texas, United States", "巴黎 得克萨斯州 美国", "US", 33.66, -95.56),
    _town("Springfield, Missouri, United States", "春田 密苏里 美国", "US", 37.22, -93.30),
    _town("Springfield, Illinois, United States", "春田 伊利诺伊 美国", "US", 39.80, -89.64),
    _town("London, England, United Kingdom", "伦敦 英格兰 英国", "GB", 51.51, -0.13),
    _town("London, Ontario, Canada", "伦敦 安大略 加拿大", "CA", 42.98, -81.23),
    _town("Munich, Bavaria, Germany", "慕尼黑 巴伐利亚 德国", "DE", 48.14, 11.58),
)  # fmt: skip


@dataclass
class WeatherServer:
    """All services on one port; ``requests`` is what was asked, ``plan`` weatherapi's days."""

    today: date
    plan: int = 14
    fault: Fault | None = None
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                owner.requests.append((address.path, query))
                if owner.fault == "hang":
                    owner._released.wait(20)
                status, body = owner._answer(address.path, query)
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json; charset=utf-8")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                # The client may have gone.
                try:
                    self.wfile.write(data)
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None: ...

        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    async def __aenter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._released.set()
        await asyncio.to_thread(self._server.shutdown)
        self._thread.join()
        self._server.server_close()

    def _answer(self, path: str, query: dict[str, str]) -> Answer:
        match self.fault:
            case "down":
                return 503, {"error": True, "reason": "maintenance"}
            case "busy":
                return 429, {"error": True, "reason": "Minutely API request limit exceeded."}
            case "garbage":
                return 200, b"<html>welcome to the hotel wifi</html>"
            case "array":
                return 200, [1, 2, 3]
            case "huge":
                return 200, b" " * 3_000_000
        answers = {
            "/geocoding/v1/search": _search,
            "/forecast/v1/forecast": self._forecast,
            "/archive/v1/archive": self._archive,
            # One's own Open-Meteo has all of its parts at one address.
            "/v1/search": _search,
            "/v1/forecast": self._forecast,
            "/v1/archive": self._archive,
            "/weatherapi/v1/current.json": self._weatherapi,
            "/weatherapi/v1/forecast.json": self._weatherapi,
            "/weatherapi/v1/history.json": self._weatherapi,
        }
        return answers[path](query) if path in answers else (404, {"error": True})

    def _forecast(self, query: dict[str, str]) -> Answer:
        first, last = self.today - timedelta(days=93), self.today + timedelta(days=15)
        return _open_meteo(query, first, last)

    def _archive(self, query: dict[str, str]) -> Answer:
        return _open_meteo(query, date(1940, 1, 1), self.today - timedelta(days=2))

    def _weatherapi(self, query: dict[str, str]) -> Answer:
        if query.get("key") != KEY:
            return 401, _error(2006, "API key provided is invalid")
        town = _weatherapi_town(query["q"])
        if town is None:
            return 400, _error(1006, "No matching location found.")
        place = {
            "name": town.name,
            "region": town.admin1,
            "country": town.country,
            "lat": town.latitude,
            "lon": town.longitude,
            "tz_id": "UTC",
            "localtime": f"{self.today} 14:15",
        }
        current = {
            "last_updated": f"{self.today} 14:00",
            "temp_c": 31.2,
            "condition": {"text": "Sunny", "code": 1000},
            "wind_kph": 12.2,
            "humidity": 45,
            "feelslike_c": 33.0,
            "precip_mm": 0.0,
        }
        answer: dict[str, Any] = {"location": place, "current": current}
        if "dt" in query:
            answer = {"location": place, "forecast": {"forecastday": [_day_of(query["dt"])]}}
        elif "days" in query:
            count = min(int(query["days"]), self.plan)
            days = [str(self.today + timedelta(days=ahead)) for ahead in range(count)]
            answer["forecast"] = {"forecastday": [_day_of(day) for day in days]}
        return 200, answer


def _search(query: dict[str, str]) -> Answer:
    zh = query.get("language") == "zh"
    found = [
        {
            "id": place,
            "name": town.zh if zh else town.name,
            "latitude": town.latitude,
            "longitude": town.longitude,
            "elevation": 49.0,
            "feature_code": "PPL",
            "country_code": town.code,
            "timezone": "Europe/Berlin",
            "population": 1_000_000 - place,
            "country": town.zh_country if zh else town.country,
            "admin1": town.zh_admin1 if zh else town.admin1,
        }
        for place, town in enumerate(TOWNS)
        if query["name"].casefold() in (town.name.casefold(), town.zh)
    ]
    return 200, ({"results": found} if found else {}) | {"generationtime_ms": 0.7}


def _open_meteo(query: dict[str, str], first: date, last: date) -> Answer:
    answer: dict[str, Any] = {
        "latitude": float(query["latitude"]),
        "longitude": float(query["longitude"]),
        "timezone": "Asia/Shanghai",
    }
    if "start_date" in query:
        start, end = date.fromisoformat(query["start_date"]), date.fromisoformat(query["end_date"])
        if start < first or end > last:
            reason = f"Parameter 'start_date' is out of allowed range from {first} to {last}"
            return 400, {"error": True, "reason": reason}
        days = [start + timedelta(days=ahead) for ahead in range((end - start).days + 1)]
        values: dict[str, list[Any]] = {
            "weather_code": [61 if day.day % 2 else 0 for day in days],
            "temperature_2m_max": [day.day + 10.5 for day in days],
            "temperature_2m_min": [float(day.day) for day in days],
            "precipitation_sum": [3.2 if day.day % 2 else 0.0 for day in days],
            "precipitation_probability_max": [60 if day.day % 2 else 0 for day in days],
            "wind_speed_10m_max": [20.04 for _ in days],
        }
        asked = {name: values[name] for name in query["daily"].split(",")}
        answer["daily"] = {"time": [str(day) for day in days]} | asked
    if "current" in query:
        answer["current"] = {
            "time": "2024-06-19T14:15",
            "interval": 900,
            "temperature_2m": 31.2,
            "relative_humidity_2m": 45,
            "apparent_temperature": 33.0,
            "precipitation": 0.0,
            "weather_code": 2,
            "wind_speed_10m": 12.2,
        }
    return 200, answer


def _weatherapi_town(place: str) -> Town | None:
    name = place.split(",")[0].strip().casefold()
    for town in TOWNS:
        if name == town.name.casefold() or place == f"{town.latitude},{town.longitude}":
            return town
    return None


def _day_of(day: str) -> dict[str, Any]:
    number = int(day[-2:])
    values = {
        "maxtemp_c": number + 10.5,
        "mintemp_c": float(number),
        "maxwind_kph": 20.04,
        "totalprecip_mm": 3.2,
        "daily_chance_of_rain": 60,
        "condition": {"text": "Patchy rain nearby ", "code": 1063},
    }
    return {"date": day, "day": values}


def _error(code: int, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
