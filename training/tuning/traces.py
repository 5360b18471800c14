"""Answered turns of the service as records: the prompts that a tuned model would have been told."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent.events import Step
from agent.history import Record, Turn
from agent.loop import language_of
from agent.messages import AssistantMessage, ToolCall
from agent.model import Abilities, Request
from agent.planners.base import Exchange, Result, Scene
from agent.planners.kagentsys import KAgentSys
from agent.profile import Profile
from tools.base import Toolbox, ToolError
from training.tuning.pseudonyms import Pseudonyms
from training.tuning.records import Call, Instance

_TOLD = 3
"""Earlier turns in a prompt, as the original had them."""
_PLANNER = KAgentSys()
Person = tuple[str, str]
"""Platform and the person's id there."""


@dataclass(frozen=True, kw_only=True)
class Exporter:
    """Makes records of turns that their people let be used.

    ``consenting`` are those people; nobody else's words get into a record. ``salt`` is secret and
    makes ids that lead back to nobody.
    """

    consenting: frozenset[Person]
    toolbox: Toolbox
    profile: Profile
    redact: Callable[[str], str]
    salt: str

    def instances(self, conversation: Sequence[Record]) -> list[Instance]:
        """Those of one conversation, whose turns are given oldest first."""
        ours = [record for record in conversation if self._may_be_used(record)]
        hide = Pseudonyms(
            (record.question.sender_name for record in conversation),
            _ids(conversation),
            self.redact,
        )
        found = (
            self._instance(record, ours[max(0, place - _TOLD) : place], hide)
            for place, record in enumerate(ours)
            if _liked(record)
        )
        return [instance for instance in found if instance is not None]

    def _may_be_used(self, record: Record) -> bool:
        question, outcome = record.question, record.outcome
        consents = (question.platform, question.sender_id) in self.consenting
        return consents and outcome is not None and outcome.reason == "answered"

    def _instance(
        self, record: Record, before: Sequence[Record], hide: Pseudonyms
    ) -> Instance | None:
        """None where the turn used a tool that there is no more."""
        outcome = record.outcome
        if outcome is None or not all(self._known(step) for step in outcome.steps):
            return None
        question = hide(record.question.text)
        scene = Scene(
            profile=self.profile,
            language=self.profile.language or language_of(question),
            toolbox=self.toolbox,
            abilities=Abilities(window=32_768, style="kagentlms"),
            question=question,
            asked_at=record.question.asked_at,
            turns=tuple(_turn(each, hide) for each in before),
        )
        functions: list[dict[str, Any]] = [tool.schema() for tool in self.toolbox.tools]
        made = hashlib.sha256(f"{self.salt}\n{record.question.turn_id}".encode()).hexdigest()
        return Instance(
            id=made[:16],
            query=question,
            source="kwai-agent",
            calls=tuple(_calls(scene, outcome.steps, hide(outcome.answer), hide)),
            functions=tuple(functions),
            function_names=tuple(str(function["name"]) for function in functions),
        )

    def _known(self, step: Step) -> bool:
        try:
            self.toolbox.find(step.tool)
            return isinstance(json.loads(step.arguments), dict)
        except (ToolError, ValueError):
            return False


def _liked(record: Record) -> bool:
    given = set(record.ratings.values())
    return "up" in given and "down" not in given


def _ids(conversation: Sequence[Record]) -> Iterable[str]:
    for record in conversation:
        yield record.question.sender_id
        yield from record.question.conversation.split(":")


def _turn(record: Record, hide: Pseudonyms) -> Turn:
    answer = record.outcome.answer if record.outcome else ""
    return Turn(question=hide(record.question.text), answer=hide(answer))


def _calls(scene: Scene, steps: Sequence[Step], answer: str, hide: Pseudonyms) -> Iterable[Call]:
    """Each step's plan, the plan that ends them, and the conclusion; failed steps aren't taught."""
    for number, step in enumerate(steps, 1):
        thought, arguments = hide(step.thought), _hidden(json.loads(step.arguments), hide)
        if not step.failed:
            yield _call(_PLANNER.plan(scene), _plan(thought, step.tool, arguments))
        call = ToolCall(
            id=f"task_{number}",
            name=step.tool,
            arguments=json.dumps(arguments, ensure_ascii=False),
        )
        result = Result(call=call, text=hide(step.result), failed=step.failed)
        exchange = Exchange(said=AssistantMessage(), thought=thought, results=(result,))
        scene = replace(scene, exchanges=(*scene.exchanges, exchange))
    if scene.toolbox.tools:
        ending = ("task_complete", {"reason": "done"}) if steps else ("do_nothing", {})
        yield _call(_PLANNER.plan(scene), _plan("", *ending))
    yield _call(_PLANNER.conclude(scene), answer)


def _call(request: Request, output: str) -> Call:
    return Call(instruction="\n".join(each.text for each in request.messages), output=output)


def _plan(thought: str, name: str, arguments: Any) -> str:
    plan = {"task_name": thought, "command": {"name": name, "args": arguments}}
    return json.dumps(plan, ensure_ascii=False)


def _hidden(value: Any, hide: Pseudonyms) -> Any:
    match value:
        case str():
            return hide(value)
        case list():
            return [_hidden(each, hide) for each in value]
        case dict():
            return {key: _hidden(each, hide) for key, each in value.items()}
        case _:
            return value
