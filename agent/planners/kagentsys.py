"""KAgentSys's own style: one task as JSON after another, then a conclusion."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agent.messages import AssistantMessage, Message, ToolCall, UserMessage
from agent.model import Guide, Request
from agent.planners.base import Answer, Conclude, Exchange, Malformed, Move, Scene, Tasks
from agent.planners.calls import as_call, is_step, known, leaked, named
from agent.planners.kagentlms import single_prompt
from agent.planners.layout import chat, reply_room, results_as_data, to_conclude
from agent.planners.markup import thoughtless, visible
from agent.planners.mending import objects, unfinished
from agent.planners.prose import only_intends
from agent.prompts import wording

CONTROLS = ("task_complete", "do_nothing")
_DONE = {
    *CONTROLS, "complete_task", "task_completed", "complete", "completed", "done", "finish",
    "final_answer", "nothing", "任务完成", "完成任务", "完成", "什么都不做", "无需操作",
}  # fmt: skip


class KAgentSys:
    """The JSON task format; KAgentLMs get the one prompt they were tuned on, others a chat."""

    name = "kagentsys"

    def plan(self, scene: Scene) -> Request:
        """Ask for the next task."""
        return _request(scene, concluding=False, why="")

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """The task, however it is written; plain prose is an answer. Raises `Malformed`."""
        words = wording(scene.language)
        if said.tool_calls:
            return Tasks(calls=said.tool_calls, thought=visible(said.text, complete=True))
        text = thoughtless(said.text)
        if not text.strip():
            raise Malformed(words.empty)
        plan = next((value for value in objects(text) if is_step(value, scene.toolbox)), None)
        calls = leaked(text, scene.toolbox) if plan is None else ()
        if (plan or calls) and said.cut and unfinished(text):
            raise Malformed(words.cut_off)
        if plan is not None:
            return _move(plan, scene)
        if calls:
            return Tasks(calls=calls)
        answer = visible(said.text, complete=True)
        if not answer or answer.startswith(("{", "[{")):
            raise Malformed(words.not_a_plan)
        if only_intends(answer, scene):
            raise Malformed(words.not_a_plan)
        return Answer(text=answer)

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for the answer in plain text."""
        return _request(scene, concluding=True, why=why)

    def shown(self, text: str, *, concluding: bool) -> str:
        """The answer as it grows; plans are never shown."""
        return visible(text, complete=False) if concluding else ""


def _move(plan: Mapping[str, Any], scene: Scene) -> Move:
    thought = plan.get("task_name")
    meant = thought.strip() if isinstance(thought, str) else ""
    found = named(plan)
    if found is None:
        raise Malformed(wording(scene.language).no_command)
    name, arguments = found
    if name.casefold().strip(" .`") in _DONE and not known(scene.toolbox, name):
        return Conclude(reason=_reason(arguments))
    return Tasks(calls=(as_call(name, arguments),), thought=meant)


def _reason(arguments: Any) -> str:
    if isinstance(arguments, dict):
        arguments = next((v for v in arguments.values() if isinstance(v, str)), "")
    return arguments.strip() if isinstance(arguments, str) else ""


def _request(scene: Scene, *, concluding: bool, why: str) -> Request:
    if scene.abilities.style == "kagentlms":
        prompt = single_prompt(scene, concluding=concluding, why=why)
        room = reply_room(scene.abilities.window)
        return Request(messages=[UserMessage(text=prompt)], max_tokens=room)
    words = wording(scene.language)
    last = words.next_step if scene.exchanges else ""
    if concluding:
        last = to_conclude(scene, why)
    request = chat(scene, words.kagentsys, _exchanged, last)
    if concluding or not scene.abilities.json_schema:
        return request
    return replace(request, guide=Guide(schema=_schema(scene)))


def _exchanged(exchange: Exchange) -> list[Message]:
    """The plans as they should have been written, so that the model learns the form from itself."""
    plans = (
        {"task_name": exchange.thought, "command": _command(result.call)}
        for result in exchange.results
    )
    return [
        AssistantMessage(text="\n".join(json.dumps(plan, ensure_ascii=False) for plan in plans)),
        UserMessage(text=results_as_data(exchange.results)),
    ]


def _command(call: ToolCall) -> dict[str, Any]:
    return {"name": call.name, "args": json.loads(call.arguments)}


def _schema(scene: Scene) -> dict[str, Any]:
    names = [*(tool.name for tool in scene.toolbox.tools), *CONTROLS]
    command = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "enum": names},
            "args": {"type": "object"},
        },
        "required": ["name", "args"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"task_name": {"type": "string"}, "command": command},
        "required": ["task_name", "command"],
        "additionalProperties": False,
    }
