"""Reads an arithmetic expression and works it out, exactly where it can be."""

import re
from dataclasses import dataclass

from tools import exact
from tools.base import ToolError
from tools.exact import Number, bounded, combine, number
from tools.functions import CONSTANTS, FUNCTIONS, OF_SEVERAL
from tools.spoken_arithmetic import in_signs

LONGEST = 500
"""Characters of an expression."""
_DEEPEST = 40
_HELP = "Write numbers with + - * / // % ** ( ) and functions such as sqrt(2) or max(1, 2)"
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)|(?P<name>[a-z][a-z0-9]*)"
    r"|(?P<sign>\*\*|//|[-+*/%!°(),])"
)
_MARKS = ("mod", "rooted", "deg")
_PERCENT_NOTE = "a percentage added or taken away is of what stands before it"
_LOG_NOTE = "log is to base 10, ln is natural"


@dataclass(frozen=True, kw_only=True)
class Result:
    """``expression`` is what was understood; ``notes`` say what was taken for granted."""

    expression: str
    value: Number
    notes: tuple[str, ...]


def work_out(expression: str) -> Result:
    """The result of an expression. Raises `ToolError` for what can't be read or has no result."""
    if len(expression) > LONGEST:
        raise ToolError(f"The expression is longer than {LONGEST} characters: work in parts.")
    tokens = _tokens(in_signs(expression))
    if not tokens:
        raise ToolError(f"There is nothing to work out in {expression!r}. {_HELP}.")
    reader = _Reader(tokens)
    value = reader.everything()
    return Result(expression=_said(tokens), value=value, notes=tuple(dict.fromkeys(reader.notes)))


@dataclass(frozen=True, kw_only=True)
class _Token:
    kind: str
    text: str
    spaced: bool


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place, spaced = 0, False
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise ToolError(f"I can't read {text[place : place + 20]!r} here. {_HELP}.")
        place = found.end()
        if found.lastgroup != "space":
            token = _Token(kind=found.lastgroup or "", text=found[0], spaced=spaced)
            _append(tokens, token)
        spaced = found.lastgroup == "space"
    return tokens


def _append(tokens: list[_Token], token: _Token) -> None:
    """Add a token; 1 , 234 becomes 1234 where the comma can't part two arguments."""
    if (
        len(tokens) > 1
        and not token.spaced
        and re.fullmatch(r"\d{3}(\.\d*)?", token.text)
        and tokens[-1].text == ","
        and not tokens[-1].spaced
        and re.fullmatch(r"[1-9]\d{0,2}(\d{3})*", tokens[-2].text)
        and _around(tokens) not in OF_SEVERAL
    ):
        tokens.pop()
        first = tokens.pop()
        token = _Token(kind="number", text=first.text + token.text, spaced=first.spaced)
    tokens.append(token)


def _around(tokens: list[_Token]) -> str:
    """The function whose brackets are open at the end, if any."""
    open_brackets = 0
    for place in range(len(tokens) - 1, 0, -1):
        open_brackets += {")": -1, "(": 1}.get(tokens[place].text, 0)
        if open_brackets > 0:
            return tokens[place - 1].text
    return ""


def _said(tokens: list[_Token]) -> str:
    text = ""
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        before = " " if token.text in _MARKS and text[-1:].isalnum() else ""
        called = after is None or after.kind == "sign"
        behind = " " if token.text == "," or (token.kind == "name" and not called) else ""
        text += before + token.text + behind
    return text


