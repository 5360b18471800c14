"""What every built-in tool's arguments share: plain text to the model, lenient to its mistakes."""

from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticUndefined

_NOTHING = {"", "none", "null", "undefined"}


def _plainly(schema: dict[str, Any]) -> None:
    """Leave out what costs prompt and tells the model nothing."""
    for prop in schema.get("properties", {}).values():
        for detail in ("title", "default", "maxLength"):
            prop.pop(detail, None)


class Arguments(BaseModel):
    """Arguments that are shown to the model as strings; what it left blank takes its default."""

    model_config = ConfigDict(
        coerce_numbers_to_str=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        json_schema_extra=_plainly,
        str_strip_whitespace=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_blanks(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if not _blank(value)}


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in _NOTHING)


def argument(
    description: str, *others: str, name: str, default: str | None = None, longest: int = 100
) -> Any:
    """A text argument, at most ``longest`` characters; ``others`` are names models mistake for it.

    It is required unless there is a default.
    """
    return Field(
        default=PydanticUndefined if default is None else default,
        description=description,
        max_length=longest,
        validation_alias=AliasChoices(name, *others),
    )
