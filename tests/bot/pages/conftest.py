"""A running page service for each test that asks for one, and one browser for all of them."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.servers.page_service import PageService

Enter = Callable[..., Awaitable[Page]]


@pytest.fixture
def service() -> Iterator[PageService]:
    with PageService() as running:
        yield running


@pytest.fixture
def client(service: PageService) -> Iterator[httpx.Client]:
    """A client that shows the bearer token."""
    with httpx.Client(base_url=service.url, headers=service.auth, timeout=10) as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, started once."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path is not None, "the page's tests need chromium: make browser"
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def enter(browser: Browser, service: PageService) -> AsyncIterator[Enter]:
    """Opens the page by a fresh sign-in link; the test fails if the page throws or breaks its CSP.

    ``options`` are the browser context's: locale, viewport, color_scheme …
    """
    faults: list[str] = []
    async with AsyncExitStack() as stack:

        async def open_page(**options: Any) -> Page:
            context: BrowserContext = await browser.new_context(**{"locale": "en-US", **options})
            stack.push_async_callback(context.close)
            context.set_default_timeout(8000)
            page = await context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on(
                "console",
                lambda said: (
                    faults.append(said.text) if "Content Security Policy" in said.text else None
                ),
            )
            await page.goto(service.link)
            await page.wait_for_selector("#examples button", state="attached")
            return page

        yield open_page
        assert faults == []
