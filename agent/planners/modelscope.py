"""The ModelScope-Agent style: calls between two marks, results between two others, free answers."""

import json

from agent.messages import AssistantMessage, Message, UserMessage
from agent.model import Request
from agent.planners.base import Answer, Exchange, Malformed, Move, Scene, Tasks
from agent.planners.calls import leaked
from agent.planners.layout import as_data, chat, to_conclude
from agent.planners.markup import thoughtless, visible
from agent.planners.mending import unfinished
from agent.planners.prose import only_intends
from agent.prompts import wording


class ModelScope:
    """What is not a call is the answer."""

    name = "modelscope"

    def plan(self, scene: Scene) -> Request:
        """Ask for the next call or the answer."""
        return chat(scene, wording(scene.language).modelscope, _exchanged)

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """The call between the marks, else the answer. Raises `Malformed`."""
        words = wording(scene.language)
        text = thoughtless(said.text)
        answer = visible(said.text, complete=True)
        if calls := said.tool_calls or leaked(text, scene.toolbox):
            if said.cut and unfinished(text):
                raise Malformed(words.cut_off)
            return Tasks(calls=calls[:1], thought=answer)
        if not answer:
            raise Malformed(words.not_a_plan if text.strip() else words.empty)
        if only_intends(answer, scene):
            raise Malformed(words.not_a_plan)
        return Answer(text=answer)

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for the answer."""
        return chat(scene, wording(scene.language).modelscope, _exchanged, to_conclude(scene, why))

    def shown(self, text: str, *, concluding: bool) -> str:
        """The text as it grows, without what stands between marks."""
        return visible(text, complete=False)


def _exchanged(exchange: Exchange) -> list[Message]:
    calls = (
        {"api_name": result.call.name, "parameters": json.loads(result.call.arguments)}
        for result in exchange.results
    )
    told = (f"<|startofexec|>{as_data(result.text)}<|endofexec|>" for result in exchange.results)
    said = (
        f"<|startofthink|>{json.dumps(call, ensure_ascii=False)}<|endofthink|>" for call in calls
    )
    return [
        AssistantMessage(text="\n".join((exchange.thought, *said)).strip()),
        UserMessage(text="\n".join(told)),
    ]
