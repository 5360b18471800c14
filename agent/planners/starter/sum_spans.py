"""The sums a text asks for, in English, Chinese or symbols, as plain expressions."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent.planners.starter.numerals import number_text
from agent.planners.starter.sum_rewrites import NUM, with_operators
from agent.planners.starter.told_sums import told_sum

_SYMBOLS = str.maketrans(
    "＋－−–×✕·÷∕（）【】［］，．％＾＊／＝", "+--" + "-**" + "*//()()()" + ",.%^*/="
)
_COUNTS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LARGE = re.compile(
    r"(\d+(?:\.\d+)?)(?:([百千万亿])(?![分米克瓦])(?:([1-9一二三四五六七八九])(?![\d.零十百千万亿]))?(?![\d零一二两三四五六七八九])|"
    r" (thousand|million|billion)\b|(k)\b)",
    re.I,
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "k": 10**3, **_COUNTS}
_PRICE = re.compile(r"(\d+)块([1-9])(?!\d|[个本张斤瓶盒箱件杯人份支])")
_DASH = re.compile(r"(?<=[^\W\d]) +-+ +(?=\d)")
_AND_HALF = re.compile(
    r"([一二两三四五六七八九]|\d+)(个小时|小时|公斤|斤|个月|年|天|公里|米)半(?!价)"
)
_SENTENCE = re.compile(r"(?<=[?？;；])")
_MAKES = re.compile(
    r"^\s*(?:please |can you |could you )?(?:write (?!\d)|translate|recommend|compose|"
    r"draft|explain the|summari[sz]e|tell me an? )|"
    r"^\s*(?:请|帮我)*(?:写(?![出下])|翻译|推荐|讲[讲个述]|给我讲)",
    re.I,
)
_LONE_PART = re.compile(r"\(\d+(?:\.\d+)?/\d+\)")
_TOKEN = re.compile(
    rf"\s+|(?P<num>{NUM})|(?P<name>sqrt|abs|round|factorial)(?=\s*\()|(?P<op>\*\*|//|"
    rf"[-+*/^%])|(?P<open>\()|(?P<close>\))|(?P<other>.)",
    re.I | re.S,
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
    plain = _AND_HALF.sub(_with_half, _PRICE.sub(r"\1.\2块", text))
    plain = _LARGE.sub(_in_full, plain)
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
        for end in range(len(run), start + 1, -1):
            if _well_formed(run[start:end]):
                found += _written(run[start:end])
                start = end - 1
                break
        start += 1
    return found


def _well_formed(tokens: list[_Token]) -> bool:
    if not any(token.kind in ("op", "name") for token in tokens):
        return False
    depth, wants_value = 0, True
    for place, token in enumerate(tokens):
        match token.kind:
            case "num" | "value":
                if not wants_value:
                    return False
                wants_value = False
            case "name" | "open":
                if not wants_value:
                    return False
                depth += token.kind == "open"
            case "close":
                depth -= 1
                if wants_value or depth < 0:
                    return False
            case _:
                sign = wants_value and token.text == "-" and _may_be_sign(tokens, place)
                if wants_value and not sign:
                    return False
                wants_value = True
    return depth == 0 and not wants_value and _has_two_numbers(tokens)


def _may_be_sign(tokens: list[_Token], place: int) -> bool:
    return place == 0 or tokens[place - 1].kind in ("open", "op")


def _has_two_numbers(tokens: list[_Token]) -> bool:
    numbers = sum(token.kind in ("num", "value") for token in tokens)
    return numbers > 1 or any(token.kind == "name" for token in tokens)


def _written(tokens: list[_Token]) -> list[str]:
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