class _Reader:
    """Works out tokens from left to right, by the usual precedence."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0
        self._percent = False
        self.notes: list[str] = []

    def everything(self) -> Number:
        value = self._sum()
        if self._place < len(self._tokens):
            raise ToolError(f"I don't understand {self._peek()!r} at this place. {_HELP}.")
        return value

    def _peek(self) -> str:
        return self._tokens[self._place].text if self._place < len(self._tokens) else ""

    def _next(self) -> str:
        text = self._peek()
        self._place += 1
        return text

    def _skip(self, text: str) -> bool:
        found = self._peek() == text
        self._place += found
        return found

    def _sum(self) -> Number:
        value = self._product()
        share = self._percent
        while (sign := self._peek()) in ("+", "-"):
            self._place += 1
            right = self._product()
            if self._percent and not share:
                right = combine("*", value, right)
                self.notes.append(_PERCENT_NOTE)
            value, share = combine(sign, value, right), share and self._percent
        self._percent = False
        return value

    def _product(self) -> Number:
        value = self._signed()
        while (sign := self._operator()) is not None:
            right = self._signed()
            value, self._percent = combine(sign, value, right), False
        return value

    def _operator(self) -> str | None:
        """The multiplying sign that comes next, taken; two things side by side are multiplied."""
        sign = self._peek()
        if sign in ("*", "/", "//"):
            self._place += 1
            return sign
        if sign in ("%", "mod"):
            self._place += 1
            return "%"
        return "*" if self._starts_value() else None

    def _starts_value(self) -> bool:
        if self._place >= len(self._tokens):
            return False
        token, before = self._tokens[self._place], self._tokens[self._place - 1]
        if token.kind == "number":
            return before.text == ")"
        return token.text == "(" or (token.kind == "name" and token.text not in _MARKS)

    def _signed(self) -> Number:
        self._enter()
        if (sign := self._peek()) in ("+", "-"):
            self._place += 1
            value = self._signed()
            value = value if sign == "+" else bounded(-value.value, exact=value.exact)
        else:
            value = self._power()
        self._depth -= 1
        return value

    def _power(self) -> Number:
        value = self._marked(self._value())
        if self._skip("**"):
            value, self._percent = combine("**", value, self._signed()), False
        return value

    def _marked(self, value: Number) -> Number:
        """``value`` with the marks behind it: 5!, 15%, 30°."""
        self._percent = False
        while True:
            if self._skip("!"):
                value = exact.factorial(value)
            elif self._skip("°") or self._skip("deg"):
                value = combine("/", combine("*", value, exact.PI), number("180"))
            elif self._skip("rooted"):
                value = exact.root(value, 2)
            elif self._peek() == "%" and self._is_percent():
                self._place += 1
                value, self._percent = combine("/", value, number("100")), True
            else:
                return value

    def _is_percent(self) -> bool:
        """Whether the coming % is a percent sign, not the remainder's."""
        sign, after = self._tokens[self._place], self._tokens[self._place + 1 : self._place + 3]
        if not after or after[0].text in ("*", "/", "//", "**", ")", ",", "%", "!", "mod"):
            return True
        if after[0].text not in ("+", "-"):
            return False
        if sign.spaced and len(after) > 1 and not after[1].spaced:
            raise ToolError("Is % a percent sign or the remainder? Write mod(10, -3) or (10%) - 3.")
        return True

    def _value(self) -> Number:
        if self._place >= len(self._tokens):
            raise ToolError(f"The expression ends too early. {_HELP}.")
        token = self._tokens[self._place]
        self._place += 1
        if token.kind == "number":
            return number(token.text)
        if token.text == "(":
            value, *more = self._bracketed()
            if more:
                raise ToolError("A comma parts only the values of a function, such as max(1, 2).")
            return value
        if token.kind == "name":
            return self._named(token.text)
        raise ToolError(f"I don't understand {token.text!r} at this place. {_HELP}.")

    def _bracketed(self) -> list[Number]:
        """The values up to the closing bracket; the opening one is taken."""
        self._enter()
        values = [self._sum()]
        while self._skip(","):
            values.append(self._sum())
        if not self._skip(")"):
            raise ToolError("A bracket is not closed, or something is missing before it.")
        self._depth -= 1
        return values

    def _named(self, name: str) -> Number:
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name not in FUNCTIONS:
            known = ", ".join((*CONSTANTS, *FUNCTIONS))
            raise ToolError(f"I don't know {name!r}. I know {known}.")
        values = self._bracketed() if self._skip("(") else [self._signed()]
        fewest, most, function = FUNCTIONS[name]
        if not fewest <= len(values) <= most:
            count = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise ToolError(f"{name} takes {count} values, not {len(values)}.")
        if name == "log" and len(values) == 1:
            self.notes.append(_LOG_NOTE)
        return function(*values)

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ToolError(f"The expression is nested more than {_DEEPEST} deep: work in parts.")
