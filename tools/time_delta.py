"""The time between two dates or times, by the true calendar."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from tools.arguments import Arguments, argument
from tools.base import Tool
from tools.dates import Clock, Dates, Moment

_ZH = {
    "year": "年",
    "month": "个月",
    "day": "天",
    "hour": "小时",
    "minute": "分钟",
    "second": "秒",
}


class Interval(Arguments):
    start_time: str = argument(
        "yyyy-MM-dd or yyyy-MM-dd HH:mm:ss", "start_date", "start", "from", name="start_time"
    )
    end_time: str = argument(
        "yyyy-MM-dd or yyyy-MM-dd HH:mm:ss", "end_date", "end", "to", name="end_time"
    )


def time_delta(*, clock: Clock, zone: tzinfo) -> Tool[Interval]:
    """The tool; words such as "today" are resolved by ``clock`` in ``zone``.

    Its result is one line, days first, the same by the calendar in brackets, then in Chinese:
    ``170 days (5 months 18 days) 170天（5个月18天）``.
    """
    dates = Dates(clock=clock, zone=zone)

    async def run(interval: Interval) -> str:
        return between(dates.moment(interval.start_time), dates.moment(interval.end_time), zone)

    return Tool(
        name="time_delta",
        zh_name="时间差工具",
        description="Time between two dates or times",
        arguments=Interval,
        run=run,
        aliases=("get_time_delta", "时间差"),
    )


def between(start: Moment, end: Moment, zone: tzinfo) -> str:
    """The time from ``start`` to ``end`` in words, English and Chinese."""
    if start.whole_day or end.whole_day:
        start, end = _today_if_now(start), _today_if_now(end)
    first, last = _comparable(start.at, end.at, zone)
    backwards = last < first
    if backwards:
        first, last = last, first
    elapsed = last - first
    total = [("day", elapsed.days), *_clock_parts(elapsed.seconds)]
    if elapsed.days == 0 and elapsed.seconds:
        total = total[1:]
    words, zh = _words(total), _words(total, zh=True)
    parts = calendar_parts(first, last)
    if parts[0][1] or parts[1][1]:
        words, zh = f"{words} ({_words(parts)})", f"{zh}（{_words(parts, zh=True)}）"
    note = "; the end is before the start 结束早于开始" if backwards else ""
    named = [f"; {each.festival} {each.at.date()}" for each in (start, end) if each.festival]
    return f"{words} {zh}{note}{''.join(named)}"


def _today_if_now(moment: Moment) -> Moment:
    """Beside a whole day, now means today."""
    if not moment.present:
        return moment
    return replace(moment, at=datetime.combine(moment.at, time()), whole_day=True)


def _comparable(start: datetime, end: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Both as local times of one zone: UTC if both came with an offset, else ours."""
    ours = UTC if start.tzinfo and end.tzinfo else zone
    return _local(start, ours), _local(end, ours)


def _local(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None) if at.tzinfo else at


def calendar_parts(start: datetime, end: datetime) -> list[tuple[str, int]]:
    """Whole years, months and days from ``start`` to a later ``end``, then the time left.

    A month goes from a day to the same day of the next month, or to its last day if it is shorter.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    if _months_after(start, months) > end:
        months -= 1
    rest: timedelta = end - _months_after(start, months)
    years, months = divmod(months, 12)
    return [
        ("year", years),
        ("month", months),
        ("day", rest.days),
        *_clock_parts(rest.seconds),
    ]


def _months_after(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in (start.day, 30, 29, 28):
        try:
            return start.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _clock_parts(seconds: int) -> list[tuple[str, int]]:
    return [("hour", seconds // 3600), ("minute", seconds // 60 % 60), ("second", seconds % 60)]


def _words(parts: Iterable[tuple[str, int]], *, zh: bool = False) -> str:
    given = [(name, count) for name, count in parts if count] or [("day", 0)]
    if zh:
        return "".join(f"{count}{_ZH[name]}" for name, count in given)
    return " ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in given)
