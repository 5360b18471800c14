"""What may be told of a result: how the sentence begins, its facts, and its list."""

import json
import re
from collections.abc import Sequence
from typing import Any

from agent.planners.base import Result
from agent.planners.starter.excerpt import Excerpt, begun
from agent.planners.starter.grammar import Material
from agent.planners.starter.places.names import in_chinese
from agent.planners.starter.sums.result_units import result_units
from agent.profile import Language

_ENGLISH, _CHINESE = re.compile("[A-Za-z]{2}"), re.compile("[一-鿿]")
_NO_WEATHER = ("Sorry, I could not get the weather for ", "抱歉，没有查到")
_OPENINGS = {
    "time_delta": "From ",
    "get_calendar_info": "The calendar from ",
    "get_solar_terms_info": "The solar terms of ",
    "get_weather_info": "The weather in ",
}
"""Of an English sentence; that of one day or one solar term has none."""


def call_of(result: Result) -> tuple[str, dict[str, Any]]:
    """The name and the arguments of the call that had the result."""
    arguments = json.loads(result.call.arguments)
    return result.call.name, arguments if isinstance(arguments, dict) else {}


def arguments_told(arguments: dict[str, Any], language: Language) -> str:
    """The arguments as a prompt shows them."""
    return ", ".join(_placed(str(value), language) for value in arguments.values())


def is_sum(result: Result) -> bool:
    """Whether it is one line of the calculator's, which is told as it is."""
    return result.call.name == "calculator" and not result.failed and "\n" not in result.text


def sum_told(text: str, results: Sequence[Result]) -> str:
    """A sum as it is told: alone without the note on how it was rounded."""
    return text if len(results) > 1 else text.partition(" (rounded")[0]


def material(result: Result, part: Excerpt, language: Language) -> Material:
    """What the model may tell of a result, of which it was shown a part."""
    units = [_placed(value, language) for value in _given(result)]
    if not result.failed:
        units += _in_language(result_units([part.text]), language)
    listed = result.failed or _is_list(result, part)
    return Material(
        opening=_opening(result, language, listed=listed),
        units=tuple(dict.fromkeys(units)),
        copy=begun(part.block) if listed else "",
        zone=_zone(result),
    )


def _is_list(result: Result, part: Excerpt) -> bool:
    """Whether it is told as a list of lines."""
    name, arguments = call_of(result)
    match name:
        case "calculator" | "time_delta":
            return False
        case "get_calendar_info":
            return bool(arguments.get("start_date") != arguments.get("end_date"))
        case "get_solar_terms_info":
            return "\n" in part.text
    return True


def _opening(result: Result, language: Language, *, listed: bool) -> str:
    name = result.call.name
    if result.failed:
        return _NO_WEATHER[language == "zh"] if name == "get_weather_info" else ""
    alone = name in ("get_calendar_info", "get_solar_terms_info") and not listed
    return "" if language == "zh" or alone else _OPENINGS.get(name, "")


def _given(result: Result) -> list[str]:
    """The arguments that a sentence about the result may name: of a failed forecast its place."""
    name, arguments = call_of(result)
    if name == "calculator" or (result.failed and name != "get_weather_info"):
        return []
    values = [str(value) for value in arguments.values() if value not in ("yes", "no")]
    return values[:1] if result.failed else values


def _zone(result: Result) -> str:
    """The time zone that the times of a result are in, where one was asked for."""
    zone = str(call_of(result)[1].get("time_zone", ""))
    return f"UTC{zone}" if zone.startswith(("+", "-")) else zone


def _placed(value: str, language: Language) -> str:
    """A place by the name that the person's language has for it."""
    return in_chinese(value) if language == "zh" else value


def _in_language(units: Sequence[str], language: Language) -> list[str]:
    """Without the English of a result that is told in Chinese too, for a Chinese answer."""
    chinese = [unit for unit in units if not _ENGLISH.search(unit)]
    both = any(_CHINESE.search(unit) for unit in units)
    return chinese if language == "zh" and both else list(units)
