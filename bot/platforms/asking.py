"""Asks a platform's API a short question, and tells what went wrong without showing a token."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from bot.config import Settings

Shape = TypeVar("Shape", bound=BaseModel)

_PATIENCE = 10.0
_MOST = 4_000_000
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class OutOfReach(Exception):
    """The platform does not answer; the words say which and why."""


class BadToken(Exception):
    """The platform does not take the token; the words say what to do."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """An answer. ``body`` is its JSON object, empty where it was none; header names are small."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Asks by way of ``proxy``, but never what is on this machine. ``patience`` is in seconds."""

    proxy: str | None = None
    patience: float = _PATIENCE

    async def ask(
        self,
        platform: str,
        address: str,
        *,
        key: str = "",
        form: Mapping[str, str] | None = None,
    ) -> Told:
        """GET, or POST a ``form``; ``key`` is the Authorization header. Raises `OutOfReach`."""
        try:
            async with asyncio.timeout(self.patience), self._client(address) as http:
                answer = await http.request(
                    "GET" if form is None else "POST",
                    address,
                    data=dict(form) if form else None,
                    headers={"Authorization": key} if key else {},
                )
        except (TimeoutError, httpx.TimeoutException):
            raise OutOfReach(
                f"{platform} ({_host(address)}) does not answer within {self.patience:g} s"
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            why = type(error).__name__
            raise OutOfReach(f"{platform} ({_host(address)}) can't be reached ({why})") from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise OutOfReach(f"{platform} ({_host(address)}) answers {answer.status_code}")
        return Told(status=answer.status_code, body=_object(answer), headers=answer.headers)

    async def time_at(self, address: str) -> datetime | None:
        """The time that the server there tells; None where it tells none."""
        try:
            told = await self.ask("The server", address)
            at = parsedate_to_datetime(told.headers["date"])
            return at.replace(tzinfo=at.tzinfo or UTC)
        except (OutOfReach, KeyError, ValueError):
            return None

    def _client(self, address: str) -> httpx.AsyncClient:
        here = urlsplit(address).hostname in _LOOPBACK
        return httpx.AsyncClient(
            timeout=self.patience, proxy=None if here else self.proxy, trust_env=not here
        )


def read(platform: str, shape: type[Shape], body: object) -> Shape:
    """What it says, as ``shape``. Raises `OutOfReach` when it is something else."""
    try:
        return shape.model_validate(body)
    except ValidationError:
        raise OutOfReach(f"{platform} answers in a form that can't be read") from None


def asking(settings: Settings) -> Asking:
    """By the proxy of the settings."""
    return Asking(proxy=settings.proxy)


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json() if len(answer.content) <= _MOST else None
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {}


def _host(address: str) -> str:
    return urlsplit(address).netloc.rpartition("@")[2]
