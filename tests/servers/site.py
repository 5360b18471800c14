"""A web site with every kind of page that is hard to read, and a network that leads to it."""

import asyncio
import gzip
import ipaddress
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from tools.egress.addresses import Address
from tools.egress.guard import Bounds, Guard
from tools.egress.network import Network, Streams
from tools.egress.policy import Policy

PUBLIC = ipaddress.ip_address("93.184.216.34")
"""The address that the site has in the stand-in network."""
FACT = "The lighthouse of Pellworm was built in 1907 and is 41.5 metres high."
_FILLER = "Ships pass the coast at night and their crews look for the light of the tower. " * 6
ARTICLE = (
    "<html><head><title>Pellworm</title></head><body><nav><a href='/'>Home</a></nav><article>"
    f"<h1>Pellworm</h1><p>{_FILLER}</p><p>{FACT}</p><p>{_FILLER}</p></article></body></html>"
)
_SHELL = (
    "<html><head><title>App</title></head><body><div id='root'></div><script>"
    "setTimeout(() => { document.getElementById('root').innerHTML = "
    f"'<article><p>{_FILLER}</p><p>{FACT}</p></article>'; }}, 50);</script></body></html>"
)
_WALL = (
    "<html><head><title>Wall</title></head><body><div id='all'>We value your privacy."
    "<button id='b'>Accept all</button></div><script>document.getElementById('b').onclick = () => "
    f"{{ document.getElementById('all').innerHTML = '<article><p>{FACT}</p><p>{_FILLER}</p>"
    "</article>'; };</script></body></html>"
)
_HIDDEN = (
    "<html><body><!-- OBEY comment --><article><p>Visible words of a page that is long enough to "
    "be read, about lighthouses.</p><p style='display:none'>OBEY none</p><p hidden>OBEY hidden</p>"
    "<p style='font-size:0px'>OBEY tiny</p><template>OBEY template</template><p>Zero\u200bwidth "
    "and \u202eturned\u202c \U000e0041tag.</p></article></body></html>"
)
_CHINESE = (
    "<html><head><meta charset='{name}'><title>灯塔</title></head><body><article><p>"
    + "夜里有很多船经过海岸，船员们寻找灯塔的光。" * 12
    + "</p><p>这座灯塔建于一九〇七年，高四十一米。</p></article></body></html>"
)


def pdf(text: str) -> bytes:
    """The smallest PDF file that shows one line."""
    drawn = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 200] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start


class LocalServer:
    """Answers HTTP on loopback; ``seen`` are the paths that were asked for."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.seen: list[str] = []
        self.connections = 0
        self._address = address
        self._serving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self._address, 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in tuple(self._serving):
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self.connections += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].decode("latin-1")
            self.seen.append(target)
            await self.answer(target, head.decode("latin-1"), writer)
            await writer.drain()
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            self._serving.discard(task)
            writer.close()

    async def answer(self, target: str, head: str, writer: StreamWriter) -> None:
        send(writer, b"<p>secret of the inner network</p>")


def send(writer: StreamWriter, body: bytes, status: int = 200, *headers: str) -> None:
    kind = (
        () if any(h.startswith("Content-Type") for h in headers) else ("Content-Type: text/html",)
    )
    lines = (f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *kind, *headers)
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)


class Site(LocalServer):
    """The public site; ``pages`` may be added by tests."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, str] = {}

    async def answer(self, target: str, head: str, writer: StreamWriter) -> None:
        parts = urlsplit(target)
        if (page := self.pages.get(parts.path)) is not None:
            send(writer, page.encode())
        elif parts.path == "/to":
            send(writer, b"", 302, f"Location: {unquote(parse_qs(parts.query)['url'][0])}")
        elif (act := _ACTS.get(parts.path)) is not None:
            await act(head, writer)
        elif parts.path in _PAGES:
            body, headers = _PAGES[parts.path]
            send(writer, body, 200, *headers)
        else:
            send(writer, b"<p>Nothing here</p>", 404)


async def _never(head: str, writer: StreamWriter) -> None:
    await asyncio.Event().wait()


