"""Questions that go on from the turn before: which one that is, and what they leave out of it."""

import re
from collections.abc import Sequence
from datetime import date

from agent.history import Turn
from agent.planners.starter.dates.steps import shifted
from agent.planners.starter.numerals import NUMBER, ZH_DIGITS, zh_number

_THANKS = re.compile(
    r"\W*(?:(?:ok(?:ay)?|thanks?(?: you)?|thx|ty|cheers|cool|great|nice|got it|perfect|good|lovely|"
    r"alright|right|awesome|very much|so much|a lot|mate|i see|hm+|"
    r"谢谢|多谢|感谢|好的?|嗯+|知道|明白|了解|收到|不错|[哦噢你您啦了嘞吧]|辛苦)\W*)+",
    re.I,
)
_FOLLOWS = re.compile(
    r"^\W*(?:and|what about|what if|how a?bout|ok(?:ay)?|then|or|also|same|so|now|but)\b|"
    r"^\s*(?:那|换|改|如果|要是|还有|再|又)|呢\W*$",
    re.I | re.A,
)
_MARK = r"[\s,，、.。?？!！~…'\"]"
_ONLY_A_YEAR = re.compile(
    r"(?:\b(?:and|or|what|how|about|bout|in|for|the|year|same|thing|but|ok|okay|then|so|do|now|if|"
    r"it|that|is|was|again|too|also|next|last|this|please|pls|on|when|[12]\d{3})\b|"
    rf"[12]\d{{3}}年|[那呢如果要是换成改的年又也好在到了就今明去后前再查看还有零〇一二三四五六七八九]|{_MARK})*",
    re.I | re.A,
)
_AFTER_EQUALS = re.compile(r"=\s*(?:about |约)?(-?\d[\d,]*(?:\.\d+)?)")
_DAYS = re.compile(r"(?<![\d-])(\d[\d,]*) ?(?:days?\b|天)", re.A)
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_RESULT = re.compile(
    r"\b(?:that|it|this|(?:the|this|that)(?: (?:last|previous))? (?:result|answer|total|sum|number|"
    r"amount|figure|product|quotient|difference))\b(?!')|"
    r"(?:[这那]个?|上(?:一个|面的|次的?)|刚才的?|以上)(?:数字?|结果|答案|得数|总数|金额|[和差积商](?![\d一-十]))|"
    r"它|结果|得数",
    re.I | re.A,
)
_TIMES_BY = re.compile(r"\btimes(?= (?:that|it|this|the \w+) by\b)", re.I | re.A)
_LEAD = (
    rf"^({_MARK}*(?:(?:and|now|then|ok|okay|so|next|what about|how about|那么?|再|然后|接着|现在|"
    rf"好|把|将|请|又)"
    rf"{_MARK}*)*)"
)
_PERCENT = r"\d[\d.]*\s*(?:%|percent\b)"
_GOES_ON = tuple(
    (re.compile(_LEAD + pattern, re.I | re.A), written)
    for pattern, written in (
        (r"(?:add|plus|put on|加上?)\s*(?=\d)", "{} plus "),
        (r"(?:subtract|deduct|take (?:off|away)|minus|less|减[去掉]?)\s*(?=\d)", "{} minus "),
        (rf"(?:take|knock) ({_PERCENT}) off\b", r"{} minus \2"),
        (r"(halve|double|triple|square|cube)\W*$", r"\2 {}"),
        (r"翻一?[倍番]\W*", "2 * {}"),
        (
            rf"(?=(?:squared|cubed|split|shared|with (?:an? )?{_PERCENT}|{_PERCENT} off|"
            r"to the power)\b|的?(?:平方|立方|[\d一二三四五六七八九十]+次方|一半|"
            r"[三四五六七八九十]分之|百分之|\d+%)|"
            r"开(?:平方|立方|方|根号)|打[\d一二三四五六七八九对]|涨|降|增加|减少|提高|平?分[成给])",
            "{} ",
        ),
    )
)
_COUNT = rf"(?P<count>{NUMBER}|an?|[{ZH_DIGITS}\d]+)"
_STEPS = tuple(
    re.compile(pattern, re.I | re.A)
    for pattern in (
        r"\b(?:the )?(?P<unit>day|week|month|year) (?P<way>after|before)(?= (?:that|it|then|"
        r"this)\b|\W*$)"
        r"(?: (?:that|it|then|this))?(?: one)?",
        r"\b(?:the )?(?P<way>next|following|previous) (?P<unit>day)\b",
        rf"\b{_COUNT} (?P<unit>day|week|month|year)s? (?P<way>after|before|later|earlier)"
        r"(?: (?:that|it|then|this))?(?=\W*$)",
        r"(?:的|那之)?(?P<way>后|前)(?P<count>一)(?P<unit>天|周|个月|年)|(?P<second>第二天|次日)",
        rf"(?:[它那](?:天|之)?)?(?:再|又)?(?:[往]?(?P<way>后|前)|过(?:了)?){_COUNT}(?P<unit>天|周|个?星期|个?月|年)",
    )
)
_BACK = ("before", "previous", "earlier", "前")


def turn_before(turns: Sequence[Turn]) -> Sequence[Turn]:
    """The last turn that was more than thanks; the last one if there is none such; none of none."""
    asked = [turn for turn in turns[-3:] if not _THANKS.fullmatch(turn.question)]
    return (asked or turns)[-1:]


def goes_on(text: str) -> bool:
    """Whether it reads as if it changed something in the question before."""
    return _FOLLOWS.search(text) is not None


def only_a_year(text: str) -> bool:
    """Whether it says nothing but another year: ``and in 2027?``."""
    return _ONLY_A_YEAR.fullmatch(text) is not None


def result_of(answer: str) -> str:
    """The number that an answer comes to, empty where it tells of days in the calendar."""
    for pattern in (_AFTER_EQUALS, _DAYS):
        if hits := pattern.findall(answer):
            return str(hits[0]).replace(",", "")
    numbers = [] if _DATE.search(answer) else _NUMBER.findall(answer)
    return numbers[-1].replace(",", "") if numbers else ""


def with_result(text: str, result: str) -> str:
    """The sum that goes on from a result with the result in it: ``half of that``, ``再打八折``."""
    if not result or result.startswith("-"):
        return text
    text = _TIMES_BY.sub("multiply", text)
    named = _RESULT.sub(f" {result} ", text)
    if named != text:
        return _close(named)
    for pattern, written in _GOES_ON:
        if pattern.search(text):
            return _close(pattern.sub(rf"\1 {written.format(result)}", text, count=1))
    return text


def _close(text: str) -> str:
    """With single spaces, and none beside Chinese characters."""
    return re.sub(r"(?<=[一-鿿]) | (?=[一-鿿])", "", " ".join(text.split()))


def with_day(text: str, day: date) -> str:
    """The text with the day that ``the day after that`` means, counted from ``day``."""
    for pattern in _STEPS:
        if hit := pattern.search(text):
            parts = hit.groupdict()
            way = -1 if (parts["way"] or "").lower() in _BACK else 1
            count = zh_number(parts.get("count") or "a")
            try:
                found = shifted(day, way * count, parts["unit"] or "day")
            except (ValueError, OverflowError):  # no calendar goes that far
                return text
            return f"{text[: hit.start()]} {found.isoformat()} {text[hit.end() :]}"
    return text
