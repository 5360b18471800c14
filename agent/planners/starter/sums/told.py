"""The sum behind a short story: two amounts, and words that say what is to be done with them."""

import re
from collections.abc import Callable

from agent.planners.starter.numerals import DIGITS, number_text
from agent.planners.starter.sums.amounts import Amount, amounts
from agent.planners.starter.sums.figures import single_sum
from agent.planners.starter.sums.stories import story_sum

_DISCOUNT = re.compile(
    rf"打?\s*(?P<tenths>{DIGITS}|[一二三四五六七八九]{{1,2}}|对)\s*折(?![叠腾磨返断扣])|(?P<half>半价)"
)
_ASKS = re.compile(
    r"\bhow (?:much|many|far|big|large)\b|\b(?:area|perimeter|(?:final|total|sale) price)\b|"
    r"\bwhat['’]?s?\b.*\b(?:total|price|cost|change|pays?|owe|tip|gratuity|discount|"
    r"percent|percentage|"
    r"tax|each|speed|rate|earn|get)\b|\bwhat(?:['’]?s| is) left\b|"
    r"\bwhat(?:['’]?s| is) that\b|\b(?:average|mean) (?:of|speed|score|price)\b|"
    r"\b(?:perimeter|volume|circumference|speed)\b|"
    r"^\s*(?:split|share|divide)\b|\bwhat(?:['’]?s| is) (?:an? )?\d|\bwhat do (?:i|we|"
    r"you) (?:get|pay|owe)\b|"
    r"\bwhat(?:['’]?s| is) the interest\b|\bnew amount\b|\bprice before\b|"
    r"\bsplit (?:by |between |among )?\d|\bcosts?\?|\bper [a-z]+\?|\bpays? .*\bfor \d|"
    r"^\D{0,12}\d[\d.]* [a-z]+ (?:at|x) [$€£]?\d[\d.]*(?: each)?[?.]?$|"
    r"^[$€£]?\d[\d.]* an? [a-z]+ for |"
    r"账单|小费|^interest on\b|"
    r"^(?:the )?price of\b|^(?:add|put) \d|\bwhat(?:['’]?s| is) it (?:now|then)\b|"
    r"\bwhat does it come to\b|\bhow fast\b|\b(?:price|cost) (?:per|of one)\b|"
    r"\bpercent(?:age)? (?:increase|decrease|change|off|rise|drop)\b|"
    r"\bwhat does that (?:make|come to)\b|\bwhat about \d|"
    r"\b(?:total|sum|altogether|in all|average|mean|difference|profit|perimeter|"
    r"distance around|area|pay)\b"
    r"[^.]{0,20}$|"
    r"\bwhat['’]?s?\b.*\b(?:profit|difference|average)\b|"
    r"\b(?:new|sale|total|final|discounted) (?:price|cost|amount)\b|\bprice\?|"
    r"\binterest (?:earned|paid|due)\b|\bthe damage\b|\bworth\b|\binterest on\b|\bset (?:me|"
    r"us) back\b|\bwhat(?:'s| is| was)? (?:the|my|our) (?:bill|balance)\b|"
    r"\bfinal (?:amount|balance|value)\b|^\s*i (?:bought|got|ordered) .*\d.*\d.*\d|"
    r"\bper person\b|\b(?:calculate|work out)\b|"
    r"多少|多钱|几(?!乎)|多大|多远|多长|怎么算|算",
    re.I | re.A | re.S,
)
_ON = re.compile(r"\b(?:tip|tax|vat|gratuity|commission|interest|fee)\b[a-z' ]*\bon\b", re.I | re.A)
_OFF = re.compile(
    r"\b(?:off|discount|cheaper|reduced|reduction|markdown|minus|less|drops?|fell)\b|降|减|便宜|扣",
    re.I | re.A,
)
_PART = re.compile(
    r"\b(?:tip|gratuity|commission|service charge|deposit|interest|of)\b|"
    r"小费|提成|占|首付|利率|利息|年化",
    re.I | re.A,
)
_ON_TOP = re.compile(
    r"\b(?:tax|vat|gst|plus|add|raise|rises?|rose|goes up|went up|increase[sd]?|more|"
    r"higher|markup)\b|[涨税]|加价|提高|增加",
    re.I | re.A,
)
_OFTEN = tuple(
    (re.compile(rf"\b{word}\b", re.I | re.A), plain)
    for word, plain in (
        ("daily", "a day"),
        ("weekly", "a week"),
        ("monthly", "a month"),
        ("yearly|annually", "a year"),
    )
)
_BEFORE = re.compile(r"\b(?:before|original price)\b|原价(?:是|)(?:多少|几)", re.I | re.A)
_SAVED = re.compile(
    r"\b(?:do|can|will|would|did) (?:i|we|you) save\b|\b(?:is|are) (?:the )?savings?\b|"
    r"[省便优][宜惠]?了?(?:多少|几)|"
    r"减了?多少",
    re.I | re.A,
)
_INTEREST = re.compile(r"\binterest\b", re.I | re.A)
_ADDED = re.compile(r"\b(?:add|put|plus)\b", re.I | re.A)
_SHARED = re.compile(
    r"\b(?:split|shar(?:e|ed|ing)|divid(?:e|ed)|(?:how much|what)\b.*\beach\b|per person|"
    r"one cost|chip(?:ped|ping)? in|evenly|equally)\b|"
    r"平摊|平分|均分|均摊|分摊|平均|人均|AA|每人(?:要|得|该|付|出|分)*(?:多少|几)|各(?:多少|付|出|分)|"
    r"一[个只本张斤瓶盒箱件杯份](?:要|是|卖)?多少",
    re.I | re.A,
)
_RATE = re.compile(
    r"\b(?:each|apiece|per [a-z]+|mph|kph|km/h|(?:an?|every) (?:hour|day|night|week|month|year|"
    r"kilo|kg|pound|litre|liter|gallon|head|piece|box|pack)|"
    r"(?:one|an?|every) [a-z]+ (?:is|costs?|has|holds|weighs))\b|"
    r"每|时速|单价|一(?:[个只本张斤瓶盒箱件杯份支台块包袋双条]|公斤|小时)[^，,。一]{0,6}?\d",
    re.I | re.A,
)
_LEFT = re.compile(
    r"\b(?:left|remains?|remaining|change|lost|gave away|left over)\b|"
    r"还?剩|到手|找(?:我|回|零)*(?:多少|几)|找零|还有多少",
    re.I | re.A,
)
_SPEED = re.compile(r"\b(?:speed|how fast)\b|速度|时速是?多少", re.I | re.A)
_TOTAL = re.compile(r"\b(?:total|altogether|in all)\b|一共|总共|合计", re.I | re.A)
_TIMES = re.compile(r"\b(?:hour|day|week|month|year)(?=s?\b)|小时|[天周月年]", re.I | re.A)
_AREA = re.compile(r"\barea\b|面积", re.I | re.A)
_AROUND = re.compile(r"\b(?:perimeter|distance around)\b|周长", re.I | re.A)
_PERCENTAGE = re.compile(r"\b(?:percent(?:age)?|%) (?:of|is)\b|百分之(?:几|多少)|占比", re.I | re.A)
_CHANGE = re.compile(
    r"\b(?:percent(?:age)?|%) (?:change|increase|decrease|growth|rise|drop)\b|[涨跌降增]幅|增长率",
    re.I | re.A,
)
_OVER = re.compile(
    r"(?:\b(?:an?|per|every) (?P<en>day|night|week|month|year)\b|"
    r"(?:每个?|一个)(?P<zh>小时|天|周|月|年)|"
    r"(?P<pay>[月年周])(?=薪|租|费))(?P<rest>.*)",
    re.I | re.A | re.S,
)
_SPAN = re.compile(
    r"\b(?:an?|per|one|1|the whole|whole|every) (?P<en>day|week|month|year)\b|"
    r"(?:一个?|每个?|全|一整)(?P<zh>天|星期|周|月|年)|(?P<half>半年)|(?P<pay>[月年])(?=薪|租|费|收入)",
    re.I | re.A,
)


