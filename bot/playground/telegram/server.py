"""The HTTP side of a local Telegram: the Bot API, files, webhooks, and what goes wrong there."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from time import monotonic, time
from typing import Any

import aiohttp
from aiohttp import web

from bot.playground.faults import Fault, Faults
from bot.playground.telegram.methods import Methods, Upload, number, read
from bot.playground.telegram.world import Json, Refusal, World

_AGAIN = 0.1
_POSTING = (
    "sendmessage",
    "senddocument",
    "sendphoto",
    "editmessagetext",
    "deletemessage",
    "editmessagereplymarkup",
)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call of the Bot API; ``at`` is by `time`, ``code`` the HTTP status it was answered with."""

    method: str
    at: float
    chat: str
    code: int


class Rates:
    """Telegram's limits: calls that change a chat, each with how many seconds they are counted."""

    def __init__(self, *, on: bool) -> None:
        self._on = on
        self._made: defaultdict[str, deque[float]] = defaultdict(deque)

    def check(self, chat: str) -> None:
        """Refuse the call that is one too many."""
        if not self._on:
            return
        most, seconds = (20, 60.0) if chat.startswith("-") else (5, 3.0)
        now = monotonic()
        for name, limit, span in ((chat, most, seconds), ("", 30, 1.0)):
            made = self._made[name]
            while made and made[0] <= now - span:
                made.popleft()
            if len(made) >= limit:
                wait = int(made[0] + span - now) + 1
                raise too_many(wait)
        for name in (chat, ""):
            self._made[name].append(now)


class Server:
    """Serves one bot on loopback."""

    def __init__(self, world: World, token: str, faults: Faults, *, rates: bool) -> None:
        self.calls: list[Call] = []
        self.methods = Methods(world)
        self._world = world
        self._token = token
        self._faults = faults
        self._rates = Rates(on=rates)
        self._polls = 0
        self.app = web.Application(client_max_size=64 << 20)
        self.app.router.add_route("*", "/bot{token}/{method}", self._call)
        self.app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self.app.cleanup_ctx.append(self._push)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        call = await _parameters(request)
        fault = self._faults.draw(request.match_info["method"])
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind == "dropped":
            return _cut(request)
        code, answer = await self._answer(request.match_info["token"], method, call, fault)
        self._note(method, call, code)
        if fault is not None and fault.kind == "lost":
            return _cut(request)
        return web.json_response(answer, status=code)

    async def _answer(
        self, token: str, method: str, call: Json, fault: Fault | None
    ) -> tuple[int, Json]:
        try:
            if token != self._token:
                raise Refusal(401, "Unauthorized")
            if fault is not None and fault.kind == "limited":
                raise too_many(fault.seconds)
            if fault is not None and fault.kind == "broken":
                raise Refusal(500, "Internal Server Error")
            if method in _POSTING:
                self._rates.check(str(call.get("chat_id", "")))
            return 200, {"ok": True, "result": await self._result(method, call)}
        except Refusal as refusal:
            answer: Json = {
                "ok": False,
                "error_code": refusal.code,
                "description": refusal.description,
            }
            if refusal.parameters:
                answer["parameters"] = refusal.parameters
            return refusal.code, answer

    async def _result(self, method: str, call: Json) -> Any:
        if method == "getupdates":
            return await self._updates(call)
        act = self.methods.named(method)
        if act is None:
            raise Refusal(404, "Not Found")
        return await act(call)

    async def _updates(self, call: Json) -> list[Json]:
        """A long poll; a new one ends the one before."""
        if self.methods.settled.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        self._polls += 1
        mine = self._polls
        self._world.stir()
        if "allowed_updates" in call:
            self.methods.settled.wanted = read(call, "allowed_updates")
        offset = number(call, "offset") if "offset" in call else 0
        self._world.updates = [each for each in self._world.updates if each["update_id"] >= offset]
        end = monotonic() + (number(call, "timeout") if "timeout" in call else 0)
        while not (found := self._wanted()) and (left := end - monotonic()) > 0:
            try:
                await asyncio.wait_for(self._world.changed.wait(), left)
            except TimeoutError:
                break
            if mine != self._polls:
                raise Refusal(409, "Conflict: terminated by other getUpdates request")
        return found[:100]

    def _wanted(self) -> list[Json]:
        wanted = self.methods.settled.wanted
        return [
            each
            for each in self._world.updates
            if not wanted or any(kind in each for kind in wanted)
        ]

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"].removeprefix("documents/")
        data = self._world.files.get(path)
        if data is None or request.match_info["token"] != self._token:
            return web.json_response({"ok": False, "error_code": 404}, status=404)
        return web.Response(body=data)

    async def _push(self, app: web.Application) -> Any:
        """Deliver to the webhook, in order, each update until it is taken."""
        async with aiohttp.ClientSession() as http:
            pushing = asyncio.create_task(self._pushing(http))
            yield
            pushing.cancel()
            await asyncio.wait({pushing})

    async def _pushing(self, http: aiohttp.ClientSession) -> None:
        while True:
            changed = self._world.changed
            if not self.methods.settled.webhook or not self._world.updates:
                await changed.wait()
                continue
            update = self._world.updates[0]
            if await self._taken(http, update):
                self._world.updates.remove(update)
            else:
                await asyncio.sleep(_AGAIN)

    async def _taken(self, http: aiohttp.ClientSession, update: Json) -> bool:
        settled = self.methods.settled
        headers = {"X-Telegram-Bot-Api-Secret-Token": settled.secret} if settled.secret else {}
        try:
            async with http.post(settled.webhook, json=update, headers=headers) as answer:
                return answer.ok
        except aiohttp.ClientError:
            return False

    def _note(self, method: str, call: Json, code: int) -> None:
        chat = str(call.get("chat_id", ""))
        self.calls.append(Call(method=method, at=time(), chat=chat, code=code))


def too_many(seconds: float) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds:g}", retry_after=seconds)


def _cut(request: web.Request) -> web.StreamResponse:
    """Hang up without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _parameters(request: web.Request) -> Json:
    call: Json = dict(request.query)
    if request.content_type == "application/json":
        return {**call, **await request.json()}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            data = value.file.read()
            kind = value.content_type or "application/octet-stream"
            call[name] = Upload(name=value.filename, kind=kind, data=data)
        else:
            call[name] = value
    return call
