"""The HTTP side of a local Discord: the API, files, and what goes wrong there."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic, time
from typing import Any

from aiohttp import web

from bot.playground.discord.gateway import Gateway
from bot.playground.discord.interactions import Interactions
from bot.playground.discord.methods import Answer, Call, Methods, Upload
from bot.playground.discord.world import Json, Refusal, World
from bot.playground.faults import Fault, Faults

API = "/api/v10"
_LIMITED = frozenset(["create_message", "edit_message"])
_MOST, _SPAN = 5, 5.0
_MOST_IN_ALL = 50
_OPEN = frozenset(["callback", "follow_up", "response", "edit_response", "delete_response"])


@dataclass(frozen=True, kw_only=True)
class Made:
    """A call that was made; ``at`` is by `time`, ``status`` what it was answered with."""

    method: str
    at: float
    channel: str
    status: int


class Server:
    """Serves one bot on loopback. ``limits_all``: a fault's 429 is for every call."""

    def __init__(
        self,
        world: World,
        gateway: Gateway,
        interactions: Interactions,
        faults: Faults,
        *,
        token: str,
        rates: bool,
    ) -> None:
        self.calls: list[Made] = []
        self.home = ""
        self.limits_all = False
        self.methods = Methods(world, interactions, lambda: self.home, lambda: gateway.address)
        self._world = world
        self._faults = faults
        self._token = token
        self._rates = rates
        self._counted: defaultdict[str, deque[float]] = defaultdict(deque)
        self.app = web.Application(client_max_size=64 << 20)
        self.app.router.add_get("/gateway", gateway.serve)
        self.app.router.add_get("/attachments/{file}/{name}", self._file)
        for (verb, path), (name, act) in self.methods.by_route.items():
            self.app.router.add_route(verb, API + path, self._answering(name, act))

    def _answering(self, name: str, act: Callable[[Call], Answer]) -> Any:
        async def answer(request: web.Request) -> web.StreamResponse:
            call = await _call(request)
            channel = call.place.get("channel", "")
            fault = self._faults.draw(name)
            if fault is not None and fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            if fault is not None and fault.kind == "dropped":
                self._note(name, channel, 0)
                return _cut(request)
            try:
                self._check(request, name, channel, fault)
                told = act(call)
            except Refusal as refusal:
                self._note(name, channel, refusal.status)
                return self._refused(refusal)
            self._note(name, channel, 200)
            if fault is not None and fault.kind == "lost":
                return _cut(request)
            if told is None:
                return web.Response(status=204)
            return _json(told, headers=self._budget(name, channel))

        return answer

    def _check(self, request: web.Request, name: str, channel: str, fault: Fault | None) -> None:
        shown = request.headers.get("Authorization", "")
        if name not in _OPEN and shown != f"Bot {self._token}":
            raise Refusal(401, 0, "401: Unauthorized")
        if fault is not None and fault.kind == "limited":
            raise _too_many(fault.seconds)
        if fault is not None and fault.kind == "broken":
            raise Refusal(503, 0, "upstream connect error")
        if self._rates and name not in _OPEN:
            self._count("", _MOST_IN_ALL, 1.0)
        if self._rates and name in _LIMITED:
            self._count(f"{name} {channel}", _MOST, _SPAN)

    def _count(self, what: str, most: int, span: float) -> None:
        made, now = self._counted[what], monotonic()
        while made and made[0] <= now - span:
            made.popleft()
        if len(made) >= most:
            raise _too_many(made[0] + span - now)
        made.append(now)

    def _budget(self, name: str, channel: str) -> Mapping[str, str]:
        """What Discord tells of the budget of these calls."""
        if not (self._rates and name in _LIMITED):
            return {}
        made = self._counted[f"{name} {channel}"]
        left = max(0.0, made[0] + _SPAN - monotonic()) if made else 0.0
        return {
            "X-RateLimit-Limit": str(_MOST),
            "X-RateLimit-Remaining": str(_MOST - len(made)),
            "X-RateLimit-Reset": f"{time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": name,
        }

    def _refused(self, refusal: Refusal) -> web.StreamResponse:
        if refusal.status >= 500:
            return web.Response(status=refusal.status, text=refusal.message)
        told: Json = {"message": refusal.message, "code": refusal.code}
        if refusal.status != 429:
            return _json(told, status=refusal.status, headers={})
        told |= {"retry_after": refusal.retry_after, "global": self.limits_all}
        headers = {"Via": "1.1 playground", "Retry-After": f"{refusal.retry_after:.0f}"}
        return _json(told, status=429, headers=headers)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        data = self._world.files.get(request.match_info["file"])
        if data is None:
            return web.Response(status=404)
        return web.Response(body=data)

    def _note(self, method: str, channel: str, status: int) -> None:
        self.calls.append(Made(method=method, at=time(), channel=channel, status=status))
        self._world.stir()


def _json(told: Any, *, status: int = 200, headers: Mapping[str, str]) -> web.Response:
    # Discord names no charset, and discord.py reads nothing else as JSON.
    body = json.dumps(told).encode()
    return web.Response(
        body=body, status=status, headers={**headers, "Content-Type": "application/json"}
    )


def _too_many(seconds: float) -> Refusal:
    return Refusal(429, 0, "You are being rate limited.", retry_after=seconds)


async def _call(request: web.Request) -> Call:
    body: Any = {}
    files = list[Upload]()
    if request.content_type == "application/json":
        body = await request.json()
    elif request.content_type == "multipart/form-data":
        for name, part in (await request.post()).items():
            if isinstance(part, web.FileField):
                files.append((part.filename, part.content_type, part.file.read()))
            elif name == "payload_json":
                body = json.loads(part if isinstance(part, str) else part.decode())
    return Call(request.match_info, request.query, body, files)


def _cut(request: web.Request) -> web.StreamResponse:
    """Hang up without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
