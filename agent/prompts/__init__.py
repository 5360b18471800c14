"""The words the agent speaks to models and people, in each language."""

from agent.profile import Language
from agent.prompts.en import EN
from agent.prompts.ja import JA
from agent.prompts.wording import Wording
from agent.prompts.zh import ZH

_BY_LANGUAGE: dict[Language, Wording] = {"en": EN, "zh": ZH, "ja": JA}


def wording(language: Language) -> Wording:
    """Everything the agent says in this language."""
    return _BY_LANGUAGE[language]
