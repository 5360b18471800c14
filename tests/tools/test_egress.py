"""The guard: what it lets out, however the target is written, and for whom."""

import asyncio
import ipaddress
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.servers.site import ARTICLE, PUBLIC, LocalServer, Site, StandInNetwork, standing
from tools.base import ToolError
from tools.egress.addresses import is_own, is_public
from tools.egress.client import fetch
from tools.egress.guard import Bounds, Guard
from tools.egress.network import Network
from tools.egress.policy import Allowance, Policy, allowance, allowance_of

Standing = tuple[Site, LocalServer, StandInNetwork]
OPEN = re.findall(
    r"\S+",
    """
    8.8.8.8 93.184.216.34 1.1.1.1 172.15.0.1 100.63.0.1 2606:4700::1111 2a00:1450:4001::1
    ::ffff:8.8.8.8 64:ff9b::8.8.8.8
    """,
)
CLOSED = re.findall(
    r"\S+",
    """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16
    169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.9 192.0.0.192 192.0.2.1
    192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250
    240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
    100::1
    2001::1 2001:0:7f00:1::1 2001:db8::1 2001:10::1 2001:20::1 2002:7f00:1::1 2002:a00:1::
    2002:808:808::1 2001:4860::5efe:10.0.0.1 3fff::1 5f00::1 fc00::1 fd00::1 fd00:ec2::254
    fe80::1 fec0::1 ff02::1 ff0e::1 4000::1
    """,
)


@pytest.fixture
async def net() -> AsyncIterator[Standing]:
    async with standing() as (site, canary, network):
        yield site, canary, network


def wide(canary: LocalServer, **more: object) -> Policy:
    """Also the canary's port is open, so that only its address keeps it closed."""
    return Policy(ports=frozenset({80, 443, canary.port}), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", CLOSED)
def test_other_addresses(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_this_machine_knows_itself() -> None:
    assert is_own(ipaddress.ip_address("127.0.0.1"))


NOTATIONS = re.findall(
    r"\S+",
    """
    127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 localhost
    LOCALHOST 127.0.0.1. [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1]
    [64:ff9b::7f00:1] [2002:7f00:1::] [::127.0.0.1] [::] 0.0.0.0 0 169.254.169.254 2852039166
    10.0.0.1 192.168.0.1 100.100.100.200 [fd00:ec2::254] [fe80::1] inner.example mixed.example
    mapped.example １２７.0.0.1
    """,
)
INNER = {
    "inner.example": [["10.0.0.5"]],
    "mixed.example": [[str(PUBLIC), "10.0.0.5"]],
    "mapped.example": [["::ffff:10.0.0.5"]],
}


@pytest.mark.parametrize("host", NOTATIONS)
@pytest.mark.parametrize("way", ["straight", "redirected", "tunnelled"])
async def test_no_notation_reaches_the_inner_network(net: Standing, host: str, way: str) -> None:
    _, canary, network = net
    network.names |= INNER
    url = f"http{'s' if way == 'tunnelled' else ''}://{host}:{canary.port}/"
    if way == "redirected":
        url = f"http://site.example/to?url={url}"
    with pytest.raises(ToolError):
        await fetch(network.guard(wide(canary)), url, patience=5)
    assert set(network.dialled) <= {PUBLIC}
    assert canary.connections == 0


async def test_a_guard_that_lets_all_out_fails_that(net: Standing) -> None:
    _, canary, network = net
    network.names |= INNER
    for host in ("127.0.0.1", "2130706433", "localhost", "inner.example"):
        await fetch(network.guard(Anywhere()), f"http://{host}:{canary.port}/", patience=5)
    with pytest.raises(ToolError):
        await fetch(network.guard(Anywhere()), f"https://[::1]:{canary.port}/", patience=5)
    assert canary.connections == 5


class Anywhere(Policy):
    """The mutant."""

    def is_public(self, address: object) -> bool:
        return True

    def check_port(self, port: int) -> None:
        pass


async def test_a_name_that_changes_is_checked_each_time(net: Standing) -> None:
    _, canary, network = net
    network.names["rebind.example"] = [[str(PUBLIC)], ["127.0.0.1"]]
    guard = network.guard(wide(canary))
    url = f"http://rebind.example:{canary.port}/"
    assert b"Pellworm" in (await fetch(guard, url)).body
    with pytest.raises(ToolError, match="not a public address"):
        await fetch(guard, url)
    assert network.dialled == [PUBLIC]


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
async def test_other_ports_are_closed(net: Standing, port: int) -> None:
    with pytest.raises(ToolError, match=f"port {port} is not open"):
        await fetch(net[2].guard(), f"http://site.example:{port}/")
    with pytest.raises(ToolError, match=f"port {port} is not open"):
        await fetch(net[2].guard(), f"https://site.example:{port}/")
    assert net[2].dialled == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("wiki.corp", Allowance(place="wiki.corp")),
        ("Wiki.Corp.:8080", Allowance(place="wiki.corp", ports=frozenset({8080}))),
        ("10.0.0.0/8", Allowance(place=ipaddress.ip_network("10.0.0.0/8"))),
        ("10.1.2.3:*", Allowance(place=ipaddress.ip_network("10.1.2.3/32"), ports=frozenset())),
        ("fd00::/8", Allowance(place=ipaddress.ip_network("fd00::/8"))),
        ("[::1]:81", Allowance(place=ipaddress.ip_network("::1"), ports=frozenset({81}))),
    ],
)
def test_allowances(text: str, place: Allowance) -> None:
    assert allowance(text) == place


