"""Sums of a story that tells how much it is for each: prices of one, speeds, wages, shares."""

import re
from collections.abc import Sequence

from agent.planners.starter.sums.amounts import Amount, single

_GIVEN_OUT = re.compile(
    r"\b(?:split|shar(?:e|ed|ing)|divid(?:e|ed)|handed out|chip in)\b|"
    r"AA|平摊|平分|均分|均摊|分摊|人均|分给|[每一]人[^\d，。]*(?:多少|几)",
    re.I | re.A,
)
_EACH_GIVES = re.compile(
    r"\beach (?:of (?:them|us) )?(?:chip|pa(?:y|id)|gives?|gave|put|contribut|bring|brought|buy|"
    r"bought|donat|sav|has|have|had|eat|ate|order)[^.?!,]{0,15}\d|[每一]个?人[^，,。\d]{0,4}\d",
    re.I | re.A,
)
_ASKED_UNIT = re.compile(
    r"\bhow many (?:more )?(?P<en>[a-z]+)|(?:几|多少)(?P<zh>个小时|小时|分钟|公里|天|周|个?月|年|"
    r"[个只本张斤瓶盒箱件杯份支台包袋双条页升节课排])",
    re.I | re.A,
)
_ASKED_PER = re.compile(
    r"\b(?:per|for one|is one|does one|an?|each) (?P<en>[a-z]+)\b[^.]*$|(?:每|"
    r"一)(?P<zh>个?小时|分钟|公里|公斤|"
    r"[个只本张斤瓶盒箱件杯份支台包袋双条页天节课])[^，。\d]{0,6}(?:多少|几)",
    re.I | re.A,
)
_HOURS = {"hour": 1, "小时": 1, "day": 24, "天": 24, "week": 168, "周": 168}
_DAYS = {"day": 1, "天": 1, "week": 7, "周": 7, "year": 365, "年": 365}
_MONTHS = {"month": 1, "月": 1, "year": 12, "年": 12}
_WEEKS = {"week": 1, "周": 1, "year": 52, "年": 52}


def how_many_of_them(text: str, told: Sequence[Amount]) -> str:
    """``250 pages, 20 a day: how many days``."""
    hits = [single(hit["en"] or hit["zh"]) for hit in _ASKED_UNIT.finditer(text)]
    rates = [amount for amount in told if amount.per in hits]
    if len(told) != 2 or len(rates) != 1:
        return ""
    whole = next(amount for amount in told if amount is not rates[0])
    return f"{whole.value}/{rates[0].value}" if whole.unit != rates[0].per else ""


def shared_out(text: str, told: Sequence[Amount]) -> str:
    """``210 shared by 7 people``."""
    heads = [amount for amount in told if amount.heads]
    if len(told) != 2 or len(heads) != 1 or not _GIVEN_OUT.search(text):
        return ""
    whole = next(amount for amount in told if not amount.heads)
    sign = "*" if _EACH_GIVES.search(text) else "/"
    return f"{whole.value}{sign}{heads[0].value}"


def times_rate(text: str, told: Sequence[Amount]) -> str:
    """``3 shirts, 24 each``; ``14 in every box, 9 boxes``."""
    rates = [amount for amount in told if amount.per]
    if len(told) != 2 or len(rates) != 1:
        return ""
    count = next(amount for amount in told if not amount.per)
    if count.unit and rates[0].per not in ("each", count.unit):
        return ""
    return "*".join(amount.value for amount in told)


def for_one(text: str, told: Sequence[Amount]) -> str:
    """``120 for 8 lessons: how much per lesson``."""
    hits = [single(hit["en"] or hit["zh"]) for hit in _ASKED_PER.finditer(text)]
    if len(told) != 2 or any(amount.per for amount in told):
        return ""
    counts = [amount for amount in told if amount.unit and amount.unit in hits]
    if len(counts) != 1 and sum(amount.money for amount in told) == 1 and hits:
        counts = [amount for amount in told if not amount.money]
    if len(counts) != 1:
        return ""
    whole = next(amount for amount in told if amount is not counts[0])
    return f"{whole.value}/{counts[0].value}"


def rule_of_three(text: str, told: Sequence[Amount]) -> str:
    """``5 pens cost 7.50, how much do 8 pens cost``."""
    if len(told) != 3 or any(amount.per for amount in told):
        return ""
    for known in (0, 1):
        like, other, last = told[known], told[1 - known], told[2]
        same = like.unit == last.unit and like.unit != other.unit
        servings = _served(text, like) and _served(text, last) and not _served(text, other)
        if (same and like.unit) or servings:
            if float(like.value) == 0 or (last.money and like.money):
                return ""
            return f"{other.value}/{like.value}*{last.value}"
    return ""


def _served(text: str, amount: Amount) -> bool:
    return text[: amount.begin].rstrip().lower().endswith(("for", "feeds", "serves"))


def work_time(text: str, told: Sequence[Amount]) -> str:
    """``8 hours a day, 5 days a week at 20 an hour``."""
    named = [amount for amount in told if amount.per and amount.per != "each"]
    if len(told) != 3 or len(named) < 2:
        return ""
    chained = {amount.per for amount in named} & {amount.unit for amount in told}
    return "*".join(amount.value for amount in told) if chained else ""


def _times(of: str, to: str) -> int:
    """How many of one spell of time are in another; 0 where that is not a plain number."""
    for sizes in (_HOURS, _MONTHS, _WEEKS, _DAYS):
        if of in sizes and to in sizes and sizes[to] >= sizes[of]:
            return sizes[to] // sizes[of]
    return 0


def over_time(text: str, told: Sequence[Amount]) -> str:
    """``75 every month, after 2 years``; ``22 an hour, 38 hours a week``."""
    if len(told) != 2:
        return ""
    for rate, spell in (told, reversed(told)):
        count = _times(rate.per, spell.unit)
        if rate.per and count:
            return f"{rate.value}*{spell.value}" + (f"*{count}" if count > 1 else "")
    return ""
