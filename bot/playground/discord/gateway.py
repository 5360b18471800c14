"""A local Discord's gateway: sessions, heartbeats, resuming, and what goes wrong with them."""

import json
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import aiohttp
from aiohttp import web

from bot.playground.discord.world import Json, World

_DISPATCH, _BEAT, _IDENTIFY, _RESUME, _RECONNECT = 0, 1, 2, 6, 7
_INVALID, _HELLO, _BEAT_HEARD = 9, 10, 11
_CONTENT = 1 << 15
_GUILDS, _GUILD_MESSAGES, _DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
_EVERY = 41_250


class Link:
    """One connection."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self.request = request
        self.socket = socket
        compressed = request.query.get("compress") == "zlib-stream"
        self._zlib = zlib.compressobj() if compressed else None

    async def send(self, op: int, data: object, **more: object) -> None:
        text = json.dumps({"op": op, "d": data, "s": None, "t": None, **more})
        if self._zlib is None:
            await self.socket.send_str(text)
            return
        packed = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(packed)

    def cut(self) -> None:
        """Break it, without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(kw_only=True)
class Session:
    """What one client has been told, so that it can go on after a broken connection."""

    id: str
    intents: int
    link: Link | None
    told: list[Json] = field(default_factory=list)


class Gateway:
    """``twice`` is the share of messages that is told again.

    While it is ``shut`` nobody comes in; with ``closes_with`` it hangs up by that code.
    """

    def __init__(self, world: World, token: str, *, twice: float, seed: int) -> None:
        self.address = ""
        self.shut = False
        self.closes_with = 0
        self.identified = 0
        self.resumed = 0
        self._world = world
        self._token = token
        self._twice = twice
        self._chance = random.Random(seed)
        self._sessions: dict[str, Session] = {}

    @property
    def links(self) -> list[Link]:
        return [each.link for each in self._sessions.values() if each.link is not None]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection of the client."""
        if self.shut:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        link = Link(request, socket)
        await link.send(_HELLO, {"heartbeat_interval": _EVERY})
        try:
            async for message in socket:
                if message.type == aiohttp.WSMsgType.TEXT:
                    await self._hear(link, json.loads(message.data))
        finally:
            for session in self._sessions.values():
                if session.link is link:
                    session.link = None
            self._world.stir()
        return socket

    async def tell(self, event: str, data: Json, *, wants: int = 0) -> None:
        """Tell all sessions that have this intent; those without a connection hear it later."""
        for _ in range(2 if wants and self._chance.random() < self._twice else 1):
            for session in list(self._sessions.values()):
                if not wants or session.intents & wants:
                    await self._tell(session, event, data)

    async def tell_message(self, data: Json) -> None:
        wants = _GUILD_MESSAGES if "guild_id" in data else _DIRECT_MESSAGES
        await self.tell("MESSAGE_CREATE", data, wants=wants)

    async def reconnect(self) -> None:
        """Ask the client to connect anew, as Discord does now and then."""
        for link in self.links:
            await link.send(_RECONNECT, None)

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the client that its session is not valid."""
        links = self.links
        if not resumable:
            self._sessions.clear()
        for link in links:
            await link.send(_INVALID, resumable)

    def forget(self) -> None:
        """Lose all sessions: who wants to resume one must begin anew."""
        self._sessions = {name: each for name, each in self._sessions.items() if each.link}

    def cut_off(self) -> None:
        for link in self.links:
            link.cut()

    async def close(self) -> None:
        for link in self.links:
            await link.socket.close()

    async def until(self, seen: Callable[["Gateway"], bool]) -> None:
        """Wait until the gateway is as wanted."""
        while not seen(self):
            await self._world.changed.wait()

    async def _tell(self, session: Session, event: str, data: Json) -> None:
        number = len(session.told) + 1
        session.told.append({"t": event, "s": number, "d": data})
        await self._send(session, session.told[-1])

    async def _send(self, session: Session, told: Json) -> None:
        if session.link is None:
            return
        try:
            await session.link.send(_DISPATCH, told["d"], t=told["t"], s=told["s"])
        except (ConnectionError, RuntimeError):
            session.link = None

    async def _hear(self, link: Link, said: Json) -> None:
        if said["op"] == _BEAT:
            await link.send(_BEAT_HEARD, None)
        elif said["op"] == _IDENTIFY:
            await self._identify(link, said["d"])
        elif said["op"] == _RESUME:
            await self._resume(link, said["d"])

    async def _identify(self, link: Link, wanted: Json) -> None:
        if self.closes_with:
            await link.socket.close(code=self.closes_with)
            return
        if wanted["token"] != self._token:
            await link.socket.close(code=4004, message=b"Authentication failed.")
            return
        if wanted["intents"] & _CONTENT and not self._world.reads_messages:
            await link.socket.close(code=4014, message=b"Disallowed intent(s).")
            return
        session = Session(id=uuid4().hex, intents=wanted["intents"], link=link)
        self.forget()
        self._sessions[session.id] = session
        self.identified += 1
        bot = self._world.bot
        ready = {
            "v": 10,
            "user": bot.view(),
            "guilds": [{"id": self._world.guild, "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": self.address,
            "application": {"id": bot.id, "flags": 1 << 19},
            "private_channels": [],
        }
        await self._tell(session, "READY", ready)
        if session.intents & _GUILDS:
            await self._tell(session, "GUILD_CREATE", self._world.guild_view())
        self._world.stir()

    async def _resume(self, link: Link, wanted: Json) -> None:
        session = self._sessions.get(wanted["session_id"])
        if session is None:
            await link.send(_INVALID, False)
            return
        session.link = link
        self.resumed += 1
        for told in session.told[wanted["seq"] :]:
            await self._send(session, told)
        await self._tell(session, "RESUMED", {})
        self._world.stir()
