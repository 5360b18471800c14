"""How the tools may go out to the web, as told from outside."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode

from bot.values import WebAddress
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
    search_url: WebAddress | None = Field(None, validation_alias="KAGENT_SEARCH_URL")
    wiki_url: WebAddress | None = Field(None, validation_alias="KAGENT_WIKI_URL")
    mcp: Path | None = Field(None, validation_alias="KAGENT_MCP")
