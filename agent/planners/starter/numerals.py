"""Numbers as people write them: digits, English words, Chinese numerals."""

import re

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * (place + 2) for place, word in enumerate(_TENS)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ZH = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ZH_UNITS = {"十": 10, "百": 100, "千": 1000}

_ODD_ORDINALS = ["first", "second", "third", "fifth", "eighth", "ninth", "twelfth"]
_ORDINALS = {
    **{f"{word}th": value for word, value in _EN.items() if value},
    **dict(zip(_ODD_ORDINALS, (1, 2, 3, 5, 8, 9, 12), strict=True)),
    "twentieth": 20,
    "thirtieth": 30,
}
ORDINAL_WORDS = (
    rf"(?:(?:twenty|thirty)[ -]?)?(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\b"
)
"""``third`` or ``twenty-first``, as a regular expression without groups."""

_WORD = "|".join(sorted([*_EN, *_SCALES], key=len, reverse=True))
EN_WORDS = rf"\b(?:{_WORD})(?:(?:[ -]|,? and )(?:{_WORD})){{0,12}}\b"
NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|{EN_WORDS})"
"""A number in an English text, as a regular expression without groups."""
ZH_DIGITS = "零〇一二两三四五六七八九十百千万亿"
ZH_WORDS = rf"[{ZH_DIGITS}]+(?:点[零一二三四五六七八九]+)?"
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
NUM = rf"(?:{DIGITS}|{EN_WORDS}|{ZH_WORDS})"
"""A number in either language, as a regular expression without groups."""


def zh_number(text: str) -> int:
    """A whole number in any of the forms; ``a`` is one. Raises ValueError."""
    text = text.strip().lower().replace(",", "")
    if text in ("a", "an"):
        return 1
    if text.isdecimal():
        return int(text)
    if re.fullmatch(EN_WORDS, text):
        return _en_words(text)
    return _zh_words(text)


def ordinal_number(text: str) -> int:
    """``twenty-first`` is 21."""
    first, *rest = re.split(r"[ -]", text.lower())
    return _EN[first] + _ORDINALS[rest[0]] if rest else _ORDINALS[first]


def number_text(text: str) -> str:
    """A number in digits. Raises ValueError."""
    plain = text.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", plain):
        return plain
    whole, _, decimals = text.partition("点")
    digits = "".join(str(_ZH[digit]) for digit in decimals)
    return f"{zh_number(whole)}.{digits}" if digits else str(zh_number(whole))


def _en_words(text: str) -> int:
    total = current = 0
    for word in re.findall(r"[a-z]+", text):
        if word in _EN:
            current += _EN[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
    return total + current


def _zh_words(text: str) -> int:
    if not text or not re.fullmatch(r"[零〇一二两三四五六七八九十百千万亿\d]+", text):
        raise ValueError(f"{text!r} is not a number")
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in text:
            high, _, low = text.partition(unit)
            rest = _zh_words(low) if low else 0
            if low in _ZH:  # 两万三 is 23000
                rest *= size // 10
            return (_zh_words(high) if high else 1) * size + rest
    if not any(unit in text for unit in _ZH_UNITS):
        return int("".join(str(_ZH.get(digit, digit)) for digit in text))
    total, current = 0, 0
    for character in text:
        if character in _ZH_UNITS:
            total += (current or 1) * _ZH_UNITS[character]
            current = 0
        else:
            current = _ZH[character] if character in _ZH else 10 * current + int(character)
    if current and text[-2] in ("百", "千"):  # 八千五 is 8500
        current *= _ZH_UNITS[text[-2]] // 10
    return total + current
