"""The time zone that a text names, as the tools call it: ``in New York time``, ``东京时间``."""

import re
import zoneinfo
from functools import lru_cache

from agent.planners.starter.places.names import in_english

_ZONES = """
UTC: gmt|greenwich|zulu|世界|世界标准|协调世界|格林尼治|格林威治
America/New_York: nyc|eastern|est|edt|us east coast|boston|washington|miami|美东|美国东部|华盛顿
America/Chicago: central|houston|dallas|texas|austin|美中
America/Denver: mountain
America/Los_Angeles: la|pacific|pst|pdt|california|san francisco|sf|seattle|us west coast|美西|加州
Europe/London: uk|british|britain|england|bst|英国
Europe/Paris: france|french|法国|cet|cest|central european
Europe/Berlin: germany|german|munich|frankfurt|德国
Europe/Rome: italy|milan|意大利
Europe/Madrid: spain|barcelona|西班牙
Europe/Moscow: russia|俄罗斯
Asia/Tokyo: japan|japanese|jst|osaka|kyoto|日本
Asia/Seoul: korea|korean|kst|韩国
Asia/Kolkata: india|indian|ist|delhi|new delhi|mumbai|bangalore|chennai|印度
Asia/Bangkok: thailand|泰国
Australia/Sydney: aest|aedt|canberra|澳洲|澳大利亚
Pacific/Auckland: new zealand|nz|新西兰
"""
_NAMED = {
    name: zone
    for zone, _, names in (line.partition(": ") for line in _ZONES.strip().splitlines())
    for name in names.split("|")
}
_OFFSET = re.compile(r"\b(?:utc|gmt)\s?([+-]\d{1,2}(?::?[0-5]\d)?)(?!\d)", re.I | re.A)
_PLACES = re.compile(
    r"\b(?:in|at|for|by|to) (?P<in>[a-z]+(?: [a-z]+){0,2})|"
    r"\b(?P<of>[a-z]+(?: [a-z]+){0,2}?)(?:'s)? (?:local |standard |daylight )?time\b|"
    r"(?P<zh>[一-鿿]{2,6}?)(?:的?(?:当地|本地|标准))?(?:时间|时区)|[按在用换成到]+(?P<to>[一-鿿]{2,5})",
    re.I | re.A,
)
_OURS = ("Asia/Shanghai", "PRC", "Hongkong", "Asia/Chongqing")


def zone_of(text: str) -> str:
    """A zone's name or offset; empty where none is named but China's."""
    if offset := _OFFSET.search(text):
        return offset[1]
    if re.search(r"\b(?:utc|gmt)\b", text, re.I | re.A):
        return "UTC"
    for hit in _PLACES.finditer(text):
        if (zone := _known(next(filter(None, hit.groups())))) and zone not in _OURS:
            return zone
    return ""


def _known(words: str) -> str:
    """The zone of the longest name in the words."""
    parts = words.lower().split() if words.isascii() else list(words)
    glue = " " if words.isascii() else ""
    runs = [
        glue.join(parts[begin:end])
        for begin in range(len(parts))
        for end in range(len(parts), begin, -1)
    ]
    return next((zone for run in runs if (zone := _zone(run))), "")


def _zone(name: str) -> str:
    return _NAMED.get(name) or _cities().get(in_english(name).lower().replace(" ", "_"), "")


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """The zones that are called by a continent and a city, by the city."""
    zones = (zone for zone in sorted(zoneinfo.available_timezones()) if zone.count("/") == 1)
    cities = {zone.rpartition("/")[2].lower(): zone for zone in zones if zone[:2] not in _ALIASES}
    return {city: zone for city, zone in cities.items() if city not in _WORDS}


_ALIASES = ("Et", "US", "Ca", "Br", "Me", "Ch", "po", "Sy")
"""Of the names such as ``US/Eastern`` and ``Etc/UTC``."""
_WORDS = ("easter", "center", "midway", "wake", "troll", "casey", "davis")
