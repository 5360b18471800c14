"""What a tool is: a named, typed function that the model may ask for."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from tools.consent import Consent

Args = TypeVar("Args", bound=BaseModel)


class ToolError(Exception):
    """What went wrong, in words for the model to read and adapt to."""


@dataclass(frozen=True, kw_only=True)
class Tool(Generic[Args]):
    """One thing the agent can do.

    ``run`` takes validated arguments and returns the result as text for the model. It raises
    `ToolError` for anything the model or the person can mend; anything else is a bug.
    ``timeout`` is in seconds. An ``idempotent`` tool may be run again after a crash. One that
    ``acts`` changes something in the world and is run only with a person's word. ``foreign``:
    its description was written by others, who may have put orders into it. ``places`` are patterns
    of the conversations and people ("telegram:42") that may use it; none means all.
    """

    name: str
    zh_name: str
    description: str
    arguments: type[Args]
    run: Callable[[Args], Awaitable[str]]
    timeout: float = 30.0
    idempotent: bool = True
    acts: bool = False
    foreign: bool = False
    places: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """The tool as an OpenAI function: name, description and JSON-schema parameters."""
        parameters = self.arguments.model_json_schema()
        parameters.pop("title", None)
        parameters.pop("description", None)
        for prop in parameters.get("properties", {}).values():
            prop.pop("title", None)
        return {"name": self.name, "description": self.description, "parameters": parameters}

    def parse(self, arguments: Mapping[str, Any]) -> Args:
        """Validate what the model sent. Raises `ToolError` naming each wrong argument."""
        try:
            return self.arguments.model_validate(dict(arguments))
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(str(part) for part in fault['loc']) or 'arguments'}: {fault['msg']}"
                for fault in error.errors()
            )
            expected = ", ".join(self.arguments.model_fields) or "no arguments"
            raise ToolError(
                f"Wrong arguments for {self.name}: {faults}. Expected: {expected}."
            ) from None


@dataclass(frozen=True)
class Toolbox:
    """The tools of one conversation, found by any of their names, case-insensitively.

    ``closing`` ends what the tools hold open, such as a browser. ``consent`` asks a person what may
    be done; without it nothing is done that needs a person's word.
    """

    tools: tuple[Tool[Any], ...] = ()
    closing: tuple[Callable[[], Awaitable[None]], ...] = ()
    consent: Consent | None = None
    _by_name: dict[str, Tool[Any]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[str, Tool[Any]] = {}
        for tool in self.tools:
            for name in (tool.name, tool.zh_name, *tool.aliases):
                by_name.setdefault(name.casefold(), tool)
        object.__setattr__(self, "_by_name", by_name)

    def find(self, name: str) -> Tool[Any]:
        """The tool of that name. Raises `ToolError` listing the names that exist."""
        tool = self._by_name.get(name.strip().casefold())
        if tool is None:
            names = ", ".join(tool.name for tool in self.tools) or "none"
            raise ToolError(f"There is no tool named {name!r}. Available tools: {names}.")
        return tool

    def only(self, names: tuple[str, ...]) -> "Toolbox":
        """The part of this toolbox with these names (English or Chinese). Raises `ToolError`."""
        return self._with(dict.fromkeys(self.find(name) for name in names))

    def at(self, names: Iterable[str]) -> "Toolbox":
        """The part of this toolbox that may be used where, or by whom, one of these names means."""
        here = tuple(names)
        return self._with(tool for tool in self.tools if _may_be_used(tool, here))

    def _with(self, tools: Iterable[Tool[Any]]) -> "Toolbox":
        return Toolbox(tuple(tools), consent=self.consent)

    async def close(self) -> None:
        """End what the tools hold open; they may be used again."""
        for end in self.closing:
            await end()


def _may_be_used(tool: Tool[Any], here: tuple[str, ...]) -> bool:
    named = (fnmatchcase(name, pattern) for name in here for pattern in tool.places)
    return not tool.places or any(named)
