"""Who the agent is in a conversation: name, character, language, style and tools."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh", "ja"]
PlannerName = Literal[
    "auto", "kagentsys", "native", "react", "autogpt", "toolllama", "modelscope", "noagent"
]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """``planner``: a style or ``auto``; ``tools``: names, ``("auto",)`` or ``("notool",)``.

    ``model`` is the name of the one that is to answer; None: the installation's.
    """

    name: str = "KAgentSys"
    bio: str = ""
    instructions: str = ""
    language: Language | None = None
    planner: PlannerName = "auto"
    tools: tuple[str, ...] = ("auto",)
    model: str | None = None
