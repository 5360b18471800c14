"""The sum of a story with several steps: counts with prices, gains and losses, percentages."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from agent.planners.starter.sums.amounts import Amount
from agent.planners.starter.sums.baskets import REMAINS, SHARE, basket, one_pair
from agent.planners.starter.sums.figures import triangle, volume
from agent.planners.starter.sums.interest import interest
from agent.planners.starter.sums.rates import (
    for_one,
    how_many_of_them,
    over_time,
    rule_of_three,
    shared_out,
    times_rate,
    work_time,
)

_EN_GAIN = (
    "buys?|bought|gets?|got|receives?|received|finds?|found|adds?|added|earns?|earned|wins?|won|"
    "picks?|picked|collects?|collected|deposit(?:s|ed)?|baked?|bakes|saves?|saved|gained?|gains|"
    "(?:gives?|gave|hands?|handed) (?:me|him|her|us|them)|join(?:s|ed)?|arrive[sd]?"
)
_EN_LOSS = (
    "gives?|gave|giving|eats?|ate|eating|spends?|spent|spending|loses?|lost|losing|sells?|sold|"
    "uses?|used|using|pays?|paid|paying|drops?|dropped|breaks?|broke|donates?|donated|lends?|lent|"
    "withdraws?|withdrew|throws?|threw|drinks?|drank|leaves?|left|after|minus|hands?|handed"
)
_GAIN = re.compile(
    rf"\b(?:{_EN_GAIN})\b|又?买来?了|又买|[给送]了?我|得到|捡|收到|赚|存入|又来|上来|进货|摘",
    re.I | re.A,
)
_LOSS = re.compile(
    rf"\b(?:{_EN_LOSS})\b|吃|花|用掉|用了|[给送](?!了?我)|卖|丢|借给|走了|扣|拿走|减|掉|喝|坏|下去|取",
    re.I | re.A,
)
_COMES = re.compile(
    r"^ ?(?:(?:people|of them|passengers|guests|kids|more|others) )?(?:get on|got on|"
    r"join|joined|arrive|come|came|"
    r"enter|board|get in)",
    re.I | re.A,
)
_GOES = re.compile(
    r"^ ?(?:(?:people|of them|passengers|guests|kids) )?(?:get off|got off|leave|left|go|"
    r"went|die|died|quit|break)\b",
    re.I | re.A,
)
_MORE = re.compile(r"^ ?(?:[a-z]+ )?more\b", re.I | re.A)
_TOTAL = re.compile(
    r"\b(?:total|altogether|in all|add up|combined|sum|overall|together)\b|"
    r"一共|总共|合计|加起来|总计|共",
    re.I | re.A,
)
_OFF = re.compile(
    r"\b(?:off|discount|coupon|cheaper|reduced|less|drops?|fell|down)\b|降|减|便宜|折扣|跌",
    re.I | re.A,
)
_CHANGES = re.compile(
    r"\b(?:off|discount|tax|tip|up|down|rises?|rose|increase[sd]?|drops?|fell|plus|minus|less|more|"
    r"raised|reduced|then)\b|[涨降减加扣税折]|提高|增加",
    re.I | re.A,
)
_FLAT = re.compile(
    r"\b(?:base|flat|fixed|starting|entry|call-?out|booking|setup|plus|fee|deposit)\b|起步|基本|固定|押金",
    re.I | re.A,
)
_AVERAGE = re.compile(r"\b(?:average|mean)\b|平均(?!分给)", re.I | re.A)
_PROFIT = re.compile(r"\bprofit\b|赚|利润|盈利", re.I | re.A)
_DIFFERENCE = re.compile(
    r"\bhow (?:much|many)(?: [a-z]+)? (?:older|taller|more|less|fewer|longer|shorter|heavier|"
    r"faster|cheaper|higher|bigger|further|farther|younger|warmer|colder)\b|\bdifference\b|"
    r"\bhow much (?:more|less|do i save|is saved)\b|"
    r"比[^，。？]*?[大多高重贵快少小长矮轻便宜远][了]?(?:多少|"
    r"几)|相差|差(?:多少|几)",
    re.I | re.A,
)
_BY_PERCENT = re.compile(
    r"\b(?:(?:what|how many) (?:percent|percentage|%)|(?:percent|percentage) (?:off|"
    r"is that|change|increase|"
    r"decrease|discount|drop|rise))\b|百分之(?:几|多少)|几个百分点",
    re.I | re.A,
)
_CHANGED = re.compile(
    r"\b(?:from|was|were|used to|went|now|instead of|reduced|raised|dropped|rose|fell|"
    r"off)\b|从|原来|原价|现在",
    re.I | re.A,
)


def story_sum(text: str, told: Sequence[Amount]) -> str:
    """The expression of a story that is plain enough; nothing for any other text."""
    parts = [amount for amount in told if amount.percent]
    rest = [amount for amount in told if not amount.percent]
    if parts:
        return _with_percents(text, parts, rest)
    if len(rest) < 2:
        return ""
    for meant in _READINGS:
        if found := meant(text, rest):
            return found
    return ""


def _with_percents(text: str, parts: Sequence[Amount], rest: Sequence[Amount]) -> str:
    """A whole changed by percents, one after another, perhaps shared at the end."""
    heads = [amount for amount in rest if amount.heads]
    wholes = [amount for amount in rest if not amount.heads]
    shared = bool(heads) and SHARE.search(text) is not None
    if len(parts) == 1 and (grown := interest(text, parts[0], wholes)):
        return grown
    if len(wholes) != 1 or len(heads) > 1 or (len(parts) == 1 and not shared):
        return ""
    if len(parts) == 2 and not _CHANGES.search(text):
        return f"{wholes[0].value}/{parts[0].value}*{parts[1].value}"
    steps = "".join(f"*(1{_change(text, part)}{part.value}/100)" for part in parts)
    return f"{wholes[0].value}{steps}" + (f"/{heads[0].value}" if shared else "")


def _change(text: str, part: Amount) -> str:
    around = text[max(0, part.begin - 14) : part.end + 14]
    return "-" if _OFF.search(around) else "+"


def _difference(text: str, told: Sequence[Amount]) -> str:
    if len(told) != 2 or not _DIFFERENCE.search(text):
        return ""
    more, less = sorted(told, key=lambda amount: float(amount.value), reverse=True)
    return f"{more.value}-{less.value}"


def _average(text: str, told: Sequence[Amount]) -> str:
    if len(told) > 2 and float(told[-1].value) == len(told) - 1:
        told = told[:-1]  # 85，90，78三门
    elif len(told) > 2 and float(told[0].value) == len(told) - 1 and told[0].unit:
        told = told[1:]  # 三门考了85，90，78
    values = [amount.value for amount in told]
    alike = len({amount.unit for amount in told}) == 1
    rates = any(amount.per for amount in told)
    if len(values) < 2 or rates or not alike or not _AVERAGE.search(text):
        return ""
    return f"({'+'.join(values)})/{len(values)}"


def _percent_change(text: str, told: Sequence[Amount]) -> str:
    """``was 80, now 60: what percent off``."""
    if len(told) != 2 or not _BY_PERCENT.search(text) or not _CHANGED.search(text):
        return ""
    before, after = told
    if float(before.value) == 0:
        return ""
    if float(after.value) < float(before.value):
        return f"({before.value}-{after.value})/{before.value}*100"
    return f"({after.value}-{before.value})/{before.value}*100"


def _flat_and_rate(text: str, told: Sequence[Amount]) -> str:
    """``base fare 3, 1.50 per km, for 12 km``."""
    if len(told) != 3 or not _FLAT.search(text):
        return ""
    rates = [amount for amount in told if amount.per not in ("", "each")]
    if len(rates) != 1:
        return ""
    counts = [amount for amount in told if amount.unit and amount.unit == rates[0].per]
    flat = [amount for amount in told if amount not in (*rates, *counts)]
    if len(counts) != 1 or len(flat) != 1:
        return ""
    return f"{flat[0].value}+{rates[0].value}*{counts[0].value}"


def _profit(text: str, told: Sequence[Amount]) -> str:
    if not _PROFIT.search(text) or len(told) not in (2, 3):
        return ""
    *count, low, high = told
    if not count:
        return f"{high.value}-{low.value}" if not (low.per or high.per) else ""
    return f"{count[0].value}*({high.value}-{low.value})"


def _steps(text: str, told: Sequence[Amount]) -> str:
    """What one has after gains and losses: ``has 12, gives 5 to anna and buys 8 more``."""
    if len(told) < 3 or not REMAINS.search(text) or any(amount.per for amount in told):
        return ""
    given = _GAIN.search(text[: told[0].begin]) is not None
    sign, written = "+" if given else "-", told[0].value
    for before, amount in pairwise(told):
        gap = text[before.end : amount.begin]
        gain, loss = (_last(cue, gap) for cue in (_GAIN, _LOSS))
        if given and "给" in gap and "我" not in gap:
            sign = "+"
        elif max(gain, loss) >= 0:
            sign = "+" if gain >= loss else "-"
        rest = text[amount.end :]
        if _MORE.match(rest) or _COMES.match(rest):
            sign = "+"
        elif _GOES.match(rest):
            sign = "-"
        written += f"{sign}{amount.value}"
    return written


def _last(cue: re.Pattern[str], gap: str) -> int:
    """How far right the cue's last hit ends, -1 without one."""
    return max((hit.end() for hit in cue.finditer(gap)), default=-1)


def _total(text: str, told: Sequence[Amount]) -> str:
    """Amounts of one kind, altogether."""
    kinds = {"money" if amount.money else amount.unit for amount in told} - {""}
    rates = any(amount.per for amount in told)
    if len(told) < 3 or len(kinds) > 1 or rates or not _TOTAL.search(text):
        return ""
    return "+".join(amount.value for amount in told)


_READINGS: tuple[Callable[[str, Sequence[Amount]], str], ...] = (
    _difference,
    volume,
    triangle,
    _average,
    how_many_of_them,
    shared_out,
    for_one,
    times_rate,
    _profit,
    _percent_change,
    _flat_and_rate,
    rule_of_three,
    work_time,
    over_time,
    basket,
    one_pair,
    _steps,
    _total,
)
