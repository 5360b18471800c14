"""What Telegram's refusals mean for the send protocol."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from adapters.base import NotNow, Undeliverable

T = TypeVar("T")

_LIMIT = 20.0
"""Seconds that a call may take."""
_NOWHERE = (
    "chat not found",
    "user not found",
    "deactivated",
    "kicked",
    "not a member",
    "not enough rights",
    "no rights to send",
    "administrator rights",
    "write_forbidden",
    "chat_restricted",
    "peer_id_invalid",
    "thread not found",
    "topic_closed",
    "topic_deleted",
)
_GONE = (
    "to edit not found",
    "can't be edited",
    "message_id_invalid",
    "message not found",
    "no text in the message to edit",
)
_DELETED = ("to delete not found", "can't be deleted", "message_id_invalid", "message not found")
_MANY, _AT_ONCE = 3, 1.0


class Calls:
    """Makes calls, and tells what their failures mean.

    Telegram does not say for whom a 429 is meant: when it refuses several chats at once it is
    taken for all.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._refused: deque[tuple[float, str]] = deque(maxlen=_MANY)

    async def make(self, chat: str, call: Awaitable[T]) -> T:
        """The call's result. Raises `NotNow`, `Undeliverable`, `TelegramError`, `TimeoutError`."""
        try:
            async with asyncio.timeout(_LIMIT):
                return await call
        except RetryAfter as refusal:
            raise self._not_now(chat, seconds_of(refusal)) from refusal
        except Forbidden as refusal:
            raise Undeliverable(str(refusal)) from refusal
        except NetworkError as refusal:
            if isinstance(refusal, BadRequest) and _says(refusal, _NOWHERE):
                raise Undeliverable(str(refusal)) from refusal
            if _says(refusal, ("too many requests",)):
                raise self._not_now(chat, 1.0) from refusal
            raise

    def _not_now(self, chat: str, seconds: float) -> NotNow:
        now = self._clock()
        self._refused.append((now, chat))
        chats = {each for at, each in self._refused if now - at < _AT_ONCE}
        return NotNow(seconds, everywhere=len(chats) >= _MANY)


def seconds_of(refusal: RetryAfter) -> float:
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def is_the_same(refusal: BadRequest) -> bool:
    """Whether an edit was refused because the message says so already."""
    return _says(refusal, ("not modified",))


def is_gone(refusal: BadRequest) -> bool:
    """Whether the message can't be edited, or is not there."""
    return _says(refusal, _GONE)


def is_deleted(refusal: BadRequest) -> bool:
    """Whether there is nothing to delete, or nothing that may be deleted any more."""
    return _says(refusal, _DELETED)


def _says(refusal: NetworkError, words: tuple[str, ...]) -> bool:
    text = str(refusal).lower()
    return any(word in text for word in words)
