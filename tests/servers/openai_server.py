"""A scripted OpenAI-compatible server on loopback that behaves as the real servers do."""

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.servers.personalities import PERSONALITIES, Personality, PersonalityName
from tests.servers.quiet import QuietServer
from tests.servers.wire import (
    Call,
    Say,
    chat_chunks,
    chat_completion,
    common_prefix,
    text_chunks,
    tokens,
)

__all__ = ["Call", "Fault", "Say", "ScriptedServer"]

PROBE_TOOL = "report_ready"
"""A request with this one tool, or a schema of this name, asks what the server can do.

It is answered as a capable model would and takes no reply of the script.
"""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """How one reply goes wrong.

    ``status`` answers that HTTP status (with ``retry_after`` seconds, when given); ``hang`` sends
    nothing, ``hang_midstream`` stops after the first pieces, ``close`` drops the connection before
    any answer, ``close_midstream`` after the first pieces of ``text``, where ``end_midstream`` ends
    the body as if that were all.
    """

    kind: Literal[
        "status",
        "garbage",
        "empty",
        "hang",
        "hang_midstream",
        "close",
        "close_midstream",
        "end_midstream",
    ]
    status: int = 500
    retry_after: float | None = None
    text: str = "The beginning of an answer"
    message: str = "The server is overloaded."


_AZURE = "/openai"

Reply = str | Say | Fault
Script = Sequence[Reply] | Callable[[dict[str, Any]], Reply]


