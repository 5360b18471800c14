"""Reads a docstring in Google's style: what a function does and what its arguments mean."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass

_SECTION = re.compile(r"([A-Z][A-Za-z ]+):\s*")
_ARGUMENT = re.compile(r"\*{0,2}(\w+)\s*(?:\(([^)]*)\))?\s*:\s*(.*)")
_ARGUMENTS = {"Args", "Arguments", "Parameters", "Params"}


@dataclass(frozen=True, kw_only=True)
class Argument:
    """``kind`` is the type in brackets behind the name, empty if there is none."""

    kind: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Docstring:
    """``summary`` is the first paragraph, as one line."""

    summary: str
    arguments: Mapping[str, Argument]


def read_docstring(text: str) -> Docstring:
    """The parts of a docstring; what it lacks is empty."""
    lines = inspect.cleandoc(text).splitlines()
    summary: list[str] = []
    for line in lines:
        if not line.strip() or _SECTION.fullmatch(line):
            break
        summary.append(line.strip())
    return Docstring(summary=" ".join(summary), arguments=_arguments(lines))


def _arguments(lines: list[str]) -> dict[str, Argument]:
    found: dict[str, Argument] = {}
    inside, name, indent = False, "", 0
    for line in lines:
        if (section := _SECTION.fullmatch(line)) is not None:
            inside, name = section[1] in _ARGUMENTS, ""
            continue
        depth = len(line) - len(line.lstrip())
        if not inside or not line.strip():
            continue
        if name and depth > indent:
            before = found[name]
            more = f"{before.description} {line.strip()}".strip()
            found[name] = Argument(kind=before.kind, description=more)
        elif (argument := _ARGUMENT.fullmatch(line.strip())) is not None:
            name, indent = argument[1], depth
            kind = (argument[2] or "").partition(",")[0].strip()
            found[name] = Argument(kind=kind, description=argument[3].strip())
    return found
