"""The sums a text asks for, in English, Chinese or symbols, as plain expressions."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent.planners.starter.numerals import EN_WORDS, ZH_WORDS, number_text

_SYMBOLS = str.maketrans(
    "＋－−–×✕·÷∕（）【】［］，．％＾＊／＝", "+--" + "-**" + "*//()()()" + ",.%^*/="
)
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_NUM = rf"(?:{_DIGITS}|{EN_WORDS}|{ZH_WORDS})"
_GAP = r"\s*"

_MONEY = r"(?:dollars?|bucks|euros?|pounds|yuan|rmb|usd|eur|cents|元钱?|块钱|块|美元|欧元|人民币)"
_UNIT = r"(?:个|斤|公斤|千克|克|米|公里|本|只|张|人|颗|瓶|盒|箱|岁|分|kg|km|cm|m|g|lbs?)"
_THING = r"(?: ?(?:[a-z]+ ){1,3}?)"
_COUNTS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LARGE = re.compile(
    r"(\d+(?:\.\d+)?)(?:([万亿千])(?![\d一-九])| (thousand|million|billion)\b|(k)\b)", re.I
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "k": 10**3, **_COUNTS}

_REWRITES: tuple[tuple[str, str], ...] = (
    (r"[$€£¥￥](?=\d)", ""),
    (rf"(?<=\d) ?{_MONEY}(?![a-z])", " "),
    (
        rf"(?<=\d) ?{_UNIT}(?= ?(?:加|减|乘|除|和|与|跟|再|[-+*/]|plus|minus|times|divided))",
        " ",
    ),
    (r"\ba dozen\b", "12"),
    (rf"\btwo[- ]thirds of ({_NUM})", r" \1 * 2 / 3 "),
    (rf"\bthree[- ](?:quarters|fourths) of ({_NUM})", r" \1 * 3 / 4 "),
    (
        rf"({_NUM}){_GAP}(?:%|percent|per cent) (?:tip|tax|vat|service charge|interest|commission|"
        rf"deposit|share|gratuity) (?:on|of|for) (?:top of )?(?:an? |the |my )?"
        rf"(?:bill of )?({_NUM})",
        r" \2 * \1 / 100 ",
    ),
    (
        rf"({_NUM}){_GAP}(?:%|percent|per cent) of (?:an? |the |my )?[a-z]* ?(?:of )?({_NUM})",
        r" \1 / 100 * \2 ",
    ),
    (
        rf"\bincreas(?:e|ing) ({_NUM}) by ({_NUM}){_GAP}(?:%|percent)|"
        rf"({_NUM})(?:涨|上涨|增加|提高|涨价)了?({_NUM})%",
        r" \1\3 * (1 + \2\4 / 100) ",
    ),
    (
        rf"\b(?:decreas|reduc)(?:e|ing) ({_NUM}) by ({_NUM}){_GAP}(?:%|percent)|"
        rf"({_NUM})(?:降|下降|减少|降低|降价)了?({_NUM})%",
        r" \1\3 * (1 - \2\4 / 100) ",
    ),
    (rf"({_NUM})(?:的(?:东西|商品|衣服|票)?)?打([一二三四五六七八九]|\d)折", r" \1 * \2 / 10 "),
    (
        rf"\b(?:split|share|divide)(?:ting|ing)? ({_NUM}){_THING}?(?: ?(?:equally|evenly))? ?"
        rf"(?:between|among|amongst|by|into|over|across) ({_NUM})",
        r" \1 / \2 ",
    ),
    (
        rf"({_NUM}) (?:split|shared|divided) (?:between|among|amongst|by|into) ({_NUM})",
        r" \1 / \2 ",
    ),
    (rf"({_NUM}) (?:go(?:es)? |fits? )?into ({_NUM})", r" \2 / \1 "),
    (rf"({_NUM})(?:平均)?(?:平分|分)(?:给|成)({_NUM})(?:个人|人|份|组|个)?", r" \1 / \2 "),
    (
        rf"({_NUM}) (?:[a-z]+ ){{1,3}}?(?:at|for|costing|priced at) ({_NUM}) ?"
        r"(?:each|apiece|a piece|per piece|per person|a head)\b",
        r" \1 * \2 ",
    ),
    (
        rf"每[个只本张斤瓶盒箱件杯人份]({_NUM})\s*[，,]?\s*(?:一共|买了?|共|要)?({_NUM})[个只本张斤瓶盒箱件杯人份]",
        r" \1 * \2 ",
    ),
    (rf"单价({_NUM})\s*[，,]?买了?({_NUM})", r" \1 * \2 "),
    (rf"({_NUM}) and ({_NUM}) (?:added|together|combined|in total|altogether)", r" \1 + \2 "),
    (rf"({_NUM})(?:和|跟|与|加)({_NUM})(?:加起来|一共|合起来|合计|总共)", r" \1 + \2 "),
    (rf"\btake (?:away )?({_NUM}) (?:away )?(?:from|off) ({_NUM})", r" \2 - \1 "),
    (rf"({_NUM}) (?:take away|subtract|less) ({_NUM})", r" \1 - \2 "),
    (rf"\b(?:average|mean) of ({_NUM}), ({_NUM}),? and ({_NUM})", r" (\1 + \2 + \3) / 3 "),
    (rf"\b(?:average|mean) of ({_NUM}) and ({_NUM})", r" (\1 + \2) / 2 "),
    (rf"({_NUM})[、，,]({_NUM})[和、，,]({_NUM})的(?:平均数|平均值|平均)", r" (\1 + \2 + \3) / 3 "),
    (rf"({_NUM})和({_NUM})的(?:平均数|平均值|平均)", r" (\1 + \2) / 2 "),
    (
        rf"\bfactorial of ({_NUM})|({_DIGITS}) factorial\b|({_NUM})的阶乘|"
        rf"({_DIGITS})!(?=\s*(?:$|[=?]))",
        r" factorial(\1\2\3\4) ",
    ),
    (rf"(?!百分)({_NUM})分之({_NUM})", r" (\2/\1) "),
    (rf"(?<!的)百分之({_NUM})(?!的)", r" (\1/100) "),
    (r"²", "^2"),
    (r"³", "^3"),
    (r"\b(?:multiplyed|multipled|mulitplied) by\b", " * "),
    (r"\b(?:devided|divded|dividied) by\b", " / "),
    (rf"\b(?:add|sum of|sum up|total of) ({_NUM}) (?:and|to|with|plus) ({_NUM})", r" \1 + \2 "),
    (
        rf"\b(?:add|sum of|sum up|total of|add up) ({_NUM}), ({_NUM}),? and ({_NUM})",
        r" \1 + \2 + \3 ",
    ),
    (rf"\bproduct of ({_NUM}) (?:and|by|with) ({_NUM})", r" \1 * \2 "),
    (rf"\bdifference (?:of|between) ({_NUM}) and ({_NUM})", r" \1 - \2 "),
    (rf"\b(?:quotient|ratio) of ({_NUM}) (?:and|to) ({_NUM})", r" \1 / \2 "),
    (rf"\bmultipl(?:y|ying) ({_NUM}) (?:by|with|and|times) ({_NUM})", r" \1 * \2 "),
    (rf"\bdivid(?:e|ing) ({_NUM}) (?:by|into) ({_NUM})", r" \1 / \2 "),
    (rf"\b(?:subtract|take|deduct)(?:ing)? ({_NUM}) (?:away )?from ({_NUM})", r" \2 - \1 "),
    (rf"({_NUM}){_GAP}(?:%|percent|per cent){_GAP}of{_GAP}({_NUM})", r" \1 / 100 * \2 "),
    (rf"({_NUM}){_GAP}的{_GAP}百分之{_GAP}({_NUM})", r" \1 * \2 / 100 "),
    (rf"({_NUM}){_GAP}的{_GAP}({_NUM}){_GAP}%", r" \1 * \2 / 100 "),
    (
        rf"({_NUM}){_GAP}(?:%|percent|per cent) (?:off|discount on) ({_NUM})",
        r" \2 * (1 - \1 / 100) ",
    ),
    (rf"\b(?:twice|double) ({_NUM})", r" 2 * \1 "),
    (rf"\b(?:triple|thrice) ({_NUM})", r" 3 * \1 "),
    (rf"\b(?:a |one )?third of ({_NUM})", r" \1 / 3 "),
    (rf"\b(?:a |one )?(?:quarter|fourth) of ({_NUM})", r" \1 / 4 "),
    (rf"\bremainder (?:of|when) ({_NUM}) (?:is )?divided by ({_NUM})", r" \1 mod \2 "),
    (rf"\bcube root of ({_NUM})", r" \1 ^ (1/3) "),
    (rf"({_NUM}){_GAP}(?:和|与|跟|加)({_NUM})(?:的和|之和|相加)", r" \1 + \2 "),
    (rf"({_NUM}){_GAP}(?:和|与|跟|乘)({_NUM})(?:的积|的乘积|之积|相乘)", r" \1 * \2 "),
    (rf"({_NUM}){_GAP}(?:和|与|跟|减)({_NUM})(?:的差|之差|相减)", r" \1 - \2 "),
    (rf"({_NUM}){_GAP}(?:和|与|跟|除以)({_NUM})(?:的商|之商|相除)", r" \1 / \2 "),
    (rf"({_NUM})的({_NUM})倍", r" \1 * \2 "),
    (rf"({_NUM})的三分之一", r" \1 / 3 "),
    (rf"({_NUM})的四分之一", r" \1 / 4 "),
    (rf"从{_GAP}({_NUM}){_GAP}(?:里|中)?(?:面)?(?:减去|减掉|拿走|扣掉)({_NUM})", r" \1 - \2 "),
    (rf"\b(?:a )?half of ({_NUM})", r" \1 / 2 "),
    (rf"({_NUM}){_GAP}的一半", r" \1 / 2 "),
    (rf"\b(?:the )?(?:square )?root of ({_NUM})|({_DIGITS}){_GAP}square root\b", r" sqrt(\1\2) "),
    (rf"√{_GAP}({_NUM})", r" sqrt(\1) "),
    (
        rf"({_NUM}){_GAP}(?:的)?(?:开平方|开根号|平方根|开方)|(?:根号|开方){_GAP}({_NUM})",
        r" sqrt(\1\2) ",
    ),
    (rf"({_NUM}){_GAP}(?:的)?平方(?!根|米|公里)", r" \1 ^ 2 "),
    (rf"({_NUM}){_GAP}(?:的)?立方(?!根|米)", r" \1 ^ 3 "),
    (rf"({_NUM}){_GAP}的{_GAP}({_NUM}){_GAP}次(?:方|幂)", r" \1 ^ \2 "),
    (rf"({_NUM}) squared", r" \1 ^ 2 "),
    (rf"({_NUM}) cubed", r" \1 ^ 3 "),
    (
        rf"({_NUM}) (?:raised )?to the (?:power (?:of )?)?({_NUM})(?:st|nd|rd|th)?(?: power)?",
        r" \1 ^ \2 ",
    ),
    (rf"({_DIGITS}){_GAP}(?:%|percent\b)", r" (\1/100) "),
    (r"\b(?:plus|added to)\b|加上?|再加上?", " + "),
    (r"\b(?:minus|less)\b|减去?|再减去?", " - "),
    (r"\b(?:times|multiplied (?:by|with))\b|乘以|乘上?", " * "),
    (r"\b(?:divided by|over)\b|除以|÷", " / "),
    (r"\bmod(?:ulo)?\b|对(?=\d+取(?:余|模))|取余", " % "),
    (r"(?<=\d)\s?[xX]\s?(?=[\d(])", " * "),
)
_COMPILED = tuple((re.compile(pattern, re.I), new) for pattern, new in _REWRITES)
_TOKEN = re.compile(
    rf"\s+|(?P<num>{_NUM})|(?P<name>sqrt|abs|round|factorial)(?=\s*\()|(?P<op>\*\*|//|[-+*/^%])|(?P<open>\()|(?P<close>\))|(?P<other>.)",
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
    plain = _LARGE.sub(_in_full, text.translate(_SYMBOLS))
    for pattern, new in _COMPILED:
        plain = pattern.sub(new, plain)
    found: list[str] = []
    run: list[_Token] = []
    for match in _TOKEN.finditer(plain):
        kind = match.lastgroup
        if kind is None:
            continue
        if kind != "other":
            run.append(_Token(kind, match[0]))
            continue
        found += _expressions(run, before)
        run = []
    found += _expressions(run, before)
    return tuple(dict.fromkeys(found))


def _in_full(found: re.Match[str]) -> str:
    """``3万`` and ``3 million`` in digits."""
    scale = found[2] or found[3] or found[4]
    return f"{(Decimal(found[1]) * _SCALES[scale.lower()]).normalize():f}"


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
