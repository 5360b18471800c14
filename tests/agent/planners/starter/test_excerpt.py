"""Of a long result a small model is shown what is near to the question; a list may be copied."""

from datetime import date

import pytest

from agent.planners.starter.dates.terms import speaks_of_terms, terms_named
from agent.planners.starter.excerpt import begun, completed, excerpt

TODAY = date(2026, 11, 26)
TERMS = "24 terms:\n" + "\n".join(
    f"{zh} {en}: 2026-0{place}-01 10:00:00 and some more words to make it long enough to be cut"
    for place, (zh, en) in enumerate(
        [("立春", "Start of Spring"), ("春分", "Spring Equinox"), ("清明", "Pure Brightness")] * 3,
        1,
    )
)


def test_a_short_result_is_shown_whole() -> None:
    part = excerpt("30 days 30天", "How long?", TODAY)
    assert part.text == "30 days 30天"
    assert part.block == "- 30 days 30天"


def test_the_line_asked_for_is_found_in_both_languages_and_by_other_names() -> None:
    for question in ("When is the spring equinox?", "今年春分", "vernal equinox 2026"):
        part = excerpt(TERMS, question, TODAY)
        assert {line[:2] for line in part.text.split("\n")} == {"春分"}
        assert "立春" not in part.block


YEAR = "24 terms:\n" + "\n".join(
    f"{zh} {en}: 2026-{day} 10:00:00 and some more words to make it long enough to be cut short"
    for zh, en, day in (
        ("谷雨", "Grain Rain", "04-20"),
        ("立夏", "Start of Summer", "05-05"),
        ("霜降", "Frost's Descent", "10-23"),
        ("立冬", "Start of Winter", "11-07"),
        ("小雪", "Minor Snow", "11-22"),
        ("大雪", "Major Snow", "12-07"),
        ("冬至", "Winter Solstice", "12-22"),
    )
)


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("what's the next solar term", ["大雪"]),
        ("下一个节气是什么", ["大雪"]),
        ("which solar term are we in right now", ["小雪"]),
        ("现在是什么节气", ["小雪"]),
        ("which solar term comes after Grain Rain", ["立夏"]),
        ("霜降之后是什么节气", ["立冬"]),
        ("which term comes right before the winter solstice", ["大雪"]),
        ("大雪和冬至分别是哪天", ["大雪", "冬至"]),
        ("when is the shortest day", ["冬至"]),
    ],
)
def test_of_a_years_solar_terms_those_asked_for_are_told(question: str, terms: list[str]) -> None:
    assert [line[:2] for line in excerpt(YEAR, question, TODAY).text.split("\n")] == terms


def test_without_a_nearest_line_the_head_is_shown_and_all_may_be_copied() -> None:
    part = excerpt(TERMS, "Tell me all", TODAY)
    assert part.text.startswith("24 terms:\n立春")
    assert part.text.endswith("… (10 lines)")
    assert part.block.startswith("24 terms:\n- 立春")
    assert part.block.count("\n- ") == 9


def test_lists_that_were_begun_are_completed_in_their_order() -> None:
    first, second = "- a\n- b\n- c", "Head:\n- a\n- b\n- d"
    said = f"One:\n{begun(first)}\nTwo:\n{begun(second)}"
    assert said == "One:\n- a\n- b\nTwo:\nHead:\n- a\n- b"
    assert completed(said, [first, second]) == f"One:\n{first}\nTwo:\n{second}"
    assert completed("No list.", [first, second]) == "No list."


def test_a_block_ends_at_a_whole_line() -> None:
    part = excerpt("\n".join(f"line {place} " + "x" * 90 for place in range(40)), "?", TODAY)
    assert len(part.block) <= 1200
    assert part.block.endswith("x" * 90)


def test_terms_by_any_name() -> None:
    assert terms_named("when is the winter solstice, or dongzhi") == ("冬至",)
    assert terms_named("小满和芒种分别是哪天") == ("小满", "芒种")
    assert terms_named("the shortest day of the year") == ("冬至",)
    assert terms_named("hello") == ()
    assert [
        speaks_of_terms(text) for text in ("solar terms of 2026", "今年节气", "清明节放假吗")
    ] == [
        True,
        True,
        False,
    ]
