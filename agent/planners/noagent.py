"""No agent: the question goes to the model and its answer to the person."""

from agent.messages import AssistantMessage
from agent.model import Request
from agent.planners.base import Answer, Malformed, Move, Scene
from agent.planners.layout import chat, corrected
from agent.planners.markup import visible
from agent.prompts import wording


class NoAgent:
    """Neither tools nor steps."""

    name = "noagent"

    def plan(self, scene: Scene) -> Request:
        """Ask for the answer at once."""
        return self.conclude(scene)

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """The answer. Raises `Malformed` when there is none."""
        answer = visible(said.text, complete=True)
        if not answer:
            raise Malformed(wording(scene.language).empty)
        return Answer(text=answer)

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for the answer."""
        return chat(scene, "", corrected, why)

    def shown(self, text: str, *, concluding: bool) -> str:
        """The text as it grows."""
        return visible(text, complete=False)
