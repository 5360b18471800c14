"""Who may talk and how much, as told from outside."""

from typing import Annotated, Literal

from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic_settings import BaseSettings

from bot.values import AnyCase, Names

PLATFORMS = ("telegram", "slack", "discord")
EVERYBODY = "*"


class DeskSettings(BaseSettings):
    """``owners`` and ``allow`` are "platform:ID"; nobody is let in by empty ones.

    Budgets are per day, messages per minute; 0: no limit. Prices are per million tokens.
    ``max_age`` is in hours: a message that reaches us later is not answered. ``most_waiting`` is
    how many messages may wait in one conversation.
    """

    owners: Names = Field((), validation_alias="KAGENT_OWNERS")
    allow: Names = Field((), validation_alias="KAGENT_ALLOW")
    group_settings: Annotated[Literal["owners", "everyone"], AnyCase] = Field(
        "owners", validation_alias="KAGENT_GROUP_SETTINGS"
    )
    max_age: float = Field(24.0, gt=0, validation_alias="KAGENT_MAX_AGE")
    most_waiting: int = Field(1000, ge=1, validation_alias="KAGENT_MOST_WAITING")
    budget_messages: int = Field(0, ge=0, validation_alias="KAGENT_BUDGET_MESSAGES")
    budget_tokens_person: int = Field(0, ge=0, validation_alias="KAGENT_BUDGET_TOKENS_PERSON")
    budget_tokens_chat: int = Field(0, ge=0, validation_alias="KAGENT_BUDGET_TOKENS_CHAT")
    budget_tokens_total: int = Field(0, ge=0, validation_alias="KAGENT_BUDGET_TOKENS_TOTAL")
    budget_money_person: float = Field(0, ge=0, validation_alias="KAGENT_BUDGET_MONEY_PERSON")
    budget_money_chat: float = Field(0, ge=0, validation_alias="KAGENT_BUDGET_MONEY_CHAT")
    budget_money_total: float = Field(
        0,
        ge=0,
        validation_alias=AliasChoices("KAGENT_BUDGET_MONEY", "KAGENT_BUDGET_MONEY_TOTAL"),
    )
    price_in: float = Field(0, ge=0, validation_alias="KAGENT_PRICE_IN")
    price_out: float = Field(0, ge=0, validation_alias="KAGENT_PRICE_OUT")
    currency: str = Field("USD", max_length=16, validation_alias="KAGENT_CURRENCY")

    @field_validator("owners", "allow")
    @classmethod
    def _platform_and_id(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            platform, _, name = each.partition(":")
            if platform not in PLATFORMS or not name or any(c.isspace() for c in each):
                raise ValueError(
                    "must be platform:ID, comma-separated, such as telegram:1001,slack:U1,"
                    f"discord:42; not {each!r}"
                )
        return tuple(dict.fromkeys(value))

    @field_validator("owners")
    @classmethod
    def _persons(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            if each.endswith(f":{EVERYBODY}"):
                raise ValueError(f"must name each person; {each!r} would make everybody an owner")
        return value

    @model_validator(mode="after")
    def _priced(self) -> "DeskSettings":
        money = self.budget_money_person or self.budget_money_chat or self.budget_money_total
        if money and not (self.price_in or self.price_out):
            raise ValueError(
                "KAGENT_PRICE_IN and KAGENT_PRICE_OUT must be set too, because a budget of money"
                " (KAGENT_BUDGET_MONEY…) is set"
            )
        return self
