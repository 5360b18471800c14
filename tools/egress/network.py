"""The network as the guard uses it: names, connections, and the operator's own proxy."""

import asyncio
import base64
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from tools.egress.addresses import Address, is_own, unscoped

LARGEST_HEAD = 65_536
Streams = tuple[StreamReader, StreamWriter]


async def resolve(host: str, port: int) -> list[Address]:
    """Every address of a name. Raises `OSError` when it has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(unscoped(str(one[4][0])) for one in found))


async def dial(address: Address, port: int) -> Streams:
    """A connection to exactly this address. Raises `OSError`."""
    return await asyncio.open_connection(str(address), port, limit=LARGEST_HEAD)


@dataclass(frozen=True, kw_only=True)
class Network:
    """How names are resolved, connections made, and this machine's own addresses known."""

    resolve: Callable[[str, int], Awaitable[list[Address]]] = resolve
    dial: Callable[[Address, int], Awaitable[Streams]] = dial
    is_own: Callable[[Address], bool] = is_own


class Upstream:
    """The proxy that the operator's network demands: ``http://`` or ``socks5://``."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.is_socks = parts.scheme.startswith("socks")
        self._host = parts.hostname or ""
        self._port = parts.port or (1080 if self.is_socks else 80)
        self._secure = parts.scheme == "https"
        self._user, self._password = _credentials(parts)

    @property
    def authorization(self) -> bytes:
        """The header line that lets us in, or nothing."""
        if not self._user:
            return b""
        token = base64.b64encode(f"{self._user}:{self._password}".encode())
        return b"Proxy-Authorization: Basic " + token + b"\r\n"

    async def connect(self) -> Streams:
        """A connection to the proxy itself. Raises `OSError`."""
        return await asyncio.open_connection(
            self._host, self._port, limit=LARGEST_HEAD, ssl=True if self._secure else None
        )

    async def tunnel(self, host: str, port: int) -> Streams:
        """A connection to the host through the proxy. Raises `OSError`."""
        reader, writer = await self.connect()
        with ExitStack() as stack:
            stack.callback(writer.close)
            if self.is_socks:
                await self._socks(reader, writer, host, port)
            else:
                await self._connect(reader, writer, host, port)
            stack.pop_all()
        return reader, writer

    async def _connect(
        self, reader: StreamReader, writer: StreamWriter, host: str, port: int
    ) -> None:
        at = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        writer.write(
            f"CONNECT {at} HTTP/1.1\r\nHost: {at}\r\n".encode() + self.authorization + b"\r\n"
        )
        status = (await _read(reader.readuntil(b"\r\n\r\n"))).split(b" ", 2)[1]
        if status != b"200":
            raise OSError(f"the network's proxy said {status.decode('latin-1')}")

    async def _socks(
        self, reader: StreamReader, writer: StreamWriter, host: str, port: int
    ) -> None:
        writer.write(b"\x05\x01\x02" if self._user else b"\x05\x01\x00")
        method = (await _read(reader.readexactly(2)))[1]
        if method == 2:
            user, password = self._user.encode(), self._password.encode()
            writer.write(bytes((1, len(user))) + user + bytes((len(password),)) + password)
            if (await _read(reader.readexactly(2)))[1] != 0:
                raise OSError("the network's proxy does not accept the password")
        elif method != 0:
            raise OSError("the network's proxy wants a password")
        name = host.encode("idna")
        writer.write(b"\x05\x01\x00\x03" + bytes((len(name),)) + name + port.to_bytes(2, "big"))
        reply = await _read(reader.readexactly(5))
        if reply[1] != 0:
            raise OSError(f"the network's proxy said {reply[1]}")
        rest = {1: 3, 4: 15}.get(reply[3], reply[4]) + 2
        await _read(reader.readexactly(rest))


def _credentials(parts: SplitResult) -> tuple[str, str]:
    return unquote(parts.username or ""), unquote(parts.password or "")


async def _read(part: Awaitable[bytes]) -> bytes:
    try:
        return await part
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise OSError("the network's proxy broke off") from None
