# ruff: noqa: E501, SIM905 (lists of phrases)
"""Sums as people write them, drawn at random."""

import random


def _number(chance: random.Random) -> str:
    roll = chance.random()
    if roll < 0.5:
        return str(chance.randint(1, 99))
    if roll < 0.75:
        return str(chance.randint(100, 9999))
    if roll < 0.9:
        return f"{chance.randint(0, 200)}.{chance.randint(1, 99)}"
    return f"{chance.randint(1000, 999999):,}"


_EN_NUMBERS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty fifty twenty-five forty-two ninety-nine".split()
_ZH_NUMBERS = (
    "二 三 四 五 六 七 八 九 十 十二 十五 二十 二十五 三十六 五十 一百 一百二十 三百".split()
)


def _en_number(chance: random.Random) -> str:
    return chance.choice((*_EN_NUMBERS, "one hundred", "two hundred"))


def a_sum(chance: random.Random, *, chinese: bool) -> str:
    roll = chance.random()
    if roll < 0.5:
        return _symbols(chance)
    a, b, c = _number(chance), _number(chance), _number(chance)
    n = str(chance.randint(2, 99))
    if chinese:
        if chance.random() < 0.15:
            a, b = chance.choice(_ZH_NUMBERS), chance.choice(_ZH_NUMBERS)
        return chance.choice(
            (
                f"{a}加{b}",
                f"{a}加上{b}",
                f"{a}减{b}",
                f"{a}减去{b}",
                f"{a}乘{b}",
                f"{a}乘以{b}",
                f"{a}乘以{b}",
                f"{a}除以{b}",
                f"{a}除以{b}",
                f"{a}加{b}减{c}",
                f"{a}乘以{b}再加{c}",
                f"{n}的平方",
                f"{n}的立方",
                f"{n}的{chance.randint(2, 12)}次方",
                f"{n}的平方根",
                f"根号{n}",
                f"{a}的{n}%",
                f"{a}的百分之{n}",
                f"{a}的一半",
                f"{a}和{b}的和",
                f"{a}与{b}的积",
                f"{a}和{b}的差",
                f"{a}的{chance.choice('两三四五')}倍",
                f"{a}加{b}加{c}",
                f"从{a}里减去{b}",
            )
        )
    if chance.random() < 0.15:
        a, b = _en_number(chance), _en_number(chance)
    return chance.choice(
        (
            f"{a} plus {b}",
            f"{a} minus {b}",
            f"{a} times {b}",
            f"{a} multiplied by {b}",
            f"{a} divided by {b}",
            f"{a} over {b}",
            f"the sum of {a} and {b}",
            f"the product of {a} and {b}",
            f"the difference between {a} and {b}",
            f"{n}% of {a}",
            f"{n} percent of {a}",
            f"{n} squared",
            f"{n} cubed",
            f"{n} to the power of {chance.randint(2, 12)}",
            f"the square root of {n}",
            f"sqrt({n})",
            f"half of {a}",
            f"{a} plus {b} minus {c}",
            f"{a} x {b}",
            f"twice {a}",
            f"double {a}",
            f"a quarter of {a}",
            f"a third of {a}",
            f"{a} plus {b} plus {c}",
            f"{a} times {b} plus {c}",
            f"{n}% off {a}",
            f"the sum of {a}, {b} and {c}",
            f"the total of {a} and {b}",
            f"{a} added to {b}",
        )
    )


_EN_ORDERS = (
    "add {a} and {b}",
    "multiply {a} by {b}",
    "divide {a} by {b}",
    "subtract {a} from {b}",
    "if you multiply {a} by {b} what do you get",
    "please add {a} to {b}",
    "can you divide {a} by {b}",
    "what is the result when you subtract {a} from {b}",
    "what happens when i multiply {a} and {b}",
)


def an_order(chance: random.Random) -> str:
    return chance.choice(_EN_ORDERS).format(a=_number(chance), b=_number(chance))


def _symbols(chance: random.Random) -> str:
    gap = chance.choice(("", "", " "))
    times = chance.choice(("*", "*", "×", "x"))
    over = chance.choice(("/", "/", "÷"))
    ops = ("+", "-", times, over, "+", times, over)
    a, b, c, d = (_number(chance) for _ in range(4))
    o, p, q = (f"{gap}{chance.choice(ops)}{gap}" for _ in range(3))
    return chance.choice(
        (
            f"{a}{o}{b}",
            f"{a}{o}{b}",
            f"{a}{o}{b}",
            f"{a}{o}{b}{p}{c}",
            f"{a}{o}({b}{p}{c})",
            f"({a}{o}{b}){p}{c}",
            f"({a}{o}{b}){p}({c}{q}{d})",
            f"{chance.randint(2, 30)}^{chance.randint(2, 10)}",
            f"{chance.randint(2, 30)}**{chance.randint(2, 8)}",
            f"({a}{o}{b})^2",
            f"{a}{o}{b}{p}{c}{q}{d}",
            f"{chance.randint(1, 99)}%{gap}{times}{gap}{a}",
        )
    )
