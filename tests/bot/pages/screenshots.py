"""Takes the README's pictures of the page from a running service: give it a sign-in link.

python -m tests.bot.pages.screenshots "$(kagentsys token --link)"
"""

import asyncio
import shutil
import sys
from pathlib import Path

from playwright.async_api import async_playwright, expect

IMAGES = Path(__file__).parents[3] / "docs" / "images"
QUESTIONS = (
    "2026年的中秋节是星期几？",
    "What is 12.5*(3+4)?",
    "How many days are there between 2024-01-01 and 2024-06-19?",
)


async def take(link: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        context = await browser.new_context(
            locale="en-US", viewport={"width": 1200, "height": 720}, device_scale_factor=2
        )
        page = await context.new_page()
        await page.goto(link)
        for question in QUESTIONS:
            await page.keyboard.press("Control+k")
            await page.locator("#hello").wait_for()
            await page.fill("#question", question)
            await page.press("#question", "Enter")
            await expect(page.locator(".turn footer .facts")).to_be_visible(timeout=60_000)
        await page.locator(".tool summary").first.click()
        await page.mouse.move(0, 0)
        await page.locator("#question").focus()
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            await page.screenshot(path=IMAGES / f"page-{scheme}.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take(sys.argv[1].split()[-1]))
