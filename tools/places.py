"""Finds a place on earth by what people call it, in any language."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from tools.base import ToolError
from tools.json_service import JsonService
from tools.weather_report import Place

_COORDINATES = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_KINDS = re.compile(
    r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市|区|县"
    r"| (?:province|state|city|county|region|prefecture|district))$",
    re.IGNORECASE,
)
_IN_A_ROW = re.compile(r"(?<=省)(?=.)|(?<=自治区)(?=.)|(?<=市)(?=.)")
_COUNTRIES = {
    "usa": "us", "u.s.": "us", "u.s.a.": "us", "america": "us", "united states of america": "us",
    "uk": "gb", "u.k.": "gb", "great britain": "gb", "england": "england", "uae": "ae",
    "korea": "kr", "south korea": "kr", "czech republic": "cz", "prc": "cn", "中国": "cn",
    "美国": "us", "英国": "gb", "法国": "fr", "德国": "de", "日本": "jp", "韩国": "kr",
}  # fmt: skip
_STATES = """
al alabama, ak alaska, az arizona, ar arkansas, ca california, co colorado, ct connecticut,
de delaware, fl florida, ga georgia, hi hawaii, id idaho, il illinois, in indiana, ia iowa,
ks kansas, ky kentucky, la louisiana, me maine, md maryland, ma massachusetts, mi michigan,
mn minnesota, ms mississippi, mo missouri, mt montana, ne nebraska, nv nevada, nh new hampshire,
nj new jersey, nm new mexico, ny new york, nc north carolina, nd north dakota, oh ohio,
ok oklahoma, or oregon, pa pennsylvania, ri rhode island, sc south carolina, sd south dakota,
tn tennessee, tx texas, ut utah, vt vermont, va virginia, wa washington, wv west virginia,
wi wisconsin, wy wyoming, dc district of columbia"""
_STATE = {pair.strip()[:2]: pair.strip()[3:] for pair in _STATES.split(",")}


class _Found(BaseModel):
    name: str
    latitude: float
    longitude: float
    country: str = ""
    country_code: str = ""
    admin1: str = ""
    admin2: str = ""
    admin3: str = ""
    admin4: str = ""

    def place(self) -> Place:
        names = dict.fromkeys(name for name in (self.name, self.admin1, self.country) if name)
        return Place(name=", ".join(names), latitude=self.latitude, longitude=self.longitude)


class _Results(BaseModel):
    results: list[_Found] = Field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Places:
    """Asks a geocoding service that answers as Open-Meteo's does."""

    service: JsonService

    async def find(self, location: str) -> Place:
        """The place that fits best. Raises `ToolError` when there is none."""
        if (here := coordinates(location)) is not None:
            return here
        parts = _parts(location)
        best: tuple[int, _Found] | None = None
        for name in dict.fromkeys((*parts[:1], *parts[-1:])):
            others = [part for part in parts if part != name]
            for found in await self._called(name):
                matched = sum(_lies_in(found, other) for other in others)
                if best is None or matched > best[0]:
                    best = (matched, found)
            if best is not None and best[0] == len(others):
                break
        if best is None:
            raise ToolError(
                f"There is no place {location!r} that I can find. Write a town and its country in "
                "English, such as Paris, France."
            )
        return best[1].place()

    async def _called(self, name: str) -> Sequence[_Found]:
        """Places of that name; if there are none, of the name without its kind (市, city)."""
        for variant in dict.fromkeys((name, _bare(name))):
            language = "zh" if _CHINESE.search(variant) else "en"
            query = {"name": variant, "count": "20", "language": language, "format": "json"}
            answer = await self.service.get("/v1/search", query)
            if results := self.service.read(answer, _Results).results:
                return results
        return ()


def _parts(location: str) -> list[str]:
    """The name and the regions around it, the smallest first as the West writes them."""
    parts = [part.strip() for part in re.split(r"[,，、;；]", location) if part.strip()]
    if len(parts) == 1 and _CHINESE.search(location):
        return _IN_A_ROW.split(parts[0])[::-1]
    return parts


def coordinates(location: str) -> Place | None:
    """The place of a latitude and a longitude, if that is what ``location`` is."""
    found = _COORDINATES.fullmatch(location)
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        return None
    return Place(name=location.strip(), latitude=float(found[1]), longitude=float(found[2]))


def _lies_in(found: _Found, region: str) -> bool:
    wanted = _folded(region)
    wanted = _COUNTRIES.get(wanted, wanted)
    if wanted == found.country_code.casefold():
        return True
    if found.country_code.casefold() == "us" and wanted in _STATE:
        wanted = _STATE[wanted]
    names = (found.country, found.admin1, found.admin2, found.admin3, found.admin4, found.name)
    return any(_bare(wanted) == _bare(_folded(name)) for name in names if name)


def _folded(name: str) -> str:
    """Without case and accents."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()


def _bare(name: str) -> str:
    """Without the kind of place behind it; a name is never bared to one character."""
    bare = _KINDS.sub("", name)
    return bare if len(bare) > 1 else name
