"""The MCP servers that the operator has named, in the file format that MCP clients share."""

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

_MOST = 1_000_000


class McpFileError(Exception):
    """The file can't be used; the message says why."""


class Named(BaseModel):
    """One server: a ``command`` to be run, or the ``url`` of one that runs.

    ``allow`` are patterns: with a colon of places and people ("telegram:42", "web:*"), without one
    of tools ("read_*"). Where none of a kind is given, all are meant. ``timeout`` is in seconds
    for one call.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    command: str = ""
    args: tuple[str, ...] = ()
    env: dict[str, str] = Field(default_factory=dict, repr=False)
    cwd: str | None = None
    url: str = Field("", repr=False)
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    allow: tuple[str, ...] = ()
    timeout: float = Field(30.0, gt=0, le=3600)
    disabled: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> "Named":
        if bool(self.command) == bool(self.url):
            raise ValueError("needs either a command or a url")
        if self.url and not self.url.lower().startswith(("http://", "https://")):
            raise ValueError("the url must start with http:// or https://")
        return self

    @property
    def places(self) -> tuple[str, ...]:
        """The patterns of places and people."""
        return tuple(pattern for pattern in self.allow if ":" in pattern)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown: the values of headers and of the environment."""
        return (*self.headers.values(), *self.env.values())

    def offers(self, tool: str) -> bool:
        """Whether this tool of the server may be used at all."""
        patterns = [pattern for pattern in self.allow if ":" not in pattern]
        return not patterns or any(fnmatchcase(tool, pattern) for pattern in patterns)


class _File(BaseModel):
    model_config = ConfigDict(populate_by_name=True, hide_input_in_errors=True)

    servers: dict[Annotated[str, Field(min_length=1, max_length=64)], Named] = Field(
        alias="mcpServers"
    )


def named_servers(file: Path) -> dict[str, Named]:
    """The servers of ``{"mcpServers": {NAME: {…}}}``. Raises `McpFileError`."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(_MOST)
        found = _File.model_validate(json.loads(raw))
    except OSError as error:
        raise McpFileError(f"{file} can't be read ({error.strerror})") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise McpFileError(f"{file}: {where}: {first['msg'].lower()}") from None
    except ValueError as error:
        raise McpFileError(f"{file} is no JSON ({error})") from None
    return {name: server for name, server in found.servers.items() if not server.disabled}
