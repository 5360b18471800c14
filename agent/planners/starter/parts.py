"""The parts of a question that asks for several things, each of which one call answers."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from agent.planners.starter.clues import ASKS, PART, find_clues
from agent.planners.starter.dates.spans import find_dates
from agent.planners.starter.dates.terms import terms_named
from agent.planners.starter.extents import blanked
from agent.planners.starter.places.spans import is_known
from agent.planners.starter.plain_script import plain

_LONGEST = 400
_JOINED = re.compile(r"\s*(?:to|until|till|through|and|or|with|than|[-–—~到至和与跟或、])", re.I)
_ASKED = re.compile(
    r"\b(?:what|which|when|how|is|are|was|do|does|did|will)\b|[?？几吗哪]|多少|多久|什么|啥",
    re.I | re.A,
)
_WORDS = r"\b(?:and|then|also|plus)\b|还有|另外|然后|顺便|以及|并且|最后|再(?![过有])"
_BETWEEN = rf"(?:[\s,，.。;；!！&、]|{_WORDS})+"
_EDGES = re.compile(rf"^[?？]*{_BETWEEN}|{_BETWEEN}$", re.I)
_COUNTS = re.compile(
    r"\bhow (?:many|long|much|far|soon|old)\b|\bin days\b|\bstreak\b|\bcountdown\b|"
    r"\bdays (?:until|till|to|left|since|between|elapsed|passed|gone|away)\b|"
    r"多少天|几天|多久|多长时间|倒计时|多少个?[小星]|几个[小星月]|多大",
    re.I | re.A,
)
_LOOKS_UP = re.compile(
    r"\b(?:weekday|day of the week|(?:what|which) day|lunar|chinese calendar|zodiac|star sign|"
    r"holiday|the date|date is it|workday|working day|day off|weekend)\b|"
    r"星期几|周几|礼拜几|农历|阴历|生肖|属[啥什]|星座|放假|上班|几号|什么日子|今天几",
    re.I | re.A,
)


@lru_cache(maxsize=32)
def parts_of(question: str, today: date) -> tuple[str, ...]:
    """What is asked, one thing each; the whole question where it can't be told apart for sure.

    What names nothing goes with the part before it, unless that counts to a day which it looks up.
    """
    if len(question) > _LONGEST:
        return (question,)
    parts: list[str] = []
    for text in _pieces(plain(question), today):
        if not parts or (_begins(parts[0], today) and _is_another(text, parts[-1], today)):
            parts.append(text)
        else:
            parts[-1] += text
    told = tuple(_EDGES.sub("", part) for part in parts)
    return told if len(told) > 1 and _are_whole(told, question, today) else (question,)


def _are_whole(parts: Sequence[str], question: str, today: date) -> bool:
    """Whether the parts hold the question's own sums and days, and a call answers each.

    A day may take its year from another part; of two places a second call would be due.
    """
    whole, clues = find_clues(question, today), [find_clues(part, today) for part in parts]
    sums = {one for given in clues for one in given.sums}
    days = [span.text for given in clues for span in given.dates]
    return (
        sums == set(whole.sums)
        and days == [span.text for span in whole.dates]
        and all(len(given.places) < 2 for given in clues)
    )


def _begins(text: str, today: date) -> bool:
    """Whether it asks for something by itself, if only for what day it is."""
    return _names(text, today) or bool(_LOOKS_UP.search(text) and _ASKED.search(text))


def _is_another(text: str, before: str, today: date) -> bool:
    """Whether something else is asked than before."""
    looks_up, counts = _LOOKS_UP.search(text), _COUNTS.search(text)
    if _asks(text, today) and _names(text, today, than=today if counts else None):
        return True
    if not _ASKED.search(before):
        return False
    return bool(
        (_COUNTS.search(before) and looks_up and not counts)
        or (_LOOKS_UP.search(before) and counts)
    )


def _names(text: str, today: date, *, than: date | None = None) -> bool:
    """Whether it names a sum, a known place, a solar term, or another day ``than`` that one."""
    clues = find_clues(text, today)
    days = [span for span in clues.dates if not span.first == span.last == than]
    return bool(clues.sums or days or terms_named(text) or any(map(is_known, clues.places)))


def _asks(text: str, today: date) -> bool:
    clues = find_clues(text, today)
    return bool(ASKS.search(_undated(text, today)) or clues.sums or clues.places)


def _undated(text: str, today: date) -> str:
    return blanked(text, [span for span in find_dates(text, today) if not span.year_only])


def _pieces(question: str, today: date) -> list[str]:
    """The text cut before whatever else is asked once something was asked."""
    rest = _undated(question, today)
    marks = [hit for hit in PART.finditer(rest) if hit.end() < len(rest.rstrip())]
    cuts, asked, begin = [0], False, 0
    for mark, end in zip(marks, [*(hit.start() for hit in marks[1:]), len(rest)], strict=False):
        asked = asked or _asks(question[begin : mark.start()], today)
        begin = mark.end()
        joined = _JOINED.match(mark[0]) or _JOINED.match(rest[begin:])
        if asked and (not joined or _asks(question[begin:end], today)):
            cuts.append(mark.start())
            asked = False
    return [question[begin:end] for begin, end in zip(cuts, [*cuts[1:], None], strict=True)]
