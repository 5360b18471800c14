"""Whether two calls of a tool come to the same, however their arguments are written."""

from collections.abc import Coroutine
from datetime import date, datetime
from typing import Any

from agent.planners.starter.places.names import in_english
from tools.arithmetic import work_out
from tools.base import Tool, ToolError
from tools.builtin import toolbox
from tools.dates import Dates

Given = dict[str, Any]


def same(name: str, given: Given, wanted: Given, asked_at: datetime) -> bool:
    """The same result; for the weather the same place and days, for a time the same ends."""
    try:
        if name == "calculator":
            return _equal(str(given["expression"]), str(wanted["expression"]))
        if name == "get_weather_info":
            return _weather(given, asked_at) == _weather(wanted, asked_at)
        if name == "time_delta":
            return _interval(given, asked_at) == _interval(wanted, asked_at)
        return _result(name, given, asked_at) == _result(name, wanted, asked_at)
    except (ToolError, KeyError, ValueError):
        return given == wanted


def _equal(given: str, wanted: str) -> bool:
    return work_out(given).value == work_out(wanted).value


def _weather(given: Given, asked_at: datetime) -> tuple[str, date, date, str]:
    """The place up to its first comma, in English; today unless said; ``is_current`` or no."""
    dates = Dates(clock=lambda: asked_at, zone=asked_at.tzinfo)  # type: ignore[arg-type]
    start = dates.day(given["start_date"]) if given.get("start_date") else asked_at.date()
    end = dates.day(given["end_date"]) if given.get("end_date") else start
    place = in_english(str(given["location"]).partition(",")[0].strip()).casefold()
    return place, start, end, str(given.get("is_current") or "no")


def _interval(given: Given, asked_at: datetime) -> list[tuple[datetime, bool]]:
    """Both ends, and of each whether it is a whole day; whether a feast named it is no matter."""
    dates = Dates(clock=lambda: asked_at, zone=asked_at.tzinfo)  # type: ignore[arg-type]
    ends = [dates.moment(str(given[end])) for end in ("start_time", "end_time")]
    return [(end.at, end.whole_day) for end in ends]


def _result(name: str, given: Given, asked_at: datetime) -> str:
    box = toolbox(clock=lambda: asked_at, zone=asked_at.tzinfo)  # type: ignore[arg-type]
    tool: Tool[Any] = box.find(name)
    return _waited(tool.run(tool.parse(given)))


def _waited(work: Coroutine[Any, Any, str]) -> str:
    """The result of a tool that waits for nothing outside."""
    try:
        work.send(None)
    except StopIteration as done:
        return str(done.value)
    work.close()
    raise ToolError("The tool waits for something.")
