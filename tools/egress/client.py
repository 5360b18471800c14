"""Getting one thing from the web through the guard, within bounds of time and size."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tools.base import ToolError
from tools.egress.guard import Guard
from tools.egress.heads import REASON

if TYPE_CHECKING:
    import ssl

    import httpx

LARGEST = 10_000_000
"""Bytes of an answer, unpacked."""
REDIRECTS = 8
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) KAgentSys/1"
_HEADERS = {
    "User-Agent": _AGENT,
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Language": "en,zh;q=0.9,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What a server answered, unpacked; ``url`` is where the redirects ended.

    ``cut`` says that it was longer than what is kept.
    """

    url: str
    status: int
    content_type: str
    body: bytes = field(repr=False)
    cut: bool = False


@asynccontextmanager
async def client(guard: Guard, *, patience: float) -> "AsyncIterator[httpx.AsyncClient]":
    """An HTTP client that knows no other way than the guard.

    Half of ``patience`` (seconds) is what it takes of silence.
    """
    import httpx

    async with (
        guard.open() as way,
        httpx.AsyncClient(
            proxy=httpx.Proxy(way.server, auth=(way.user, way.password)),
            verify=_authorities(),
            trust_env=False,
            timeout=patience / 2,
            follow_redirects=True,
            max_redirects=REDIRECTS,
            headers=_HEADERS,
        ) as http,
    ):
        yield http


@cache
def _authorities() -> "ssl.SSLContext":
    """Whom to believe, the operator's own authorities too; reading them all takes its time."""
    import httpx

    return httpx.create_ssl_context(trust_env=True)


async def fetch(
    guard: Guard,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    patience: float = 15.0,
    largest: int = LARGEST,
    cut: bool = False,
) -> Fetched:
    """Get it within ``patience`` seconds in all.

    What is larger than ``largest`` bytes, or does not end, is ``cut``, or else refused. Raises
    `ToolError` with the reason in words, which never show the query.
    """
    import httpx

    host = host_of(url)
    try:
        async with (
            asyncio.timeout(patience),
            client(guard, patience=patience) as http,
            http.stream("GET", url, params=dict(query) if query else None) as answer,
        ):
            return await _received(answer, largest, cut, patience)
    except (TimeoutError, httpx.TimeoutException):
        raise ToolError(f"{host} did not answer within {patience:g} s.") from None
    except httpx.TooManyRedirects:
        raise ToolError(f"{host} only sends from one address to the next in a circle.") from None
    except httpx.ProxyError as error:
        raise ToolError(_refusal(str(error), host)) from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ToolError(f"{host} can't be read ({type(error).__name__}).") from None


def host_of(url: str) -> str:
    """The host that a web address names. Raises `ToolError` if it is none."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise ToolError(
            f"Not a web address: {url[:200]!r}. It must start with http:// or https://."
        )
    if parts.username is not None or parts.password is not None:
        raise ToolError("A web address with a user name or password in it is not opened.")
    return host


async def _received(answer: "httpx.Response", largest: int, cut: bool, patience: float) -> Fetched:
    import httpx

    loop = asyncio.get_running_loop()
    enough = loop.time() + patience / 2
    host = answer.url.host
    if (reason := answer.headers.get(REASON)) is not None:
        raise ToolError(_refusal(reason, host))
    unpack = _unpacking(answer.headers.get("content-encoding", ""), host)
    body, whole = bytearray(), True
    try:
        async for part in answer.aiter_raw():
            for piece in unpack(part):
                body += piece
                if len(body) > largest:
                    break
            if len(body) > largest or (cut and body and loop.time() > enough):
                whole = False
                break
    except httpx.TimeoutException:
        if not (cut and body):
            raise
        whole = False
    if not whole and not cut:
        raise ToolError(f"{host} sent more than {largest / 1e6:g} MB: that is too much to read.")
    return Fetched(
        url=str(answer.url),
        status=answer.status_code,
        content_type=answer.headers.get("content-type", ""),
        body=bytes(body[:largest]),
        cut=not whole,
    )


def _unpacking(encoding: str, host: str) -> Callable[[bytes], Iterator[bytes]]:
    """Undoes gzip or deflate in small pieces, so that a bomb is seen before it goes off."""
    if encoding.strip().lower() in ("", "identity"):
        return lambda data: iter((data,))
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        raise ToolError(f"{host} packs its answer in a way that can't be read ({encoding[:40]}).")
    stream: zlib._Decompress | None = None

    def unpack(data: bytes) -> Iterator[bytes]:
        nonlocal stream
        if stream is None and data:
            wrapped = data[:1] == b"\x1f" or (data[0] & 0x0F == 8)
            stream = zlib.decompressobj(wbits=47 if wrapped else -15)
        while data and stream is not None:
            try:
                piece = stream.decompress(data, 262_144)
            except zlib.error as error:
                raise ValueError("broken packing") from error
            data = stream.unconsumed_tail
            yield piece

    return unpack


def _refusal(reason: str, host: str) -> str:
    said = reason.strip().lstrip("0123456789 ")
    return f"{host} can't be opened: {said}." if said else f"{host} can't be reached."
