"""The amounts a short story tells: how much, of what, per what, and where each stands."""

import re
from dataclasses import dataclass

from agent.planners.starter.numerals import DIGITS, EN_WORDS, ZH_WORDS, number_text

_NUMBER = re.compile(
    rf"(?P<money>[$€£¥￥]\s?)?(?P<number>{DIGITS}|{EN_WORDS}|{ZH_WORDS})\s*"
    r"(?P<percent>%|percent\b|per cent\b)?\s*"
    r"(?P<coins>dollars?|bucks|euros?|pounds|yuan|rmb|usd|元|块|美元|欧元)?钱?"
    r"(?P<heads>people|persons?|friends|ways|kids|children|of us|roommates|flatmates|guests|"
    r"students|"
    r"个?人|位|名|个(?:小朋友|孩子|同学|学生|朋友)|份)?"
    r"(?P<counted>个?小时|分钟|公里|千米|公斤|平米|平方米|[个只本张斤瓶盒箱件杯人份支台包袋双条岁页米天周月年"
    r"升克步节课道题层排行辆匹头篇首平里次门碗块串盘打株棵]|[a-z]+)?",
    re.I | re.A,
)
_NO_AMOUNT = re.compile(
    r"一(?:共|下|起|样|般|点|些|直|定|个月|年|天|周|周年|小时|[个只本张斤瓶盒箱件杯份支台包袋双条]|公里|平)|"
    r"(?:周|星期|礼拜)[一二三四五六日天]|\b\d{1,2} ?[ap]m\b|(?<!\d)千[米克瓦]|"
    r"统一|万一|百分之|第[一二三四五六七八九十]|"
    r"\b(?:one of|one year|no one|this one|that one|one [a-z]+ (?:is|costs?|has|holds|weighs)|"
    r"(?:is|for|of|does|will) one|1 [a-z]+\?)",
    re.I | re.A,
)
_SPENT = re.compile(
    r"(?:\b(?:costs?|paid|pays?|price(?: is| was)?|worth|spend|spent|bill(?: is| was| of)?)"
    r"(?: (?:about|me|us|for|of|only|just))?|[花付]了?|价格?是?|卖|原价是?|总价是?)\s*$",
    re.I | re.A,
)
_RATE_AFTER = re.compile(
    r" ?(?:[a-z]+ )?(?:(?:per|every|each) |/ ?)(?P<per>[a-z]+)|"
    r" ?(?:[a-z]+ )?an? (?P<of>hour|day|night|week|month|year|minute|second|kilo|kg|"
    r"pound|lit(?:er|re)|"
    r"gallon|piece|box|pack|person|bottle|bag|ticket|page|crate|class|lesson|mile|km|"
    r"metre|meter|dozen)\b|"
    r" ?(?:[a-z]+ )?(?P<each>each|apiece|a piece|a pop|a head)\b|"
    r"(?:一|每|/)(?P<zh>个?小时|分钟|公里|公斤|[个只本张斤瓶盒箱件杯人份支台包袋双条页天周月年平米升节课])",
    re.I | re.A,
)
_RATE_BEFORE = re.compile(
    r"(?:\b(?:every|(?<!much )each|per) (?P<per>[a-z]+)(?: (?!of\b|and\b)[a-z]+){0,3}|"
    r"\b(?:one|an?)(?: single)? (?P<of>[a-z]+) (?:costs?|is|sells? for|goes for|holds?|"
    r"weighs?|contains?|takes?)|"
    r"(?:每|一)(?P<zh>个?小时|分钟|公里|公斤|[个只本张斤瓶盒箱件杯人份支台包袋双条页天周月年平米升节课排行])"
    r"(?!多少|几)[^，,。？?\d]{0,6}|(?P<each>单价|时速|时薪)是?)\s*[$€£¥￥]?\s*$",
    re.I | re.A,
)
_NO_UNIT = re.compile(
    "x|by|on|to|and|for|in|at|with|is|are|was|were|an?|the|of|each|per|after|from|as|more|left|or|"
    "plus|then|i|we|he|she|they|how|what|whats|went|every|minus|split|off|if|my|our|but|"
    "now|it|its|not|"
    "gets?|got|comes?|came|leaves?|arrives?|joins?|tomorrow|today|yesterday|apiece|total|altogether|long|wide|high|tall|deep|please",
    re.I | re.A,
)
_SINGLE = {
    "night": "day",
    "星期": "周",
    "children": "kid",
    "people": "person",
    "miles": "mile",
    "mpg": "mile",
    "feet": "foot",
}


@dataclass(frozen=True, kw_only=True)
class Amount:
    """``unit`` is what is counted, ``per`` what it is told for each of (``each`` if unnamed)."""

    value: str
    begin: int = 0
    end: int = 0
    percent: bool = False
    heads: bool = False
    money: bool = False
    counted: bool = False
    unit: str = ""
    per: str = ""


def single(word: str) -> str:
    """A unit's name, alike for one and for many."""
    word = word.lower().removeprefix("个")
    if word.endswith(("xes", "ches", "shes", "sses")):
        word = word.removesuffix("es")
    return _SINGLE.get(word, word.removesuffix("s"))


def amounts(text: str) -> list[Amount]:
    """In the text's order; an article, as in 一件大衣, is none."""
    found = []
    plain = _NO_AMOUNT.sub(lambda hit: "\n" * len(hit[0]), text)
    for hit in _NUMBER.finditer(plain):
        try:
            value = number_text(hit["number"].lower())
        except ValueError:
            continue
        if value == "1" and not hit["number"].isdecimal():
            continue
        found.append(_amount(hit, value, text))
    return found


def _amount(hit: re.Match[str], value: str, text: str) -> Amount:
    before = text[max(0, hit.start() - 40) : hit.start()]
    spent = _SPENT.search(before) is not None
    counted = "" if _NO_UNIT.fullmatch(hit["counted"] or "") else hit["counted"] or ""
    return Amount(
        value=value,
        begin=hit.start(),
        end=hit.end("number"),
        percent=bool(hit["percent"]),
        heads=bool(hit["heads"]),
        money=bool(hit["money"] or hit["coins"] or (spent and not counted)),
        counted=bool(counted),
        unit=single(hit["heads"] or counted),
        per=_per(hit, before, text),
    )


def _per(hit: re.Match[str], before: str, text: str) -> str:
    last = max(hit.end(name) for name in ("number", "percent", "coins", "counted"))
    ends = {hit.end("number"), max(hit.end("number"), hit.end("coins")), last}
    rates = [rate for end in sorted(ends) if (rate := _RATE_AFTER.match(text, end))]
    rates += [rate] if (rate := _RATE_BEFORE.search(before)) else []
    if not rates:
        return ""
    parts = rates[0].groupdict()
    return single(parts["per"] or parts.get("of") or parts["zh"] or "") or "each"
