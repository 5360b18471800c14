"""Time zones by the names that people and models give them."""

import re
import zoneinfo
from datetime import UTC, timedelta, timezone, tzinfo

from tools.base import ToolError

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China's standard time, in which its calendar is reckoned; zone files add years of summer time."""

_BEIJING = {
    "asia/shanghai", "shanghai", "beijing", "china", "prc", "cst", "beijing time", "china time",
    "asia/beijing", "china standard time", "asia/chongqing", "北京", "北京时间", "中国", "上海",
}  # fmt: skip
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?")


def zone_named(text: str) -> tzinfo:
    """The zone of a name such as Europe/Paris, or of an offset. Raises `ToolError`."""
    name = text.strip()
    folded = name.casefold()
    if folded in _BEIJING:
        return BEIJING
    if folded in ("utc", "gmt", "z"):
        return UTC
    if (found := _OFFSET.fullmatch(folded)) and int(found[2]) < 24:
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(ahead if found[1] == "+" else -ahead)
    for known in zoneinfo.available_timezones():
        if folded.replace(" ", "_") in (known.casefold(), known.casefold().rpartition("/")[2]):
            return zoneinfo.ZoneInfo(known)
    raise ToolError(
        f"There is no time zone {name[:60]!r}. Write a name such as Europe/Paris, or an offset "
        "such as +08:00."
    )


def zone_label(zone: tzinfo) -> str:
    """How a zone is called in a tool's result."""
    if isinstance(zone, zoneinfo.ZoneInfo):
        return f"{zone.key} (local time)"
    ahead = timezone.utcoffset(zone, None) if isinstance(zone, timezone) else None
    if ahead is None:
        return str(zone)
    sign, minutes = ("-", -ahead) if ahead < timedelta() else ("+", ahead)
    offset = f"UTC{sign}{minutes // timedelta(hours=1):02}:{minutes.seconds // 60 % 60:02}"
    return f"Asia/Shanghai ({offset})" if zone is BEIJING else offset
