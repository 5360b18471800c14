"""The dates a text speaks of, in English or Chinese, as the days they mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, timedelta
from itertools import pairwise

from agent.planners.starter.dates.clocks import clock_of, in_the_evening
from agent.planners.starter.dates.cues import AFTER_EN, AFTER_ZH, JOINED, RANGE
from agent.planners.starter.dates.feasts import feast_day
from agent.planners.starter.dates.patterns import COMPILED
from agent.planners.starter.dates.readings import READERS
from agent.planners.starter.dates.steps import shifted
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


def find_dates(text: str, today: date, *, context: str = "") -> tuple[DateSpan, ...]:
    """Every date in the text, in its order. A date without a year is the likeliest one.

    ``context`` says whether to look ahead or back where the text itself does not.
    """
    told = f"{text}\n{context}"
    found: list[DateSpan] = []
    kinds: list[str] = []
    for kind, match in _matches(text):
        span = _span(kind, match, told, today)
        if span is not None:
            found.append(span)
            kinds.append(kind)
    found = _with_clocks(found, kinds, text)
    moved = [_moved(span, text) for span in _with_shared_years(_with_named_year(found), text)]
    return tuple(_with_year_told(_with_joins(moved, text)))


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Non-overlapping matches from left to right; the earlier pattern wins at one place."""
    place = 0
    hits = {number: pattern.search(text) for number, (_, pattern) in enumerate(COMPILED)}
    while place < len(text):
        for number, hit in list(hits.items()):
            if hit is None:
                del hits[number]
            elif hit.start() < place:
                hits[number] = COMPILED[number][1].search(text, place)
        ahead = [(hit.start(), number, hit) for number, hit in hits.items() if hit]
        if not ahead:
            return
        _, number, hit = min(ahead)
        yield COMPILED[number][0], hit
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
        clock=_clock(kind, match),
        year_only=kind == "year",
        dated=dated,
        feast=match["feast"] if kind == "feast" else "",
    )


def _clock(kind: str, match: re.Match[str]) -> str:
    clock = clock_of(match.groupdict())
    return in_the_evening(clock, match[0][: -len(clock)]) if kind == "relative" else clock


def _with_clocks(spans: list[DateSpan], kinds: list[str], text: str) -> list[DateSpan]:
    """Times of day put to the day beside them.

    Alone they are of today if the text names two and no day; else they mean nothing.
    """
    if len(kinds) > 1 and all(kind == "clock" for kind in kinds):
        return _past_midnight([span for span in spans if span.clock])
    days: list[DateSpan] = []
    early: list[DateSpan] = []
    for place, (span, kind) in enumerate(zip(spans, kinds, strict=True)):
        following = text[span.end : spans[place + 1].begin] if span is not spans[-1] else "."
        if kind != "clock":
            days += _begun(early, span)
            early = []
        elif days and not _OF_DAY.match(following) and (timed := _timed(days[-1], span, text)):
            days[-1:] = timed
        elif _BESIDE.match(following) or (not early and JOINED.match(following)):
            early.append(span)
    return days


def _begun(clocks: Sequence[DateSpan], day: DateSpan) -> list[DateSpan]:
    """The day at each of the times before it."""
    if not clocks or day.clock or day.first != day.last:
        return [day]
    *others, last = (replace(day, begin=one.begin, end=one.end, clock=one.clock) for one in clocks)
    return [*others, replace(last, end=day.end)]


_OF_DAY = re.compile(r"^ (?:on|of) (?:the )?$", re.I)
_BESIDE = re.compile(r"^[ ,，的]*(?:on |of |at )?(?:the )?$", re.I | re.A)


def _timed(day: DateSpan, clock: DateSpan, text: str) -> list[DateSpan]:
    """The day with the time behind it; or both ends of a range of hours on one day."""
    gap = text[day.end : clock.begin]
    if day.first != day.last or not clock.clock:
        return []
    if not day.clock and _BESIDE.match(gap):
        late = in_the_evening(clock.clock, text[day.begin : day.end])
        return [replace(day, end=clock.end, clock=late)]
    if day.clock and RANGE.match(gap):
        return [day, *_past_midnight([day, replace(clock, first=day.first, last=day.first)])[1:]]
    return []


def _past_midnight(spans: list[DateSpan]) -> list[DateSpan]:
    """Times of day of which an earlier one comes later: that is tomorrow's."""
    moved = spans[:1]
    for span in spans[1:]:
        late = span.clock < spans[0].clock
        day = span.first + timedelta(days=1) if late else span.first
        moved.append(replace(span, first=day, last=day))
    return moved


def _with_named_year(spans: list[DateSpan]) -> list[DateSpan]:
    """Put festivals without a year into the only year named: ``When is Easter, in 2027?``.

    A festival's year goes for those behind it: ``2029年立春是哪天，春节呢``.
    """
    years = {span.first.year for span in spans if span.year_only}
    if len(years) == 1:
        return [_in_named_year(span, min(years)) for span in spans]
    named = [place for place, span in enumerate(spans) if span.feast and span.dated]
    if years or len({spans[place].first.year for place in named}) != 1:
        return spans
    behind, year = named[0] + 1, spans[named[0]].first.year
    return spans[:behind] + [_in_named_year(span, year) for span in spans[behind:]]


def _with_year_told(spans: list[DateSpan]) -> list[DateSpan]:
    """The year of a festival is told once: ``we love Easter, so when is Easter 2029?``."""
    if any(span.joined for span in spans):
        return spans
    years = {span.feast.lower(): span.first.year for span in spans if span.feast and span.dated}
    return [_in_named_year(span, years.get(span.feast.lower(), span.first.year)) for span in spans]


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
            if day >= right.first:
                day = _in_year(left.first, right.first.year - 1)
            shared[place] = replace(left, first=day, last=day, dated=True)
    return shared


def _a_year_later(span: DateSpan) -> DateSpan:
    """The end of a range that goes on over the turn of the year."""
    later = _in_named_year(replace(span, dated=False), span.first.year + 1)
    if span.feast:
        return replace(later, dated=span.dated)
    day = _in_year(span.first, span.first.year + 1)
    return replace(span, first=day, last=day)


def _with_joins(spans: list[DateSpan], text: str) -> list[DateSpan]:
    """Mark the ends of ranges."""
    return spans[:1] + [
        replace(right, joined=RANGE.match(text[left.end : right.begin]) is not None)
        for left, right in pairwise(spans)
    ]


def _in_year(day: date, year: int) -> date:
    return shifted(day, 12 * (min(year, MAXYEAR) - day.year), "month")


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
