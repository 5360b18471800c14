"""What a question gives a small model to work with: its dates, sums and places, normalised."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.history import Turn
from agent.planners.starter.dates.spans import DateSpan, find_dates
from agent.planners.starter.dates.terms import speaks_of_terms, terms_named, year_of_near_term
from agent.planners.starter.dates.zones import zone_of
from agent.planners.starter.extents import blanked
from agent.planners.starter.follow_ups import (
    goes_on,
    only_a_year,
    result_of,
    turn_before,
    with_day,
    with_result,
)
from agent.planners.starter.numerals import ZH_DIGITS
from agent.planners.starter.places.spans import are_compared, find_places, speaks_of_weather
from agent.planners.starter.plain_script import plain
from agent.planners.starter.sums.conversions import find_conversion
from agent.planners.starter.sums.days import sum_by_the_day
from agent.planners.starter.sums.spans import find_sums

_NOW = re.compile(
    r"\b(?:now|rn|atm|currently|current|at the moment|at present|presently|this minute|as we speak|"
    r"this very moment)\b"
    r"|现在|目前|此刻|当前|这会儿|实时|眼下|此时|当下|这时候",
    re.I | re.A,
)
_SPELL = re.compile(
    rf"in (?:an?|\d+|[a-z]+) (?:day|week|month|year)s?|[\d{ZH_DIGITS}半]+个?(?:年|月)(?:以|之)?后",
    re.I | re.A,
)
_GROWS = re.compile(r"%|百分之|利率|利息|复利|单利|\bpercent\b|\bper cent\b|\binterest\b", re.I)
_AMOUNT_ASKED = re.compile(
    r"\bhow (?:much|many|far)\b|\bwhat(?:['’]?s| is| does) that\b", re.I | re.A
)
_TO_TODAY = re.compile(
    r"\b(?:days?|weeks?|months?|years?|hours?|minutes?|nights?|sleeps|time|long|much|many|is|are|"
    r"have|has|got|still|'s|validity|warranty|anything)\b(?: (?:do|does) \w+ (?:still )?have)? "
    r"left\b"
    r"(?! (?:at|for|home|work|from|early|on (?:the |[a-z]*day\b|\d)))|"
    r"\b(?:remain(?:s|ing)?|to go|so far|by now|as of (?:now|today)|up to now|until now|"
    r"till now|to date)\b|还[剩有]|剩[下余]?|到现在|至今|到今天|迄今|已经过",
    re.I | re.A,
)
_HOLIDAYS = re.compile(
    r"\b(?:holidays|festivals|days off|long weekends|workdays|working days|holiday (?:list|"
    r"schedule|"
    r"calendar|arrangements?))\b|假期|假日|放假|节日|法定|调休|补班|(?:全|一整)年",
    re.I | re.A,
)
_OF_A_DAY = re.compile(
    r"\bweekday\b|\bday of (?:the )?week\b|\bfalls? on (?:an? )?(?:mon|tue|wed|thu|fri|sat|sun|"
    r"week)|"
    r"\blunar (?:date|day)\b|\bday off\b|\bholiday\b|\bweekend\b|(?:星期|礼拜|"
    r"周)[几一二三四五六日天末]|"
    r"农历|阴历|放假|上班|休息",
    re.I | re.A,
)
_MOST = 6
_BEGINNING, _END = 400, 200
_ENDLESS = re.compile(rf"[\d,.]{{80,}}|[{ZH_DIGITS}]{{20,}}", re.I | re.A)
PART = re.compile(
    r"[?？;；,，。!！&]|\.\s|\b(?:and|then|also|plus)\b|还有|另外|然后|顺便|以及|并且|最后|再",
    re.I | re.A,
)
"""What stands between two things that are asked."""
ASKS = re.compile(
    r"^\s*(?:is|are|was|will|do|does|did)\b"
    r"|\b(?:what|which|how|when|weekday|day of|date|today|lunar|calendar|solar terms?|jieqi|"
    r"weather|forecast|days|long|holidays?|festivals?|working|weekend|zodiac|countdown|"
    r"calculate|compute|"
    r"work out|sum)\b|\d ?[-+*/^×÷]|"
    r"几|多少|多久|什么|啥|吗|哪|查|(?<!打)算|节气|农历|阴历|日历|星座|生肖|天气|日子|节日|假|天数|长时间|"
    r"星期|等于|倒计时|相差|要不要|上班|[加减乘除]",
    re.I | re.A,
)
"""Words by which something is asked."""


@dataclass(frozen=True, kw_only=True)
class Clues:
    """``sums`` are expressions, ``places`` spans of the text; each in the text's order.

    ``compared`` says that the weather of each of the places is asked for.
    ``terms`` says that a solar term may be meant, ``only_terms`` that nothing else can be;
    ``near_term`` is the year of the next or latest one where that is asked for, else 0.
    ``now`` says that the present moment is meant, ``to_today`` that something is counted up to it
    or from it, ``holidays`` that those of a whole year may be. ``zone`` is the time zone named.
    ``asked`` is in how many parts of the text something is asked in so many words.
    """

    dates: tuple[DateSpan, ...] = ()
    sums: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    compared: bool = False
    terms: bool = False
    only_terms: bool = False
    near_term: int = 0
    now: bool = False
    to_today: bool = False
    holidays: bool = False
    zone: str = ""
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


def clues_of(question: str, turns: Sequence[Turn], today: date) -> list[Clues]:
    """The clues of a question, then of the turn before it."""
    before = turn_before(turns)
    weather = any(speaks_of_weather(plain(turn.question)) for turn in before)
    earlier, answer = (before[0].question, before[0].answer) if before else ("", "")
    own = find_clues(question, today, answer=answer, weather=weather, earlier=earlier)
    return [own, *(find_clues(turn.question, today) for turn in before)]


def find_clues(
    text: str, today: date, *, answer: str = "", weather: bool = False, earlier: str = ""
) -> Clues:
    """The clues in a question, which may go on from the ``earlier`` one and its ``answer``.

    Places are looked for where the text speaks of the weather, or ``weather`` says the talk did.
    """
    text, earlier = _readable(text), _readable(earlier)
    if earlier:
        text = _with_earlier_day(text, earlier, answer, today)
    conversion = find_conversion(text)
    if conversion:
        text = blanked(text, [conversion])
    dates = find_dates(text, today, context=earlier if goes_on(text) else "")
    if _AMOUNT_ASKED.search(text) or _GROWS.search(text):
        dates = tuple(one for one in dates if not _is_spell(text, one))
    named = [span for span in dates if not span.year_only]
    rest = blanked(text, named)
    result = result_of(answer)
    sums = find_sums(with_result(rest, result), before=result)
    if conversion:
        sums = (conversion.expression, *sums)
    if named and (paid := sum_by_the_day(rest, named, today)):
        sums = (paid,)
    places: tuple[str, ...] = ()
    if weather or speaks_of_weather(blanked(text, named)):
        places = find_places(text, dates, sure=bool(sums))
    used = {number for found in sums for number in re.findall(r"\d+", found)}
    kept = (span for span in dates if not (span.year_only and span.text in used))
    subject = speaks_of_terms(text) and not _OF_A_DAY.search(text)
    today_at_most = all(span.first == span.last == today for span in named)
    return Clues(
        dates=tuple(kept)[:_MOST],
        sums=sums[:_MOST],
        places=places,
        compared=are_compared(text, places),
        terms=speaks_of_terms(text) or bool(terms_named(text)),
        only_terms=subject and all(span.year_only or span.feast for span in dates),
        near_term=year_of_near_term(text, today) if subject and today_at_most else 0,
        now=_NOW.search(text) is not None,
        to_today=_TO_TODAY.search(text) is not None,
        holidays=_HOLIDAYS.search(text) is not None,
        zone=zone_of(text),
        asked=_asked(rest) + (conversion is not None),
    )


def _readable(text: str) -> str:
    """Beginning and end of a long text in one script, without numbers that nobody means."""
    if len(text) > _BEGINNING + _END:
        text = f"{text[:_BEGINNING]}\n{text[-_END:]}"
    return _ENDLESS.sub("\n", plain(text))


def _with_earlier_day(text: str, earlier: str, answer: str, today: date) -> str:
    """The text with the day that it counts from the one before, or whose festival it leaves out."""
    years = find_dates(text, today) if only_a_year(text) else ()
    if years and years[0].year_only and not speaks_of_terms(earlier):
        told = (span for source in (earlier, answer) for span in find_dates(source, today))
        if feast := next((span.feast for span in told if span.feast), ""):
            return f"{years[0].text} {feast}"
    days = [span for span in find_dates(earlier, today) if span.first == span.last]
    return with_day(text, days[-1].last) if days else text


def _is_spell(text: str, span: DateSpan) -> bool:
    """Whether ``in a year`` is a length of time for another amount: ``4200 a month``."""
    rest = text[: span.begin] + text[span.end :]
    spell = _SPELL.fullmatch(text[span.begin : span.end])
    return spell is not None and re.search(r"\d", rest) is not None


def _asked(text: str) -> int:
    """In how many of its parts something is asked."""
    return sum(ASKS.search(part) is not None for part in PART.split(text))