def told_sum(text: str) -> str:
    """The expression that a text comes to which asks for an amount; nothing where none is plain."""
    if not _ASKS.search(text):
        return ""
    for word, plain in _OFTEN:
        text = word.sub(plain, text)
    discount = _DISCOUNT.search(text)
    rest = text[: discount.start()] + "\n" + text[discount.end() :] if discount else text
    told = amounts(rest)
    if discount:
        return _discounted(discount, told)
    if story := story_sum(text, told):
        return story
    if len(told) == 1 and not told[0].percent:
        return single_sum(text, told[0]) or _over_a_whole(text, told[0])
    if len(told) != 2:
        return _sum_of_all(text, told)
    parts = [amount for amount in told if amount.percent]
    if len(parts) == 1:
        whole = next(amount for amount in told if not amount.percent)
        return _with_percent(text, parts[0].value, whole.value)
    return "" if parts else _of_two(text, told)


def _discounted(discount: re.Match[str], amounts: list[Amount]) -> str:
    """``打七五折``: what is left to pay of the only price, which a percentage changed before."""
    parts = [amount for amount in amounts if amount.percent]
    prices = [amount for amount in amounts if not amount.percent]
    if len(prices) != 1 or len(parts) > 1:
        return ""
    price = prices[0].value
    if parts:
        sign = "-" if _OFF.search(discount.string) else "+"
        price = f"{price}*(1{sign}{parts[0].value}/100)"
    if _BEFORE.search(discount.string):
        tenths = "5" if discount["half"] else number_text(discount["tenths"].replace("对", "5"))
        return f"{price}/({tenths}/{100 if len(tenths) == 2 else 10})"
    if discount["half"] or discount["tenths"] == "对":
        return f"{price}/2"
    tenths = number_text(discount["tenths"])
    left = f"{tenths}/{100 if len(tenths) == 2 else 10}"
    return f"{price}*(1-{left})" if _SAVED.search(discount.string) else f"{price}*{left}"


