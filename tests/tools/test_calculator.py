"""The calculator: exact, in any spelling, and bounded."""

import math
import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.asking import ask
from tools.arithmetic import work_out
from tools.base import ToolError
from tools.calculator import calculator

TOOL = calculator()


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("37*24", "37*24 = 888"),
        ("12.5*(3+4)", "12.5*(3+4) = 87.5"),
        ("0.1+0.2", "0.1+0.2 = 0.3"),
        ("1/3+1/6", "1/3+1/6 = 0.5"),
        ("2/3", "2/3 = 0.666666666667 (rounded; exactly 2/3)"),
        ("sqrt(2)", "sqrt(2) = 1.41421356237 (rounded)"),
        ("log(100)", "log(100) = 2; log is to base 10, ln is natural"),
        ("200+10%", "200+10% = 220; a percentage added or taken away is of what stands before it"),
        ("max(1,234)", "max(1, 234) = 234"),
        ("7 mod 3", "7 mod 3 = 1"),
    ],
)
async def test_what_is_said(expression: str, said: str) -> None:
    assert await ask(TOOL, expression=expression) == said


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1+2*3", "7"), ("(1+2)*3", "9"), ("7//2", "3"), ("-7//2", "-4"), ("-7%3", "2"),
        ("2**10", "1024"), ("2^10", "1024"), ("-2**2", "-4"), ("2**-1", "0.5"), ("2**3**2", "512"),
        ("--3", "3"), ("+5", "5"), ("10-2-3", "5"), ("100/10/5", "2"), ("2(3+4)", "14"),
        ("(1+2)(3+4)", "21"), ("1e3", "1000"), ("1.5E-3", "0.0015"), (".5+5.", "5.5"),
        ("１０＋２×３", "16"), ("10÷4", "2.5"), ("5−3", "2"), ("3 x 4", "12"), ("3·4", "12"),
        ("5²", "25"), ("2³+1", "9"), ("10¹²", "1000000000000"), ("[1+2]*{3}", "9"),
        ("15% of 80", "12"), ("80*15%", "12"), ("15%", "0.15"), ("1/8%", "12.5"),
        ("100-20%", "80"), ("100%-20%", "0.8"), ("100*(1+5%)", "105"), ("10%3", "1"),
        ("10 % 3", "1"), ("50% - 10", "-9.5"), ("mod(10,-3)", "-2"), ("5!", "120"), ("3!!", "720"),
        ("1000!/998!", "999000"), ("sqrt(16)", "4"), ("√16", "4"), ("sqrt(2.25)", "1.5"),
        ("cbrt(-27)", "-3"), ("8**(1/3)", "2"), ("4**1.5", "8"), ("abs(-3)", "3"),
        ("round(2.5)", "3"), ("round(-2.5)", "-3"), ("round(3.14159, 2)", "3.14"),
        ("round(1234,-2)", "1200"), ("floor(-2.5)", "-3"), ("ceil(2.1)", "3"), ("min(3,1,2)", "1"),
        ("max((1,234), 5)", "1234"), ("sum(1,2,3)", "6"), ("mean(1,2)", "1.5"), ("gcd(12,18)", "6"),
        ("lcm(4,6)", "12"), ("pow(2,5)", "32"), ("log(8,2)", "3"), ("log2(1024)", "10"),
        ("log10(0.001)", "-3"), ("factorial(10)", "3628800"), ("1,234,567+1", "1234568"),
        ("1，234*2", "2468"), ("$1,200*3", "3600"), ("1_000_000*2", "2000000"), ("0x1F+1", "32"),
        ("6.02*10^23", "602000000000000000000000"), ("0**0", "1"), ("1/1024", "0.0009765625"),
        ("99999999999*99999999999", "9999999999800000000001"), ("1.05**2", "1.1025"),
    ],
)  # fmt: skip
def test_exact(expression: str, value: str) -> None:
    assert str(work_out(expression).value) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("37乘以24", "888"), ("计算 37*24 等于多少", "888"), ("三十七乘以二十四", "888"),
        ("100减去37乘2", "26"), ("10除以4", "2.5"), ("3加4等于几？", "7"), ("负3加5", "2"),
        ("80的15%", "12"), ("百分之十五乘以八十", "12"), ("2的10次方", "1024"),
        ("二的十次方", "1024"), ("三万五加一", "35001"), ("两百三乘十", "2300"), ("十二减二", "10"),
        ("一百零五万", "1050000"), ("三千万亿加零", "3000000000000000"), ("一千零二十", "1020"),
        ("3的平方加4的平方", "25"), ("2的立方", "8"), ("16的平方根", "4"), ("根号16", "4"),
        ("5的阶乘", "120"), ("3万加5千", "35000"), ("3万5千+1", "35001"), ("6/3万", "0.0002"),
        ("3.5万*2", "70000"), ("一万加两千", "12000"), ("一百零五加二十", "125"),
        ("一亿两千万减一", "119999999"), ("三点一四乘二", "6.28"), ("四分之三", "0.75"),
        ("二〇二四减十", "2014"), ("1000000元*5%", "50000"), ("请计算：(3+5)×2 = ？", "16"),
        ("What is 12.5*(3+4)?", "87.5"), ("15 percent of 60", "9"), ("5 plus 3", "8"),
        ("square root of 144", "12"), ("2 to the power of 10", "1024"), ("5 squared", "25"),
        ("12 divided by 4 plus 3", "6"), ("7 times 8 minus 6", "50"), ("calculate 2+2 =", "4"),
    ],
)  # fmt: skip
def test_in_words(expression: str, value: str) -> None:
    assert str(work_out(expression).value) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("pi", math.pi), ("2π", math.tau), ("e**2", math.e**2), ("sin(30°)", 0.5),
        ("sin(pi)", 0.0), ("cos(0)", 1.0), ("tan(45 deg)", 1.0), ("atan(1)*4", math.pi),
        ("ln(10)", math.log(10)), ("exp(1)", math.e), ("log(2)", math.log10(2)),
        ("2**0.5", math.sqrt(2)), ("pi**100", math.pi**100), ("degrees(pi)", 180.0),
        ("sqrt(2)*1e-20", math.sqrt(2) * 1e-20), ("(2**0.5)**2", 2.0), ("1.1**1.1", 1.1**1.1),
    ],
)  # fmt: skip
def test_rounded(expression: str, value: float) -> None:
    result = work_out(expression).value
    assert not result.exact
    said, rounded = str(result).split(" ", 1)
    assert rounded == "(rounded)"
    assert math.isclose(float(said), value, rel_tol=1e-11, abs_tol=1e-15)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("1/0", "Division by zero"), ("1%0*2", "Division by zero"), ("0**-1", "no negative powers"),
        ("9**9**9", "too large"), ("9**99999", "too large"), ("1e99999", "too large"),
        ("2**-99999", "too large"), ("exp(99999)", "too large"), ("1001!", "0 to 1000"),
        ("1.5!", "whole numbers"), ("(-8)**0.5", "no real power"), ("sqrt(-1)", "no real power"),
        ("ln(0)", "positive"), ("log(-1)", "positive"), ("log(8,1)", "positive"),
        ("asin(2)", "no result"), ("tan(pi/2)", "no result"), ("gcd(1.5,2)", "whole numbers"),
        ("round(1,500)", "at most 100"), ("1+", "ends too early"), ("(1", "not closed"),
        ("1)", "don't understand"), ("*3", "don't understand"), ("3 4", "don't understand"),
        ("(1,2)", "comma"), ("10 % -3", "remainder"), ("foo(2)", "don't know 'foo'. I know pi"),
        ("sqrt(1,2)", "takes 1 values, not 2"), ("mod(1)", "takes 2 values, not 1"),
        ("__import__('os')", "can't read"), ("1+1=2", "can't read"), ("½", "can't read"),
        ("1万2", "can't read"), ("=", "nothing to work out"), ("what is", "nothing to work out"),
        ("(" * 60 + "1" + ")" * 60, "nested"), ("-" * 300 + "1", "nested"),
        ("1" * 501, "longer than 500"),
    ],
)  # fmt: skip
def test_errors(expression: str, why: str) -> None:
    with pytest.raises(ToolError) as raised:
        work_out(expression)
    assert why in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("name", "value"), [("expr", "37*24"), ("query", "37*24"), ("formula", "37*24")]
)
async def test_other_names(name: str, value: str) -> None:
    assert await ask(TOOL, **{name: value}) == "37*24 = 888"


