"""Sums about plain figures, such as the area of a square, and about a part of one amount."""

import re
from collections.abc import Sequence

from agent.planners.starter.sums.amounts import Amount

_VOLUME = re.compile(r"\bvolume\b|体积|容积", re.I | re.A)
_FRACTION = re.compile(
    r"\b(?:an?|one) (?P<en>half|third|quarter|fourth|fifth|sixth|eighth|tenth) (?:of|are|"
    r"is|were|was|have|has)\b|"
    r"\b(?P<half>half) (?:of|are|is|were|was|have|the)\b|"
    r"(?P<zh>[三四五六七八九十])分之一|(?P<zhhalf>一半)",
    re.I | re.A,
)
_NTH = {
    **{
        "half": 2,
        "third": 3,
        "quarter": 4,
        "fourth": 4,
        "fifth": 5,
        "sixth": 6,
        "eighth": 8,
        "tenth": 10,
    },
    **dict(zip("三四五六七八九十", range(3, 11), strict=True)),
}
_SQUARE = re.compile(r"\bsquare\b(?! (?:root|met|feet|foot|km))|正方形", re.I | re.A)
_CIRCLE = re.compile(r"\bcircle\b|圆", re.I | re.A)
_TRIANGLE = re.compile(r"\btriangle\b|三角形", re.I | re.A)
_CUBE = re.compile(r"\bcube\b(?! root)|正方体|立方体", re.I | re.A)
_AREA = re.compile(r"\barea\b|面积", re.I | re.A)
_AROUND = re.compile(r"\b(?:perimeter|circumference|distance around)\b|周长", re.I | re.A)
_RADIUS = re.compile(r"\bradius\b|半径", re.I | re.A)
_DIAMETER = re.compile(r"\bdiameter\b|直径", re.I | re.A)


def single_sum(text: str, told: Amount) -> str:
    """The expression of a text with one amount: of a plain figure, or of a part."""
    a = told.value
    around, area = _AROUND.search(text), _AREA.search(text)
    if _CUBE.search(text) and _VOLUME.search(text):
        return f"{a}^3"
    if _SQUARE.search(text) and (around or area):
        return f"4*{a}" if around else f"{a}^2"
    if (
        _CIRCLE.search(text)
        and (around or area)
        and (_RADIUS.search(text) or _DIAMETER.search(text))
    ):
        r = a if _RADIUS.search(text) else f"({a}/2)"
        return f"2*pi*{r}" if around else f"pi*{r}^2"
    part = _FRACTION.search(text)
    if part is None:
        return ""
    nth = _NTH[(part["en"] or part["zh"] or "half").lower()]
    rest = re.search(r"\b(?:left|remain|remaining|the rest|others)\b|剩|其余", text, re.I | re.A)
    return f"{a}*(1-1/{nth})" if rest else f"{a}/{nth}"


def volume(text: str, told: Sequence[Amount]) -> str:
    """Of a box."""
    if len(told) != 3 or not _VOLUME.search(text):
        return ""
    return "*".join(amount.value for amount in told)


def triangle(text: str, told: Sequence[Amount]) -> str:
    """Its area, from its base and height."""
    if len(told) != 2 or not (_TRIANGLE.search(text) and _AREA.search(text)):
        return ""
    return f"{told[0].value}*{told[1].value}/2"
