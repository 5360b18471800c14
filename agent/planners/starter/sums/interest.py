"""Sums about money that bears interest: simple or compound, for years or months."""

import re
from collections.abc import Sequence

from agent.planners.starter.sums.amounts import Amount

_SIMPLE = re.compile(
    r"\bsimple\b|\b(?:not|without|no) compound|单利|(?:不[计算按是用]|没有|非)(?:算)?复利",
    re.I | re.A,
)
_COMPOUND = re.compile(r"\bcompound(?:ed|ing|s)?\b|复利|利滚利", re.I | re.A)
_GROWS = re.compile(r"\b(?:worth|grows?|become|balance)\b", re.I | re.A)
_INTEREST = re.compile(r"\binterest\b|利息|年?利率|年化|存款?|贷款", re.I | re.A)
_WHOLE = re.compile(
    r"\b(?:total|altogether|final|end up|worth|grows?|become|balance|have|owe|repay|pay back|"
    r"amount)\b|"
    r"本息|本利|连本带利|本金和利息|一共|总共|取出|到期(?:后)?(?:能|可以)?[取拿]|变成|多少钱(?!利息)",
    re.I | re.A,
)
_ONLY_INTEREST = re.compile(
    r"(?:how much|what(?:'s| is)?(?: the)?)(?: [a-z]+){0,2} interest|interest (?:on|do|will|"
    r"would|earned|is)|"
    r"利息[^，。]{0,6}(?:多少|几)|(?:多少|几)[^，。]{0,2}利息",
    re.I | re.A,
)
_PERIODS = tuple(
    (re.compile(pattern, re.I | re.A), count)
    for pattern, count in (
        (r"\b(?:monthly|(?:every|each|per|compounded a) month)\b|[按每]个?月(?:复利|计息)", 12),
        (r"\b(?:quarterly|every quarter)\b|[按每]个?季度?(?:复利|计息)", 4),
        (r"\b(?:semi-?annually|half-?yearly|twice a year|every six months)\b|[按每]半年", 2),
        (r"\bcompounded (?:daily|(?:a|every|each|per) day)\b|[按每][日天](?:复利|计息)", 365),
    )
)
_YEARS = ("year", "年", "yr", "annum")
_MONTHS = ("month", "月")


def interest(text: str, rate: Amount, rest: Sequence[Amount]) -> str:
    """``1000 at 5% for 3 years``: what it grows to, or the interest where that is asked."""
    spells = [amount for amount in rest if amount.unit in (*_YEARS, *_MONTHS) and not amount.money]
    if len(rest) != 2 or len(spells) != 1:
        return ""
    whole = next(amount.value for amount in rest if amount is not spells[0])
    spell = spells[0]
    compound = bool(_COMPOUND.search(text)) and not _SIMPLE.search(text)
    if not compound and not _SIMPLE.search(text) and not _INTEREST.search(text):
        compound = bool(_GROWS.search(text))
        if not compound:
            return ""
    years = spell.value if spell.unit in _YEARS else f"{spell.value}/12"
    only = _ONLY_INTEREST.search(text) or not (compound or _WHOLE.search(text))
    if not compound:
        gained = f"{whole}*{rate.value}/100*{years}"
        return gained if only else f"{whole}+{gained}"
    times = next((count for cue, count in _PERIODS if cue.search(text)), 1)
    power = years if times == 1 else f"({times}*{years})"
    part = f"{rate.value}/100" if times == 1 else f"{rate.value}/100/{times}"
    grown = f"{whole}*(1+{part})^{f'({power})' if '/' in power and times == 1 else power}"
    return f"{grown}-{whole}" if only else grown