async def test_a_number_is_an_expression() -> None:
    assert await ask(TOOL, expression=42) == "42 = 42"
    with pytest.raises(ToolError, match="expression: Field required"):
        await ask(TOOL, expression="")
    with pytest.raises(ToolError, match="at most 500 characters"):
        await ask(TOOL, expression="1" * 501)


def test_long_results_are_shortened_and_say_so() -> None:
    assert str(work_out("2**1000").value) == str(2**1000)
    assert str(work_out("1000!").value) == "4.02387260077e2567 (rounded; 2568 digits)"


@pytest.mark.parametrize(
    "expression",
    ["1000!/999!" + "*1.1" * 100, "9" * 499, "9**3000/7**3000", "+".join(["1/7"] * 125), "2**9999"],
)
def test_nothing_takes_long(expression: str) -> None:
    started = time.process_time()
    work_out(expression)
    assert time.process_time() - started < 1


def _trees(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "-", "*", "/"])
    return st.tuples(children, signs, children).map(lambda parts: f"({''.join(parts)})")


NUMBERS = st.integers(0, 10**6).map(str) | st.decimals(0, 1000, places=3).map(str)


@given(st.recursive(NUMBERS, _trees, max_leaves=12))
@settings(deadline=None, max_examples=150)
def test_agrees_with_fractions(expression: str) -> None:
    try:
        expected = _by_fractions(expression)
    except ZeroDivisionError:
        with pytest.raises(ToolError, match="Division by zero"):
            work_out(expression)
        return
    result = work_out(expression).value
    assert result.exact
    assert result.value == expected
    said = str(result).split(" ")[0]
    assert math.isclose(float(said), float(expected), rel_tol=1e-11)
    assert (Fraction(said) == expected) or "(rounded" in str(result)


def _by_fractions(expression: str) -> Fraction:
    """Python's own reading of the expression, with every number a fraction."""
    words = expression
    for sign in "()+-*/":
        words = words.replace(sign, f" {sign} ")
    numbers = [f"F('{word}')" if word[0].isdigit() else word for word in words.split()]
    value = eval("".join(numbers), {"F": Fraction, "__builtins__": {}})
    assert isinstance(value, Fraction)
    return value


@given(st.text(alphabet="0123456789.+-*/%^()!, ept加减乘除的百分之万", max_size=25))
@settings(deadline=None, max_examples=300)
def test_any_text_is_a_sum_or_an_error_in_words(text: str) -> None:
    try:
        assert str(work_out(text).value)
    except ToolError as error:
        assert str(error)
