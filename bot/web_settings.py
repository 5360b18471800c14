"""How the tools may go out to the web, as told from outside."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode

from tools.egress.policy import Allowance, allowance


def _allowances(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(allowance(part) for part in value.split(",") if part.strip())
    return value


def _ports(value: Any) -> Any:
    if isinstance(value, str):
        return frozenset(part.strip() for part in value.split(",") if part.strip())
    return value


class WebSettings(BaseSettings):
    """``egress_allow`` are the private places that tools may reach; ``web`` off: no web tools.

    ``mcp`` is a file that names MCP servers, as their clients have it.
    """

    web: bool = Field(True, validation_alias="KAGENT_WEB")
    egress_allow: Annotated[tuple[Allowance, ...], NoDecode, BeforeValidator(_allowances)] = Field(
        (), validation_alias="KAGENT_EGRESS_ALLOW"
    )
    egress_ports: Annotated[
        frozenset[Annotated[int, Field(ge=1, le=65535)]], NoDecode, BeforeValidator(_ports)
    ] = Field(frozenset(), validation_alias="KAGENT_EGRESS_PORTS")
    search_url: str | None = Field(None, validation_alias="KAGENT_SEARCH_URL")
    wiki_url: str | None = Field(None, validation_alias="KAGENT_WIKI_URL")
    mcp: Path | None = Field(None, validation_alias="KAGENT_MCP")

    @field_validator("search_url", "wiki_url")
    @classmethod
    def _endpoint(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        if not value.lower().startswith(("http://", "https://")) or any(c.isspace() for c in value):
            raise ValueError("must be an address that starts with http:// or https://")
        return value
