"""The shared Chromium: pages that need it, and every way a page can try to reach inner places."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.servers.site import FACT, PUBLIC, LocalServer, Site, StandInNetwork, standing
from tests.tools.asking import ask
from tests.tools.test_egress import INNER, Anywhere, wide
from tools.base import ToolError
from tools.browse_website import Reader, browse_website
from tools.browser import WebBrowser

pytestmark = pytest.mark.asyncio(loop_scope="module")
Desk = tuple[Site, LocalServer, StandInNetwork, WebBrowser]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk() -> AsyncIterator[Desk]:
    async with standing() as (site, canary, network):
        network.names |= INNER
        browser = WebBrowser(network.guard(wide(canary)))
        yield site, canary, network, browser
        await browser.close()


async def read(desk: Desk, path: str, patience: float = 8.0) -> str:
    reader = Reader(guard=desk[2].guard(), browser=desk[3], patience=patience)
    return await ask(
        browse_website(reader), url=f"http://site.example{path}", question="How high is it?"
    )


@pytest.mark.parametrize("path", ["/app", "/wall"])
async def test_pages_that_need_it(desk: Desk, path: str) -> None:
    assert FACT in await read(desk, path)


async def test_a_page_that_never_stops(desk: Desk) -> None:
    started = time.monotonic()
    with pytest.raises(ToolError, match="within 2 s"):
        await desk[3].render("http://site.example/busy", patience=2.0)
    assert time.monotonic() - started < 8
    assert FACT in await read(desk, "/app")


async def test_what_a_page_hides_by_its_styles(desk: Desk) -> None:
    desk[0].pages["/styled"] = (
        "<html><head><style>.a { display: none } .b { font-size: 1px } .c { opacity: 0 }</style>"
        "</head><body><p>Seen</p><p class=a>OBEY</p><p class=b>OBEY</p><p class=c>OBEY</p></body>"
    )
    html = (await desk[3].render("http://site.example/styled")).html
    assert "Seen" in html
    assert "OBEY" not in html


async def test_no_peers_and_no_service_workers(desk: Desk) -> None:
    desk[0].pages["/able"] = (
        "<p id=p></p><script>document.getElementById('p').textContent = "
        "'able: ' + typeof RTCPeerConnection + ' ' + typeof webkitRTCPeerConnection</script>"
    )
    assert "able: undefined undefined" in (await desk[3].render("http://site.example/able")).html


def vectors(port: int) -> dict[str, str]:
    """Pages that try to reach the canary, by name."""

    def to(name: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{port}/{name}"

    hosts = re.findall(
        r"\S+",
        """
        127.1 2130706433 0x7f000001 0177.0.0.1 localhost sub.localhost 127.0.0.1. [::1]
        [::ffff:127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] [::] 0.0.0.0 169.254.169.254
        10.0.0.1 100.100.100.200 [fd00::1] [fe80::1] inner.example mixed.example
        mapped.example １２７.0.0.1
    """,
    )
    many = "".join(
        f"fetch('{to(f'host{n}', host)}', {{mode: 'no-cors'}}).catch(() => 0);"
        for n, host in enumerate(hosts)
    )
    work = f"fetch('{to('worker')}', {{mode: 'no-cors'}})"
    shared = f"onconnect = () => fetch('{to('shared')}', {{mode: 'no-cors'}})"
    return {
        "hosts": f"<script>{many}</script>",
        "elements": (
            f"<img src='{to('img')}'><script src='{to('script')}'></script>"
            f"<link rel=stylesheet href='{to('css')}'><style>@import '{to('import')}';"
            f"body {{ background: url({to('background')}) }}</style>"
            f"<iframe src='{to('frame')}'></iframe><object data='{to('object')}'></object>"
            f"<embed src='{to('embed')}'><video src='{to('video')}' autoplay></video>"
            f"<audio src='{to('audio')}' autoplay></audio><link rel=icon href='{to('icon')}'>"
            f"<link rel=manifest href='{to('manifest')}'><link rel=preconnect href='{to('')}'>"
            f"<link rel=dns-prefetch href='{to('')}'><link rel=prefetch href='{to('prefetch')}'>"
            f"<link rel=preload as=fetch href='{to('preload')}'>"
            f"<link rel=modulepreload href='{to('module')}'>"
            f"<svg><image href='{to('svg')}'/><use href='{to('use')}'/></svg>"
            f"<iframe srcdoc=\"<script src='{to('srcdoc')}'></script>\"></iframe>"
        ),
        "scripts": (
            f"<script>fetch('{to('fetch')}', {{mode: 'no-cors'}});"
            f"const x = new XMLHttpRequest(); x.open('GET', '{to('xhr')}'); x.send();"
            f"new WebSocket('ws://127.0.0.1:{port}/socket');"
            f"new WebSocket('wss://127.0.0.1:{port}/sockets');"
            f"new EventSource('{to('events')}'); navigator.sendBeacon('{to('beacon')}', 'x');"
            f"fetch('{to('alive')}', {{mode: 'no-cors', keepalive: true, method: 'POST'}});"
            f"import('{to('import')}');"
            f"fetch('https://127.0.0.1:{port}/tls', {{mode: 'no-cors'}});"
            f"try {{ new WebTransport('https://127.0.0.1:{port}/transport') }} catch (e) {{}}"
            "</script>"
        ),
        "workers": (
            "<script>const make = s => URL.createObjectURL(new Blob([s]));"
            f'new Worker(make("{work}")); new SharedWorker(make("{shared}"));'
            f"new Worker(make(\"importScripts('{to('scripts')}')\"));"
            "</script>"
        ),
        "forms": (
            f"<iframe name=f></iframe><form action='{to('form')}' method=post target=f></form>"
            "<script>document.forms[0].submit()</script>"
        ),
        "popups": (
            f"<a id=a href='{to('blank')}' target=_blank ping='{to('ping')}'>x</a>"
            f"<a id=d href='{to('download')}' download>x</a><script>"
            f"open('{to('popup')}'); document.getElementById('a').click();"
            "document.getElementById('d').click()</script>"
        ),
        "speculation": (
            '<script type="speculationrules">{"prefetch": [{"source": "list", "urls": ['
            f'"{to("speculated")}"]}}], "prerender": [{{"source": "list", "urls": ['
            f'"{to("prerendered")}"]}}]}}</script>'
        ),
        "redirects": (
            f"<iframe src='/to?url={to('redirected')}'></iframe>"
            f"<script src='/to?url={to('script')}'></script>"
            f"<script>fetch('/to?url={to('fetched')}', {{mode: 'no-cors'}});"
            f"new Worker('/to?url={to('worker')}')</script>"
        ),
        "rebinding": (
            f"<script>const go = () => fetch('http://rebind.example:{port}/again', "
            "{mode: 'no-cors'}).catch(() => 0); go().then(go).then(go)</script>"
        ),
        "refresh": f"<meta http-equiv=refresh content='0; url={to('refresh')}'>",
        "location": f"<script>location = '{to('location')}'</script>",
        "service": (
            "<script>navigator.serviceWorker && navigator.serviceWorker.register('/sw.js')</script>"
        ),
    }


async def attempt(site: Site, network: StandInNetwork, browser: WebBrowser, port: int) -> None:
    """Open every page; how each ends does not matter."""
    network.names["rebind.example"] = [[str(PUBLIC)], ["127.0.0.1"]]
    network.dialled.clear()
    pages = vectors(port)
    site.pages |= {f"/{name}": f"<html><body>{page}" for name, page in pages.items()}
    opening = (browser.render(f"http://site.example/{name}") for name in pages)
    await asyncio.gather(*opening, return_exceptions=True)


async def test_no_page_reaches_the_inner_network(desk: Desk) -> None:
    site, canary, network, browser = desk
    await attempt(site, network, browser, canary.port)
    assert canary.seen == []
    assert canary.connections == 0
    assert set(network.dialled) == {PUBLIC}


async def test_without_the_guard_they_do(desk: Desk) -> None:
    site, canary, network, _ = desk
    mutant = WebBrowser(network.guard(Anywhere()))
    try:
        await attempt(site, network, mutant, canary.port)
    finally:
        await mutant.close()
    hit = {path.strip("/") for path in canary.seen}
    wanted = (
        "fetch xhr events frame script css worker shared form redirected refresh location socket"
    )
    assert set(wanted.split()) <= hit
    assert len(hit) > 35
    canary.seen.clear()
    canary.connections = 0


def chromiums() -> set[int]:
    """The browser's processes below this one."""
    children: dict[int, int] = {}
    names: dict[int, str] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
        except OSError:
            continue
        name, _, rest = text.rpartition(")")
        pid = int(name.split(" ", 1)[0])
        children[pid], names[pid] = int(rest.split()[1]), name
    mine = {os.getpid()}
    while more := {pid for pid, parent in children.items() if parent in mine} - mine:
        mine |= more
    return {pid for pid in mine if "chrom" in names.get(pid, "")}


async def test_it_is_gone_when_idle_and_comes_back(desk: Desk) -> None:
    before = chromiums()
    browser = WebBrowser(desk[2].guard(), idle=0.3)
    await browser.render("http://site.example/text")
    assert chromiums() > before
    async with asyncio.timeout(10):
        await browser.ended()
    assert chromiums() == before
    assert "1907" in (await browser.render("http://site.example/text")).html
    await browser.close()
    assert chromiums() == before


async def test_no_browser_installed(desk: Desk) -> None:
    browser = WebBrowser(desk[2].guard(), executable="/nowhere/chromium")
    with pytest.raises(ToolError, match="does not start"):
        await browser.render("http://site.example/text")
