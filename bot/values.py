"""Kinds of values that several settings have; what is wrong with one is said in a few words."""

import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode


def _split(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _casefold(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value


def _address(value: str) -> str:
    if not value.lower().startswith(("http://", "https://")) or any(c.isspace() for c in value):
        raise ValueError("must be an address that starts with http:// or https://")
    return value


def _zone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone such as Asia/Shanghai") from None
    return value


def _file(value: Path) -> Path:
    if not value.is_file():
        raise ValueError(f"there is no file {value}")
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Names with commas between them."""

AnyCase = BeforeValidator(_casefold)
"""Marks a word that may be written in large letters, too."""

WebAddress = Annotated[str, AfterValidator(_address)]
BaseUrl = Annotated[WebAddress, AfterValidator(lambda value: value.rstrip("/"))]
"""An address to which paths are added."""

ZoneName = Annotated[str, AfterValidator(_zone)]
Place = Annotated[Path, AfterValidator(lambda value: value.expanduser().absolute())]
ExistingFile = Annotated[Place, AfterValidator(_file)]


def need(because: str, values: Mapping[str, object]) -> None:
    """Raises `ValueError` naming those of the variables that are not set."""
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise ValueError(f"{' and '.join(missing)} must be set too, because {because} is set")
