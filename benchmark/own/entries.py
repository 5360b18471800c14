"""The hand-written entries and tools of the set, read from its TOML files."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from benchmark.cases import Kind

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_FOLDER = Path(__file__).parent
_FILES: Mapping[Kind, str] = {
    "plantooluse": "plans.toml",
    "reflextion": "reflections.toml",
    "conclusion": "conclusions.toml",
    "profile": "profiles.toml",
}


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NextTask(_Written):
    """A good next task."""

    thought: str
    tool: str
    args: dict[str, str]


class DoneTask(_Written):
    """A task that was done, and what its tool said."""

    name: str
    tool: str
    args: dict[str, str]
    result: str


class Entry(_Written):
    """One question with what is remembered and good answers to it.

    ``conversation`` are turns, the person's first; at most one sort of memory is given.
    """

    query: str
    golds: tuple[NextTask | str, ...]
    now: datetime | None = None
    tools: str = ""
    tasks: tuple[DoneTask, ...] = ()
    knowledge: tuple[str, ...] = ()
    conversation: tuple[str, ...] = ()
    name: str = ""
    bio: str = ""
    instructions: str = ""

    @property
    def tool_names(self) -> tuple[str, ...]:
        """The tools on offer, else those that were used."""
        if self.tools:
            return (*self.tools.split(), "task_complete")
        return tuple(dict.fromkeys(task.tool for task in self.tasks))


class OfferedTool(_Written):
    """A tool as it is offered; each text in English and Chinese.

    ``required``: the arguments that are; all of them where it isn't given.
    """

    says: tuple[str, str]
    args: dict[str, tuple[str, str]]
    required: tuple[str, ...] | None = None


class Templates(_Written):
    """The prompts of one language: template → text."""

    nothing: str
    task: dict[str, str]
    answer: dict[str, str]
    profile: dict[str, str]


def entries(kind: Kind, language: Language) -> Iterator[tuple[str, Entry]]:
    """The entries of a file, each with its name, in their order."""
    read = _toml(f"{language}/{_FILES[kind]}")
    yield from TypeAdapter(dict[str, Entry]).validate_python(read).items()


def offered_tools() -> dict[str, OfferedTool]:
    """Name → tool."""
    return TypeAdapter(dict[str, OfferedTool]).validate_python(_toml("tools.toml"))


def templates() -> dict[Language, Templates]:
    """The prompt templates of each language."""
    return TypeAdapter(dict[Language, Templates]).validate_python(_toml("templates.toml"))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))