@pytest.mark.parametrize(
    "text", ["", "*", "http://a", "a:b", "a:0", "a:70000", "10.0.0.1/8", "u@a"]
)
def test_malformed_allowances(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        allowance(text)


@pytest.mark.parametrize("entry", ["10.0.0.0/24:{port}", "inner.example:{port}", "10.0.0.5:*"])
async def test_what_the_operator_allows(net: Standing, entry: str) -> None:
    _, canary, network = net
    network.names |= INNER
    allowed = (allowance(entry.format(port=canary.port)),)
    guard = network.guard(Policy(allowed=allowed))
    got = await fetch(guard, f"http://inner.example:{canary.port}/")
    assert b"secret" in got.body
    for url in (f"http://mixed.example:{canary.port}/", f"http://10.0.1.5:{canary.port}/"):
        with pytest.raises(ToolError):
            await fetch(guard, url)
    if "*" not in entry:
        with pytest.raises(ToolError):
            await fetch(guard, f"http://inner.example:{canary.port - 1}/")


def test_an_address_in_the_settings_allows_its_port_only() -> None:
    one = allowance_of("http://127.0.0.1:8888/search")
    assert one == Allowance(place=ipaddress.ip_network("127.0.0.1"), ports=frozenset({8888}))


async def test_nobody_else_may_use_it(net: Standing) -> None:
    async with net[2].guard().open() as way:
        for auth in (None, ("kagent", "guess")):
            proxy = httpx.Proxy(way.server, auth=auth)
            async with httpx.AsyncClient(proxy=proxy, trust_env=False) as http:
                assert (await http.get("http://site.example/")).status_code == 407
                with pytest.raises(httpx.ProxyError):
                    await http.get("https://site.example/")
    assert net[2].dialled == []


async def test_it_listens_only_while_it_is_held_open(net: Standing) -> None:
    guard = net[2].guard()
    async with guard.open() as way, guard.open() as other:
        assert way == other
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", int(way.server.rpartition(":")[2]))


async def test_the_password_is_not_told_to_sites(net: Standing) -> None:
    heads: list[str] = []

    class Listening(Site):
        async def answer(self, target: str, head: str, writer: asyncio.StreamWriter) -> None:
            heads.append(head.lower())
            await super().answer(target, head, writer)

    async with Listening() as site:
        await fetch(StandInNetwork(site, net[1]).guard(), "http://site.example/")
    assert "proxy" not in heads[0]
    assert heads[0].startswith("get / http/1.1\r\n")


async def raw(guard: Guard, *lines: str, more: str = "") -> bytes:
    async with guard.open() as way:
        reader, writer = await asyncio.open_connection(*_place(way.server))
        token = httpx.BasicAuth(way.user, way.password)._auth_header
        writer.write("\r\n".join([*lines, f"Proxy-Authorization: {token}", "", more]).encode())
        try:
            return await reader.read()
        finally:
            writer.close()


def _place(server: str) -> tuple[str, int]:
    host, _, port = server.removeprefix("http://").partition(":")
    return host, int(port)


@pytest.mark.parametrize(
    "lines",
    [
        ("GET / HTTP/1.1", "Host: site.example"),
        ("GET ftp://site.example/ HTTP/1.1",),
        ("GET http://u:p@site.example/ HTTP/1.1",),
        ("GET http:///x HTTP/1.1",),
        ("GET http://site.example/ HTTP/2",),
        ("GET http://site.example/ HTTP/1.1", "Bad Header : x"),
        ("POST http://site.example/ HTTP/1.1", "Transfer-Encoding: chunked"),
        ("POST http://site.example/ HTTP/1.1", "Content-Length: 1", "Content-Length: 2"),
        ("CONNECT site.example HTTP/1.1",),
        ("nonsense",),
    ],
)
async def test_what_is_no_proper_request(net: Standing, lines: tuple[str, ...]) -> None:
    assert (await raw(net[2].guard(), *lines)).startswith(b"HTTP/1.1 400 ")
    assert net[2].dialled == []


async def test_one_connection_carries_one_request(net: Standing) -> None:
    lines = ("GET http://site.example/text HTTP/1.1", "Connection: keep-alive")
    second = f"GET http://127.0.0.1:{net[1].port}/ HTTP/1.1"
    said = await raw(net[2].guard(wide(net[1])), *lines, more=second)
    assert said.count(b"HTTP/1.1 ") == 1
    assert net[0].seen == ["/text"]
    assert net[1].connections == 0


async def test_connections_are_bounded(net: Standing) -> None:
    guard = net[2].guard(bounds=Bounds(connections=2, whole=2.0))
    async with guard.open() as way:
        held = [await asyncio.open_connection(*_place(way.server)) for _ in range(2)]
        await asyncio.sleep(0)
        proxy = httpx.Proxy(way.server, auth=(way.user, way.password))
        async with httpx.AsyncClient(proxy=proxy, trust_env=False) as http:
            assert (await http.get("http://site.example/")).status_code == 503
        for _, writer in held:
            writer.close()


async def test_bytes_and_time_are_bounded(net: Standing) -> None:
    guard = net[2].guard(bounds=Bounds(most=100_000, idle=0.2))
    assert len((await fetch(guard, "http://site.example/huge", cut=True)).body) <= 200_000
    with pytest.raises(ToolError, match=r"site\.example"):
        await fetch(guard, "http://site.example/slow")


async def test_a_bomb_does_not_go_off(net: Standing) -> None:
    with pytest.raises(ToolError, match="more than 1 MB"):
        await fetch(net[2].guard(), "http://site.example/bomb", largest=1_000_000)


async def test_a_tunnel_carries_both_ways(net: Standing) -> None:
    inner = "GET /text HTTP/1.1\r\n\r\n"
    said = await raw(net[2].guard(), "CONNECT site.example:443 HTTP/1.1", more=inner)
    assert said.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 Said")
    assert b"Pellworm" in said
    assert net[0].seen == ["/text"]


class Proxy(LocalServer):
    """The operator's own proxy, which finds every name; ``seen`` tells what it was asked for."""

    async def answer(self, target: str, head: str, writer: asyncio.StreamWriter) -> None:
        body = ARTICLE.encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def behind(proxy: LocalServer, network: StandInNetwork, policy: Policy | None = None) -> Guard:
    inner = Network(resolve=network.resolve, dial=network.dial, is_own=lambda _: False)
    return Guard(policy=policy, upstream=f"http://127.0.0.1:{proxy.port}", network=inner)


async def test_behind_the_operators_proxy(net: Standing) -> None:
    network = net[2]
    network.names |= INNER | {"far.invalid": [[]]}
    async with Proxy() as proxy:
        guard = behind(proxy, network)
        assert b"Pellworm" in (await fetch(guard, "http://site.example/x?y")).body
        with pytest.raises(ToolError):
            await fetch(guard, "https://site.example/")  # a tunnel, but no TLS at its end
        assert proxy.seen == ["http://site.example/x?y", "site.example:443"]
        for host in (
            "127.0.0.1",
            "2130706433",
            "localhost",
            "intranet",
            "x.local",
            "inner.example",
        ):
            with pytest.raises(ToolError):
                await fetch(guard, f"http://{host}/")
        assert len(proxy.seen) == 2
    assert network.dialled == []


async def test_allowed_private_places_are_not_asked_of_the_operators_proxy(net: Standing) -> None:
    _, canary, network = net
    allowed = Policy(allowed=(allowance(f"127.0.0.1:{canary.port}"),))
    async with Proxy() as proxy:
        url = f"http://127.0.0.1:{canary.port}/"
        assert b"secret" in (await fetch(behind(proxy, network, allowed), url)).body
        assert proxy.seen == []


class Socks:
    """A SOCKS5 proxy with a password that hands all to one server; ``asked`` are the names."""

    def __init__(self, target: LocalServer) -> None:
        self.asked: list[bytes] = []
        self._target = target

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        methods = await reader.readexactly((await reader.readexactly(2))[1])
        assert 2 in methods
        writer.write(b"\x05\x02")
        user = await reader.readexactly((await reader.readexactly(2))[1])
        password = await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x01" + bytes((int((user, password) != (b"me", b"p:w")),)))
        length = (await reader.readexactly(5))[4]
        self.asked.append(await reader.readexactly(length + 2))
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        far = await asyncio.open_connection("127.0.0.1", self._target.port)
        far[1].write(await reader.readuntil(b"\r\n\r\n"))
        writer.write(await far[0].read())
        for one in (writer, far[1]):
            one.close()


async def test_behind_a_socks_proxy(net: Standing) -> None:
    site, _, network = net
    socks = Socks(site)
    async with await asyncio.start_server(socks.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        inner = Network(resolve=network.resolve, dial=network.dial, is_own=lambda _: False)
        guard = Guard(upstream=f"socks5://me:p%3Aw@127.0.0.1:{port}", network=inner)
        assert b"Pellworm" in (await fetch(guard, "http://site.example/text")).body
        with pytest.raises(ToolError, match="not a public address"):
            await fetch(guard, "http://localhost/")
    assert socks.asked == [b"site.example\x00\x50"]
    assert network.dialled == []
