"""The functions and constants that an arithmetic expression may name."""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from tools import exact
from tools.base import ToolError
from tools.exact import Number, bounded, combine

Function = Callable[..., Number]
_MANY = 1000


def _whole(number: int) -> Number:
    return Number(value=Fraction(number))


_ZERO, _TEN = _whole(0), _whole(10)


def _rounded(of: Number, places: Number = _ZERO) -> Number:
    """Halves go away from zero, as people round."""
    if places.value.denominator != 1 or abs(places.value) > 100:
        raise ToolError("Round to a whole number of places, at most 100.")
    scale = Fraction(10) ** int(places.value)
    whole = math.floor(abs(of.value) * scale + Fraction(1, 2))
    return bounded(Fraction(whole if of.value >= 0 else -whole) / scale)


def _integers(*numbers: Number) -> list[int]:
    if any(each.value.denominator != 1 for each in numbers):
        raise ToolError("gcd and lcm are of whole numbers.")
    return [each.value.numerator for each in numbers]


def _sum(*numbers: Number) -> Number:
    total = _ZERO
    for each in numbers:
        total = combine("+", total, each)
    return total


def _tangent(of: float) -> float:
    if abs(result := math.tan(of)) > 1e15:
        raise ValueError("a right angle has no tangent")
    return result


def _angle(function: Callable[[float], float]) -> Function:
    """A function of an angle in radians; what only float's grain keeps from zero is zero."""

    def of_number(angle: Number) -> Number:
        result = exact.real(function, angle)
        tiny = abs(result.value) < Fraction(1, 10**15) < abs(angle.value)
        return Number(value=Fraction(), exact=False) if tiny else result

    return of_number


def _largest(*numbers: Number) -> Number:
    return max(numbers, key=lambda each: each.value)


def _smallest(*numbers: Number) -> Number:
    return min(numbers, key=lambda each: each.value)


def _floor(of: Number) -> Number:
    return _whole(math.floor(of.value))


def _ceil(of: Number) -> Number:
    return _whole(math.ceil(of.value))


def _mean(*numbers: Number) -> Number:
    return combine("/", _sum(*numbers), _whole(len(numbers)))


CONSTANTS: Mapping[str, Number] = {
    "pi": exact.PI,
    "e": exact.E,
    "tau": combine("*", _whole(2), exact.PI),
}
FUNCTIONS: Mapping[str, tuple[int, int, Function]] = {
    "sqrt": (1, 1, lambda of: exact.root(of, 2)),
    "cbrt": (1, 1, lambda of: exact.root(of, 3)),
    "abs": (1, 1, lambda of: Number(value=abs(of.value), exact=of.exact)),
    "round": (1, 2, _rounded),
    "floor": (1, 1, _floor),
    "ceil": (1, 1, _ceil),
    "min": (1, _MANY, _smallest),
    "max": (1, _MANY, _largest),
    "sum": (1, _MANY, _sum),
    "mean": (1, _MANY, _mean),
    "avg": (1, _MANY, _mean),
    "average": (1, _MANY, _mean),
    "factorial": (1, 1, exact.factorial),
    "gcd": (1, _MANY, lambda *of: _whole(math.gcd(*_integers(*of)))),
    "lcm": (1, _MANY, lambda *of: bounded(Fraction(math.lcm(*_integers(*of))))),
    "mod": (2, 2, lambda left, right: combine("%", left, right)),
    "pow": (2, 2, exact.power),
    "exp": (1, 1, exact.exp),
    "ln": (1, 1, exact.ln),
    "log": (1, 2, lambda of, base=_TEN: exact.logarithm(of, base)),
    "log10": (1, 1, lambda of: exact.logarithm(of, _TEN)),
    "log2": (1, 1, lambda of: exact.logarithm(of, _whole(2))),
    "sin": (1, 1, _angle(math.sin)),
    "cos": (1, 1, _angle(math.cos)),
    "tan": (1, 1, _angle(_tangent)),
    "asin": (1, 1, lambda of: exact.real(math.asin, of)),
    "acos": (1, 1, lambda of: exact.real(math.acos, of)),
    "atan": (1, 1, lambda of: exact.real(math.atan, of)),
    "degrees": (1, 1, lambda of: exact.real(math.degrees, of)),
    "radians": (1, 1, lambda of: exact.real(math.radians, of)),
}
"""By name: the fewest and the most values it takes, and what it does. Angles are in radians."""

OF_SEVERAL = frozenset(name for name, (_, most, _) in FUNCTIONS.items() if most > 1)
