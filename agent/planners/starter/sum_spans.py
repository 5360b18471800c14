"""The sums a text asks for, in English, Chinese or symbols, as plain expressions."""

import re
from dataclasses import dataclass

from agent.planners.starter.numerals import EN_WORDS, ZH_WORDS, number_text

_SYMBOLS = str.maketrans(
    "＋－−–×✕·÷∕（）【】［］，．％＾＊／＝", "+--" + "-**" + "*//()()()" + ",.%^*/="
)
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_NUM = rf"(?:{_DIGITS}|{EN_WORDS}|{ZH_WORDS})"
_GAP = r"\s*"

_REWRITES: tuple[tuple[str, str], ...] = (
    (rf"\b(?:add|sum of|sum up|total of) ({_NUM}) (?:and|to|with|plus) ({_NUM})", r" \1 + \2 "),
    (rf"\bproduct of ({_NUM}) (?:and|by|with) ({_NUM})", r" \1 * \2 "),
    (rf"\bdifference (?:of|between) ({_NUM}) and ({_NUM})", r" \1 - \2 "),
    (rf"\b(?:quotient|ratio) of ({_NUM}) (?:and|to) ({_NUM})", r" \1 / \2 "),
    (rf"\bmultipl(?:y|ying) ({_NUM}) (?:by|with|and|times) ({_NUM})", r" \1 * \2 "),
    (rf"\bdivid(?:e|ing) ({_NUM}) (?:by|into) ({_NUM})", r" \1 / \2 "),
    (rf"\b(?:subtract|take|deduct)(?:ing)? ({_NUM}) (?:away )?from ({_NUM})", r" \2 - \1 "),
    (rf"({_NUM}){_GAP}(?:%|percent|per cent){_GAP}of{_GAP}({_NUM})", r" \1 / 100 * \2 "),
    (rf"({_NUM}){_GAP}的{_GAP}百分之{_GAP}({_NUM})", r" \1 * \2 / 100 "),
    (rf"({_NUM}){_GAP}的{_GAP}({_NUM}){_GAP}%", r" \1 * \2 / 100 "),
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
    rf"\s+|(?P<num>{_NUM})|(?P<name>sqrt|abs|round)(?=\s*\()|(?P<op>\*\*|//|[-+*/^%])|(?P<open>\()|(?P<close>\))|(?P<other>.)",
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
    plain = text.translate(_SYMBOLS)
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
