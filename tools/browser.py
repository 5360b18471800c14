"""A Chromium for pages that only scripts can show: begun when needed, shared, gone when idle."""

import asyncio
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from tools.base import ToolError
from tools.egress.client import host_of
from tools.egress.guard import Guard, Way

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route

_LOG = structlog.get_logger(__name__)
_LONGEST = 5_000_000
"""Characters of a page's HTML."""
_SETTLE = 3000
"""Milliseconds a page may take to fill itself after it has loaded."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGUMENTS = (
    "--disable-quic",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--js-flags=--max-old-space-size=256",
    "--no-pings",
)
_NOT_NEEDED = {"font", "image", "media"}
_NO_PEERS = "for (const n of ['RTCPeerConnection', 'webkitRTCPeerConnection']) delete window[n];"
_CONSENT = re.compile(
    r"^\s*(accept|agree|i agree|allow|got it|ok|continue|accept all|accept cookies|allow all|"
    r"accept all cookies|accept and continue|alle akzeptieren|tout accepter|"
    r"同意|接受|全部接受|接受全部|同意并继续|我知道了|すべて許可|同意する)\s*$",
    re.I,
)
_SEEN = """longest => {
  const unseen = e => {
    const s = getComputedStyle(e);
    return s.display === 'none' || s.visibility === 'hidden' || s.opacity === '0'
      || parseFloat(s.fontSize) < 2;
  };
  for (const e of [...(document.body || document).querySelectorAll('*')])
    if (e.isConnected && e.tagName !== 'SCRIPT' && unseen(e)
        && ![...e.querySelectorAll('*')].some(c => !unseen(c))) e.remove();
  return document.documentElement.outerHTML.slice(0, longest);
}"""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A page as its scripts left it; ``status`` is of the answer that it came with."""

    url: str
    status: int
    html: str


class WebBrowser:
    """Opens at most ``pages`` at a time, each in a context of its own that is always closed.

    It ends itself after ``idle`` seconds without a page.
    """

    def __init__(
        self, guard: Guard, *, executable: str | None = None, pages: int = 3, idle: float = 60.0
    ) -> None:
        self._guard = guard
        self._executable = executable
        self._places = asyncio.Semaphore(pages)
        self._idle = idle
        self._open = 0
        self._used = asyncio.Event()
        self._running: asyncio.Future[Browser] | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def render(self, url: str, *, patience: float = 25.0) -> Rendered:
        """The page after its scripts ran. Raises `ToolError` when it can't be shown in time."""
        from playwright.async_api import Error

        host = host_of(url)
        try:
            async with asyncio.timeout(patience), self._places:
                return await self._render(url)
        except TimeoutError:
            raise ToolError(f"{host} could not be shown within {patience:g} s.") from None
        except Error as error:
            raise ToolError(f"{host} can't be shown ({_reason(error.message)}).") from None

    async def close(self) -> None:
        """End the browser now, if it runs."""
        keeper, self._keeper, self._running = self._keeper, None, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.wait((keeper,))

    async def ended(self) -> None:
        """Return when no browser runs (any more)."""
        if (keeper := self._keeper) is not None:
            await asyncio.wait((keeper,))

    async def _render(self, url: str) -> Rendered:
        browser = await self._begun()
        self._open += 1
        opening = asyncio.create_task(
            browser.new_context(
                accept_downloads=False, service_workers="block", permissions=[], locale="en-US"
            )
        )
        try:
            context = await asyncio.shield(opening)
            return await _read(context, url)
        finally:
            await self._shut(opening)
            self._open -= 1
            self._used.set()

    async def _shut(self, opening: "asyncio.Task[BrowserContext]") -> None:
        """Close the page whatever happened; a browser that does not close it has to go."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(5):
                await (await opening).close()
        except (TimeoutError, Error):
            await self.close()

    async def _begun(self) -> "Browser":
        if self._running is not None and self._running.done():
            gone = self._running.exception() or not self._running.result().is_connected()
            if gone:
                await self.close()
        if self._running is None:
            self._used = asyncio.Event()
            self._running = asyncio.get_running_loop().create_future()
            self._keeper = asyncio.create_task(self._keep(self._running))
        return await asyncio.shield(self._running)

    async def _keep(self, running: "asyncio.Future[Browser]") -> None:
        """Hold the browser, from its start to its end, in one task."""
        from playwright.async_api import Error, async_playwright

        try:
            async with self._guard.open() as way, async_playwright() as playwright:
                browser = await self._launched(playwright, way)
                try:
                    running.set_result(browser)
                    await self._until_idle()
                finally:
                    if self._running is running:
                        self._running = None
                    with suppress(TimeoutError, Error):
                        async with asyncio.timeout(5):
                            await browser.close()
        except (Error, ToolError, OSError) as error:
            if not running.done():
                running.set_exception(_unavailable(error))
                running.exception()  # seen, even if nobody waits any more
        finally:
            running.cancel()

    async def _launched(self, playwright: "Playwright", way: Way) -> "Browser":
        from playwright.async_api import Error

        options: dict[str, Any] = {
            "executable_path": self._executable or installed_browser(),
            "args": list(_ARGUMENTS),
            "proxy": {
                "server": way.server,
                "username": way.user,
                "password": way.password,
                "bypass": "<-loopback>",
            },
        }
        if os.geteuid():
            with suppress(Error):  # containers often forbid the sandbox
                return await playwright.chromium.launch(chromium_sandbox=True, **options)
            _LOG.warning("browser_without_sandbox")
        return await playwright.chromium.launch(**options)

    async def _until_idle(self) -> None:
        while True:
            self._used.clear()
            try:
                async with asyncio.timeout(self._idle):
                    await self._used.wait()
            except TimeoutError:
                if not self._open:
                    return


def installed_browser() -> str:
    """The path of a Chromium. Raises `ToolError` if there is none."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        raise ToolError("no browser is installed here; the operator can install chromium")
    return path


