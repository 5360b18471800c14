"""What a turn says about itself to the person, in the person's language."""

from typing import Literal

from agent import loop
from agent.profile import Language, Profile

Notice = Literal["slow", "down", "unavailable", "misconfigured", "too_long", "failed", "stopped"]

_WORDS: dict[Notice, tuple[str, str]] = {
    "slow": (
        "The model has not answered yet. Your question is kept.",
        "模型还没有回答，您的问题已经保存。",
    ),
    "down": (
        "The model is not answering. Your question is kept and will be answered when it is back.",
        "模型暂时没有响应。您的问题已经保存，等模型恢复后就会回答。",
    ),
    "unavailable": (
        "Sorry, the model did not come back in time, so I could not answer this question. "
        "Please ask it again later.",
        "抱歉，模型在等待时间内没有恢复，这个问题没能回答。请稍后再问一次。",
    ),
    "failed": (
        "Sorry, something went wrong on my side and I could not answer this question. "
        "The next one can be asked as usual.",
        "抱歉，我这边出了问题，没能回答这个问题。您可以照常继续提问。",
    ),
    "stopped": ("Stopped.", "已停止。"),
    "misconfigured": (
        "Sorry, the model server refuses this service, so I can't answer until its settings are "
        "changed. Whoever runs it finds the cause with `kagentsys doctor`.",
        "抱歉，模型服务拒绝了本服务的请求，需要先修改设置才能回答。"
        "管理员可以运行 `kagentsys doctor` 查看原因。",
    ),
    "too_long": (
        "Sorry, this question is too long for the model. Please ask it in fewer words.",
        "抱歉，这个问题超出了模型能读的长度，请说得短一些。",
    ),
}


def language_of(profile: Profile, question: str) -> Language:
    """The profile's language, else the question's."""
    return profile.language or loop.language_of(question)


def words(notice: Notice, language: Language) -> str:
    return _WORDS[notice][language == "zh"]
