"""Numbers written in Chinese characters, as digits: 三千零五十 is 3050, 百分之十五 is 15%."""

import re

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_CHARACTERS = "".join((*_DIGITS, *_UNITS, *_SCALES))
_NUMBER = re.compile(rf"(?<![\d.])[{_CHARACTERS}]+(?:点[零〇一二三四五六七八九]+)?")


def to_digits(text: str) -> str:
    """``text`` with every number in Chinese characters as digits."""
    percents = re.sub(rf"百分之([\d.]+|[{_CHARACTERS}点]+)", r"\1%", text)
    return _NUMBER.sub(lambda found: _digits(found[0]), percents)


def _digits(number: str) -> str:
    whole, _, decimals = number.partition("点")
    text = str(_whole(whole))
    return f"{text}.{''.join(str(_DIGITS[digit]) for digit in decimals)}" if decimals else text


def _whole(number: str) -> int:
    if all(character in _DIGITS for character in number):
        return int("".join(str(_DIGITS[digit]) for digit in number))
    total = section = digit = unit = 0
    for character in number:
        if character in _DIGITS:
            digit = _DIGITS[character]
            unit = unit if digit else 0
        elif character in _UNITS:
            unit = _UNITS[character]
            section, digit = section + (digit or 1) * unit, 0
        else:
            unit = _SCALES[character]
            total = _scaled(total, section + digit, unit)
            section = digit = 0
    # 三万五 is short for 三万五千.
    return total + section + (digit * unit // 10 if unit > 10 else digit)


def _scaled(total: int, section: int, scale: int) -> int:
    """两千万亿 multiplies what was there; 一亿两千万 adds to it."""
    below = total if total < scale else 0
    return total - below + (below + section) * scale
