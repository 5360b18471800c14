"""Custom tools: functions and classes, their schema, their results, and what can't be loaded."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.asking import ask
from tools.base import Tool, ToolError
from tools.custom import CustomToolError, load

MODULE = '''
"""Tools of a user."""

import threading
from typing import Literal

from tools.base import Tool, ToolError


def rate(currency: str, amount: float = 1.0, side: Literal["buy", "sell"] = "buy") -> dict:
    """The exchange rate of a currency
    to the euro.

    It is looked up each time.

    Args:
        currency (str): Three letters,
            such as CNY
        amount: How much of it
        unknown: Is no argument

    Returns:
        The rate: a number
    """
    return {"currency": currency, "amount": amount, "side": side, "汇率": 7.8}


async def later(copy: str, json: int = 3) -> str:
    """Says it later."""
    return f"{copy} {json} {threading.current_thread() is threading.main_thread()}"


def where() -> str:
    """Says in which thread it runs."""
    return str(threading.current_thread() is threading.main_thread())


def nothing(tags: list[str], limit: int | None = None, marker: object = ...) -> None:
    """Does nothing."""


def refuses(text: str) -> str:
    """Refuses."""
    raise ToolError(f"not {text}, please")


def breaks(text: str) -> str:
    """Breaks."""
    return text["missing"]


class Answer:
    def __init__(self, answer, answer_md=""):
        self.answer = answer
        self.answer_md = answer_md


class Trending:
    """Trending things.

    Args:
        language (str): Which language
        count (int, optional): How many
        deep (bool): Whether to look deep

    Returns:
        list: the things
    """

    name = "get_trending"
    zh_name = "查询趋势"
    description = "Get what is trending."
    tips = "Use it rarely."
    timeout = 5
    idempotent = True

    def __init__(self, cfg=None, lang="en"):
        self.lang = lang

    def __call__(self, language, count=3, deep=False, *args, **kwargs):
        return Answer([language, count, deep], f"# {language} {count} {deep} {self.lang}")


instance = Trending(lang="zh")


class Hinted:
    name = "hinted"

    def __call__(self, size: int, other=None) -> Answer:
        """Measures.

        Args:
            size: In metres
        """
        return Answer({"size": size + 1})


class AsyncCall:
    name = "async_call"
    description = "Is asynchronous."

    async def __call__(self, text: str = "hi") -> str:
        return text


class Needy:
    name = "needy"
    description = "Needs something."

    def __init__(self, needed):
        self.needed = needed

    def __call__(self): ...


class Nameless:
    description = "Has no name."

    def __call__(self): ...


class Undescribed:
    name = "undescribed"

    def __call__(self): ...


class Uncallable:
    name = "uncallable"
    description = "Can't be called."


class OddName:
    name = "odd name!"
    description = "Has an odd name."

    def __call__(self): ...


def unhinted(text) -> str:
    """Has no hints."""


def undocumented(text: str) -> str:
    return text


def by_place(text: str, /) -> str:
    """Takes its argument by place."""


def unknown_hint(text: "Nowhere") -> str:
    """Has a hint that names nothing."""


def odd_hint(lock: threading.Lock) -> str:
    """Has a hint that can't be described."""


