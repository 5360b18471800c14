"""Where texts are made vectors, as told from outside; without it, words alone find passages."""

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from bot.values import BaseUrl


class KnowledgeSettings(BaseSettings):
    """``embeddings_url`` None: the model's own server makes them."""

    embeddings_model: str | None = Field(None, validation_alias="KAGENT_EMBEDDINGS_MODEL")
    embeddings_url: BaseUrl | None = Field(None, validation_alias="KAGENT_EMBEDDINGS_URL")
    embeddings_key: SecretStr | None = Field(None, validation_alias="KAGENT_EMBEDDINGS_KEY")

    @field_validator("embeddings_url")
    @classmethod
    def _embeddings_address(cls, value: str | None) -> str | None:
        return value and value.removesuffix("/embeddings")

    @model_validator(mode="after")
    def _embeddings_whole(self) -> "KnowledgeSettings":
        for given, name in (
            (self.embeddings_url, "KAGENT_EMBEDDINGS_URL"),
            (self.embeddings_key, "KAGENT_EMBEDDINGS_KEY"),
        ):
            if given is not None and self.embeddings_model is None:
                raise ValueError(f"KAGENT_EMBEDDINGS_MODEL must be set too, because {name} is")
        return self
