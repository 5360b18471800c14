"""The service speaks each language with the same words to be filled in."""

import string
from dataclasses import asdict

import pytest

from agent.profile import Language
from bot.words import LANGUAGES, language_for, language_of_locale, notice, words


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_is_filled_in_in_every_language(language: Language) -> None:
    english = asdict(words("en"))
    for key, said in asdict(words(language)).items():
        if isinstance(said, str):
            assert said.strip(), key
            assert blanks(said) == blanks(english[key]), key


def test_no_language_is_left_in_english() -> None:
    for language in ("zh", "ja"):
        same = {
            key
            for key, said in asdict(LANGUAGES[language]).items()
            if said == asdict(words("en"))[key]
        }
        assert same == {"up_button", "down_button"}


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-hans", "zh"), ("zh_TW", "zh"), ("ja", "ja"), ("EN-gb", "en"), ("de", None), ("", None)],
)
def test_a_locale_means_a_language(locale: str, language: str | None) -> None:
    assert language_of_locale(locale) == language


def test_the_chosen_language_goes_before_the_locale_before_the_text() -> None:
    assert language_for("ja", "zh", "Hi") == "ja"
    assert language_for(None, "zh", "Hi") == "zh"
    assert language_for(None, "de", "天气") == "zh"
    assert language_for(None, "", "Wetter") == "en"


def test_a_turn_says_what_is_wrong_in_each_language() -> None:
    said = {notice("down", language) for language in LANGUAGES}
    assert len(said) == 3
