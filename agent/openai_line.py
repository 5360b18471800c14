"""The line to one OpenAI-compatible server: streamed answers under patience, with few retries."""

import asyncio
import importlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from agent.model import ModelError, ModelUnavailable
from agent.openai_faults import Refusal
from agent.openai_wire import Assembly, Chunk
from agent.patience import Patience

if TYPE_CHECKING:
    import ssl

    import openai

_ATTEMPTS = 3
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

Body = dict[str, Any]
Mend = Callable[[Body, Refusal | None], Awaitable[bool]]
"""Looks at a failed request; ``None`` stands for an answer with nothing in it.

Returns True when it changed the body so that sending it again at once is worth while; may raise a
`ModelError` that says better what is wrong.
"""


class _Failure(Exception):
    """One attempt that came to nothing, and whether another may fare better."""

    def __init__(
        self,
        error: ModelError,
        *,
        again: bool,
        refusal: Refusal | None = None,
        empty: bool = False,
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again
        self.refusal = refusal
        self.empty = empty


class Line:
    """Calls one server. Usable from several event loops; each gets its own connections."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str = "",
        azure_version: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.patience = patience or Patience()
        self._api_key = api_key
        self._azure_version = azure_version
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, openai.AsyncOpenAI] = (
            WeakKeyDictionary()
        )

    @property
    def server(self) -> str:
        """How people know the server: host and port, without a login."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2] or self.base_url

    @property
    def host(self) -> str:
        """The server's host, without its port."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def root(self) -> str:
        """The server's address without the API's ``/v1``."""
        return self.base_url.removesuffix("/v1")

    async def get(self, path: str, *, timeout: float) -> Any:
        """The JSON at a path (or absolute address). Raises `ModelError`."""
        client = await self._client()
        options: Any = {"timeout": timeout}
        return await self._told(client.get(path, cast_to=object, options=options))

    async def post(self, path: str, body: Body, *, timeout: float) -> Any:
        """The JSON answered to a body. Raises `ModelError`."""
        client = await self._client()
        options: Any = {"timeout": timeout}
        return await self._told(client.post(path, cast_to=object, body=body, options=options))

    async def answer(self, path: str, body: Body, mend: Mend) -> AsyncGenerator[str | Assembly]:
        """Pieces of text as they come, then the whole, last and exactly once.

        Tries again, within one deadline, as long as no text was handed out. Closing the generator
        closes the request. Raises `ModelError`.
        """
        deadline = _now() + self.patience.first
        for attempt in range(_ATTEMPTS):
            assembly = Assembly()
            try:
                async with aclosing(self._chunks(path, body, deadline)) as chunks:
                    async for chunk in chunks:
                        if piece := assembly.add(chunk):
                            yield piece
                self._check_ended(assembly)
            except _Failure as failure:
                if assembly.text:
                    raise failure.error from None
                await self._before_another(attempt, failure, body, mend, deadline)
            else:
                yield assembly
                return
        raise AssertionError("the last attempt raises or returns")

    async def aclose(self) -> None:
        """Close this event loop's connections."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    def _check_ended(self, assembly: Assembly) -> None:
        if assembly.empty:
            error = ModelUnavailable(f"The model at {self.server} gave an empty answer.")
            raise _Failure(error, again=True, empty=True)
        if assembly.finish is None:
            raise _Failure(self._broken_off(), again=True)

    async def _before_another(
        self, attempt: int, failure: _Failure, body: Body, mend: Mend, deadline: float
    ) -> None:
        """Return when another attempt is due; raise the failure's error when none is."""
        last = attempt == _ATTEMPTS - 1
        if (failure.empty or failure.refusal) and await mend(body, failure.refusal) and not last:
            return
        stated = failure.refusal.retry_after if failure.refusal else None
        delay = self.patience.back_off * 2**attempt if stated is None else stated
        if last or not failure.again or _now() + delay >= deadline:
            raise failure.error from None
        await asyncio.sleep(delay)

    async def _chunks(self, path: str, body: Body, deadline: float) -> AsyncGenerator[Chunk]:
        inbox: asyncio.Queue[Chunk | None] = asyncio.Queue()
        pump = asyncio.create_task(self._pump(path, body, inbox))
        try:
            quiet, limit = deadline - _now(), self.patience.busy
            while (chunk := await self._next(inbox, quiet, limit)) is not None:
                yield chunk
                quiet, limit = self.patience.first, self.patience.stall
            await pump
        finally:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)

    async def _next(
        self, inbox: asyncio.Queue[Chunk | None], quiet: float, limit: float
    ) -> Chunk | None:
        """The next chunk: after ``quiet`` seconds only a server that is alive is waited for."""
        try:
            async with asyncio.timeout(quiet):
                return await inbox.get()
        except TimeoutError:
            alive = await self._alive(inbox)
        try:
            async with asyncio.timeout(limit - quiet if alive else 0):
                return await inbox.get()
        except TimeoutError:
            error = ModelUnavailable(f"The model at {self.server} keeps silent.")
            raise _Failure(error, again=False) from None

    async def _alive(self, inbox: asyncio.Queue[Chunk | None]) -> bool:
        import openai

        client = await self._client()
        probe = self.patience.probe
        try:
            async with asyncio.timeout(probe):
                await client.get("/models", cast_to=object, options={"timeout": probe})
        except openai.APIStatusError:
            return True
        except (TimeoutError, openai.APIError, ValueError):
            return not inbox.empty()
        return True

    async def _pump(self, path: str, body: Body, inbox: asyncio.Queue[Chunk | None]) -> None:
        import openai

        try:
            client = await self._client()
            from agent.openai_stream import EventStream

            stream = await client.post(
                path,
                cast_to=object,
                body=body,
                options={"timeout": None},
                stream=True,
                stream_cls=EventStream,
            )
            async with stream:
                if stream.response.headers.get("content-type", "").startswith("application/json"):
                    inbox.put_nowait(self._chunk(json.loads(await stream.response.aread())))
                else:
                    async for data in stream:
                        inbox.put_nowait(self._chunk(data))
                    inbox.put_nowait(Chunk(done=stream.done))
        except (openai.APIError, ValueError) as error:
            raise self._failure(error) from None
        finally:
            inbox.put_nowait(None)

    def _chunk(self, data: object) -> Chunk:
        chunk = Chunk.model_validate(data)
        if chunk.error_code or (isinstance(data, dict) and data.get("error")):
            refusal = Refusal(status=None, body=data, secret=self._api_key)
            error = refusal.error(self.server)
            raise _Failure(error, again=refusal.transient, refusal=refusal)
        return chunk

    def _failure(self, error: "openai.APIError | ValueError") -> _Failure:
        import openai

        match error:
            case openai.APIStatusError():
                refusal = self._refusal(error)
            case openai.APIConnectionError() if error.body is None:
                return _Failure(self._unreachable(error), again=True)
            case openai.APIError():
                refusal = Refusal(status=None, body=error.body, secret=self._api_key)
            case _:
                garbage = f"The model at {self.server} answers in a form that can't be read."
                return _Failure(ModelUnavailable(garbage), again=True)
        return _Failure(refusal.error(self.server), again=refusal.transient, refusal=refusal)

    def _unreachable(self, error: Exception) -> ModelUnavailable:
        cause = error.__cause__
        if cause is not None and type(cause).__name__ in ("ReadError", "RemoteProtocolError"):
            return self._broken_off()
        return ModelUnavailable(f"The model at {self.server} can't be reached.")

    def _broken_off(self) -> ModelUnavailable:
        return ModelUnavailable(f"The model at {self.server} broke off its answer.")

    def _refusal(self, error: "openai.APIStatusError") -> Refusal:
        stated = error.response.headers.get("retry-after", "")
        return Refusal(
            status=error.status_code,
            body=error.body,
            secret=self._api_key,
            retry_after=float(stated) if stated.replace(".", "", 1).isdecimal() else None,
        )

    async def _told(self, call: Awaitable[object]) -> object:
        """The call's result, its errors told as ours."""
        import openai

        try:
            return await call
        except (openai.APIError, ValueError) as error:
            raise self._failure(error).error from None

    async def _client(self) -> "openai.AsyncOpenAI":
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            await asyncio.to_thread(importlib.import_module, "openai")  # it takes a second
            client = self._clients.get(loop) or self._connect()
            self._clients[loop] = client
        return client

    def _connect(self) -> "openai.AsyncOpenAI":
        import openai

        on_this_machine = self.host in _LOOPBACK
        http_client = openai.DefaultAsyncHttpxClient(
            trust_env=not on_this_machine,
            verify=_certificates(from_environment=not on_this_machine),
        )
        key = self._api_key or "none"
        if self._azure_version:
            return openai.AsyncAzureOpenAI(
                azure_endpoint=self.base_url,
                api_version=self._azure_version,
                api_key=key,
                max_retries=0,
                http_client=http_client,
            )
        return openai.AsyncOpenAI(
            base_url=self.base_url, api_key=key, max_retries=0, http_client=http_client
        )


@cache
def _certificates(*, from_environment: bool) -> "ssl.SSLContext":
    """Read once for all lines: that takes 25 ms."""
    import httpx

    return httpx.create_ssl_context(trust_env=from_environment)


def _now() -> float:
    return asyncio.get_running_loop().time()
