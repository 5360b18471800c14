"""What Discord's refusals mean to the send protocol."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from discord import Forbidden, HTTPException, NotFound

from adapters.base import NotNow, PostGone, Undeliverable

_REST = 5.0
"""Seconds to wait when Discord does not say how long."""
_OLD_REST = 60.0
_NOWHERE = frozenset(
    [
        10003,  # unknown channel
        10004,  # unknown guild
        10013,  # unknown user
        50001,  # missing access
        50007,  # this user takes no messages
        50013,  # missing permissions
        50033,  # no such recipient
        50083,  # the thread is archived
        50278,  # no server in common
        160005,  # the thread is locked
    ]
)
_GONE = frozenset([10008, 50005, 50021])
_EXPIRED = frozenset([10015, 10062, 50027])
_OLD_EDITS = 30046
_ACKNOWLEDGED = 40060
_FORM = 50035
_NO_REFERENCE = 160002


async def limited(response: aiohttp.ClientResponse) -> NotNow:
    """What a 429 asks for."""
    told = await _object(response)
    seconds = told.get("retry_after", response.headers.get("Retry-After"))
    scope = response.headers.get("X-RateLimit-Scope", "")
    # Without an object it is not the API that refuses, but what stands before all of it.
    return NotNow(
        _seconds(seconds), everywhere=not told or bool(told.get("global")) or scope == "global"
    )


@contextmanager
def refusals(*, absent: type[PostGone | Undeliverable] = PostGone) -> Iterator[None]:
    """Raises what an `HTTPException` means, and itself where its outcome is not known.

    ``absent`` is what it means that something is not there.
    """
    try:
        yield
    except HTTPException as refusal:
        if refusal.code in _NOWHERE:
            raise Undeliverable(str(refusal)) from refusal
        if refusal.code in _GONE or isinstance(refusal, NotFound):
            raise absent(str(refusal)) from refusal
        if refusal.code == _OLD_EDITS:
            raise NotNow(_OLD_REST) from refusal
        if isinstance(refusal, Forbidden) and _is_the_api(refusal) and not is_reference(refusal):
            raise Undeliverable(str(refusal)) from refusal
        raise


def is_form(refusal: HTTPException) -> bool:
    """Whether the message's form was refused, not the message."""
    return refusal.status == 400 and refusal.code in (0, _FORM)


def is_reference(refusal: HTTPException) -> bool:
    """Whether it may be said there, only not as a reply."""
    told = is_form(refusal) and "message_reference" in str(refusal)
    return told or refusal.code == _NO_REFERENCE


def is_acknowledged(refusal: HTTPException) -> bool:
    """Whether an interaction was answered before."""
    return refusal.code == _ACKNOWLEDGED


def is_expired(refusal: HTTPException) -> bool:
    """Whether an interaction's token is good for nothing more."""
    return refusal.status == 401 or refusal.code in _EXPIRED


def _is_the_api(refusal: HTTPException) -> bool:
    return bool(refusal.response.headers.get("Content-Type", "").startswith("application/json"))


async def _object(response: aiohttp.ClientResponse) -> dict[str, object]:
    try:
        told = await response.json(content_type=None)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _seconds(told: object) -> float:
    try:
        return max(0.1, float(str(told)))
    except ValueError:
        return _REST
