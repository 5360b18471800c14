"""What a question gives a small model to work with: its dates, sums and places, normalised."""

import re
from dataclasses import dataclass
from datetime import date

from agent.planners.date_spans import DateSpan, find_dates
from agent.planners.feasts import speaks_of_terms
from agent.planners.place_spans import find_places, speaks_of_weather
from agent.planners.sum_spans import find_sums

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_MOST = 6


@dataclass(frozen=True, kw_only=True)
class Clues:
    """``sums`` are expressions, ``places`` spans of the text; each in the text's order.

    ``terms`` says that solar terms are spoken of.
    """

    dates: tuple[DateSpan, ...] = ()
    sums: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    terms: bool = False

    def lines(self) -> tuple[str, ...]:
        """The clues as lines for a prompt."""
        dates = tuple(dict.fromkeys(span.text for span in self.dates))
        return tuple(
            f"{label}: {', '.join(found)}"
            for label, found in (("D", dates), ("S", self.sums), ("P", self.places))
            if found
        )


def find_clues(text: str, today: date, *, answer: str = "", weather: bool = False) -> Clues:
    """The clues in a question; ``answer`` is the one before it, whose number a sum may go on from.

    Places are looked for where the text speaks of the weather, or ``weather`` says the talk did.
    """
    dates = find_dates(text, today)
    named = [span for span in dates if not span.year_only]
    blanked = _blanked(text, named)
    sums = find_sums(blanked, before=_last_number(answer))
    places = find_places(text, dates) if weather or speaks_of_weather(text) else ()
    used = {number for found in sums for number in re.findall(r"\d+", found)}
    kept = (span for span in dates if not (span.year_only and span.text in used))
    return Clues(
        dates=tuple(kept)[:_MOST], sums=sums[:_MOST], places=places, terms=speaks_of_terms(text)
    )


def _blanked(text: str, spans: list[DateSpan]) -> str:
    characters = list(text)
    for span in spans:
        characters[span.begin : span.end] = "\n" * (span.end - span.begin)
    return "".join(characters)


def _last_number(answer: str) -> str:
    numbers = _NUMBER.findall(answer)
    return numbers[-1].replace(",", "") if numbers else ""
