"""Exact arithmetic within bounds: fractions while they last, fifty digits where they can't."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException
from fractions import Fraction

from tools.base import ToolError

BITS = 10_000
"""How large a numerator or denominator may grow: about three thousand digits."""
LONGEST = 1000
"""How many digits are shown of an exact result."""
_DIGITS = Context(prec=50)
_SHOWN = 12
_PLACES = 40


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number; ``exact`` is False once a root, a logarithm, an angle or π went into it."""

    value: Fraction
    exact: bool = True

    def __str__(self) -> str:
        """The whole number or terminating decimal, else 12 significant digits, saying so."""
        if self.exact:
            text = _terminating(self.value)
            if text is not None and len(text) <= LONGEST:
                return text
            if text is not None:
                return f"{_rounded(self.value)} (rounded; {len(text.lstrip('-'))} digits)"
            fraction = f"{self.value.numerator}/{self.value.denominator}"
            exactly = f"; exactly {fraction}" if len(fraction) <= 2 * _PLACES else ""
            return f"{_rounded(self.value)} (rounded{exactly})"
        return f"{_rounded(self.value)} (rounded)"


PI = Number(value=Fraction("3.14159265358979323846264338327950288419716939937511"), exact=False)
E = Number(value=Fraction("2.71828182845904523536028747135266249775724709369996"), exact=False)


def number(text: str) -> Number:
    """The number of a decimal literal such as 1.5e3. Raises `ToolError` if it is too large."""
    mantissa, _, exponent = text.partition("e")
    if exponent and abs(int(exponent)) > BITS // 4:
        raise too_large()
    return bounded(Fraction(mantissa) * Fraction(10) ** int(exponent or 0))


def bounded(value: Fraction, *, exact: bool = True) -> Number:
    """The number of that value. Raises `ToolError` if it is too large."""
    if not exact:
        return Number(value=_shortened(value), exact=False)
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > BITS:
        raise too_large()
    return Number(value=value)


def too_large() -> ToolError:
    return ToolError(f"The numbers get too large: at most {BITS * 3 // 10} digits can be handled.")


def combine(operator: str, left: Number, right: Number) -> Number:
    """``left operator right``. Raises `ToolError` for what has no result or too large a one."""
    if operator == "**":
        return power(left, right)
    if operator in ("/", "//", "%") and not right.value:
        raise ToolError("Division by zero has no result.")
    return bounded(_OPERATIONS[operator](left.value, right.value), exact=left.exact and right.exact)


_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: Fraction(left // right),
    "%": lambda left, right: left % right,
}


def power(base: Number, exponent: Number) -> Number:
    """``base`` to the ``exponent``, exact where the result is a fraction. Raises `ToolError`."""
    if not base.value and exponent.value < 0:
        raise ToolError("Zero has no negative powers.")
    if exponent.value.denominator != 1:
        return _root_power(base, exponent)
    if not (base.exact and exponent.exact):
        return decimal(_DIGITS.power, base, exponent)
    times = abs(exponent.value.numerator)
    size = max(base.value.numerator.bit_length(), base.value.denominator.bit_length())
    if times > 1 and base.value not in (0, 1, -1) and (size - 1) * times > BITS:
        raise too_large()
    times = times % 2 if base.value in (1, -1) else times
    value = base.value ** (times if exponent.value >= 0 else -times)
    return bounded(value)


def _root_power(base: Number, exponent: Number) -> Number:
    if base.value < 0:
        raise ToolError("A negative number has no real power with a fraction as its exponent.")
    degree = exponent.value.denominator
    if base.exact and degree <= 100 and (exactly := _root(base.value, degree)) is not None:
        return power(bounded(exactly), bounded(Fraction(exponent.value.numerator)))
    return decimal(_DIGITS.power, base, exponent)


def root(of: Number, degree: int) -> Number:
    """The real root; exact where it is a fraction. Raises `ToolError` for even roots below 0."""
    if of.value < 0 and degree % 2:
        positive = root(Number(value=-of.value, exact=of.exact), degree)
        return Number(value=-positive.value, exact=positive.exact)
    return power(of, Number(value=Fraction(1, degree)))


def _root(value: Fraction, degree: int) -> Fraction | None:
    roots = [_whole_root(part, degree) for part in (value.numerator, value.denominator)]
    return None if None in roots else Fraction(roots[0] or 0, roots[1] or 1)


def _whole_root(value: int, degree: int) -> int | None:
    if degree == 2:
        low = math.isqrt(value)
        return low if low * low == value else None
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
    return low if low**degree == value else None


def decimal(function: Callable[..., Decimal], *numbers: Number) -> Number:
    """What a function of decimals gives to fifty digits. Raises `ToolError`."""
    try:
        result = function(*(_decimal(each.value) for each in numbers))
    except DecimalException:
        raise ToolError("That has no result among the real numbers.") from None
    if not result.is_finite():
        raise ToolError("That has no result among the real numbers.")
    if abs(result.adjusted()) > BITS * 3 // 10:
        raise too_large()
    return Number(value=Fraction(result), exact=False)


def real(function: Callable[..., float], *numbers: Number) -> Number:
    """What a function of floats gives to fifteen digits. Raises `ToolError`."""
    try:
        result = function(*(float(each.value) for each in numbers))
    except (ValueError, OverflowError):
        raise ToolError("That has no result among the real numbers.") from None
    return Number(value=Fraction(f"{result:.14e}"), exact=False)


def logarithm(of: Number, base: Number) -> Number:
    """Exact where the result is a whole number. Raises `ToolError`."""
    if of.value <= 0 or base.value <= 0 or base.value == 1:
        raise ToolError("Logarithms are of positive numbers, to a positive base that is not 1.")
    found = decimal(lambda x, y: _DIGITS.divide(_DIGITS.ln(x), _DIGITS.ln(y)), of, base)
    whole = bounded(Fraction(round(found.value)))
    if of.exact and base.exact and power(base, whole) == of:
        return whole
    return found


def ln(of: Number) -> Number:
    """Raises `ToolError` for what is not positive."""
    if of.value <= 0:
        raise ToolError("Logarithms are of positive numbers.")
    return decimal(_DIGITS.ln, of)


def exp(of: Number) -> Number:
    return decimal(_DIGITS.exp, of)


def _decimal(value: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


def _shortened(value: Fraction) -> Fraction:
    short = _decimal(value)
    if short.adjusted() > BITS * 3 // 10:
        raise too_large()
    return Fraction(short)


def _terminating(value: Fraction) -> str | None:
    """The decimal of a fraction whose denominator has no factors but 2 and 5, if it is short."""
    if value.denominator == 1:
        return str(value)
    places = max(_factor(value.denominator, 2), _factor(value.denominator, 5))
    if places > _PLACES or 10**places % value.denominator:
        return None
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _factor(number: int, prime: int) -> int:
    count = 0
    while number % prime == 0:
        number, count = number // prime, count + 1
    return count


def _rounded(value: Fraction) -> str:
    rounded = Context(prec=_SHOWN).plus(_decimal(value))
    if rounded and not -10 < rounded.adjusted() < 21:
        return f"{rounded.normalize():e}".replace("e+", "e")
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def factorial(of: Number) -> Number:
    """Raises `ToolError` for what is no whole number from 0 to 1000."""
    value = of.value
    if value.denominator != 1 or not 0 <= value <= 1000:
        raise ToolError("Factorials are of whole numbers from 0 to 1000.")
    return Number(value=Fraction(math.factorial(value.numerator)), exact=of.exact)
