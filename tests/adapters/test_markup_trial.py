"""The trial's sample, free search for what breaks the rules, and the rules' own proof."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.markup import Entity, Post, TelegramPost
from tests.adapters.markdown_answers import DIRT, LINKS, MARKS, WORDS, Author
from tests.adapters.markdown_trial import trial_faults
from tests.adapters.markup_rules import (
    cut_faults,
    discord_faults,
    lost,
    missing,
    slack_faults,
    telegram_faults,
)

NOTHING_WRONG: dict[str, list[str]] = {"telegram": [], "slack": [], "discord": []}
BLOCKS = ("- ", "1. ", "> ", "# ", "```", "~~~", "    ", "---\n", "| a | b |\n", "|---|---|\n")
PIECES = st.sampled_from(
    [*WORDS, *MARKS, *DIRT, *LINKS, *BLOCKS, " ", "\n", "\n\n", "w" * 300, "字" * 500, "😀" * 500]
)


@pytest.mark.parametrize("seed", range(9000, 9060))
def test_a_nasty_answer(seed: int) -> None:
    assert trial_faults(Author(seed).answer()) == NOTHING_WRONG


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_pieces_of_markdown_in_any_order(answer: str) -> None:
    assert trial_faults(answer) == NOTHING_WRONG


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(st.characters(codec=None), max_size=300))
def test_any_text_at_all(answer: str) -> None:
    assert trial_faults(answer) == NOTHING_WRONG


def post(text: str, *entities: Entity) -> TelegramPost:
    return TelegramPost(text=text, plain=text, entities=entities)


def entity(kind: str, offset: int, length: int, url: str | None = None) -> Entity:
    return Entity(type=kind, offset=offset, length=length, url=url)


@pytest.mark.parametrize(
    "bad",
    [
        post("x" * 4097),
        post("a\x00b"),
        post("\u202eab"),
        post("\u200b"),
        post("a "),
        post("hello @durov"),
        post("abc", entity("bold", 1, 3)),
        post("abc", entity("bold", 1, 0)),
        post("😀b", entity("bold", 1, 2)),
        post("a b", entity("bold", 0, 2)),
        post("abcd", entity("bold", 0, 2), entity("italic", 1, 2)),
        post("abcd", entity("code", 0, 4), entity("italic", 1, 2)),
        post("abcd", entity("bold", 0, 4), entity("code", 1, 2)),
        post("abcd", entity("blockquote", 0, 4), entity("blockquote", 1, 2)),
        post("abcd", entity("bold", 2, 2), entity("bold", 0, 1)),
        post("abcd", entity("text_link", 0, 4, "tg://user?id=1")),
        post("abcd", entity("text_link", 0, 4)),
        post("a" * 101, *(entity("bold", at, 1) for at in range(101))),
    ],
)
def test_what_telegram_refuses(bad: TelegramPost) -> None:
    assert telegram_faults(bad)


@pytest.mark.parametrize(
    "bad", ["x" * 4001, "<!channel>", "<@U1>", "a & b", "a > b", "```\nopen", "x ```\na\n```"]
)
def test_what_slack_must_not_get(bad: str) -> None:
    assert slack_faults(Post(text=bad, plain="x"))


@pytest.mark.parametrize(
    "bad",
    ["x" * 2001, "@everyone", "<@1>", "<#1>", "<t:1:R>", "```\nopen", "[http://a](<http://b>)"],
)
def test_what_discord_must_not_get(bad: str) -> None:
    assert discord_faults(Post(text=bad, plain="x"))


def test_what_a_person_would_miss() -> None:
    whole = Post(text="one two", plain="")
    assert missing("one **two**", [whole]) == lost("one **two**", ["one two"]) == ""
    assert missing("one **two** three", [whole])
    assert missing("one", [whole])
    assert lost("one **two** three", ["one two"])
    assert cut_faults([Post(text="👍", plain=""), Post(text="🏽", plain="")])
