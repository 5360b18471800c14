"""Documents are cut where they may be, nothing is lost, and each passage knows its headings."""

import pytest

from bot.knowledge.chunking import pieces


def test_each_passage_stands_under_its_headings() -> None:
    text = "Before.\n# Pumps\n## Oil\nISO 46.\n## Seals\nRubber.\n# Doors\nGreen."
    assert [(piece.heading, piece.text) for piece in pieces(text)] == [
        ("", "Before."),
        ("Pumps – Oil", "ISO 46."),
        ("Pumps – Seals", "Rubber."),
        ("Doors", "Green."),
    ]


def test_a_heading_over_nothing_is_kept() -> None:
    text = "# Opening hours\n## 9 to 17\n# Closed on Sundays"
    assert [piece.heading for piece in pieces(text)] == [
        "Opening hours – 9 to 17",
        "Closed on Sundays",
    ]


@pytest.mark.parametrize(
    ("sentence", "longest"),
    [
        ("Sentence number {n} says a few words about it. ", 1000),
        ("第{n}句话说了一些关于这件事情的内容。", 420),
        ("word{n} ", 1000),
        ("字{n}", 1000),
    ],
)
def test_long_texts_are_cut_and_nothing_is_lost(sentence: str, longest: int) -> None:
    text = "".join(sentence.format(n=n) for n in range(300))
    found = pieces(text)
    assert len(found) > 1
    assert all(0 < len(piece.text) <= longest for piece in found)
    together = "".join("".join(piece.text for piece in found).split())
    assert all(f"{n}" in together for n in range(300))


def test_the_end_of_a_passage_begins_the_next() -> None:
    text = " ".join(f"Sentence {n} is here and of some length, as they are." for n in range(60))
    first, second, *_ = pieces(text)
    last = first.text.split(". ")[-1]
    assert second.text.startswith(last)


@pytest.mark.parametrize("text", ["", "  \n\n "])
def test_no_text_makes_no_passage(text: str) -> None:
    assert pieces(text) == ()
