"""The ReAct style: thought, action, observation, and at last a final answer."""

from agent.messages import AssistantMessage, Message, UserMessage
from agent.model import Request
from agent.planners.base import Answer, Exchange, Malformed, Move, Scene, Tasks
from agent.planners.calls import as_call, leaked
from agent.planners.labels import final_so_far, labelled
from agent.planners.layout import chat, results_as_data, to_conclude
from agent.planners.markup import visible
from agent.planners.mending import unfinished
from agent.planners.prose import only_intends
from agent.prompts import wording

_NO_ACTION = {"", "none", "n/a", "no action", "finish", "final answer", "无"}


class ReAct:
    """One action after another, each with its input; the input may be a bare value."""

    name = "react"

    def plan(self, scene: Scene) -> Request:
        """Ask for the next thought and action."""
        return chat(scene, wording(scene.language).react, _exchanged)

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """The action, else the final answer or plain prose. Raises `Malformed`."""
        words = wording(scene.language)
        step = labelled(said.text)
        if step.action.casefold() not in _NO_ACTION:
            if said.cut and unfinished(step.action_input):
                raise Malformed(words.cut_off)
            return Tasks(calls=(as_call(step.action, step.action_input),), thought=step.thought)
        if calls := said.tool_calls or leaked(said.text, scene.toolbox):
            return Tasks(calls=calls)
        answer = visible(said.text if step.final is None else step.final, complete=True)
        if step.action and step.action_input:
            answer = visible(step.action_input, complete=True)
        if not answer:
            raise Malformed(words.empty)
        if step.final is None and not step.action_input and _only_thinks(answer, scene):
            raise Malformed(words.not_a_plan)
        return Answer(text=answer)

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for the answer."""
        return chat(scene, wording(scene.language).react, _exchanged, to_conclude(scene, why))

    def shown(self, text: str, *, concluding: bool) -> str:
        """What stands after ``Final Answer:``."""
        return final_so_far(text, concluding=concluding)


def _only_thinks(text: str, scene: Scene) -> bool:
    return text.casefold().startswith(("thought", "action", "observation")) or only_intends(
        text, scene
    )


def _exchanged(exchange: Exchange) -> list[Message]:
    steps = [
        f"Action: {result.call.name}\nAction Input: {result.call.arguments}"
        for result in exchange.results
    ]
    thought = f"Thought: {exchange.thought}\n" if exchange.thought else ""
    return [
        AssistantMessage(text=thought + "\n".join(steps)),
        UserMessage(text=f"Observation:\n{results_as_data(exchange.results)}"),
    ]
