"""The Auto-GPT style: thoughts and a command as one JSON object."""

import json
import re
from collections.abc import Mapping
from typing import Any

from agent.messages import AssistantMessage, Message, UserMessage
from agent.model import Request
from agent.planners.base import Answer, Conclude, Exchange, Malformed, Move, Scene, Tasks
from agent.planners.calls import as_call, is_step, known, leaked, named
from agent.planners.layout import chat, results_as_data, to_conclude
from agent.planners.markup import thoughtless, visible
from agent.planners.mending import objects, unfinished
from agent.planners.prose import only_intends
from agent.prompts import wording

_FINISH = {"finish", "task_complete", "do_nothing", "goals_accomplished", "final_answer"}
_FINISHED = re.compile(r"^\W*finish\(\s*(?:response\s*=\s*)?([\"'])(.*)\1\s*\)?\W*$", re.DOTALL)


class AutoGpt:
    """The answer is the response of the command ``finish``."""

    name = "autogpt"

    def plan(self, scene: Scene) -> Request:
        """Ask for the next thoughts and command."""
        return chat(scene, wording(scene.language).autogpt, _exchanged, self._next(scene))

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """The command, or the answer in ``finish``. Raises `Malformed`."""
        words = wording(scene.language)
        text = thoughtless(said.text)
        if not text.strip() and not said.tool_calls:
            raise Malformed(words.empty)
        if (finished := _FINISHED.match(text)) is not None:
            return _finish({"response": finished.group(2)})
        plan = next((one for one in objects(text) if is_step(one, scene.toolbox)), None)
        if plan is not None and said.cut and unfinished(text):
            raise Malformed(words.cut_off)
        if plan is not None:
            return _move(plan, scene)
        if calls := said.tool_calls or leaked(text, scene.toolbox):
            return Tasks(calls=calls)
        answer = visible(said.text, complete=True)
        if not answer or answer.startswith("{") or only_intends(answer, scene):
            raise Malformed(words.not_a_plan)
        return Answer(text=answer)

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for the answer."""
        return chat(scene, wording(scene.language).autogpt, _exchanged, to_conclude(scene, why))

    def shown(self, text: str, *, concluding: bool) -> str:
        """Prose, when concluding; a response inside ``finish`` is shown when it is whole."""
        if not concluding or text.lstrip().casefold().startswith("finish"[: len(text.lstrip())]):
            return ""
        return visible(text, complete=False)

    def _next(self, scene: Scene) -> str:
        return wording(scene.language).next_step if scene.exchanges else ""


def _move(plan: Mapping[str, Any], scene: Scene) -> Move:
    found = named(plan)
    if found is None:
        raise Malformed(wording(scene.language).no_command)
    name, arguments = found
    if name.casefold() in _FINISH and not known(scene.toolbox, name):
        return _finish(arguments)
    return Tasks(calls=(as_call(name, arguments),), thought=_thought(plan))


def _thought(plan: Mapping[str, Any]) -> str:
    match plan.get("thoughts"):
        case {"text": str(text)}:
            return text
        case str(text):
            return text
        case _:
            return ""


def _finish(arguments: Any) -> Move:
    if isinstance(arguments, dict):
        arguments = next((value for value in arguments.values() if isinstance(value, str)), "")
    answer = visible(arguments, complete=True) if isinstance(arguments, str) else ""
    return Answer(text=answer) if answer else Conclude()


def _exchanged(exchange: Exchange) -> list[Message]:
    steps = (
        {
            "thoughts": {"text": exchange.thought},
            "command": {"name": result.call.name, "args": json.loads(result.call.arguments)},
        }
        for result in exchange.results
    )
    return [
        AssistantMessage(text="\n".join(json.dumps(step, ensure_ascii=False) for step in steps)),
        UserMessage(text=results_as_data(exchange.results)),
    ]