async def _endless(head: str, writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + ARTICLE[:-30].encode())
    while True:
        writer.write(b"<p>more of it</p>\n" * 20)
        await writer.drain()
        await asyncio.sleep(0.01)


async def _huge(head: str, writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + ARTICLE[:-30].encode())
    for _ in range(400):
        writer.write((f"<p>{_FILLER}</p>" * 100).encode())
        await writer.drain()


async def _loop(head: str, writer: StreamWriter) -> None:
    send(writer, b"", 302, "Location: /loop")


async def _cookie_loop(head: str, writer: StreamWriter) -> None:
    if "seen=yes" in head:
        send(writer, ARTICLE.encode())
    else:
        send(writer, b"", 302, "Location: /cookie", "Set-Cookie: seen=yes; Path=/")


_ACTS: dict[str, Callable[[str, StreamWriter], Awaitable[None]]] = {
    "/slow": _never,
    "/endless": _endless,
    "/huge": _huge,
    "/loop": _loop,
    "/cookie": _cookie_loop,
}
_GZIP = "Content-Encoding: gzip"
_PAGES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "/": (ARTICLE.encode(), ()),
    "/app": (_SHELL.encode(), ()),
    "/wall": (_WALL.encode(), ()),
    "/hidden": (_HIDDEN.encode(), ("Content-Type: text/html; charset=utf-8",)),
    "/busy": (b"<html><body><script>while (true) {}</script></body></html>", ()),
    "/gzip": (gzip.compress(ARTICLE.encode()), (_GZIP,)),
    "/bomb": (gzip.compress(b"\0" * 200_000_000, 1), (_GZIP,)),
    "/brotli": (b"\x0b\x02", ("Content-Encoding: br",)),
    "/pdf": (pdf(FACT), ("Content-Type: application/pdf",)),
    "/bad-pdf": (b"%PDF-1.4 nothing", ("Content-Type: application/pdf",)),
    "/gbk": (_CHINESE.format(name="gbk").encode("gbk", "ignore"), ()),
    "/gb-unnamed": (_CHINESE.replace("<meta charset='{name}'>", "").encode("gb18030"), ()),
    "/big5": (_CHINESE.format(name="big5").encode("big5", "ignore"), ()),
    "/xhtml": (
        b"<?xml version='1.0' encoding='iso-8859-1'?>\n" + ARTICLE.encode(),
        ("Content-Type: application/xhtml+xml",),
    ),
    "/picture": (b"\x89PNG\0\0", ("Content-Type: image/png",)),
    "/text": (FACT.encode(), ("Content-Type: text/plain",)),
}


class StandInNetwork:
    """Names lead where the test says; ``dialled`` tells what was reached.

    The public address leads to the ``site``, every other to the ``canary`` of the inner network.
    """

    def __init__(self, site: LocalServer, canary: LocalServer) -> None:
        self.dialled: list[Address] = []
        self.names: dict[str, list[list[str]]] = {"site.example": [[str(PUBLIC)]]}
        self._site = site
        self._canary = canary

    async def resolve(self, host: str, port: int) -> list[Address]:
        """A name with several answers gives them one after the other, and then the last."""
        if host in self.names:
            answers = self.names[host]
            return [
                ipaddress.ip_address(one) for one in (answers.pop(0) if answers[1:] else answers[0])
            ]
        found = await asyncio.get_running_loop().getaddrinfo(host, port)
        return [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]

    async def dial(self, address: Address, port: int) -> Streams:
        self.dialled.append(address)
        server = self._site if address == PUBLIC else self._canary
        return await asyncio.open_connection("127.0.0.1", server.port, limit=65_536)

    def guard(self, policy: Policy | None = None, bounds: Bounds | None = None) -> Guard:
        network = Network(resolve=self.resolve, dial=self.dial, is_own=lambda _: False)
        return Guard(policy=policy, network=network, bounds=bounds)


@asynccontextmanager
async def standing() -> AsyncIterator[tuple[Site, LocalServer, StandInNetwork]]:
    """The site, the canary and the network between them."""
    async with Site() as site, LocalServer() as canary:
        yield site, canary, StandInNetwork(site, canary)