class ScriptedServer:
    """Serves ``replies`` in order (or by calling it with each request's body), in a thread.

    Use it by ``with`` or ``async with``. ``requests`` holds the bodies of the model calls and
    ``headers`` theirs, ``probes`` the bodies of ability probes, ``paths`` every path asked for.
    ``asked`` is set by the first model call, ``disconnected`` when a client went away before its
    answer ended. ``latency`` is seconds before each answer, ``busiest`` how many calls waited so
    at once, at most. A script that has run out answers 400. ``tools=False`` is a server whose tool
    calls do not work; ``api_key`` makes it refuse other keys; ``window`` is in tokens of four
    characters.
    """

    def __init__(
        self,
        replies: Script = (),
        *,
        personality: PersonalityName = "openai",
        latency: float = 0.0,
        model: str = "scripted",
        window: int = 4096,
        tools: bool = True,
        api_key: str | None = None,
        port: int = 0,
    ) -> None:
        self.personality: Personality = replace(PERSONALITIES[personality], window=window)
        if not tools:
            self.personality = replace(self.personality, tools="off")
        self.model = model
        self.latency = latency
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.probes: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.asked = threading.Event()
        self.disconnected = threading.Event()
        self.busiest = 0
        self.healthy = True
        self.port = port
        self._replies = replies if callable(replies) else list(replies)
        self._api_key = api_key
        self._seen_prompts: list[str] = []
        self._waiting = 0
        self._thread: threading.Thread | None = None
        self._server: QuietServer | None = None

    @property
    def url(self) -> str:
        """The base URL for an OpenAI client."""
        return f"http://127.0.0.1:{self.port}/v1"

    def script(self, replies: Script) -> None:
        """Begin anew with other replies, as a server that was just started."""
        self._replies = replies if callable(replies) else list(replies)
        self.requests.clear()
        self._seen_prompts.clear()

    def add(self, *replies: Reply) -> None:
        """Append to the script."""
        assert isinstance(self._replies, list)
        self._replies.extend(replies)

    def __enter__(self) -> Self:
        listening = socket.socket()
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        listening.listen(256)
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(
            self._app(), log_config=None, log_level="critical", lifespan="off", ws="none"
        )
        self._server = QuietServer(config, farewell=0.1)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, args=(listening,), daemon=True)
        self._thread.start()
        return self

    def _serve(self, listening: socket.socket) -> None:
        assert self._server is not None
        with listening, asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._server.serve(sockets=[listening]))

    def __exit__(self, *_: object) -> None:
        assert self._server is not None and self._thread is not None
        if self._thread.is_alive():  # a test may have stopped it before
            self._loop.call_soon_threadsafe(self._server.end)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the scripted server did not stop"

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.__exit__)

    def _app(self) -> Starlette:
        extra = [
            Route(path, self._counted, methods=["POST"]) for path in self.personality.count_paths
        ]
        if self.personality.health is not None:
            extra.append(Route("/health", self._health))
        answering = _Watched(self._complete, self.disconnected)
        return Starlette(
            routes=[
                Route("/v1/models", self._models),
                Route("/v1/chat/completions", answering, methods=["POST"]),
                Route("/v1/completions", answering, methods=["POST"]),
                Route(f"{_AZURE}/deployments/{self.model}/chat/completions", answering),
                Route(f"{_AZURE}/models", self._models),
                *extra,
            ]
        )

    async def _health(self, request: Request) -> Response:
        self.paths.append(request.url.path)
        if not self.healthy:
            await asyncio.Event().wait()
        return PlainTextResponse(self.personality.health or "")

    async def _models(self, request: Request) -> Response:
        self.paths.append(request.url.path)
        if not self.healthy:
            await asyncio.Event().wait()
        card = {"id": self.model, "object": "model", "owned_by": self.personality.owner}
        return JSONResponse(
            {"object": "list", "data": [card | self.personality.model_card(self.model)]}
        )

    async def _counted(self, request: Request) -> Response:
        self.paths.append(request.url.path)
        return JSONResponse(self.personality.count(request.url.path, await request.json()))

    async def _complete(self, request: Request, send: "_Sender") -> None:
        self.paths.append(request.url.path)
        body = await request.json()
        if self._is_probe(body):
            self.probes.append(body)
            refusal = self._refused(request, body)
            reply: Reply = self.personality.probe_reply(body, PROBE_TOOL)
        else:
            self.requests.append(body)
            self.headers.append(dict(request.headers))
            self.asked.set()
            refusal = self._refused(request, body)
            if refusal is None:
                reply = self._next(body)
                await self._wait()
        if refusal is not None:
            await send.whole(refusal)
        elif isinstance(reply, Fault):
            await self._fail(reply, body, send)
        else:
            await self._say(reply if isinstance(reply, Say) else Say(text=reply), body, send)

    @staticmethod
    def _is_probe(body: dict[str, Any]) -> bool:
        names = [tool.get("function", {}).get("name") for tool in body.get("tools") or ()]
        wanted = (body.get("response_format") or {}).get("json_schema") or {}
        return names == [PROBE_TOOL] or wanted.get("name") == PROBE_TOOL

    def _refused(self, request: Request, body: dict[str, Any]) -> Response | None:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        key = request.headers.get("api-key", bearer)
        if self._api_key is not None and key != self._api_key:
            shown = f"{key[:3]}***{key[-4:]}"
            fault = {"message": f"Incorrect API key provided: {shown}.", "code": "invalid_api_key"}
            return JSONResponse({"error": fault}, status_code=401)
        return self.personality.refuse(body, self.model, tokens(_prompt(body)))

    async def _wait(self) -> None:
        self._waiting += 1
        self.busiest = max(self.busiest, self._waiting)
        try:
            await asyncio.sleep(self.latency)
        finally:
            self._waiting -= 1

    def _next(self, body: dict[str, Any]) -> Reply:
        if callable(self._replies):
            return self._replies(body)
        if not self._replies:
            return Fault(kind="status", status=400, message="The script has no more replies.")
        return self._replies.pop(0)

    def _usage(self, say: Say, body: dict[str, Any]) -> dict[str, Any]:
        prompt = _prompt(body)
        cached = max((common_prefix(prompt, earlier) for earlier in self._seen_prompts), default=0)
        self._seen_prompts.append(prompt)
        written = tokens(say.text) + sum(tokens(call.arguments) for call in say.calls)
        usage = {
            "prompt_tokens": tokens(prompt),
            "completion_tokens": written,
            "total_tokens": tokens(prompt) + written,
        }
        if self.personality.reports_cache:
            return usage | {"prompt_tokens_details": {"cached_tokens": cached // 4}}
        return usage

    async def _say(self, say: Say, body: dict[str, Any], send: "_Sender") -> None:
        usage = self._usage(say, body)
        make = chat_chunks if "messages" in body else text_chunks
        style = self.personality.style(body, say)
        if not body.get("stream"):
            await send.whole(JSONResponse(chat_completion(say, usage, self.model, style)))
            return
        asked = (body.get("stream_options") or {}).get("include_usage", False)
        with_usage = usage if asked and self.personality.streams_usage else None
        for chunk in make(say, self.model, style, with_usage):
            await send.event(json.dumps(chunk, ensure_ascii=False))
            if say.pause:
                await asyncio.sleep(say.pause)
        await send.event("[DONE]")
        await send.end()

    async def _fail(self, fault: Fault, body: dict[str, Any], send: "_Sender") -> None:
        match fault.kind:
            case "status":
                wait = fault.retry_after
                headers = {} if wait is None else {"retry-after": f"{wait:g}"}
                error = {"error": {"message": fault.message, "type": "server_error"}}
                await send.whole(JSONResponse(error, status_code=fault.status, headers=headers))
            case "garbage":
                await send.whole(
                    Response("<html>502 Bad \x00 Gateway{{{", media_type="text/event-stream")
                )
            case "empty":
                await send.whole(Response(b"", media_type="text/event-stream"))
            case "hang":
                await asyncio.Event().wait()
            case "close":
                send.drop()
            case "hang_midstream" | "close_midstream" | "end_midstream":
                style = self.personality.style(body, Say(text=fault.text))
                make = chat_chunks if "messages" in body else text_chunks
                for chunk in make(Say(text=fault.text), self.model, style, None)[:3]:
                    await send.event(json.dumps(chunk, ensure_ascii=False))
                if fault.kind == "hang_midstream":
                    await asyncio.Event().wait()
                if fault.kind == "end_midstream":
                    await send.end()
                else:
                    send.drop()


class _Sender:
    """One HTTP response, whole or as server-sent events."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._asgi = (scope, receive, send)
        self._started = False

    async def whole(self, response: Response) -> None:
        await response(*self._asgi)

    async def event(self, data: str) -> None:
        send = self._asgi[2]
        if not self._started:
            self._started = True
            headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
        payload = f"data: {data}\n\n".encode()
        await send({"type": "http.response.body", "body": payload, "more_body": True})

    def drop(self) -> None:
        """Cut the connection, as a killed server would."""
        self._asgi[1].__self__.transport.abort()  # type: ignore[attr-defined]

    async def end(self) -> None:
        await self._asgi[2]({"type": "http.response.body", "body": b"", "more_body": False})


class _Watched:
    """An ASGI endpoint that notices when the client goes away while it answers."""

    def __init__(
        self, answer: Callable[[Request, _Sender], Awaitable[None]], gone: threading.Event
    ) -> None:
        self._answer = answer
        self._gone = gone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await request.body()
        answering = asyncio.ensure_future(self._answer(request, _Sender(scope, receive, send)))
        leaving = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                answering.result()
            else:
                self._gone.set()
        finally:
            for task in (answering, leaving):
                task.cancel()


def _prompt(body: dict[str, Any]) -> str:
    tools = json.dumps(body["tools"], ensure_ascii=False) if body.get("tools") else ""
    parts = [f"{m.get('role')}: {m.get('content') or ''}" for m in body.get("messages", ())]
    return tools + "\n".join(parts) + str(body.get("prompt", ""))