ready = Tool(
    name="ready", zh_name="", description="Is one already.", arguments=None, run=None
)
number = 5
'''


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working folder with the user's modules, which Python forgets afterwards."""
    (tmp_path / "user_tools.py").write_text(MODULE)
    (tmp_path / "broken_tools.py").write_text("1 / 0")
    (tmp_path / "misspelt_tools.py").write_text("def f(:")
    (tmp_path / "needy_tools.py").write_text("import not_installed_anywhere")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.endswith("_tools"):
            del sys.modules[name]


@pytest.fixture
def rate(here: Path) -> Tool:  # type: ignore[type-arg]
    return load("user_tools:rate")


def test_a_functions_schema(rate: Tool) -> None:  # type: ignore[type-arg]
    assert rate.schema() == {
        "name": "rate",
        "description": "The exchange rate of a currency to the euro.",
        "parameters": {
            "type": "object",
            "properties": {
                "currency": {"type": "string", "description": "Three letters, such as CNY"},
                "amount": {"type": "number", "default": 1.0, "description": "How much of it"},
                "side": {"type": "string", "enum": ["buy", "sell"], "default": "buy"},
            },
            "required": ["currency"],
        },
    }
    assert (rate.zh_name, rate.idempotent, rate.timeout) == ("rate", False, 30.0)


async def test_a_function_runs_with_what_the_model_sends(rate: Tool) -> None:  # type: ignore[type-arg]
    said = await ask(rate, currency="CNY", amount="2.5", side=None, extra=1)
    assert said == '{"currency":"CNY","amount":2.5,"side":"buy","汇率":7.8}'
    with pytest.raises(ToolError, match="currency: Field required"):
        await ask(rate, amount=1)
    with pytest.raises(ToolError, match="amount: Input should be a valid number"):
        await ask(rate, currency="CNY", amount="much")
    with pytest.raises(ToolError, match="side: Input should be 'buy' or 'sell'"):
        await ask(rate, currency="CNY", side="hold")


async def test_threads(here: Path) -> None:
    assert threading.current_thread() is threading.main_thread()
    assert await ask(load("user_tools:where")) == "False"
    assert await ask(load("user_tools:later"), copy="x", json="4") == "x 4 True"


async def test_no_result_is_said(here: Path) -> None:
    assert await ask(load("user_tools:nothing"), tags=["a"], limit=None) == "Done."


async def test_errors_go_through(here: Path) -> None:
    with pytest.raises(ToolError, match="not this, please"):
        await ask(load("user_tools:refuses"), text="this")
    with pytest.raises(TypeError):
        await ask(load("user_tools:breaks"), text="this")


@pytest.mark.parametrize(("name", "lang"), [("Trending", "en"), ("instance", "zh")])
async def test_the_class_form(here: Path, name: str, lang: str) -> None:
    tool = load(f"user_tools:{name}")
    assert tool.schema() == {
        "name": "get_trending",
        "description": "Get what is trending. Use it rarely.",
        "parameters": {
            "type": "object",
            "properties": {
                "language": {"type": "string", "description": "Which language"},
                "count": {"type": "integer", "default": 3, "description": "How many"},
                "deep": {
                    "type": "boolean",
                    "default": False,
                    "description": "Whether to look deep",
                },
            },
            "required": ["language"],
        },
    }
    assert (tool.zh_name, tool.timeout, tool.idempotent) == ("查询趋势", 5.0, True)
    assert await ask(tool, language="go", count="5", deep="yes") == f"# go 5 True {lang}"
    assert await ask(tool, language=7) == f"# 7 3 False {lang}"


async def test_a_class_with_hints(here: Path) -> None:
    tool = load("user_tools:Hinted")
    assert tool.description == "Measures."
    properties = tool.schema()["parameters"]["properties"]
    assert properties["size"] == {"type": "integer", "description": "In metres"}
    assert await ask(tool, size="4") == '{"size":5}'
    assert await ask(load("user_tools:AsyncCall")) == "hi"


def test_a_ready_made_tool(here: Path) -> None:
    assert load("user_tools:ready").name == "ready"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("user_tools", "is not of the form module:object"),
        (":rate", "is not of the form module:object"),
        ("no_such_module:f", "there is no module 'no_such_module'"),
        ("user_tools.deeper:f", "there is no module 'user_tools.deeper'"),
        ("needy_tools:f", "needs 'not_installed_anywhere': install it"),
        ("broken_tools:f", r"can't be imported \(ZeroDivisionError: division by zero\)"),
        ("misspelt_tools:f", r"can't be imported \(SyntaxError"),
        ("user_tools:f", "there is no 'f' in user_tools"),
        ("user_tools:number", "neither a function nor a class"),
        ("user_tools:Uncallable", "neither a function nor a class"),
        ("user_tools:unhinted", "argument 'text' needs a type hint"),
        ("user_tools:undocumented", "needs a docstring"),
        ("user_tools:by_place", "can't be given by name"),
        ("user_tools:unknown_hint", "can't be described: name 'Nowhere' is not defined"),
        ("user_tools:odd_hint", "can't be described"),
        ("user_tools:Needy", r"Needy\(\) can't be made"),
        ("user_tools:Nameless", "needs a name"),
        ("user_tools:Undescribed", "needs a description"),
        ("user_tools:OddName", "'odd name!' may hold only"),
    ],
)
def test_what_can_not_be_loaded(here: Path, name: str, why: str) -> None:
    with pytest.raises(CustomToolError, match=why) as raised:
        load(name)
    assert name in str(raised.value)


async def test_calls_run_side_by_side(here: Path) -> None:
    tool = load("user_tools:later")
    said = await asyncio.gather(*(ask(tool, copy=str(count)) for count in range(5)))
    assert said == [f"{count} 3 True" for count in range(5)]
