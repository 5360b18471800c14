"""What Telegram says of a bot's token, of its webhook, and of who has just written to it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.platforms.asking import Asking, BadToken, OutOfReach, Told, read

HOME = "https://api.telegram.org"
_FORM = re.compile(r"\d+:[\w-]+", re.ASCII)


class Bot(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: int
    username: str = ""


class Webhook(BaseModel):
    """``last_error_date`` is in seconds since 1970, 0 for never."""

    model_config = ConfigDict(frozen=True)

    url: str = ""
    pending_update_count: int = 0
    last_error_date: int = 0
    last_error_message: str = ""

    @property
    def failed_at(self) -> datetime | None:
        """When Telegram last could not deliver."""
        return datetime.fromtimestamp(self.last_error_date, UTC) if self.last_error_date else None


class _Person(BaseModel):
    id: int
    first_name: str = ""
    is_bot: bool = False


class _Chat(BaseModel):
    type: str


class _Message(BaseModel):
    chat: _Chat
    sender: _Person


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Somebody who wrote to the bot in a private chat."""

    id: str
    name: str


class Conflict(Exception):
    """Another process, or a webhook, receives the bot's messages."""


@dataclass(frozen=True, kw_only=True)
class Telegram:
    """One bot, by its token. ``base_url`` is another server's, with or without "/bot"."""

    asking: Asking
    token: str
    base_url: str | None = None

    async def bot(self) -> Bot:
        """Who it is. Raises `BadToken`, `OutOfReach`."""
        if not _FORM.fullmatch(self.token):
            raise BadToken(
                "This is no Telegram token: it looks like 123456789:AA… and comes from @BotFather"
            )
        return read("Telegram", Bot, (await self._ask("getMe")).get("result"))

    async def webhook(self) -> Webhook:
        """Where Telegram sends the messages. Raises `BadToken`, `OutOfReach`."""
        return read("Telegram", Webhook, (await self._ask("getWebhookInfo")).get("result"))

    async def writer(self) -> Writer | None:
        """Who wrote to it last, of the messages that wait for the service; they stay waiting.

        Raises `Conflict`, `BadToken`, `OutOfReach`.
        """
        updates = (await self._ask("getUpdates", timeout="0", limit="100")).get("result")
        for update in reversed(updates if isinstance(updates, list) else []):
            if (found := _writer(update)) is not None:
                return found
        return None

    async def _ask(self, method: str, **form: str) -> dict[str, Any]:
        home = (self.base_url or HOME).rstrip("/").removesuffix("/bot")
        told = await self.asking.ask("Telegram", f"{home}/bot{self.token}/{method}", form=form)
        _check(told)
        return told.body


def _check(told: Told) -> None:
    if told.status in (401, 403, 404):
        raise BadToken(
            "Telegram refuses this token. Copy it anew: @BotFather → /mybots → API Token"
        )
    if told.status == 409:
        raise Conflict(str(told.body.get("description", "conflict")))
    if told.status != 200 or not told.body.get("ok"):
        raise OutOfReach(f"Telegram answers in a form that can't be read ({told.status})")


def _writer(update: Any) -> Writer | None:
    message = update.get("message") if isinstance(update, dict) else None
    if not isinstance(message, dict):
        return None
    try:
        found = _Message.model_validate({**message, "sender": message.get("from")})
    except ValidationError:
        return None
    if found.chat.type != "private" or found.sender.is_bot:
        return None
    return Writer(id=str(found.sender.id), name=found.sender.first_name)