async def _read(context: "BrowserContext", url: str) -> Rendered:
    await context.add_init_script(_NO_PEERS)
    await context.route("**/*", _without_media)
    page = await context.new_page()
    context.on("page", _close)
    answer = await page.goto(url, wait_until="commit", timeout=15_000)
    await _settled(page)
    html = await _seen(page)
    if len(re.sub(r"<[^>]*>|\s", "", html)) < 1000 and await _consented(page):
        await _settled(page)
        html = await _seen(page)
    return Rendered(url=page.url, status=answer.status if answer else 0, html=html)


async def _close(popup: "Page") -> None:
    from playwright.async_api import Error

    with suppress(Error):
        await popup.close()


async def _without_media(route: "Route") -> None:
    from playwright.async_api import Error

    with suppress(Error):
        if route.request.resource_type in _NOT_NEEDED:
            await route.abort()
        else:
            await route.continue_()


async def _settled(page: "Page") -> None:
    """Wait for the page to fill itself, but not for one that never ends."""
    from playwright.async_api import TimeoutError as TooLong

    with suppress(TooLong):
        await page.wait_for_load_state("domcontentloaded", timeout=8000)
        await page.wait_for_load_state("networkidle", timeout=_SETTLE)


async def _seen(page: "Page") -> str:
    from playwright.async_api import Error

    try:
        return str(await page.evaluate(_SEEN, _LONGEST))
    except Error:  # it went on to another page meanwhile
        await _settled(page)
        return str(await page.evaluate(_SEEN, _LONGEST))


async def _consented(page: "Page") -> bool:
    """Whether there was a button that accepts the page's conditions; it is pressed."""
    from playwright.async_api import Error

    buttons = page.get_by_role("button", name=_CONSENT).or_(page.get_by_role("link", name=_CONSENT))
    try:
        await buttons.first.click(timeout=1000)
    except Error:
        return False
    return True


def _reason(message: str) -> str:
    found = re.search(r"net::(ERR_\w+)", message)
    return found.group(1) if found else message.partition("\n")[0][:120]


def _unavailable(error: BaseException) -> ToolError:
    if isinstance(error, ToolError):
        return error
    return ToolError(f"the browser does not start ({_reason(str(error))})")
