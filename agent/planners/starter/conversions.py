"""An amount in one unit that is asked for in another, as a sum."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent.planners.starter.numerals import NUMBER, ZH_WORDS, number_text

_SIZES: tuple[dict[str, str], ...] = (
    {
        "seconds?|secs?|秒钟?": "1",
        "minutes?|mins?|分钟": "60",
        "hours?|hrs?|个?小时|个?钟头": "3600",
        "days?|天": "86400",
        "weeks?|周|个?星期|个?礼拜": "604800",
    },
    {"months?|个月": "1", "years?|年": "12", "decades?": "120"},
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
_AMOUNT = rf"(?P<amount>{NUMBER}|{ZH_WORDS}|an?)"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"\bhow many (?P<to>{_UNIT}) (?:are |is )?(?:there )?"
        r"(?:in |make(?: up)? |(?<=are )|(?<=is ))"
        rf"{_AMOUNT} ?"
        rf"(?P<of>{_UNIT})\b",
        rf"\b{_AMOUNT} ?(?P<of>{_UNIT}) (?:in|to|into|is how many|equals how many) "
        rf"(?P<to>{_UNIT})\b",
        rf"{_AMOUNT}(?P<of>{_UNIT})(?:一共|总共)?(?:(?:是|有|等于|合)?(?:多少|几)|换算成)"
        rf"个?(?P<to>{_UNIT})",
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
        if hit and not _told_besides(text, hit) and (ratio := _ratio(hit["of"], hit["to"])):
            return Conversion(
                begin=hit.start(), end=hit.end(), expression=f"{_number(hit['amount'])}{ratio}"
            )
    return None


def _told_besides(text: str, hit: re.Match[str]) -> bool:
    """Whether ``in a week`` belongs to an amount that stands elsewhere: ``7.5 a night``."""
    bare = hit["amount"].lower() in ("a", "an", "1", "one", "一")
    return bare and re.search(r"\d", text[: hit.start()] + text[hit.end() :]) is not None


def _number(text: str) -> str:
    return "1" if text.lower() in ("a", "an") else number_text(text.lower())


def _ratio(of: str, to: str) -> str:
    """What the amount is to be multiplied or divided by; nothing for units of different things."""
    for sizes in _SIZES:
        known = [_size(unit, sizes) for unit in (of, to)]
        if all(known):
            larger, smaller = Decimal(known[0]), Decimal(known[1])
            if larger >= smaller:
                return f"*{(larger / smaller).normalize():f}"
            return f"/{(smaller / larger).normalize():f}"
    return ""


def _size(unit: str, sizes: dict[str, str]) -> str:
    return next((size for names, size in sizes.items() if re.fullmatch(names, unit, re.I)), "")
