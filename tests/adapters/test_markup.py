"""What a person sees on each platform when the model writes Markdown."""

import time
from collections.abc import Callable, Sequence

import pytest

from adapters.markup import Entity, Post, discord_posts, slack_posts, telegram_posts

ZWSP = "\u200b"


def telegram(markdown: str) -> tuple[str, list[tuple[str, str]]]:
    """The one post's text, and its entities with the text they cover."""
    (post,) = telegram_posts(markdown)
    return post.text, [(entity.type, covered(post.text, entity)) for entity in post.entities]


def covered(text: str, entity: Entity) -> str:
    wide = text.encode("utf-16-le")
    return wide[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


def slack(markdown: str) -> str:
    (post,) = slack_posts(markdown)
    return post.text


def discord(markdown: str) -> str:
    (post,) = discord_posts(markdown)
    return post.text


Posts = Callable[..., Sequence[Post]]
ALL = pytest.mark.parametrize("posts", [telegram_posts, slack_posts, discord_posts])


def test_styles() -> None:
    answer = "**bold** *italic* ~~gone~~ `code` ***both***"
    assert telegram(answer) == (
        "bold italic gone code both",
        [
            ("bold", "bold"),
            ("italic", "italic"),
            ("strikethrough", "gone"),
            ("code", "code"),
            ("italic", "both"),
            ("bold", "both"),
        ],
    )
    assert slack(answer) == "*bold* _italic_ ~gone~ `code` _*both*_"
    assert discord(answer) == "**bold** *italic* ~~gone~~ `code` ***both***"


@pytest.mark.parametrize(
    "answer, bold",
    [
        ("今天的**“天气”**很好", "“天气”"),
        ("**重点：**内容", "重点："),
        ("これは**「重要」**です", "「重要」"),
        ("이것은**'중요'**합니다", "'중요'"),
    ],
)
def test_bold_touching_cjk(answer: str, bold: str) -> None:
    plain = answer.replace("**", "")
    assert telegram(answer) == (plain, [("bold", bold)])
    assert discord(answer) == answer
    assert slack(answer).replace(ZWSP, "") == answer.replace("**", "*")
    before, _, after = slack(answer).partition(f"*{bold}*")
    assert before in ("", answer.split("**")[0] + ZWSP)
    assert after.startswith(ZWSP)


def test_offsets_count_utf16_units() -> None:
    (post,) = telegram_posts("👨‍👩‍👧 **bold** 𝒳 `code`")
    assert [(e.offset, e.length) for e in post.entities] == [(9, 4), (17, 4)]
    assert [covered(post.text, e) for e in post.entities] == ["bold", "code"]


def test_headings() -> None:
    answer = "# One **bold**\n\ntext\n\n##### Five"
    assert telegram(answer) == (
        "One bold\n\ntext\n\nFive",
        [("bold", "One bold"), ("bold", "Five")],
    )
    assert slack(answer) == "*One bold*\n\ntext\n\n*Five*"
    assert discord(answer) == "# One bold\n\ntext\n\n**Five**"


def test_lists() -> None:
    answer = "- a\n- b\n  1. c\n  2. d\n\n     more\n- e\n\n0. zero\n1. one"
    shown = "• a\n• b\n  1. c\n\n  2. d\n\n     more\n\n• e\n\n0. zero\n1. one"
    assert telegram(answer)[0] == shown
    assert slack(answer) == shown
    assert discord(answer) == shown.replace("•", "-")


def test_quotes() -> None:
    answer = "> one\n> **two**\n>\n> > inner\n\nout\n\n> other"
    assert telegram(answer) == (
        "one\ntwo\n\ninner\n\nout\n\nother",
        [("blockquote", "one\ntwo\n\ninner"), ("bold", "two"), ("blockquote", "other")],
    )
    assert slack(answer) == "> one\n> *two*\n> \n> inner\n\nout\n\n> other"
    assert discord(answer) == "> one\n> **two**\n> \n> inner\n\nout\n\n> other"


def test_a_quote_in_a_list() -> None:
    answer = "- > says\n\n  more"
    assert telegram(answer) == ("•\nsays\n\n  more", [("blockquote", "says")])
    assert discord(answer) == "-\n> says\n\n  more"


def test_code_leaves_a_quote_and_a_list() -> None:
    answer = "- item\n  ```py\n    x\n  ```\n\n> says\n> ```\n> y\n> ```"
    assert telegram(answer) == (
        "• item\n  x\n\nsays\n\ny".replace("\n\ns", "\n\ns"),
        [("pre", "  x"), ("blockquote", "says"), ("pre", "y")],
    )
    assert discord(answer) == "- item\n```py\n  x\n```\n\n> says\n\n```\ny\n```"


def test_table_is_aligned_and_counts_wide_characters() -> None:
    answer = "| 城市 | temp |\n|---|---|\n| 北京 | `21` |\n| Oslo | **-3** [x](https://x.test) |"
    table = "城市 | temp\n-----+----------------------\n北京 | 21\nOslo | -3 x (https://x.test)"
    text, entities = telegram(answer)
    rows = text.split("\n")
    assert rows[0] == "城市 | temp"
    assert set(rows[1]) == {"-", "+"}
    assert rows[2:] == table.split("\n")[2:]
    assert entities == [("pre", text)]
    assert slack(answer) == discord(answer) == f"```\n{text}\n```"


def test_table_keeps_cells_beyond_its_header_and_breaks_lines() -> None:
    answer = "| a | b |\n|---|---|\n| 1 | 2 | three | `four` |\n| x<br>y | z |"
    assert telegram(answer)[0].split("\n")[2:] == [
        "1 | 2 | three | four",
        "x | z",
        "y",
    ]


def test_links() -> None:
    answer = "[text](https://a.test/?x=1&y=2) <https://b.test> https://c.test/a_b_c. ![pic](https://d.test/p.png)"
    assert telegram(answer)[1] == [
        ("text_link", "text"),
        ("text_link", "https://b.test"),
        ("text_link", "https://c.test/a_b_c"),
        ("text_link", "pic"),
    ]
    assert slack(answer) == (
        "<https://a.test/?x=1&amp;y=2|text> <https://b.test> <https://c.test/a_b_c>."
        " <https://d.test/p.png|pic>"
    )
    assert discord(answer) == (
        "[text](<https://a.test/?x=1&y=2>) <https://b.test> <https://c.test/a_b_c>."
        " [pic](<https://d.test/p.png>)"
    )
    assert slack_posts(answer)[0].plain == (
        "text (https://a.test/?x=1&amp;y=2) https://b.test https://c.test/a_b_c."
        " pic (https://d.test/p.png)"
    )


@pytest.mark.parametrize(
    "answer",
    [
        "[https://bank.test/login](https://evil.test)",
        "[www.bank.test](https://evil.test)",
        "[bank.test](https://evil.test)",
        "[**bank.test**](https://evil.test)",
        "[https://evil.test/](https://evil.test)",
    ],
)
def test_a_link_never_looks_like_another_address(answer: str) -> None:
    text, entities = telegram(answer)
    assert text.endswith(" (https://evil.test)")
    assert [shown for kind, shown in entities if kind == "text_link"] == ["https://evil.test"]
    assert slack(answer).endswith("(<https://evil.test>)")
    assert discord(answer).endswith("(<https://evil.test>)")


@pytest.mark.parametrize("url", ["tg://user?id=1", "docs/a.md", "ftp://x.test/y", "https:///x"])
def test_other_addresses_are_told_not_linked(url: str) -> None:
    answer = f"[label]({url})"
    assert telegram(answer) == (f"label ({url})", [])
    assert slack(answer) == f"label ({url})"


def test_an_address_in_a_link_is_text() -> None:
    assert telegram("[see <https://a.test> now](https://b.test)") == (
        "see https://a.test now (https://b.test)",
        [("text_link", "https://b.test")],
    )
    assert telegram("[<id:x>]()") == ("<id:x>", [])


def test_javascript_is_no_link_at_all() -> None:
    assert telegram("[x](javascript:alert(1))") == ("[x](javascript:alert(1))", [])


def test_angle_brackets_around_no_address_stay() -> None:
    assert telegram("vector<std::string> and <id:x>") == ("vector<std::string> and <id:x>", [])


def test_the_true_name_of_an_address_in_other_letters_is_told() -> None:
    assert discord("<https://münchen.test>") == (
        "https://münchen.test (<https://xn--mnchen-3ya.test>)"
    )


def test_a_sentence_after_an_address_is_not_part_of_it() -> None:
    assert telegram("见https://a.test/b的说明")[1] == [("text_link", "https://a.test/b")]
    assert telegram("(https://zh.test/wiki/天气)。")[1] == [
        ("text_link", "https://zh.test/wiki/天气")
    ]


def test_telegram_pings_nobody() -> None:
    (post,) = telegram_posts("ask @durov, @**mia**dow or mail a@b.test; `@property`")
    assert post.text == f"ask @{ZWSP}durov, @{ZWSP}miadow or mail a@b.test; @property"
    assert f"@{ZWSP}durov" in post.plain
    assert f"@{ZWSP}property" in post.plain


def test_slack_control_sequences_are_dead() -> None:
    answer = "<!channel> <!here> <@U012AB> <#C01|general> <!subteam^S1> a < b && c > d `<!channel>`"
    text = slack(answer)
    assert "<" not in text
    assert text.startswith("&lt;!channel&gt; &lt;!here&gt; &lt;@U012AB&gt;")
    assert "<" not in slack_posts(answer)[0].plain


def test_slack_link_text_cannot_break_out() -> None:
    assert slack("[a|b> <!channel>](https://x.test)") == (
        "<https://x.test|a|b&gt; &lt;!channel&gt;>"
    )


def test_slack_shows_literal_signs() -> None:
    assert slack(r"\*not bold\* and \_not italic\_").replace(ZWSP, "") == (
        "*not bold* and _not italic_"
    )
    assert slack(r"\*not bold\*") != "*not bold*"
    assert slack("snake_case ~/path *args") == "snake_case ~/path *args"
    assert slack(r"\> no quote") == f"{ZWSP}&gt; no quote"


def test_discord_mentions_are_dead() -> None:
    answer = (
        "@everyone @here <@1> <@!2> <@&3> <#4> <t:1700000000:R> <:smile:5> <a:wave:6> </run:7>"
        " <id:customize> `@everyone <@1>`"
    )
    text = discord(answer)
    for alive in ("@everyone", "@here", "<@", "<#", "<t:", "<:", "<a:", "</run", "<id:"):
        assert alive not in text
        assert alive not in discord_posts(answer)[0].plain
    assert text.replace(ZWSP, "") == answer
    assert "@everyone" not in discord("&#64;everyone @*every*one @every\x00one")
    assert discord("```html\n<b></b> <@a> <div>\n```") == "```html\n<b></b> <@a> <div>\n```"


def test_discord_shows_literal_signs() -> None:
    assert discord("2\\*3\\*4 snake_case ||no spoiler|| \\[a](b)") == (
        "2\\*3\\*4 snake\\_case \\|\\|no spoiler\\|\\| \\[a\\](b)"
    )
    assert discord("\\# no heading") == "\\# no heading"
    assert discord("\\- no item\n\\-# no small print") == "\\- no item\n\\-# no small print"
    assert discord("- \\> no quote") == "- \\> no quote"


def test_backticks_in_code() -> None:
    assert discord("`` a`b ``") == "``a`b``"
    assert discord("```` a```b ````".replace("````", "`````")) == f"``a`{ZWSP}`{ZWSP}`b``"
    assert discord("```` p``q`r ````") == f"``p`{ZWSP}`q`r``"
    assert discord("~~~\n```\n~~~") == f"```\n`{ZWSP}``\n```"
    assert slack("~~~\n```\n~~~") == f"```\n`{ZWSP}``\n```"


def test_html_and_link_definitions_stay_visible() -> None:
    text = telegram("a <sup>2</sup> <!-- note --> line<br>break\n\n[1]: https://s.test 'T'")[0]
    assert text == "a <sup>2</sup> <!-- note --> line\nbreak\n\n[1]: https://s.test 'T'"


def test_a_rule_under_a_text_is_no_heading() -> None:
    assert telegram("text\n---\nmore") == ("text\n\n———\n\nmore", [])


@pytest.mark.parametrize(
    "half, text, kinds",
    [
        ("```python\nx = 1", "x = 1", ["pre"]),
        ("see [docs](https://exa", "see [docs](https://exa", ["text_link"]),
        ("| a | b |\n|--", "| a | b |\n|--", []),
        ("| a | b |\n|---|---|\n| 1", None, ["pre"]),
        ("**bold and *it", "**bold and *it", []),
        ("text\n-", "text\n-", []),
        ("> ", "…", []),
        ("```", "…", []),
    ],
)
def test_a_half_written_answer(half: str, text: str | None, kinds: list[str]) -> None:
    shown, entities = telegram(half)
    assert text is None or shown == text
    assert [kind for kind, _ in entities] == kinds


@ALL
@pytest.mark.parametrize("nothing", ["", " \n\t", "\x00", "\u200b\u2060", "\u202e", "\u3164"])
def test_there_is_always_something_to_see(posts: Posts, nothing: str) -> None:
    assert [(post.text, post.plain) for post in posts(nothing)] == [("…", "…")]


@ALL
def test_a_stretch_with_nothing_to_see_is_no_post(posts: Posts) -> None:
    many = posts("a" + "\u200b" * 20_000 + "b")
    assert [post.text.strip("\u200b") for post in many] == ["a", "b"]


@ALL
def test_characters_are_cleaned(posts: Posts) -> None:
    (post,) = posts("a\x00b\x1bc\u202ed\u2066e \ud83d\ude00 \ud83d. \u200fשלום\u200f x\r\ny\u2028z")
    assert post.text == "abcde 😀 \ufffd. \u200fשלום\u200f x\ny\nz"
    assert post.plain == post.text


@ALL
def test_nesting_too_deep_for_the_parser_is_shown_as_written(posts: Posts) -> None:
    text = "".join(post.plain for post in posts("> " * 60 + "deep"))
    assert "deep" in text


@pytest.mark.parametrize(
    "posts, limit", [(telegram_posts, 4096), (slack_posts, 3900), (discord_posts, 2000)]
)
def test_cuts_between_paragraphs_then_lines_then_sentences(posts: Posts, limit: int) -> None:
    sentence = "A sentence of some words goes here. "
    paragraph = (sentence * 20).strip()
    many = posts("\n\n".join([paragraph] * 20))
    assert len(many) > 1
    assert all(post.plain.endswith("here.") and post.plain.startswith("A ") for post in many)
    assert all(len(post.plain) % (len(paragraph) + 2) == len(paragraph) for post in many)
    one_line = posts(sentence * 400)
    assert all(post.plain.endswith("here.") for post in one_line)
    assert all(len(post.text) > limit * 0.9 for post in one_line[:-1])


def test_a_fence_over_the_cut_is_closed_and_opened_again() -> None:
    code = "\n".join(f"    line_{number} = {number}" for number in range(600))
    for posts in (discord_posts, slack_posts):
        parts = posts(f"Before\n\n```python\n{code}\n```\n\nAfter")
        assert len(parts) > 2
        assert all(part.text.count("```") == 2 for part in parts)
        assert all(part.text.startswith("```") for part in parts[1:])
        lines = [line for part in parts for line in part.plain.split("\n")]
        assert [line for line in lines if "line_" in line] == code.split("\n")
    parts = discord_posts(f"```python\n{code}\n```")
    assert all(part.text.startswith("```python\n    line_") for part in parts)
    assert all(
        [entity.type for entity in post.entities] == ["pre"]
        and post.entities[0].language == "python"
        for post in telegram_posts(f"```python\n{code}\n```")
    )


@ALL
@pytest.mark.parametrize(
    "cluster", ["👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "e\u0301", "क्षि", "한", "❤️", "😀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "각"]
)
def test_no_character_is_cut_in_two(posts: Posts, cluster: str) -> None:
    many = posts(cluster * 6000)
    assert len(many) > 1
    for post in many:
        assert post.text == cluster * (len(post.text) // len(cluster))
    assert sum(len(post.text) for post in many) == len(cluster) * 6000


@ALL
def test_more_marks_than_fit_split_the_post(posts: Posts) -> None:
    many = posts(" ".join(f"**w{number}** `c{number}`" for number in range(300)))
    assert "".join(post.plain for post in many).count("c") == 300


def test_telegram_has_at_most_100_entities() -> None:
    many = telegram_posts(" ".join(f"**w{number}**," for number in range(350)))
    assert len(many) >= 4
    assert all(0 < len(post.entities) <= 100 for post in many)


@ALL
def test_a_limit_of_ones_own(posts: Posts) -> None:
    many = posts("word **bold** " * 200, limit=300)
    assert all(max(len(post.text), len(post.plain)) <= 300 for post in many)


@ALL
def test_posts_already_sent_stay_while_the_answer_grows(posts: Posts) -> None:
    paragraph = "Some **bold** words, a [link](https://x.test) and `code`.\n\n- one\n- two\n\n"
    answer = paragraph * 190
    sent: Sequence[Post] = []
    for end in range(200, len(answer), 900):
        now = posts(answer[:end])
        assert now[: len(sent)] == sent
        sent = now[:-2]
    assert len(sent) > 1


@ALL
def test_an_answer_of_4000_characters_takes_milliseconds(posts: Posts) -> None:
    section = (
        "**Option A** keeps everything in one process. It is simple to run, and a restart takes "
        "two seconds.\n\n1. Start with `make run` and look at the log.\n2. Measure for a week.\n\n"
        "| | A | B |\n|---|---|---|\n| Setup | minutes | an hour |\n\n```python\nx = 1\n```\n\n"
        "The price is that one slow call can delay others, unless every call has a timeout.\n\n"
    )
    answer = (section * 20)[:4000]
    posts(answer)
    times = []
    for _ in range(10):
        start = time.process_time()
        posts(answer)
        times.append(time.process_time() - start)
    assert min(times) < 0.02  # 3 ms where it was written; room for slow machines
