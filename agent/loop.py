"""The agent: a model, tools and a character that answer one question after another."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime

from agent.dialogue import Dialogue
from agent.events import AgentEvent
from agent.history import History
from agent.knowledge import Recall
from agent.messages import Image
from agent.model import ChatModel
from agent.planners.base import Planner, Scene
from agent.planners.choice import choose
from agent.profile import Language, Profile
from agent.text import encodable
from agent.turn import Limits, Turn
from tools.base import Toolbox
from tools.plain_text import visible

__all__ = ["Agent", "Limits", "language_of"]

_ONLY_CHINESE = frozenset("吗嗎呢吧么麼这说說请谁怎们們您语译为")


class Agent:
    """A mind with a model, tools and a profile; it keeps nothing between turns.

    ``planner`` None means the style that the profile names or that suits the model. ``clock``
    tells the time as an aware datetime, in the zone in which people are told dates. Raises
    `ToolError` when the profile names a tool that the toolbox lacks.
    """

    def __init__(
        self,
        *,
        model: ChatModel,
        toolbox: Toolbox,
        profile: Profile | None = None,
        limits: Limits | None = None,
        clock: Callable[[], datetime],
        planner: Planner | None = None,
    ) -> None:
        self._model = model
        self._profile = profile or Profile()
        self._toolbox = _chosen(toolbox, self._profile.tools)
        self._limits = limits or Limits()
        self._clock = clock
        self._planner = planner

    async def run(
        self,
        history: History,
        question: str,
        *,
        asked_at: datetime | None = None,
        knowledge: str = "",
        images: tuple[Image, ...] = (),
        recall: Recall | None = None,
    ) -> AsyncGenerator[AgentEvent]:
        """Answer a question; the last event is `Finished`.

        ``knowledge`` is text to answer from, ``images`` are pictures that the question is about.
        ``recall`` is asked at every step for what memory holds on it.
        Raises `ModelError` when there is no model to answer; everything else ends in an answer
        that says what is wrong.
        """
        zone = self._clock().tzinfo
        abilities = await self._model.abilities()
        planner = self._planner or choose(self._profile.planner, abilities, self._model.name)
        scene = Scene(
            profile=self._profile,
            language=self._profile.language or language_of(question),
            toolbox=Toolbox() if planner.name == "noagent" else self._toolbox,
            abilities=abilities,
            question=encodable(question),
            asked_at=(asked_at or self._clock()).astimezone(zone),
            summary=history.summary,
            turns=history.turns,
            knowledge=visible(encodable(knowledge)),
            images=images,
        )
        talk = Dialogue(self._model, planner, scene, summarised=history.summarised, recall=recall)
        async with aclosing(Turn(talk, self._limits).events()) as events:
            async for event in events:
                yield event


def _chosen(toolbox: Toolbox, names: tuple[str, ...]) -> Toolbox:
    if names == ("notool",):
        return Toolbox()
    return toolbox if names == ("auto",) else toolbox.only(names)


def language_of(text: str) -> Language:
    """Japanese where there is kana, Chinese where there are only its characters, else English.

    Kana beside characters that only Chinese has are a Chinese text's example.
    """
    if any("ぁ" <= char <= "ヿ" and char not in "・ー" for char in text):
        return "zh" if _ONLY_CHINESE.intersection(text) else "ja"
    return "zh" if any("㐀" <= char <= "鿿" for char in text) else "en"
