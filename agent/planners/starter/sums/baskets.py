"""The sum of several things with their prices: a total, each one's share, or what is left."""

import re
from collections.abc import Sequence

from agent.planners.starter.sums.amounts import Amount

REMAINS = re.compile(
    r"\b(?:left|remains?|remaining|now|still|change|in the end|end up)\b|剩|到手|现在|还有|找(?:我|"
    r"回)?(?:多少|几)|找零",
    re.I | re.A,
)
SHARE = re.compile(
    r"\b(?:split|shar(?:e|ed|ing)|divid(?:e|ed)|each|per person|per head|evenly|equally|apiece)\b|"
    r"平摊|平分|均分|均摊|分摊|人均|AA|每人|一人|分给",
    re.I | re.A,
)
_AT = re.compile(
    r"(?:\b(?:at|for|costing|priced at|with|of)\b|@|每|单价|各)[^,，。;；]{0,8}$", re.I | re.A
)
_BREAK = re.compile(r"[.;。；?？]\s|\b(?:split|plus)\b|\bhow\b|\bwhat|多少|几", re.I | re.A)
_BACK = re.compile(r"\bchange\b|找(?:回|零|我|您|你)?(?:多少|几|我)?", re.I | re.A)


def _terms(text: str, told: Sequence[Amount]) -> list[list[Amount]]:
    """Counts with the price of one put together, the rest alone."""
    terms: list[list[Amount]] = []
    place = 0
    while place < len(told):
        pair = list(told[place : place + 2])
        if len(pair) == 2 and (_is_priced(*pair) or _is_pair(text, *pair)):
            terms.append(pair)
            place += 2
        else:
            terms.append([told[place]])
            place += 1
    return terms


def _is_priced(price: Amount, count: Amount) -> bool:
    """``5.8 a kilo, 3 kilos``."""
    return bool(count.unit) and price.per == count.unit


def _is_pair(text: str, count: Amount, price: Amount) -> bool:
    gap = text[count.end : price.begin].rstrip(" $€£¥￥")
    if count.money or len(gap) > 40 or _BREAK.search(gap):
        return False
    return bool(price.per) or _AT.search(gap) is not None


def _written(terms: Sequence[Sequence[Amount]]) -> list[str]:
    return ["*".join(amount.value for amount in term) for term in terms]


def basket(text: str, told: Sequence[Amount]) -> str:
    """Several things with their prices: their total, each one's share, or what is left."""
    heads = [amount for amount in told if amount.heads and SHARE.search(text)]
    goods = [amount for amount in told if amount not in heads]
    terms = _terms(text, goods)
    pairs = [term for term in terms if len(term) == 2]
    if not pairs or len(told) < 3 or len(heads) > 1:
        return ""
    written = _written(terms)
    if heads:
        whole = "+".join(written)
        return f"({whole})/{heads[0].value}" if len(terms) > 1 else f"{whole}/{heads[0].value}"
    if len(terms) < 2:
        return ""
    if REMAINS.search(text) and len(terms[0]) == 1:
        return "-".join(written)
    if REMAINS.search(text) and len(terms[-1]) == 1 and len(terms) == 2:
        paid = terms[-1][0].money or _BACK.search(text)
        return f"{written[-1]}-{written[0]}" if paid else "-".join(written)
    return "+".join(written)


def one_pair(text: str, told: Sequence[Amount]) -> str:
    """``45 litres at 1.72``."""
    if len(told) != 2 or not re.search(r"\b(?:at|x)\b|@", text[told[0].end : told[1].begin]):
        return ""
    return "*".join(amount.value for amount in told) if _is_pair(text, *told) else ""
