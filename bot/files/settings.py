"""How files are understood, as told from outside: pictures and voice."""

from typing import Any

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from bot.values import BaseUrl

_SWITCH: dict[Any, bool | None] = {
    "auto": None, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False,
}  # fmt: skip


class FileSettings(BaseSettings):
    """``vision`` None: pictures are shown to the model, and it goes on without if it refuses."""

    vision: bool | None = Field(None, validation_alias="KAGENT_VISION")
    transcription_model: str | None = Field(None, validation_alias="KAGENT_TRANSCRIPTION_MODEL")
    transcription_url: BaseUrl | None = Field(None, validation_alias="KAGENT_TRANSCRIPTION_URL")
    transcription_key: SecretStr | None = Field(None, validation_alias="KAGENT_TRANSCRIPTION_KEY")

    @field_validator("vision", mode="before")
    @classmethod
    def _yes_no_or_auto(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if (word := value.strip().casefold()) not in _SWITCH:
            raise ValueError("must be yes, no or auto")
        return _SWITCH[word]

    @field_validator("transcription_url")
    @classmethod
    def _service_address(cls, value: str | None) -> str | None:
        return value and value.removesuffix("/audio/transcriptions")

    @model_validator(mode="after")
    def _transcription_whole(self) -> "FileSettings":
        for given, name in (
            (self.transcription_url, "KAGENT_TRANSCRIPTION_URL"),
            (self.transcription_key, "KAGENT_TRANSCRIPTION_KEY"),
        ):
            if given is not None and self.transcription_model is None:
                raise ValueError(f"KAGENT_TRANSCRIPTION_MODEL must be set too, because {name} is")
        return self
