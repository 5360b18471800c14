"""What the service itself says to people, in each language."""

from agent.loop import language_of
from agent.profile import Language
from bot.words.en import EN
from bot.words.ja import JA
from bot.words.wording import Notice, Words
from bot.words.zh import ZH

__all__ = ["LANGUAGES", "Notice", "Words", "language_for", "language_of_locale", "notice", "words"]

LANGUAGES: dict[Language, Words] = {"en": EN, "zh": ZH, "ja": JA}


def words(language: Language) -> Words:
    """Everything that is said in this language."""
    return LANGUAGES[language]


def notice(name: Notice, language: Language) -> str:
    """What a turn says about itself."""
    said: str = getattr(words(language), name)
    return said


def language_for(chosen: Language | None, locale: str, text: str) -> Language:
    """The language chosen, else the sender's locale's, else that of the text."""
    return chosen or language_of_locale(locale) or language_of(text)


def language_of_locale(locale: str) -> Language | None:
    """What a platform's locale ("zh-hans", "ja-JP", "en_GB") means to us; None: another one."""
    short = locale.replace("_", "-").partition("-")[0].casefold()
    return next((language for language in LANGUAGES if language == short), None)
