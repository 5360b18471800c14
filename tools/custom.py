"""Tools of one's own: a function, or a class as KAgentSys-Lite had them, named module:object.

A function needs type hints and a docstring; its ``Args`` section describes the arguments. A class
has ``name``, ``zh_name``, ``description`` and ``tips``, a docstring whose ``Args`` section names
the arguments, and ``__call__``, which returns text or an object with ``answer`` and ``answer_md``.
Both may be asynchronous; what is not runs in a thread. One with ``acts = True`` changes something
in the world: it is run only when the person has said so.

`ToolError` raised by a tool tells the model what to do otherwise. Any other exception goes through
to whoever runs the tool, which tells the model that the step failed.
"""

import asyncio
import importlib
import inspect
import re
import sys
import typing
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator
from pydantic.errors import PydanticUserError
from pydantic_core import to_json

from tools.base import Tool
from tools.docstrings import Argument, Docstring, read_docstring

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KINDS = {
    "str": str, "string": str, "int": int, "integer": int, "float": float, "number": float,
    "bool": bool, "boolean": bool, "list": list, "dict": dict,
}  # fmt: skip
_PLAIN = (str, int, float, bool, list, dict, type(None))
_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, NameError,
    OSError, RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""What a module's own code may raise while it is loaded."""


class CustomToolError(Exception):
    """A tool that can't be loaded; the message says which and why."""


class _Arguments(BaseModel):
    model_config = ConfigDict(
        arbitrary_types_allowed=False,
        coerce_numbers_to_str=True,
        extra="ignore",
        hide_input_in_errors=True,
        protected_namespaces=(),
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, given: Any) -> Any:
        """A null for what has a default means the default."""
        if not isinstance(given, dict):
            return given
        optional = {name for name, each in cls.model_fields.items() if not each.is_required()}
        return {k: value for k, value in given.items() if value is not None or k not in optional}


def load(name: str) -> Tool[Any]:
    """The tool that ``module:object`` names: a function, a class, an instance or a `Tool`.

    The module is looked up where Python looks, then in the working folder. Raises
    `CustomToolError`.
    """
    module, colon, path = name.partition(":")
    if not (module and colon and path):
        raise CustomToolError(f"{name!r} is not of the form module:object")
    found = _find(name, module, path)
    if isinstance(found, Tool):
        return found
    if inspect.isclass(found):
        found = _instance(name, found)
    try:
        return _of_function(found) if inspect.isroutine(found) else _of_object(found)
    except CustomToolError as error:
        raise CustomToolError(f"{name}: {error}") from None
    except (PydanticUserError, *_FAULTS) as error:
        raise CustomToolError(f"{name}: its arguments can't be described: {error}") from None


def _find(name: str, module: str, path: str) -> Any:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
    try:
        found: Any = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and (module == error.name or module.startswith(f"{error.name}.")):
            raise CustomToolError(
                f"{name}: there is no module {error.name!r} on PYTHONPATH or in {here}"
            ) from None
        raise CustomToolError(f"{name}: {module} needs {error.name!r}: install it") from None
    except _FAULTS as error:
        why = f"{type(error).__name__}: {error}"
        raise CustomToolError(f"{name}: {module} can't be imported ({why})") from error
    for part in path.split("."):
        if not hasattr(found, part):
            raise CustomToolError(f"{name}: there is no {path!r} in {module}")
        found = getattr(found, part)
    return found


def _instance(name: str, of: type) -> Any:
    try:
        return of()
    except _FAULTS as error:
        why = f"{type(error).__name__}: {error}"
        raise CustomToolError(f"{name}: {of.__name__}() can't be made ({why})") from error


def _of_function(function: Callable[..., Any]) -> Tool[Any]:
    told = read_docstring(function.__doc__ or "")
    if not told.summary:
        raise CustomToolError("it needs a docstring that says what it does")
    return _tool(function, function.__name__, told.summary, _fields(function, told, hinted=True))


def _of_object(made: Any) -> Tool[Any]:
    if not callable(made):
        raise CustomToolError("it is neither a function nor a class with __call__")
    name = getattr(made, "name", None)
    if not isinstance(name, str) or not name:
        raise CustomToolError("a class needs a name, such as name = 'get_news'")
    told = _told(made)
    parts = (getattr(made, "description", "") or told.summary, getattr(made, "tips", ""))
    description = " ".join(part.strip() for part in parts if part and part.strip())
    if not description:
        raise CustomToolError("a class needs a description")
    return _tool(made, name, description, _fields(made.__call__, told, hinted=False))


def _told(made: Any) -> Docstring:
    """What the docstrings of a class and of its call say, the class's first."""
    of_class = read_docstring(type(made).__doc__ or "")
    of_call = read_docstring(type(made).__call__.__doc__ or "")
    return Docstring(
        summary=of_class.summary or of_call.summary,
        arguments={**of_call.arguments, **of_class.arguments},
    )


def _fields(called: Callable[..., Any], told: Docstring, *, hinted: bool) -> dict[str, Any]:
    """Each argument as pydantic wants it: its type, and its default and description."""
    hints = typing.get_type_hints(called, include_extras=True)
    fields: dict[str, Any] = {}
    for name, parameter in inspect.signature(called).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if parameter.kind is parameter.POSITIONAL_ONLY:
            raise CustomToolError(f"argument {name!r} can't be given by name")
        if hinted and name not in hints:
            raise CustomToolError(f"argument {name!r} needs a type hint")
        said = told.arguments.get(name, Argument(kind="str", description=""))
        kind = hints.get(name, _KINDS.get(said.kind.casefold(), str))
        fields[name] = (kind, _field(parameter.default, said.description))
    return fields


def _field(default: Any, description: str) -> Any:
    said = description or None
    if default is inspect.Parameter.empty:
        return Field(description=said)
    if isinstance(default, _PLAIN):
        return Field(default=default, description=said)
    return Field(default_factory=lambda: default, description=said)


def _tool(called: Any, name: str, description: str, fields: Mapping[str, Any]) -> Tool[Any]:
    if not _NAME.fullmatch(name):
        raise CustomToolError(f"the name {name!r} may hold only letters, digits, _ and -")
    with warnings.catch_warnings():
        # An argument may be called as a method of pydantic's is, such as copy.
        warnings.simplefilter("ignore", UserWarning)
        arguments = create_model(name, __base__=_Arguments, **fields)
    tool = Tool(
        name=name,
        zh_name=str(getattr(called, "zh_name", "") or name),
        description=description,
        arguments=arguments,
        run=_runner(called),
        timeout=float(getattr(called, "timeout", 30.0)),
        idempotent=bool(getattr(called, "idempotent", False)),
        acts=bool(getattr(called, "acts", False)),
    )
    tool.schema()
    return tool


def _runner(called: Any) -> Callable[[BaseModel], Any]:
    call = called if inspect.isroutine(called) else called.__call__

    async def run(arguments: BaseModel) -> str:
        given = {name: getattr(arguments, name) for name in arguments.model_fields_set}
        if inspect.iscoroutinefunction(call):
            return _text(await call(**given))
        result = await asyncio.to_thread(call, **given)
        return _text(await result if inspect.isawaitable(result) else result)

    return run


def _text(result: Any) -> str:
    """What the model reads of a result; of one with answers, the one in Markdown if it is there."""
    for part in ("answer_md", "answer"):
        if answer := getattr(result, part, None):
            return _text(answer)
    if isinstance(result, str):
        return result
    if result is None:
        return "Done."
    return to_json(result, fallback=str).decode()
