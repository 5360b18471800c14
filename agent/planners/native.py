"""The style of the API's own tool calls."""

from agent.messages import AssistantMessage, Message, ToolMessage, UserMessage
from agent.model import Request
from agent.planners.base import Answer, Exchange, Malformed, Move, Scene, Tasks
from agent.planners.calls import leaked
from agent.planners.layout import (
    alternating,
    as_data,
    conversation,
    corrected,
    functions,
    reply_room,
    system,
    to_conclude,
)
from agent.planners.markup import thoughtless, visible
from agent.planners.mending import unfinished
from agent.planners.prose import announces
from agent.prompts import wording


class Native:
    """Tools are offered and called over the API; the answer is what comes without a call."""

    name = "native"

    def plan(self, scene: Scene) -> Request:
        """Offer the tools."""
        return self._request(scene)

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """Calls, also where they leaked into the text; else the answer. Raises `Malformed`."""
        words = wording(scene.language)
        text = thoughtless(said.text)
        calls = said.tool_calls or leaked(text, scene.toolbox)
        answer = visible(said.text, complete=True)
        if calls:
            if said.cut and unfinished(calls[-1].arguments if said.tool_calls else text):
                raise Malformed(words.cut_off)
            return Tasks(calls=calls, thought=answer)
        if not answer:
            raise Malformed(words.not_a_plan if text.strip() else words.empty)
        if announces(answer, scene):
            raise Malformed(words.only_announced)
        return Answer(text=answer)

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for the answer; the tools stay, so that the prompt only grows.

        A model that called one instead is asked again without them.
        """
        in_vain = any(not exchange.results for exchange in scene.exchanges)
        return self._request(scene, to_conclude(scene, why), offering=not in_vain)

    def shown(self, text: str, *, concluding: bool) -> str:
        """The text as it grows, short of anything that may be markup."""
        return visible(text, complete=False)

    def _request(self, scene: Scene, last: str = "", *, offering: bool = True) -> Request:
        how = (wording(scene.language).native,) if scene.toolbox.tools else ()
        messages: list[Message] = [system(scene, *how), *conversation(scene)]
        for exchange in scene.exchanges:
            messages += _exchanged(exchange) if exchange.results else corrected(exchange)
        messages.append(UserMessage(text=last))
        return Request(
            messages=alternating(messages),
            tools=functions(scene) if offering else (),
            max_tokens=reply_room(scene.abilities.window),
        )


def _exchanged(exchange: Exchange) -> list[Message]:
    calls = tuple(result.call for result in exchange.results)
    told = (
        ToolMessage(call_id=result.call.id, name=result.call.name, text=as_data(result.text))
        for result in exchange.results
    )
    return [AssistantMessage(text=exchange.thought, tool_calls=calls), *told]