def _over_a_whole(text: str, amount: Amount) -> str:
    """An amount per month asked for a year, and the like."""
    each, span = _OVER.search(text, amount.end), _SPAN.search(text[: amount.begin])
    if each is None or span is None or each["pay"] or each.start() > amount.end + 12:
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


_ENGLISH = {
    "night": "day",
    "小时": "hour",
    "天": "day",
    "周": "week",
    "星期": "week",
    "月": "month",
    "年": "year",
}
_COUNTS = {
    ("month", "year"): 12,
    ("week", "year"): 52,
    ("day", "week"): 7,
    ("day", "year"): 365,
    ("hour", "day"): 24,
}


def _with_percent(text: str, part: str, whole: str) -> str:
    if _ADDED.search(text) and not (_OFF.search(text) or _INTEREST.search(text)):
        return f"{whole}*(1+{part}/100)"
    if _ON.search(text):
        return f"{whole}*{part}/100"
    if _BEFORE.search(text):
        return f"{whole}/(1-{part}/100)"
    if _SAVED.search(text):
        return f"{whole}*{part}/100"
    if _OFF.search(text):
        return f"{whole}*(1-{part}/100)"
    if _ON_TOP.search(text):
        return f"{whole}*(1+{part}/100)"
    return f"{whole}*{part}/100" if _PART.search(text) else ""


def _of_two(text: str, amounts: list[Amount]) -> str:
    if len({unit.lower() for unit in _TIMES.findall(text)}) > 1:
        return ""  # 75 every month for 2 years is more than a product
    for cue, meant in _MEANINGS:
        if cue.search(text):
            return meant(*amounts)
    return _sum_of_all(text, amounts)


def _sum_of_all(text: str, amounts: list[Amount]) -> str:
    """Sums of money that were spent one after another; nothing where things are counted."""
    alike = all(amount.money for amount in amounts) or not any(one.counted for one in amounts)
    if len(amounts) < 2 or not alike or not _TOTAL.search(text) or _RATE.search(text):
        return ""
    return "+".join(amount.value for amount in amounts)


def _share(first: Amount, second: Amount) -> str:
    """By the number of those who share; nothing where it is not plain which that is."""
    if first.heads != second.heads:
        whole, heads = (second, first) if first.heads else (first, second)
    elif first.money != second.money:
        whole, heads = (first, second) if first.money else (second, first)
    else:
        return ""
    return f"{whole.value}/{heads.value}"


def _ratio(first: Amount, second: Amount) -> str:
    return f"{first.value}/{second.value}"


def _rest(first: Amount, second: Amount) -> str:
    more, less = sorted((first, second), key=lambda amount: float(amount.value), reverse=True)
    return f"{more.value}-{less.value}"


def _times(first: Amount, second: Amount) -> str:
    return f"{first.value}*{second.value}"


def _around(first: Amount, second: Amount) -> str:
    return f"2*({first.value}+{second.value})"


def _change(first: Amount, second: Amount) -> str:
    return f"({second.value}-{first.value})/{first.value}*100"


def _percentage(first: Amount, second: Amount) -> str:
    return f"{first.value}/{second.value}*100"


_MEANINGS: tuple[tuple[re.Pattern[str], Callable[[Amount, Amount], str]], ...] = (
    (_CHANGE, _change),
    (_PERCENTAGE, _percentage),
    (_SPEED, _ratio),
    (_SHARED, _share),
    (_LEFT, _rest),
    (_RATE, _times),
    (_AREA, _times),
    (_AROUND, _around),
)
