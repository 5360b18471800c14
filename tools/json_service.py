"""A web service that answers in JSON, asked within bounds, its failures put in words."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tools.base import ToolError
from tools.egress.client import fetch
from tools.egress.guard import Guard

LARGEST = 2_000_000
"""Bytes of an answer."""

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class JsonAnswer:
    """``body`` is what the JSON says, or None if it was none."""

    status: int
    body: Any


@dataclass(frozen=True, kw_only=True)
class JsonService:
    """``name`` is what people call it; ``patience`` is in seconds for a whole request.

    It is asked through the ``guard``; without one, directly or through the ``proxy``.
    """

    name: str
    base_url: str
    proxy: str | None = None
    guard: Guard | None = None
    patience: float = 10.0

    async def get(self, path: str, query: Mapping[str, str]) -> JsonAnswer:
        """Ask once. Raises `ToolError`, which never shows the query, when no answer comes."""
        if self.guard is not None:
            answer = await fetch(
                self.guard,
                f"{self.base_url}{path}",
                query=query,
                patience=self.patience,
                largest=LARGEST,
            )
            return JsonAnswer(status=answer.status, body=_parsed(answer.body))
        return await self._directly(path, query)

    async def _directly(self, path: str, query: Mapping[str, str]) -> JsonAnswer:
        import httpx

        try:
            async with (
                asyncio.timeout(self.patience),
                httpx.AsyncClient(proxy=self.proxy, timeout=self.patience) as http,
                http.stream("GET", f"{self.base_url}{path}", params=dict(query)) as answer,
            ):
                data = bytearray()
                async for part in answer.aiter_bytes():
                    data += part
                    if len(data) > LARGEST:
                        raise ToolError(f"{self.name} answered with too much data.")
                return JsonAnswer(status=answer.status_code, body=_parsed(bytes(data)))
        except (TimeoutError, httpx.TimeoutException):
            raise ToolError(f"{self.name} did not answer within {self.patience:g} s.") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            why = type(error).__name__
            raise ToolError(f"{self.name} can't be reached ({why}). Try again later.") from None

    def read(self, answer: JsonAnswer, shape: type[Shape]) -> Shape:
        """The answer as ``shape``. Raises `ToolError` saying why it is of no use."""
        if answer.status == 429:
            raise ToolError(f"{self.name} says it is asked too often. Try again later.")
        if answer.status >= 500:
            raise ToolError(f"{self.name} is out of order ({answer.status}). Try again later.")
        if answer.status == 200:
            try:
                return shape.model_validate(answer.body)
            except ValidationError:
                pass
        raise ToolError(f"{self.name} gave an answer that makes no sense ({answer.status}).")


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
