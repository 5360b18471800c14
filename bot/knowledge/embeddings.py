"""Texts made vectors by a service that speaks OpenAI's ``/v1/embeddings``."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ValidationError

from bot.failures import Failure

_BATCH = 64
_LONGEST = 6000
"""Characters of a text that are sent."""
_PATIENCE = 60.0
_WAITS = (0.5, 2.0)


class _Placed(BaseModel):
    index: int
    embedding: list[float]


class _Answer(BaseModel):
    data: list[_Placed]


class NoEmbeddings(Failure):
    """The service gives none; the message says why. ``passing``: it may give some another time."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True, kw_only=True)
class Embeddings:
    """``url`` ends before ``/embeddings``. ``waits`` are the seconds between attempts."""

    model: str
    url: str
    key: str = ""
    proxy: str | None = None
    waits: tuple[float, ...] = _WAITS

    async def of(self, texts: Sequence[str]) -> list[bytes]:
        """Each text's vector as float32 of length one, in order. Raises `NoEmbeddings`."""
        placed: list[bytes] = []
        for start in range(0, len(texts), _BATCH):
            batch = [text[:_LONGEST] or " " for text in texts[start : start + _BATCH]]
            placed += await self._patiently(batch)
        return placed

    async def _patiently(self, batch: list[str]) -> list[bytes]:
        for wait in (*self.waits, None):
            try:
                return await self._batch(batch)
            except NoEmbeddings as error:
                if not error.passing or wait is None:
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _batch(self, batch: list[str]) -> list[bytes]:
        import httpx

        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            async with httpx.AsyncClient(
                timeout=_PATIENCE, proxy=self.proxy, trust_env=False, verify=_certificates()
            ) as http:
                answer = await http.post(
                    f"{self.url}/embeddings",
                    json={"model": self.model, "input": batch},
                    headers=headers,
                )
        except httpx.HTTPError as error:
            raise NoEmbeddings(
                f"{self.url} does not answer ({type(error).__name__})", passing=True
            ) from None
        if answer.is_error:
            passing = answer.status_code in (408, 429) or answer.status_code >= 500
            raise NoEmbeddings(f"{self.url} answers {answer.status_code}", passing=passing)
        return _vectors(answer.content, len(batch))


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: that takes 20 ms, and every question needs it."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def _vectors(body: bytes, count: int) -> list[bytes]:
    import numpy

    try:
        placed = sorted(_Answer.model_validate_json(body).data, key=lambda each: each.index)
    except ValidationError:
        raise NoEmbeddings("the embeddings service answers in another way") from None
    if len(placed) != count:
        raise NoEmbeddings(f"{len(placed)} embeddings came for {count} texts")
    if len({len(each.embedding) for each in placed}) != 1 or not placed[0].embedding:
        raise NoEmbeddings("the embeddings are not all of one length")
    vectors = [numpy.array(each.embedding, dtype=numpy.float32) for each in placed]
    return [(each / (float(numpy.linalg.norm(each)) or 1.0)).tobytes() for each in vectors]
