"""The page's buttons under a question of the assistant's: a word is given once, and counts."""

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.bot.pages.conftest import Enter
from tests.servers.page_service import PageService

YES, NO = "✅ Do it", "✋ Don't"


@pytest.mark.parametrize(
    "said",
    [{}, {"subject": "a", "action": "retry"}, {"subject": "a" * 99, "action": "decline"}],
)
def test_what_is_no_word_is_refused(client: httpx.Client, said: dict[str, str]) -> None:
    assert client.post("/api/conversations/c/word", json=said).status_code == 400


def test_nobody_settles_what_is_not_asked(client: httpx.Client) -> None:
    said = {"subject": "a" * 32, "action": "confirm"}
    assert client.post("/api/conversations/c/word", json=said).status_code == 409


async def ask(page: Page, text: str) -> None:
    await page.fill("#question", text)
    await page.press("#question", "Enter")
    await expect(page.locator(".pending .answer")).to_contain_text(f"text: {text}")


@pytest.mark.asyncio(loop_scope="session")
async def test_it_is_done_once_whoever_presses_again_and_again(
    enter: Enter, service: PageService
) -> None:
    page = await enter()
    await ask(page, "may I, one")
    await expect(page.locator(".pending footer button")).to_have_text([YES, NO])
    await page.reload()
    service.restart()
    await page.get_by_role("button", name=YES).dblclick()
    await expect(page.locator(".turn:not(.pending) .answer")).to_have_text("I did it.")
    await expect(page.get_by_role("button", name=YES)).to_have_count(0)
    assert service.core.done == ["may I, one"]


@pytest.mark.asyncio(loop_scope="session")
async def test_a_no_in_another_window_is_a_no(enter: Enter, service: PageService) -> None:
    page, other = await enter(), await enter()
    await ask(page, "may I, two")
    await other.goto(page.url)
    await other.get_by_role("button", name=NO).click()
    await expect(page.locator(".turn:not(.pending) .answer")).to_have_text("I left it.")
    await expect(page.get_by_role("button", name=YES)).to_have_count(0)
    assert service.core.done == []
