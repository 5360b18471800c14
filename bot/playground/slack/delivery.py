"""How a local Slack brings its events to the app, by Socket Mode or HTTP, until it is told so."""

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import Mapping, Sequence
from time import time
from typing import Literal
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
from aiohttp import web

from bot.playground.slack.world import Json

Type = Literal["events_api", "slash_commands", "interactive"]

_PATHS: Mapping[Type, str] = {
    "events_api": "/slack/events",
    "slash_commands": "/slack/commands",
    "interactive": "/slack/interactive",
}
RETRIES = (0.0, 60.0, 300.0)
"""The seconds after which Slack tries again what was not received; then it gives up."""


class Delivery:
    """Brings events, in order at the first try. ``twice`` is the share that is brought again.

    By HTTP when ``push_to`` is set (the service's address), else by the newest socket; without one
    the try has failed. ``patience`` is how many seconds it waits for a receipt, ``retries`` the
    waits before further tries. Commands and presses are not tried again: Slack tells the person.
    """

    def __init__(
        self,
        secret: str,
        *,
        twice: float,
        patience: float,
        retries: Sequence[float],
        seed: int,
    ) -> None:
        self.push_to = ""
        self.patience = patience
        self.retries = retries
        self.tries = 0
        self.given_up = 0
        self.receipts: list[str] = []
        self.refused: list[int] = []
        self._secret = secret
        self._twice = twice
        self._chance = random.Random(seed)
        self._sockets: list[web.WebSocketResponse] = []
        self._requests: list[web.Request] = []
        self._opened = 0
        self._opening = asyncio.Event()
        self._receipts: dict[str, asyncio.Future[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    @property
    def sockets(self) -> int:
        return len(self._sockets)

    def bring(self, kind: Type, payload: Json) -> asyncio.Task[None]:
        """Bring it; the task ends when the app has given a receipt."""
        times = 2 if self._chance.random() < self._twice else 1
        tasks = [asyncio.create_task(self._bring(kind, payload)) for _ in range(times)]
        for task in tasks:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return tasks[0]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection of Socket Mode."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {}})
        self._sockets.append(socket)
        self._requests.append(request)
        self._opened += 1
        self._opening.set()
        try:
            async for message in socket:
                if message.type == aiohttp.WSMsgType.TEXT:
                    self._receive(json.loads(message.data))
        finally:
            self._leave(socket)
        return socket

    async def settled(self) -> None:
        """Wait until everything has been brought."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def opened(self, count: int) -> None:
        """Wait until so many connections have been opened, first and last."""
        while self._opened < count:
            self._opening.clear()
            await self._opening.wait()

    async def disconnect(self) -> None:
        """Ask the app to connect anew, as Slack does every few hours."""
        for socket in list(self._sockets):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    def cut_off(self) -> None:
        """Have every connection broken, without a word."""
        for request in self._requests:
            if request.transport is not None:
                request.transport.abort()
        self._requests.clear()

    async def hang_up(self) -> None:
        """Close every connection."""
        for socket in list(self._sockets):
            self._leave(socket)
            await socket.close()

    async def give_up(self) -> None:
        """Bring nothing more of what is not received yet, as Slack does after a while."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self) -> None:
        await self.give_up()
        await self.hang_up()
        if self._http is not None:
            await self._http.close()

    def headers(self, body: bytes, *, secret: str = "", at: float = 0.0) -> dict[str, str]:
        """Slack's signature of a request."""
        stamp = str(int(at or time()))
        basis = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new((secret or self._secret).encode(), basis, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def _bring(self, kind: Type, payload: Json) -> None:
        waits = (0.0, *self.retries) if kind == "events_api" else (0.0,)
        for attempt, wait in enumerate(waits):
            await asyncio.sleep(wait)
            self.tries += 1
            by_http = bool(self.push_to)
            if await (self._push if by_http else self._send)(kind, payload, attempt):
                return
        self.given_up += 1

    async def _send(self, kind: Type, payload: Json, attempt: int) -> bool:
        envelope = str(uuid4())
        receipt = asyncio.get_running_loop().create_future()
        self._receipts[envelope] = receipt
        message = {
            "envelope_id": envelope,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            "retry_attempt": attempt,
            "retry_reason": "timeout" if attempt else "",
        }
        try:
            await self._sockets[-1].send_json(message)
            async with asyncio.timeout(self.patience):
                await receipt
        except (TimeoutError, ConnectionError, IndexError):
            return False
        finally:
            del self._receipts[envelope]
        return True

    async def _push(self, kind: Type, payload: Json, attempt: int) -> bool:
        body, content_type = encoded(kind, payload)
        headers = {**self.headers(body), "Content-Type": content_type}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        if self._http is None:
            self._http = aiohttp.ClientSession()
        try:
            url = self.push_to + _PATHS[kind]
            async with (
                asyncio.timeout(self.patience),
                self._http.post(url, data=body, headers=headers) as response,
            ):
                if response.status != 200:
                    self.refused.append(response.status)
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _receive(self, message: Json) -> None:
        envelope = message.get("envelope_id", "")
        self.receipts.append(envelope)
        receipt = self._receipts.get(envelope)
        if receipt is not None and not receipt.done():
            receipt.set_result(None)

    def _leave(self, socket: web.WebSocketResponse) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)


def encoded(kind: Type, payload: Json) -> tuple[bytes, str]:
    """The request's body and its type."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = {"payload": json.dumps(payload)} if kind == "interactive" else payload
    return urlencode(form).encode(), "application/x-www-form-urlencoded"
