"""The sum behind a short story: two amounts, and words that say what is to be done with them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from agent.planners.starter.numerals import EN_WORDS, ZH_WORDS, number_text

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_NUMBER = re.compile(
    rf"(?P<money>[$€£¥￥]\s?)?(?P<number>{_DIGITS}|{EN_WORDS}|{ZH_WORDS})\s*"
    r"(?P<percent>%|percent\b|per cent\b)?\s*"
    r"(?P<coins>dollars?|bucks|euros?|pounds|yuan|rmb|usd|元|块|美元|欧元)?"
    r"(?P<heads>people|persons?|friends|ways|kids|children|of us|roommates|flatmates|guests|"
    r"students|"
    r"个?人|位|名|个(?:小朋友|孩子|同学|学生|朋友)|份)?"
    r"(?P<counted>[个只本张斤瓶盒箱件杯人份支台包袋双条岁]|[a-z]+)?",
    re.I,
)
_NO_AMOUNT = re.compile(
    r"一(?:共|下|起|样|般|点|些|直|定|个月|年|天|周|周年|小时)|百分之|万一|统一|"
    r"\b(?:one of|one year|no one|this one|that one)\b",
    re.I,
)
_DISCOUNT = re.compile(
    rf"打?\s*(?P<tenths>{_DIGITS}|[一二三四五六七八九]{{1,2}}|对)\s*折(?![叠腾磨返断扣])|(?P<half>半价)"
)
_ASKS = re.compile(
    r"\bhow (?:much|many|far|big|large)\b|\b(?:area|perimeter|(?:final|total|sale) price)\b|"
    r"\bwhat['’]?s?\b.*\b(?:total|price|cost|change|pays?|owe|tip|gratuity|discount|percent|percentage|"
    r"tax|each|speed|rate|earn|get)\b|\bwhat(?:['’]?s| is) left\b|"
    r"\bper person\b|\b(?:calculate|work out)\b|"
    r"多少|几(?!乎)|多大|多远|多长|怎么算|算",
    re.I | re.S,
)
_ON = re.compile(r"\b(?:tip|tax|vat|gratuity|commission|interest|fee)\b[a-z' ]*\bon\b", re.I)
_OFF = re.compile(
    r"\b(?:off|discount|cheaper|reduced|reduction|markdown|minus|less|drops?|fell)\b|降|减|便宜",
    re.I,
)
_PART = re.compile(
    r"\b(?:tip|gratuity|commission|service charge|deposit|interest|of)\b|小费|提成|占|首付", re.I
)
_ON_TOP = re.compile(
    r"\b(?:tax|vat|gst|plus|add|raise|rise|increase[sd]?|more|higher|markup)\b|[涨税]|加价|提高|增加",
    re.I,
)
_SHARED = re.compile(
    r"\b(?:split|shar(?:e|ed|ing)|divid(?:e|ed)|(?:how much|what)\b.*\beach\b|per person|"
    r"one cost|chip(?:ped|ping)? in|evenly|equally)\b|"
    r"平摊|平分|均分|均摊|分摊|平均|人均|AA|每人(?:要|得|该|付|出|分)*(?:多少|几)|各(?:多少|付|出|分)|"
    r"一[个只本张斤瓶盒箱件杯份](?:要|是|卖)?多少",
    re.I,
)
_RATE = re.compile(
    r"\b(?:each|apiece|per [a-z]+|mph|kph|km/h|(?:an?|every) (?:hour|day|night|week|month|year|"
    r"kilo|kg|pound|litre|liter|gallon|head|piece|box|pack)|"
    r"(?:one|an?|every) [a-z]+ (?:is|costs?|has|holds|weighs))\b|"
    r"每|时速|单价|一(?:[个只本张斤瓶盒箱件杯份支台块包袋双条]|公斤|小时)[^，,。一]{0,6}?\d",
    re.I,
)
_LEFT = re.compile(
    r"\b(?:left|remains?|remaining|change|lost|gave away|left over)\b|"
    r"还?剩|找(?:我|回|零)*(?:多少|几)|找零|还有多少",
    re.I,
)
_SPEED = re.compile(r"\bspeed\b|速度", re.I)
_TOTAL = re.compile(r"\b(?:total|altogether|in all)\b|一共|总共|合计", re.I)
_TIMES = re.compile(r"\b(?:hour|day|week|month|year)(?=s?\b)|小时|[天周月年]", re.I)
_AREA = re.compile(r"\barea\b|面积", re.I)
_AROUND = re.compile(r"\bperimeter\b|周长", re.I)
_PERCENTAGE = re.compile(r"\b(?:percent(?:age)?|%) (?:of|is)\b|百分之(?:几|多少)|占比", re.I)
_CHANGE = re.compile(
    r"\b(?:percent(?:age)?|%) (?:change|increase|decrease|growth|rise|drop)\b|[涨跌降增]幅|增长率",
    re.I,
)
_OVER = re.compile(
    r"(?:\b(?:an?|per|every) (?P<en>day|week|month|year)\b|每个?(?P<zh>小时|天|周|月|年)|"
    r"(?P<pay>[月年周])(?=薪|租|费))(?P<rest>.*)",
    re.I | re.S,
)
_SPAN = re.compile(
    r"\b(?:an?|per|one|1|the whole|whole|every) (?P<en>day|week|month|year)\b|"
    r"(?:一个?|每个?)(?P<zh>天|星期|周|月|年)|(?P<half>半年)|(?P<pay>[月年])(?=薪|租|费)",
    re.I,
)


@dataclass(frozen=True)
class _Amount:
    value: str
    percent: bool = False
    heads: bool = False
    money: bool = False
    counted: bool = False


def told_sum(text: str) -> str:
    """The expression that a text comes to which asks for an amount; nothing where none is plain."""
    if not _ASKS.search(text):
        return ""
    discount = _DISCOUNT.search(text)
    rest = text[: discount.start()] + "\n" + text[discount.end() :] if discount else text
    amounts = _amounts(rest)
    if discount:
        return _discounted(discount, amounts)
    if len(amounts) == 1 and not amounts[0].percent:
        return _over_a_whole(text, amounts[0])
    if len(amounts) != 2:
        return _sum_of_all(text, amounts)
    parts = [amount for amount in amounts if amount.percent]
    if len(parts) == 1:
        whole = next(amount for amount in amounts if not amount.percent)
        return _with_percent(text, parts[0].value, whole.value)
    return "" if parts else _of_two(text, amounts)


def _amounts(text: str) -> list[_Amount]:
    found = []
    for hit in _NUMBER.finditer(_NO_AMOUNT.sub("\n", text)):
        try:
            value = number_text(hit["number"].lower())
        except ValueError:
            continue
        if value == "1" and not hit["number"].isdecimal():  # an article, as in 一件大衣
            continue
        found.append(
            _Amount(
                value,
                percent=bool(hit["percent"]),
                heads=bool(hit["heads"]),
                money=bool(hit["money"] or hit["coins"]),
                counted=bool(hit["counted"]),
            )
        )
    return found


def _discounted(discount: re.Match[str], amounts: list[_Amount]) -> str:
    """``打七五折``: what is left to pay of the only price."""
    if len(amounts) != 1:
        return ""
    price = amounts[0].value
    if discount["half"] or discount["tenths"] == "对":
        return f"{price}/2"
    tenths = number_text(discount["tenths"])
    return f"{price}*{tenths}/{100 if len(tenths) == 2 else 10}"


def _over_a_whole(text: str, amount: _Amount) -> str:
    """An amount per month asked for a year, and the like."""
    each = _OVER.search(text)
    span = _SPAN.search(each["rest"]) if each else None
    if each is None or span is None:
        return ""
    of, to = (_whole(hit) for hit in (each, span))
    if span["half"]:
        return f"{amount.value}*{_COUNTS[of, 'year']}/2" if (of, "year") in _COUNTS else ""
    if (of, to) in _COUNTS:
        return f"{amount.value}*{_COUNTS[of, to]}"
    return f"{amount.value}/{_COUNTS[to, of]}" if (to, of) in _COUNTS else ""


def _whole(hit: re.Match[str]) -> str:
    word = str(hit["en"] or hit["zh"] or hit["pay"] or "").lower()
    return _ENGLISH.get(word, word)


_ENGLISH = {"小时": "hour", "天": "day", "周": "week", "星期": "week", "月": "month", "年": "year"}
_COUNTS = {
    ("month", "year"): 12,
    ("week", "year"): 52,
    ("day", "week"): 7,
    ("day", "year"): 365,
    ("hour", "day"): 24,
}


def _with_percent(text: str, part: str, whole: str) -> str:
    if _ON.search(text):
        return f"{whole}*{part}/100"
    if _OFF.search(text):
        return f"{whole}*(1-{part}/100)"
    if _ON_TOP.search(text):
        return f"{whole}*(1+{part}/100)"
    return f"{whole}*{part}/100" if _PART.search(text) else ""


def _of_two(text: str, amounts: list[_Amount]) -> str:
    if len({unit.lower() for unit in _TIMES.findall(text)}) > 1:
        return ""  # 75 every month for 2 years is more than a product
    for cue, meant in _MEANINGS:
        if cue.search(text):
            return meant(*amounts)
    return _sum_of_all(text, amounts)


def _sum_of_all(text: str, amounts: list[_Amount]) -> str:
    """Sums of money that were spent one after another; nothing where things are counted."""
    alike = all(amount.money for amount in amounts) or not any(one.counted for one in amounts)
    if len(amounts) < 2 or not alike or not _TOTAL.search(text) or _RATE.search(text):
        return ""
    return "+".join(amount.value for amount in amounts)


def _share(first: _Amount, second: _Amount) -> str:
    """By the number of those who share; nothing where it is not plain which that is."""
    if first.heads != second.heads:
        whole, heads = (second, first) if first.heads else (first, second)
    elif first.money != second.money:
        whole, heads = (first, second) if first.money else (second, first)
    else:
        return ""
    return f"{whole.value}/{heads.value}"


def _ratio(first: _Amount, second: _Amount) -> str:
    return f"{first.value}/{second.value}"


def _rest(first: _Amount, second: _Amount) -> str:
    more, less = sorted((first, second), key=lambda amount: float(amount.value), reverse=True)
    return f"{more.value}-{less.value}"


def _times(first: _Amount, second: _Amount) -> str:
    return f"{first.value}*{second.value}"


def _around(first: _Amount, second: _Amount) -> str:
    return f"2*({first.value}+{second.value})"


def _change(first: _Amount, second: _Amount) -> str:
    return f"({second.value}-{first.value})/{first.value}*100"


def _percentage(first: _Amount, second: _Amount) -> str:
    return f"{first.value}/{second.value}*100"


_MEANINGS: tuple[tuple[re.Pattern[str], Callable[[_Amount, _Amount], str]], ...] = (
    (_CHANGE, _change),
    (_PERCENTAGE, _percentage),
    (_SHARED, _share),
    (_SPEED, _ratio),
    (_LEFT, _rest),
    (_RATE, _times),
    (_AREA, _times),
    (_AROUND, _around),
)
