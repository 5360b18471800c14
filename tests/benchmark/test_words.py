"""Words are cut as NLTK 3.10 and rouge_chinese 1.0.3 cut them: what those gave was recorded."""

import json
from pathlib import Path

import pytest

from benchmark.words import sentences, tokens, words

RECORDED = json.loads((Path(__file__).parent / "recorded_words.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "recorded"), RECORDED, ids=range(len(RECORDED)))
def test_words_are_the_recorded_ones(text: str, recorded: list[str]) -> None:
    assert words(text) == recorded


def test_a_full_stop_leaves_only_the_last_word_of_a_sentence() -> None:
    assert tokens("Mr. Smith paid 3.50.") == ["Mr", ".", "Smith", "paid", "3.50", "."]


def test_an_initial_ends_no_sentence() -> None:
    assert list(sentences("I met J. Doe. He left.")) == ["I met J. Doe.", "He left."]


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert list(sentences('"Go." He went.')) == ['"Go."', "He went."]


def test_chinese_is_cut_into_characters_together_with_what_it_touches() -> None:
    assert words("2024年 ok") == ["2", "0", "2", "4", "年", "ok"]


def test_a_token_without_letters_breaks_after_a_sentence_mark() -> None:
    assert words("abc。def？ghi") == ["abc。", "def？", "ghi"]
    assert words("a........b") == ["a", "......", "..", "b"]


@pytest.mark.parametrize("unit", ['?"x', ". ", "' ", "''", ".)", "x?(", ",,", "....... ", "。？……"])
def test_long_hostile_text_is_cut_in_linear_time(unit: str) -> None:
    assert "".join(words(unit * 20_000)).count(unit[0]) >= 20_000
