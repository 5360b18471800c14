"""The HTTP side of a local Slack: the Web API, files, hooks, and what goes wrong there."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic, time
from uuid import uuid4

from aiohttp import web

from bot.playground.faults import Fault, Faults
from bot.playground.slack.delivery import Delivery
from bot.playground.slack.methods import Methods, whispered
from bot.playground.slack.world import Json, Post, Refusal, Room, World

_HOOK_USES = 5
_LIMITS: Mapping[str, tuple[int, float, bool]] = {
    "chat.postMessage": (4, 4.0, True),
    "chat.update": (50, 60.0, False),
    "chat.startStream": (20, 60.0, False),
    "chat.appendStream": (100, 60.0, False),
    "chat.stopStream": (20, 60.0, False),
    "conversations.history": (50, 60.0, False),
    "conversations.replies": (50, 60.0, False),
    "users.conversations": (50, 60.0, False),
}
"""So many calls in so many seconds, in a channel or in all."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call; ``at`` is by `time`, ``error`` Slack's word for why it was refused, "" if not."""

    method: str
    at: float
    channel: str
    error: str


@dataclass(kw_only=True)
class Hook:
    """A response_url. ``said`` is what it has said last."""

    room: Room
    user: str
    uses: int = 0
    said: Post | None = None


class Server:
    """Serves one workspace on loopback."""

    def __init__(
        self,
        world: World,
        delivery: Delivery,
        faults: Faults,
        *,
        tokens: tuple[str, str],
        rates: bool,
    ) -> None:
        self.calls: list[Call] = []
        self.hooks: dict[str, Hook] = {}
        self.home = ""
        self._world = world
        self._methods = Methods(world, lambda: self.home)
        self._delivery = delivery
        self._faults = faults
        self._bot_token, self._app_token = tokens
        self._rates = rates
        self._made: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._tickets: set[str] = set()
        self.app = web.Application(client_max_size=64 * 1024 * 1024)
        self.app.router.add_route("*", "/api/{method}", self._api)
        self.app.router.add_post("/upload/v1/{ticket}", self._upload)
        self.app.router.add_get("/files-pri/{file}", self._download)
        self.app.router.add_post("/hooks/{hook}", self._hook)
        self.app.router.add_get("/link", self._link)

    def new_hook(self, room: Room, user: str) -> str:
        """The address of a response_url."""
        hook = uuid4().hex
        self.hooks[hook] = Hook(room=room, user=user)
        return f"{self.home}/hooks/{hook}"

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, call = request.match_info["method"], await _arguments(request)
        channel = str(call.get("channel") or call.get("channel_id") or "")
        fault = self._faults.draw(method)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault is not None and (answer := _spoilt(request, fault)) is not None:
            self._note(method, channel, fault.kind)
            return answer
        try:
            self._check_rate(method, channel)
            told = self._answer(request, method, call)
        except Refusal as refusal:
            self._note(method, channel, refusal.error)
            return _refused(refusal)
        self._note(method, channel, "")
        if fault is not None and fault.kind == "lost":
            return _cut(request)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(self._world.scopes))}
        return web.json_response({"ok": True, **told}, headers=scopes)

    def _answer(self, request: web.Request, method: str, call: Json) -> Json:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = token or str(call.get("token", ""))
        if not token:
            raise Refusal("not_authed")
        if method == "apps.connections.open":
            if token != self._app_token:
                raise Refusal("invalid_auth")
            ticket = uuid4().hex
            self._tickets.add(ticket)
            return {"url": f"{self.home.replace('http', 'ws', 1)}/link?ticket={ticket}"}
        if token != self._bot_token:
            raise Refusal("invalid_auth")
        act = self._methods.by_name.get(method)
        if act is None:
            raise Refusal("unknown_method")
        return act(call)

    def _check_rate(self, method: str, channel: str) -> None:
        if not self._rates or method not in _LIMITS:
            return
        most, span, by_channel = _LIMITS[method]
        made, now = self._made[method, channel if by_channel else ""], monotonic()
        while made and made[0] <= now - span:
            made.popleft()
        if len(made) >= most:
            raise Refusal("ratelimited", retry_after=int(made[0] + span - now) + 1)
        made.append(now)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        fault = self._faults.draw("upload")
        if fault is not None and (answer := _spoilt(request, fault)) is not None:
            return answer
        try:
            self._methods.uploaded(request.match_info["ticket"], await request.read())
        except Refusal as refusal:
            return web.Response(status=400, text=refusal.error)
        return web.Response(text="OK")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self._bot_token}":
            return web.Response(status=302, headers={"Location": f"{self.home}/sign-in"})
        fault = self._faults.draw("download")
        if fault is not None and (answer := _spoilt(request, fault)) is not None:
            return answer
        data = self._world.contents.get(request.match_info["file"])
        if data is None:
            return web.Response(status=404)
        file = self._world.files[request.match_info["file"]]
        return web.Response(body=data, content_type=file["mimetype"])

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        hook = self.hooks.get(request.match_info["hook"])
        if hook is None or hook.uses >= _HOOK_USES:
            return web.Response(status=404, text="used_url")
        self._note("hook", hook.room.id, "")
        fault = self._faults.draw("hook")
        if fault is not None and (answer := _spoilt(request, fault)) is not None:
            return answer
        hook.uses += 1
        said = await request.json()
        if said.get("replace_original") and hook.said is not None:
            hook.said.text, hook.said.blocks = said["text"], said.get("blocks", [])
            hook.said.history.append(said["text"])
            self._world.stir()
        else:
            hook.said = whispered(self._world, hook.room, hook.user, said)
        is_lost = fault is not None and fault.kind == "lost"
        return _cut(request) if is_lost else web.Response(text="ok")

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        return await self._delivery.serve(request)

    def _note(self, method: str, channel: str, error: str) -> None:
        self.calls.append(Call(method=method, at=time(), channel=channel, error=error))
        self._world.stir()


async def _arguments(request: web.Request) -> Json:
    call: Json = dict(request.query)
    if request.content_type == "application/json":
        return {**call, **await request.json()}
    return {**call, **await request.post()}


def _spoilt(request: web.Request, fault: Fault) -> web.StreamResponse | None:
    """What a fault answers before anything is applied."""
    match fault.kind:
        case "limited":
            return _refused(Refusal("ratelimited", retry_after=fault.seconds))
        case "broken":
            return web.Response(status=503, text="<html>upstream</html>", content_type="text/html")
        case "dropped":
            return _cut(request)
        case "slow" | "lost":
            return None


def _refused(refusal: Refusal) -> web.Response:
    if refusal.error != "ratelimited":
        return web.json_response({"ok": False, "error": refusal.error})
    return web.json_response(
        {"ok": False, "error": "ratelimited"},
        status=429,
        headers={"Retry-After": f"{refusal.retry_after:g}"},
    )


def _cut(request: web.Request) -> web.StreamResponse:
    """Hang up without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
