"""What a question gives a small model to work with: its dates, sums and places, normalised."""

import re
from dataclasses import dataclass
from datetime import date

from agent.planners.starter.conversions import find_conversion
from agent.planners.starter.date_spans import DateSpan, find_dates
from agent.planners.starter.extents import blanked
from agent.planners.starter.feasts import speaks_of_terms, term_named
from agent.planners.starter.place_spans import find_places, speaks_of_weather
from agent.planners.starter.sum_spans import find_sums

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_NOW = re.compile(
    r"\b(?:now|currently|current|at the moment|at present|presently|this minute|as we speak|"
    r"this very moment)\b"
    r"|现在|目前|此刻|当前|这会儿|实时|眼下|此时|当下|这时候",
    re.I,
)
_SPELL = re.compile(r"in (?:an?|\d+|[a-z]+) (?:day|week|month|year)s?", re.I)
_AMOUNT_ASKED = re.compile(r"\bhow (?:much|many|far)\b|\bwhat(?:['’]?s| is| does) that\b", re.I)
_MOST = 6
_PART = re.compile(
    r"[?？;；,，。!！&]|\.\s|\b(?:and|then|also|plus)\b|还有|另外|然后|顺便|以及|并且|最后|再", re.I
)
_ASKS = re.compile(
    r"^\s*(?:is|are|was|will|do|does|did)\b"
    r"|\b(?:what|which|how|when|weekday|day of|date|today|lunar|calendar|solar terms?|jieqi|"
    r"weather|forecast|days|long|holidays?|festivals?|working|weekend|zodiac|countdown|"
    r"calculate|compute|"
    r"work out|sum)\b|\d ?[-+*/^×÷]|"
    r"几|多少|多久|什么|啥|吗|哪|查|算|节气|农历|阴历|日历|星座|生肖|天气|日子|节日|假|天数|长时间|"
    r"星期|等于|倒计时|相差|要不要|上班|[加减乘除]",
    re.I,
)


@dataclass(frozen=True, kw_only=True)
class Clues:
    """``sums`` are expressions, ``places`` spans of the text; each in the text's order.

    ``terms`` says that a solar term may be meant, ``only_terms`` that nothing else can be.
    ``now`` says that the present moment is meant.
    ``asked`` is in how many parts of the text something is asked in so many words.
    """

    dates: tuple[DateSpan, ...] = ()
    sums: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    terms: bool = False
    only_terms: bool = False
    now: bool = False
    asked: int = 0

    @property
    def several(self) -> bool:
        """Whether more than one thing may be asked."""
        days = any(not span.year_only for span in self.dates)
        return self.asked > 1 or len(self.sums) + len(self.places) + (days and bool(self.sums)) > 1

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
    conversion = find_conversion(text)
    if conversion:
        text = blanked(text, [conversion])
    dates = find_dates(text, today)
    if _AMOUNT_ASKED.search(text):
        dates = tuple(one for one in dates if not _is_spell(text, one))
    named = [span for span in dates if not span.year_only]
    rest = blanked(text, named)
    sums = find_sums(rest, before=_last_number(answer))
    if conversion:
        sums = (conversion.expression, *sums)
    places: tuple[str, ...] = ()
    if weather or speaks_of_weather(text):
        places = find_places(text, dates, sure=bool(sums))
    used = {number for found in sums for number in re.findall(r"\d+", found)}
    kept = (span for span in dates if not (span.year_only and span.text in used))
    subject = speaks_of_terms(text)
    return Clues(
        dates=tuple(kept)[:_MOST],
        sums=sums[:_MOST],
        places=places,
        terms=subject or term_named(text) != "",
        only_terms=subject and all(span.year_only or span.feast for span in dates),
        now=_NOW.search(text) is not None,
        asked=_asked(rest) + (conversion is not None),
    )


def _is_spell(text: str, span: DateSpan) -> bool:
    """Whether ``in a year`` is a length of time for another amount: ``4200 a month``."""
    rest = text[: span.begin] + text[span.end :]
    spell = _SPELL.fullmatch(text[span.begin : span.end])
    return spell is not None and re.search(r"\d", rest) is not None


def _asked(text: str) -> int:
    """In how many of its parts something is asked."""
    return sum(_ASKS.search(part) is not None for part in _PART.split(text))


def _last_number(answer: str) -> str:
    numbers = _NUMBER.findall(answer)
    return numbers[-1].replace(",", "") if numbers else ""
