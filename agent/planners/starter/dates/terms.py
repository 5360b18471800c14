"""The solar terms that a text speaks of: by name, as its subject, or by what comes next."""

import re
from collections.abc import Sequence
from datetime import date

from agent.planners.starter.dates.feasts import SOLAR_TERMS

_TERM = {term: re.compile(f"{term}节?|{names}", re.I | re.A) for term, names in SOLAR_TERMS.items()}
_SUBJECT = re.compile(
    "|".join(
        [
            "节气",
            r"\b(?:shortest|longest) (?:day|night)\b",
            "(?:白天|白昼|黑夜|夜晚|昼|夜)最[长短]",
            r"\bso\w{1,5} te\w{1,4}\b",
            r"\bjie ?qi\b",
            "solst|equino",
        ]
        + [
            rf"{term}(?!节)|\b(?:{names})\b"
            for term, names in SOLAR_TERMS.items()
            if term != "清明"
        ]
    ),
    re.I | re.A,
)
_GENERAL = r"(?:solar )?terms?|jie ?qi|节气"
_AFTER_ONE = re.compile(
    r"\b(?:after|follow(?:s|ing)?)\W+(?:the )?$"
    r"|^的?(?:节气)?(?:之后|以后|后面|过后|过了|完了|后|的?下一?个)",
    re.I | re.A,
)
_BEFORE_ONE = re.compile(
    r"\b(?:before|precedes|preceding)\W+(?:the )?$"
    r"|^的?(?:节气)?(?:之前|以前|前面|前|的?上一?个)",
    re.I | re.A,
)
_NEXT = re.compile(
    rf"\b(?:next|upcoming|coming)\b.{{0,14}}?(?:{_GENERAL})\b|"
    rf"\b(?:{_GENERAL}) (?:is |comes? )?(?:up )?next\b|"
    r"下一?个(?:是什么|是啥|是哪个)?节气|(?:接下来|马上|快|即将|就要|要)[^，。？]{0,6}节气",
    re.I | re.A,
)
_LATEST = re.compile(
    r"\b(?:last|previous|latest|current|now|currently|at the moment|are we in|is it today)\b"
    rf".*(?:{_GENERAL})|"
    rf"\b(?:{_GENERAL})\b.*\b(?:now|currently|at the moment|are we in|right now)\b|"
    r"(?:上一?个|刚过的?|现在|目前|眼下|此刻|当前|如今|这会儿)[^，。？]{0,8}节气|"
    r"节气[^，。？]{0,4}(?:了|现在)$",
    re.I | re.A,
)
_EXTREMES = {
    "冬至": re.compile(r"shortest day|longest night|[日天昼]最短|[夜晚]最长", re.I),
    "夏至": re.compile(r"longest day|shortest night|[日天昼]最长|[夜晚]最短", re.I),
}
_LAST = (12, 22)
"""From when on, at the latest, the next solar term is one of the next year."""
_CUSTOM = re.compile(
    r"\b(?:why|mean(?:s|ing)?|eat|do|customs?|traditions?)\b|为什么|为啥|吃|习俗|含义|意思|讲究",
    re.I,
)
_LINE = re.compile(r"([一-鿿]{2}) .+?: (\d{4}-\d\d-\d\d)")


def speaks_of_terms(text: str) -> bool:
    """Whether solar terms are its subject. 清明 alone may be meant as the festival."""
    return _SUBJECT.search(text) is not None


def terms_named(text: str) -> tuple[str, ...]:
    """The Chinese names of the solar terms that the text names, in its order."""
    named = (*_TERM.items(), *_EXTREMES.items())
    hits = [(hit.start(), term) for term, pattern in named if (hit := pattern.search(text))]
    return tuple(term for _, term in sorted(hits))


def year_of_near_term(text: str, today: date) -> int:
    """The year of the next or the latest solar term if one of them is asked for, else 0."""
    if _CUSTOM.search(text) or not (_NEXT.search(text) or _LATEST.search(text)):
        return 0
    after_the_last = (today.month, today.day) >= _LAST and _NEXT.search(text) is not None
    return today.year + after_the_last


def lines_meant(lines: Sequence[str], question: str, today: date) -> list[str]:
    """Of a table of a year's solar terms the lines asked for; none where all may be."""
    table = {hit[1]: (line, hit[2]) for line in lines if (hit := _LINE.match(line))}
    named = terms_named(question)
    if neighbour := _neighbour(question, named):
        named = (neighbour,)
    if found := [line for term, (line, _) in table.items() if term in named]:
        return found
    if _NEXT.search(question):
        return [line for line, day in table.values() if day > today.isoformat()][:1]
    if _LATEST.search(question):
        return [line for line, day in table.values() if day <= today.isoformat()][-1:]
    return []


def _neighbour(question: str, named: Sequence[str]) -> str:
    """The term after or before the one named, where that is what a text asks for."""
    order = list(SOLAR_TERMS)
    for term in named if re.search(rf"{_GENERAL}|what comes|什么$", question, re.I) else ():
        hit = _TERM[term].search(question)
        sides = (question[: hit.start()], question[hit.end() :]) if hit else ()
        for pattern, step in ((_AFTER_ONE, 1), (_BEFORE_ONE, -1)):
            if any(pattern.search(side) for side in sides):
                return order[(order.index(term) + step) % len(order)]
    return ""
