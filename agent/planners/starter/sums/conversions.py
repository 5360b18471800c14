"""An amount in one unit that is asked for in another, as a sum."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent.planners.starter.numerals import NUM, number_text

_SIZES: tuple[dict[str, str], ...] = (
    {
        "seconds?|secs?|秒钟?": "1",
        "minutes?|mins?|分钟": "60",
        "(?:quarters? of an hour|刻钟?)": "900",
        "hours?|hrs?|个?小时|个?钟头": "3600",
        "days?|天": "86400",
        "weeks?|周|个?星期|个?礼拜": "604800",
        "fortnights?": "1209600",
        "(?:leap )years?|闰年": "31622400",
        "years?|年": "31536000",
    },
    {"months?|个月": "1", "years?|年": "12", "decades?": "120", "centur(?:y|ies)|世纪": "1200"},
    {
        "millimet(?:er|re)s?|mm|毫米": "0.001",
        "centimet(?:er|re)s?|cm|厘米|公分": "0.01",
        "met(?:er|re)s?|m|米": "1",
        "kilomet(?:er|re)s?|kms?|公里|千米": "1000",
    },
    {"inch(?:es)?": "1", "feet|foot|ft": "12", "yards?": "36"},
    {
        "grams?|g|克": "1",
        "kilograms?|kilos?|kgs?|公斤|千克": "1000",
        "斤": "500",
        "tons?|tonnes?|吨": "1000000",
    },
    {"ounces?|oz": "1", "pounds?|lbs?": "16"},
    {"millilit(?:er|re)s?|ml|毫升": "1", "lit(?:er|re)s?|l|升": "1000"},
)
_UNIT = "(?:" + "|".join(names for sizes in _SIZES for names in sizes) + ")"
_ONE = (
    rf"(?:(?:{NUM}|an?|one)(?: and (?:a half|a quarter))?|half an?|半) ?"
    rf"(?:(?:个?(?=半))|{_UNIT}(?![a-z]))(?:半(?:个?{_UNIT})?| and (?:a half|a quarter)\b)?"
)
_QUANTITY = rf"(?P<of>{_ONE}(?:(?:,| and|又|零|加| plus)? ?{_ONE}){{0,2}})"
_PART = re.compile(
    rf"(?P<number>{NUM}|\ban?\b|\bone\b|half an?|半)(?P<more> and (?:a half|a quarter))? ?"
    rf"(?:个(?=半)|"
    rf"(?P<unit>{_UNIT})(?![a-z]))(?P<half>半(?:个?(?P<after>{_UNIT}))?)?(?P<later> and (?:a half|"
    r"a quarter)\b)?",
    re.I | re.A,
)
_LINK = r"(?:in|to|into|as|is how many|equals how many|are how many|is equal to how many)"
_HOW_MANY = (
    r"(?:一共|总共)?(?:(?:是|有|等于|合|为|折合)?(?:多少|几)|(?:换算|换|转换?|折合?|"
    r"化)[成为到]?(?:多少|几)?)"
)
_FORMS = tuple(
    re.compile(form, re.I | re.A)
    for form in (
        rf"\bhow many (?P<to>{_UNIT}) (?:are |is |do |does )?(?:there )?"
        rf"(?:in |make(?: up)? |(?<=are )|(?<=is )){_QUANTITY}",
        rf"\b{_QUANTITY},? {_LINK} (?P<to>{_UNIT})\b",
        rf"{_QUANTITY}{_HOW_MANY}个?(?P<to>{_UNIT})",
        rf"(?:多少|几)个?(?P<to>{_UNIT})(?:等于|是|才是|合){_QUANTITY}",
    )
)


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """Where it stands in the text, and the sum it comes to."""

    begin: int
    end: int
    expression: str


def find_conversion(text: str) -> Conversion | None:
    """The first of the text, if the units measure the same thing."""
    for form in _FORMS:
        hit = form.search(text)
        if hit and not _told_besides(text, hit) and (sum_ := _sum(hit["of"], hit["to"])):
            return Conversion(begin=hit.start(), end=hit.end(), expression=sum_)
    return None


def _told_besides(text: str, hit: re.Match[str]) -> bool:
    """Whether ``in a week`` belongs to an amount that stands elsewhere: ``7.5 a night``."""
    bare = re.match(r"(?:an?|1|one|一)\b ?", hit["of"], re.I) is not None or hit["of"][0] == "一"
    rest = re.sub(r"(?<!\d)36[056] ?(?:days?|天)", "", text[: hit.start()] + text[hit.end() :])
    return bare and re.search(r"\d", rest) is not None


def _sum(quantity: str, to: str) -> str:
    """The amounts of a quantity in the other unit, added up; nothing where one can't be told."""
    terms = [_term(part, to) for part in _PART.finditer(quantity)]
    return "+".join(terms) if all(terms) else ""


def _term(part: re.Match[str], to: str) -> str:
    ratio = _ratio(part["unit"] or part["after"] or "", to)
    return f"{_number(part)}{ratio}" if ratio else ""


def _number(part: re.Match[str]) -> str:
    word = part["number"].lower()
    if word.startswith("half") or word == "半":
        return "0.5"
    number = Decimal("1" if word in ("a", "an", "one") else number_text(word))
    for more in (part["more"], part["half"], part["later"]):
        number += Decimal(0 if not more else "0.25" if "quarter" in more else "0.5")
    return f"{number.normalize():f}"


def _ratio(of: str, to: str) -> str:
    """What the amount is to be multiplied or divided by; nothing for units of different things."""
    for sizes in _SIZES:
        known = [_size(unit, sizes) for unit in (of, to)]
        if all(known):
            larger, smaller = Decimal(known[0]), Decimal(known[1])
            if larger % smaller and smaller > 1:
                return f"*{larger}/{smaller}"
            if larger >= smaller:
                return f"*{(larger / smaller).normalize():f}"
            return f"/{(smaller / larger).normalize():f}"
    return ""


def _size(unit: str, sizes: dict[str, str]) -> str:
    return next(
        (size for names, size in sizes.items() if re.fullmatch(names, unit, re.I | re.A)), ""
    )
