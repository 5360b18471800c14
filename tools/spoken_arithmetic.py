"""Arithmetic as people say and typeset it, in plain signs: 37乘以24, 15% of 80, 3² × ½."""

import math
import re
import unicodedata
from decimal import Decimal

from tools.chinese_numbers import to_digits

_SIGNS = str.maketrans(
    dict.fromkeys("×✕✖·⋅∙∗", "*")
    | dict.fromkeys("÷∕", "/")
    | dict.fromkeys("−–—", "-")
    | dict.fromkeys("[{", "(")
    | dict.fromkeys("]}", ")")
    | dict.fromkeys("$¥€£￥", "")
    | {"√": " sqrt ", "π": " pi "}
)
_UNITS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LARGE = re.compile(r"(?:\d+(?:\.\d+)?[千百万亿]{1,3})+(?![\d.])")
_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_ASKED = re.compile(
    r"^(?:(?:请|帮我|please )*(?:计算一下|计算|算一下|算算|算|求|what is|what's|how much is"
    r"|calculate|compute|evaluate)[:\s]*)?(.*?)"
    r"(?:等于多少|等于几|是多少|得多少|是几|equals?)?[\s=?。.]*$",
    re.DOTALL,
)
_PHRASES = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"(?<=\d)_(?=\d)", ""),
        (r"的?平方根", " rooted "),
        (r"的?平方", "**2"),
        (r"的?立方", "**3"),
        (r"的?(\d+)次(?:方|幂)", r"**\1"),
        (r"根号", " sqrt "),
        (r"的?阶乘", "!"),
        (r"(?:the )?square root of", " sqrt "),
        (r"(?:the )?cube root of", " cbrt "),
        (r"(?:raised )?to the power(?: of)?", "**"),
        (r"\bsquared\b", "**2"),
        (r"\bcubed\b", "**3"),
        (r"乘以|乘上|乘|\bmultiplied by\b|\btimes\b", "*"),
        (r"除以|除|\bdivided by\b", "/"),
        (r"加上|加|\bplus\b", "+"),
        (r"减去|减掉|减|负|\bminus\b", "-"),
        (r"\s*\bpercent\b", "%"),
        (r"%\s*(?:\bof\b|的)", "% *"),
        (r"\bof\b|的", "*"),
        (r"(?<=[\d)%!])\s*x\s*(?=[\d(.+-])", "*"),
        (r"\^", "**"),
        (r"(\d+)分之(\d+)", r"(\2/\1)"),
        (r"[元个块]", ""),
    )
)


def in_signs(expression: str) -> str:
    """The expression in ASCII digits, signs and function names; the asking around it is dropped."""
    powers = re.sub(f"[{_SUPERSCRIPT}]+", _power, expression.translate(_SIGNS))
    plain = unicodedata.normalize("NFKC", powers).casefold().translate(_SIGNS).strip()
    text = _hexadecimal(plain)
    if asked := _ASKED.match(text):
        text = asked[1]
    text = to_digits(_LARGE.sub(_in_full, text))
    for pattern, meaning in _PHRASES:
        text = pattern.sub(meaning, text)
    return text.strip()


def _in_full(found: re.Match[str]) -> str:
    """3万5千 as 35000."""
    parts = re.findall(r"([\d.]+)([千百万亿]+)", found[0])
    total = Decimal()
    for digits, units in parts:
        total += Decimal(digits) * math.prod(_UNITS[unit] for unit in units)
    return f"{total.normalize():f}"


def _power(found: re.Match[str]) -> str:
    return "**" + "".join(str(_SUPERSCRIPT.index(digit)) for digit in found[0])


def _hexadecimal(text: str) -> str:
    return re.sub(r"\b0x([0-9a-f]+)\b", lambda found: str(int(found[1], 16)), text)
