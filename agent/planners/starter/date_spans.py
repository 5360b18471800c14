"""The dates a text speaks of, in English or Chinese, as the days they mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from agent.planners.starter.date_patterns import AFTER_EN, AFTER_ZH, COMPILED, JOINED, RANGE
from agent.planners.starter.date_readings import READERS
from agent.planners.starter.date_steps import shifted
from agent.planners.starter.feasts import feast_day
from agent.planners.starter.numerals import zh_number


@dataclass(frozen=True, kw_only=True)
class DateSpan:
    """Where a date stands in the text and the days it means, both included.

    ``clock`` is a time of day, ``HH:mm:ss`` or empty. ``year_only`` and ``dated`` say whether
    just a year was named, and whether the year was; ``feast`` is the name it was given by;
    ``joined`` says that it ends a range which the date before begins.
    """

    begin: int
    end: int
    first: date
    last: date
    clock: str = ""
    year_only: bool = False
    dated: bool = True
    feast: str = ""
    joined: bool = False

    @property
    def text(self) -> str:
        """A day as ``yyyy-MM-dd[ HH:mm:ss]``, a year as ``yyyy``, a range as ``day..day``."""
        if self.year_only:
            return f"{self.first.year:04d}"
        if self.first == self.last:
            return f"{self.first.isoformat()} {self.clock}".strip()
        return f"{self.first.isoformat()}..{self.last.isoformat()}"


def find_dates(text: str, today: date) -> tuple[DateSpan, ...]:
    """Every date in the text, in its order. A date without a year is the likeliest one."""
    found: list[DateSpan] = []
    kinds: list[str] = []
    for kind, match in _matches(text):
        span = _span(kind, match, text, today)
        if span is not None:
            found.append(span)
            kinds.append(kind)
    found = _without_loose_clocks(found, kinds)
    moved = [_moved(span, text) for span in _with_shared_years(_with_named_year(found), text)]
    return tuple(_with_joins(moved, text))


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Non-overlapping matches from left to right; the earlier pattern wins at one place."""
    place = 0
    while place < len(text):
        hits = [(kind, hit) for kind, pattern in COMPILED if (hit := pattern.search(text, place))]
        if not hits:
            return
        kind, hit = min(hits, key=lambda pair: pair[1].start())
        yield kind, hit
        place = max(hit.end(), place + 1)


def _span(kind: str, match: re.Match[str], text: str, today: date) -> DateSpan | None:
    try:
        first, last, dated = READERS[kind](match, text, today)
    except (ValueError, OverflowError):
        return None
    return DateSpan(
        begin=match.start(),
        end=match.end(),
        first=first,
        last=last,
        clock=_clock(match.groupdict()),
        year_only=kind == "year",
        dated=dated,
        feast=match["feast"] if kind == "feast" else "",
    )


def _clock(parts: dict[str, str | None]) -> str:
    """``HH:mm:ss`` of a time of day, empty without one or for one that is none."""
    if noon := parts.get("noon"):
        return "00:00:00" if noon.lower() == "midnight" else "12:00:00"
    if hour := parts.get("hour") or parts.get("zhhour"):
        minute = "30" if parts.get("zhhalf") else parts.get("zhminute") or "0"
        return _of_day(zh_number(hour), int(minute), 0, parts.get("half") or parts.get("side"))
    if not (text := parts.get("clock")):
        return ""
    hours, minutes, seconds = (*(int(part) for part in text.split(":")), 0, 0)[:3]
    return _of_day(hours, minutes, seconds, parts.get("half") or parts.get("ampm"))


def _of_day(hours: int, minutes: int, seconds: int, half: str | None) -> str:
    half = (half or "").lower()
    if half in ("p", "下午", "傍晚", "晚上") and hours < 12:
        hours += 12
    elif half in ("a", "凌晨") and hours == 12:
        hours = 0
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}" if hours < 24 else ""


def _without_loose_clocks(spans: list[DateSpan], kinds: list[str]) -> list[DateSpan]:
    """Times of day alone are of today if the text names two and no day; else they mean nothing."""
    if len(kinds) > 1 and all(kind == "clock" for kind in kinds):
        return _past_midnight([span for span in spans if span.clock])
    return [span for span, kind in zip(spans, kinds, strict=True) if kind != "clock"]


def _past_midnight(spans: list[DateSpan]) -> list[DateSpan]:
    """Times of day of which an earlier one comes later: that is tomorrow's."""
    moved = spans[:1]
    for span in spans[1:]:
        late = span.clock < spans[0].clock
        day = span.first + timedelta(days=1) if late else span.first
        moved.append(replace(span, first=day, last=day))
    return moved


def _with_named_year(spans: list[DateSpan]) -> list[DateSpan]:
    """Put festivals without a year into the only year named: ``When is Easter, in 2027?``."""
    years = {span.first.year for span in spans if span.year_only}
    if len(years) != 1:
        return spans
    return [_in_named_year(span, min(years)) for span in spans]


def _in_named_year(span: DateSpan, year: int) -> DateSpan:
    if not span.feast or span.dated:
        return span
    try:
        day = feast_day(span.feast, year)
    except ValueError:
        return span
    return replace(span, first=day, last=day, dated=True)


def _with_shared_years(spans: list[DateSpan], text: str) -> list[DateSpan]:
    """Give a date without a year that of the date it is joined to: ``1 May to 3 June 2024``."""
    shared = list(spans)
    for place, (left, right) in enumerate(pairwise(spans)):
        left = shared[place]
        if not JOINED.match(text[left.end : right.begin]):
            continue
        if left.dated == right.dated:
            if not left.dated and right.first < left.first:
                shared[place + 1] = _a_year_later(right)
            continue
        if left.dated and not left.year_only:
            day = _in_year(right.first, left.first.year)
            if day < left.first:
                day = _in_year(right.first, left.first.year + 1)
            shared[place + 1] = replace(right, first=day, last=day, dated=True)
        elif right.dated and not right.year_only:
            day = _in_year(left.first, right.first.year)
            shared[place] = replace(left, first=day, last=day, dated=True)
    return shared


def _a_year_later(span: DateSpan) -> DateSpan:
    """The end of a range that goes on over the turn of the year."""
    year = span.first.year + 1
    day = feast_day(span.feast, year) if span.feast else _in_year(span.first, year)
    return replace(span, first=day, last=day)


def _with_joins(spans: list[DateSpan], text: str) -> list[DateSpan]:
    """Mark the ends of ranges."""
    return spans[:1] + [
        replace(right, joined=RANGE.match(text[left.end : right.begin]) is not None)
        for left, right in pairwise(spans)
    ]


def _in_year(day: date, year: int) -> date:
    return shifted(day, 12 * (year - day.year), "month")


def _moved(span: DateSpan, text: str) -> DateSpan:
    """Take in what stands around a day: ``100 days after …``, ``…之后100天``."""
    if span.first != span.last:
        return span
    before = AFTER_EN.search(text[: span.begin])
    after = next((hit for form in AFTER_ZH if (hit := form.match(text, span.end))), None)
    hit = before or after
    if hit is None:
        return span
    way = -1 if hit["way"].lower() in ("before", "前") else 1
    try:
        day = shifted(span.first, way * zh_number(hit["count"]), hit["unit"])
    except (ValueError, OverflowError):
        return span
    begin, end = (before.start(), span.end) if before else (span.begin, hit.end())
    return replace(span, begin=begin, end=end, first=day, last=day)
