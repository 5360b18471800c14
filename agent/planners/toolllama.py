"""The ToolLLaMA style: thought, action and its input as JSON, ended by the action ``Finish``."""

from typing import Any

from agent.messages import AssistantMessage, Message, UserMessage
from agent.model import Request
from agent.planners.base import Answer, Conclude, Exchange, Malformed, Move, Scene, Tasks
from agent.planners.calls import as_call, leaked, value_of
from agent.planners.labels import final_so_far, labelled
from agent.planners.layout import chat, results_as_data, to_conclude
from agent.planners.markup import visible
from agent.planners.mending import objects, unfinished
from agent.planners.prose import only_intends
from agent.prompts import wording


class ToolLlama:
    """As ToolLLaMA was trained; the answer is the input of ``Finish``."""

    name = "toolllama"

    def plan(self, scene: Scene) -> Request:
        """Ask for the next action."""
        return chat(scene, wording(scene.language).toolllama, _exchanged)

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """The action, or the answer in ``Finish``. Raises `Malformed`."""
        words = wording(scene.language)
        step = labelled(said.text)
        if said.cut and unfinished(step.action_input):
            raise Malformed(words.cut_off)
        if step.action.casefold() == "finish":
            return _finish(value_of(step.action_input))
        if step.action:
            return Tasks(calls=(as_call(step.action, step.action_input),), thought=step.thought)
        if calls := said.tool_calls or leaked(said.text, scene.toolbox):
            return Tasks(calls=calls)
        given = next((one for one in objects(said.text) if "final_answer" in one), None)
        if given is not None:
            return _finish(given)
        answer = visible(said.text if step.final is None else step.final, complete=True)
        if not answer:
            raise Malformed(words.empty)
        if step.final is None and (said.text != step.thought) and _labelled_only(said.text):
            raise Malformed(words.not_a_plan)
        if only_intends(answer, scene):
            raise Malformed(words.not_a_plan)
        return Answer(text=answer)

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for the answer."""
        return chat(scene, wording(scene.language).toolllama, _exchanged, to_conclude(scene, why))

    def shown(self, text: str, *, concluding: bool) -> str:
        """Prose, when concluding; an answer inside ``Finish`` is shown when it is whole."""
        return final_so_far(text, concluding=concluding)


def _labelled_only(text: str) -> bool:
    return text.lstrip().casefold().startswith(("thought", "action", "observation"))


def _finish(given: Any) -> Move:
    answer = given.get("final_answer") if isinstance(given, dict) else given
    if isinstance(answer, str) and (answer := visible(answer, complete=True)):
        return Answer(text=answer)
    return Conclude()


def _exchanged(exchange: Exchange) -> list[Message]:
    steps = [
        f"Action: {result.call.name}\nAction Input: {result.call.arguments}"
        for result in exchange.results
    ]
    said = [f"Thought: {exchange.thought}", *steps] if exchange.thought else steps
    return [
        AssistantMessage(text="\n".join(said)),
        UserMessage(text=results_as_data(exchange.results)),
    ]
