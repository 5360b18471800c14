"""The sums a text asks for, in English, Chinese or symbols, as plain expressions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.planners.starter.numerals import NUM, number_text
from agent.planners.starter.sums.functions import FUNCTIONS
from agent.planners.starter.sums.rewrites import with_operators
from agent.planners.starter.sums.told import told_sum

_SYMBOLS = str.maketrans(
    "＋－−–×✕·÷∕（）【】［］，．％＾＊／＝", "+--" + "-**" + "*//()()()" + ",.%^*/="
)
_COUNTS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LARGE = re.compile(
    r"(\d+(?:\.\d+)?)(?:([百千万亿])(?![分米克瓦])(?:([1-9一二三四五六七八九])(?![\d.零十百千万亿]))?(?![\d零一二两三四五六七八九])|"
    r" (thousand|million|billion)\b|(k)\b)",
    re.I | re.A,
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "k": 10**3, **_COUNTS}
_PRICE = re.compile(r"(\d+)块([1-9])(?!\d|[个本张斤瓶盒箱件杯人份支])")
_DASH = re.compile(r"(?<=[^\W\d]) +-+ +(?=\d)")
_AND_HALF = re.compile(
    r"([一二两三四五六七八九]|\d+)(个小时|小时|公斤|斤|个月|年|天|公里|米)半(?!价)"
)
_DOZENS = re.compile(
    rf"(?:half a |(?P<count>{NUM}|\ba) )dozens?\b(?: of)?|"
    rf"(?P<zh>{NUM})打(?=鸡蛋|蛋|啤酒|铅笔|袜子|玫瑰|毛巾|可乐|饮料|杯子)",
    re.I | re.A,
)
_PER_DOZEN = re.compile(r"\b(?:a|per|each|every) dozen\b(?! \w+ (?:at|for))|[每一]打", re.I | re.A)
_ROUNDED = re.compile(
    rf",? ?\b(?:rounded|round it|correct|accurate) (?:off )?to ({NUM}) (?:decimals?|"
    rf"decimal places?|places|dp)\b|"
    rf"[，,]?(?:结果)?(?:四舍五入)?(?:保留|精确到|取)(?:到|小数点?后?)?({NUM})位(?:小数)?",
    re.I | re.A,
)
_SENTENCE = re.compile(r"(?<=[?？;；])")
_MAKES = re.compile(
    r"^\s*(?:please |can you |could you )?(?:write (?!\d)|translate|recommend|compose|"
    r"draft|explain the|summari[sz]e|tell me an? )|"
    r"^\s*(?:请|帮我)*(?:写(?![出下])|翻译|推荐|讲[讲个述]|给我讲)(?![^，,：]{0,10}[，,：])",
    re.I | re.A,
)
_LONE_PART = re.compile(r"\(\d+(?:\.\d+)?/\d+\)")
_TOKEN = re.compile(
    rf"\s+|(?P<num>{NUM})|\b(?P<name>{FUNCTIONS})(?=\s*\()|\b(?P<value>pi|e(?=\s*[\^*/]))\b|"
    r"(?P<op>\*\*|//|[-+*/^%])|(?P<open>\()|(?P<close>\))|(?P<comma>,)|(?P<other>.)",
    re.I | re.A | re.S,
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def find_sums(text: str, *, before: str = "") -> tuple[str, ...]:
    """The longest expressions with at least one operator, in their order.

    A sum that begins with an operator (``times 3``) goes on from the number ``before``.
    """
    found = [one for part in _SENTENCE.split(text) for one in _sums_of(part, before)]
    return tuple(dict.fromkeys(found))


def _sums_of(text: str, before: str) -> list[str]:
    """The sums of a sentence; what it tells as a story if it has none in so many words."""
    if _MAKES.search(text):
        return []
    text = _DASH.sub("\n", text.translate(_SYMBOLS))
    if rounded := _ROUNDED.search(text):
        inner = _sums_of(text[: rounded.start()] + text[rounded.end() :], before)
        places = number_text(next(filter(None, rounded.groups())).lower())
        return [f"round({found}, {places})" for found in inner] or _written_sums(text, before)
    plain = _AND_HALF.sub(_with_half, _PRICE.sub(r"\1.\2块", text))
    plain = _in_ones(_LARGE.sub(_in_full, plain))
    written = _written_sums(plain, before)
    if told := told_sum(plain):
        most = max((_numbers(found) for found in written), default=0)
        if _numbers(told) > most or all(_LONE_PART.fullmatch(found) for found in written):
            return [told]
    return written


def _numbers(expression: str) -> int:
    return len(re.findall(r"\d+(?:\.\d+)?", expression))


def _written_sums(plain: str, before: str) -> list[str]:
    found: list[str] = []
    run: list[_Token] = []
    for match in _TOKEN.finditer(with_operators(plain)):
        kind = match.lastgroup
        if kind is None:
            continue
        if kind != "other":
            run.append(_Token(kind, match[0]))
            continue
        found += _expressions(run, before)
        run = []
    return found + _expressions(run, before)


def _with_half(found: re.Match[str]) -> str:
    """``两斤半`` is ``2.5斤``."""
    return f"{number_text(found[1])}.5{found[2]}"


def _in_ones(text: str) -> str:
    """``3 dozen eggs at 0.25 each`` in eggs; dozens alone or with a price of their own stay."""
    dozens = _DOZENS.search(text)
    if not dozens or _PER_DOZEN.search(text):
        return text
    if not re.search(r"\d", text[: dozens.start()] + text[dozens.end() :]):
        return text
    count = (dozens["count"] or dozens["zh"] or "half").lower()
    ones = {"a": "12", "half": "6"}.get(count) or str(Decimal(number_text(count)) * 12)
    unit = "个" if dozens["zh"] else ""
    return f"{text[: dozens.start()]}{ones}{unit}{text[dozens.end() :]}"


def _in_full(found: re.Match[str]) -> str:
    """``3万``, ``3万5`` and ``3 million`` in digits."""
    scale = _SCALES[(found[2] or found[4] or found[5]).lower()]
    rest = int(number_text(found[3])) * scale // 10 if found[3] else 0
    return f"{(Decimal(found[1]) * scale + rest).normalize():f}"


def _expressions(run: list[_Token], before: str) -> list[str]:
    """The longest well-formed expressions in a run of tokens."""
    found, start = [], 0
    goes_on = before and len(run) == 2 and run[0].kind == "op" and run[1].kind == "num"
    if goes_on:
        value = f"({before})" if before.startswith("-") else before
        run = [_Token("value", value), *run]
    while start < len(run):
        end = _end_of_expression(run, start)
        if end > start:
            found += _written(run[start:end])
        start = end - 1 if end > start + 1 else start + 1
    return found


def _end_of_expression(run: Sequence[_Token], start: int) -> int:
    """Where the longest well-formed one with an operator ends that begins there, or its begin."""
    end, numbers, works = start, 0, False
    wants_value = True
    opened: list[bool] = []  # whether each bracket that is open is that of a function
    for place in range(start, len(run)):
        kind, before = run[place].kind, run[place - 1].kind if place > start else ""
        if not _may_stand(run[place], before, wants_value=wants_value, opened=opened):
            break
        match kind:
            case "num" | "value":
                numbers, wants_value = numbers + 1, False
            case "open":
                opened.append(before == "name")
                works = works or opened[-1]
            case "close":
                opened.pop()
            case "op" | "comma":
                works, wants_value = works or kind == "op", True
        if works and not wants_value and not opened and (numbers > 1 or _names(run, start, place)):
            end = place + 1
    return end


def _may_stand(token: _Token, before: str, *, wants_value: bool, opened: Sequence[bool]) -> bool:
    match token.kind:
        case "num" | "value" | "name" | "open":
            return wants_value
        case "close":
            return not wants_value and bool(opened)
        case "comma":
            return not wants_value and bool(opened) and opened[-1]
        case _:
            sign = token.text == "-" and before in ("", "open", "op", "comma")
            return not wants_value or sign


def _names(run: Sequence[_Token], start: int, place: int) -> bool:
    return any(token.kind == "name" for token in run[start : place + 1])


def _written(tokens: Sequence[_Token]) -> list[str]:
    """The expression in digits; nothing where a number in words is none."""
    try:
        return [
            "".join(
                number_text(token.text.lower()) if token.kind == "num" else token.text.lower()
                for token in tokens
            )
        ]
    except ValueError:
        return []
