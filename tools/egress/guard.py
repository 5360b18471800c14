"""A proxy inside this process that lets only harmless targets out and dials what it checked."""

import asyncio
import base64
import hmac
import ipaddress
import secrets
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog

from tools.egress.addresses import Address
from tools.egress.heads import REASON, Aim, BadHead, Head, aim, body_length, read_head
from tools.egress.network import LARGEST_HEAD, Network, Streams, Upstream
from tools.egress.policy import Policy, Refused

_LOG = structlog.get_logger(__name__)
_USER = "kagent"
_INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "private")
"""Last labels of names that only an inner network knows."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What one connection may cost: seconds and bytes; ``connections`` are open at once."""

    connect: float = 8.0
    idle: float = 30.0
    whole: float = 120.0
    most: int = 64_000_000
    connections: int = 128


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where the guard listens and how it knows its own people."""

    server: str
    user: str
    password: str

    @property
    def url(self) -> str:
        """The proxy address with the password: for clients, never for logs."""
        return self.server.replace("://", f"://{self.user}:{self.password}@")


class _Failed(Exception):
    """The exchange ends with this status and these words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class Guard:
    """The way out. It listens on loopback only while someone holds it `open`.

    With an ``upstream`` proxy, names are resolved there; here they are checked as far as they are
    known.
    """

    def __init__(
        self,
        *,
        policy: Policy | None = None,
        upstream: str | None = None,
        network: Network | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self._policy = policy or Policy()
        self._upstream = Upstream(upstream) if upstream else None
        self._network = network or Network()
        self._bounds = bounds or Bounds()
        self._password = secrets.token_urlsafe(24)
        token = base64.b64encode(f"{_USER}:{self._password}".encode())
        self._authorization = b"Basic " + token
        self._users = 0
        self._port = 0
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Way]:
        """The proxy's address for as long as it is needed."""
        self._users += 1
        try:
            if self._users == 1:
                listener = socket.create_server(("127.0.0.1", 0))
                self._port = listener.getsockname()[1]
                self._server = await asyncio.start_server(
                    self._accept, sock=listener, limit=LARGEST_HEAD
                )
            yield Way(server=f"http://127.0.0.1:{self._port}", user=_USER, password=self._password)
        finally:
            self._users -= 1
            if not self._users:
                await self._close()

    async def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        serving = tuple(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    async def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            async with asyncio.timeout(self._bounds.whole):
                await self._serve(reader, writer)
        except (TimeoutError, OSError, EOFError, asyncio.CancelledError):
            pass  # the connection is over, and whoever held it sees that
        finally:
            self._serving.discard(task)
            writer.close()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            if len(self._serving) > self._bounds.connections:
                raise _Failed(503, "too many connections at once")
            async with asyncio.timeout(self._bounds.idle):
                head = await read_head(reader)
            self._authorize(head)
            await self._exchange(head, reader, writer)
        except BadHead as error:
            await _say(writer, 400, f"the guard does not understand this: {error}")
        except _Failed as error:
            await _say(writer, error.status, error.words)

    def _authorize(self, head: Head) -> None:
        shown = head.value(b"proxy-authorization") or b""
        if not hmac.compare_digest(shown, self._authorization):
            raise _Failed(407, "a password is needed")

    async def _exchange(self, head: Head, reader: StreamReader, writer: StreamWriter) -> None:
        target = aim(head)
        length = 0 if not target.path else body_length(head)
        far_reader, far_writer, first = await self._reach(head, target)
        try:
            if target.path:
                far_writer.write(first)
                up = self._request(reader, far_writer, length)
                down = self._response(far_reader, writer)
            else:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                up = self._pump(reader, far_writer)
                down = self._pump(far_reader, writer)
            await _until_one_ends(up, down)
        finally:
            far_writer.close()

    async def _reach(self, head: Head, target: Aim) -> tuple[StreamReader, StreamWriter, bytes]:
        """A connection for this request and the head to send on it."""
        try:
            addresses = await self._admit(target)
            async with asyncio.timeout(self._bounds.connect):
                plain = bool(target.path) and self._upstream and not self._upstream.is_socks
                if plain and not addresses:
                    assert self._upstream is not None
                    streams = await self._upstream.connect()
                    first = b" ".join((head.first[0], head.first[1], b"HTTP/1.1"))
                    return *streams, head.onward(first, self._upstream.authorization.strip())
                streams = await self._dial(target, addresses)
        except Refused as error:
            _LOG.warning("egress_refused", host=target.host, port=target.port, why=str(error))
            raise _Failed(403, f"not allowed: {error}") from None
        except TimeoutError:
            raise _Failed(504, f"{target.host} does not answer") from None
        except OSError:
            raise _Failed(502, f"{target.host} can't be reached") from None
        first = b" ".join((head.first[0], target.path.encode("latin-1"), b"HTTP/1.1"))
        return *streams, head.onward(first) if target.path else b""

    async def _admit(self, target: Aim) -> list[Address]:
        """The checked addresses to dial; none if the network's proxy has to find the host.

        Raises `Refused`, or `OSError` if there is no such host.
        """
        host, port = target.host, target.port
        named = self._policy.names(host, port)
        if not named and self._upstream and _is_inner_name(host):
            raise Refused(f"{host} is not a public address")
        try:
            async with asyncio.timeout(self._bounds.connect):
                addresses = await self._network.resolve(host, port)
        except (OSError, UnicodeError) as error:
            if self._upstream is None:
                raise OSError(f"no host {host}") from error
            if not named:
                self._policy.check_port(port)
                _check_unresolved(host)
            return []
        if named:
            return (
                [] if self._upstream and all(map(self._policy.is_public, addresses)) else addresses
            )
        self._policy.check(host, port, addresses)
        self._check_own(host, port, addresses)
        public = all(self._policy.is_public(one) for one in addresses)
        return [] if self._upstream and public else addresses

    def _check_own(self, host: str, port: int, addresses: list[Address]) -> None:
        for address in addresses:
            allowed = any(one.holds(address, port) for one in self._policy.allowed)
            if not allowed and self._network.is_own(address):
                raise Refused(f"{host} is this machine itself")

    async def _dial(self, target: Aim, addresses: list[Address]) -> Streams:
        if not addresses:
            assert self._upstream is not None
            return await self._upstream.tunnel(target.host, target.port)
        fault: OSError = OSError(f"no address of {target.host}")
        for address in addresses[:4]:
            try:
                async with asyncio.timeout(self._bounds.connect / min(2, len(addresses))):
                    return await self._network.dial(address, target.port)
            except OSError as error:
                fault = error
        raise fault

    async def _request(self, reader: StreamReader, writer: StreamWriter, length: int) -> None:
        if length > self._bounds.most:
            raise BadHead("a body that is too long")
        while length and (data := await reader.read(min(length, LARGEST_HEAD))):
            length -= len(data)
            writer.write(data)
            await writer.drain()
        while await reader.read(LARGEST_HEAD):
            pass  # one request a connection: what comes after it is not heard

    async def _response(self, reader: StreamReader, writer: StreamWriter) -> None:
        while True:
            async with asyncio.timeout(self._bounds.idle):
                head = await read_head(reader)
            if not head.first[1].startswith(b"1"):
                break
        writer.write(head.onward(b" ".join(head.first).strip()))
        await self._pump(reader, writer)

    async def _pump(self, reader: StreamReader, writer: StreamWriter) -> None:
        left = self._bounds.most
        while left > 0:
            async with asyncio.timeout(self._bounds.idle):
                data = await reader.read(LARGEST_HEAD)
                if not data:
                    break
                left -= len(data)
                writer.write(data)
                await writer.drain()


async def _until_one_ends(*ways: Coroutine[None, None, None]) -> None:
    tasks = [asyncio.create_task(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _say(writer: StreamWriter, status: int, words: str) -> None:
    reason = words.encode("ascii", "replace").decode().replace("\r", " ").replace("\n", " ")
    ask = 'Proxy-Authenticate: Basic realm="kagent"\r\n' if status == 407 else ""
    head = f"HTTP/1.1 {status} {reason}\r\n{REASON}: {reason}\r\n{ask}"
    writer.write(f"{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
    with suppress(OSError):
        await writer.drain()


def _is_inner_name(host: str) -> bool:
    """Whether a proxy in the operator's network could take the name for a place inside it."""
    label = host.rstrip(".").rpartition(".")[2].lower()
    return label in _INSIDE or ("." not in host.rstrip(".") and ":" not in host)


def _check_unresolved(host: str) -> None:
    """Refuse what looks like an address but could not be read here."""
    label = host.rstrip(".").rpartition(".")[2].lower()
    number = label.isdigit() or label.startswith("0x")
    with suppress(ValueError):
        ipaddress.ip_address(host)
        number = True
    if number or "%" in host:
        raise Refused(f"{host} is not a public address")
