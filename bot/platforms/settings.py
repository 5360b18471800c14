"""The platforms' tokens and addresses, as told from outside; without a token a platform is off."""

import re

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from bot.values import BaseUrl, need


class PlatformSettings(BaseSettings):
    """Of Slack there are two tokens: that of the app (Socket Mode), or the signing secret."""

    telegram_token: SecretStr | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_base_url: BaseUrl | None = Field(None, validation_alias="TELEGRAM_BASE_URL")
    telegram_webhook_url: BaseUrl | None = Field(None, validation_alias="TELEGRAM_WEBHOOK_URL")
    telegram_webhook_secret: SecretStr | None = Field(
        None, validation_alias="TELEGRAM_WEBHOOK_SECRET"
    )
    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    slack_base_url: BaseUrl | None = Field(None, validation_alias="SLACK_BASE_URL")
    discord_token: SecretStr | None = Field(None, validation_alias="DISCORD_BOT_TOKEN")
    discord_base_url: BaseUrl | None = Field(None, validation_alias="DISCORD_BASE_URL")
    discord_gateway_url: str | None = Field(None, validation_alias="DISCORD_GATEWAY_URL")

    @field_validator("discord_gateway_url")
    @classmethod
    def _gateway_address(cls, value: str | None) -> str | None:
        if value is not None and not value.lower().startswith(("ws://", "wss://")):
            raise ValueError("must be an address that starts with ws:// or wss://")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value(), re.A):
            raise ValueError("must be 1 to 256 letters, digits, _ or -")
        return value

    @model_validator(mode="after")
    def _slack_whole(self) -> "PlatformSettings":
        if self.slack_bot_token and not (self.slack_app_token or self.slack_signing_secret):
            need("SLACK_BOT_TOKEN", {"SLACK_APP_TOKEN": None})
        if self.slack_app_token or self.slack_signing_secret:
            given = "SLACK_APP_TOKEN" if self.slack_app_token else "SLACK_SIGNING_SECRET"
            need(given, {"SLACK_BOT_TOKEN": self.slack_bot_token})
        return self
