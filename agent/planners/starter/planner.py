"""The shipped small model's style: a compact prompt, grammars that keep it to the facts."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from agent.history import Turn
from agent.messages import AssistantMessage, Message, SystemMessage, ToolCall, UserMessage
from agent.model import Guide, Request
from agent.planners.base import Answer, Conclude, Malformed, Move, Result, Scene, Tasks
from agent.planners.starter.clues import Clues, clues_of
from agent.planners.starter.excerpt import Excerpt, completed, excerpt
from agent.planners.starter.follow_ups import turn_before
from agent.planners.starter.grammar import (
    CONTROL,
    FINISH,
    commands,
    conclusion_grammar,
    plan_grammar,
    recital_grammar,
    talk_grammar,
)
from agent.planners.starter.parts import parts_of
from agent.planners.starter.plain_script import quiet
from agent.planners.starter.telling import arguments_told, call_of, is_sum, material, sum_told

_PLAN_TOKENS = 160
_ANSWER_TOKENS = 200
_TALK_TOKENS = 160
_QUESTION_LENGTH = 300
_EARLIER_LENGTH = 100


class StarterPlanner:
    """A `Planner` for the starter model, which was trained on the very prompts made here.

    The dates, sums and places that a question speaks of are found and normalised here; the grammar
    lets the model choose among them, so that it can invent neither a tool nor an argument.
    """

    name = "starter"

    def plan(self, scene: Scene) -> Request:
        """Ask for the next task, or for the decision that there is none."""
        parts = _parts(scene)
        if len(parts) > 1:
            scene = _part_of(scene, parts)
        asked = _clues(scene)
        lines = [f"Today: {scene.asked_at:%a} {_today(scene).isoformat()}"]
        for turn, given in zip(turn_before(scene.turns), asked[1:], strict=True):
            lines += [f"U: {_short(turn.question, _EARLIER_LENGTH)}", *given.lines()]
            lines.append(f"A: {_short(turn.answer, _EARLIER_LENGTH)}")
        lines += [f"Q: {_short(scene.question, _QUESTION_LENGTH)}", *asked[0].lines()]
        done = [call_of(result) for result in _results(scene)]
        lines += [f"Done: {name} {arguments_told(args, scene.language)}" for name, args in done]
        lines.append("计划:" if scene.language == "zh" else "Plan:")
        over = len(parts) > 1 and len(done) >= len(parts)
        calls = [FINISH] if over else commands(_tools(scene), asked, _today(scene), done)
        return _request(scene, lines, plan_grammar(calls), _PLAN_TOKENS)

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """The task in the model's plan, or its conclusion with its lists. Raises `Malformed`."""
        try:
            plan = json.loads(said.text)
            name, arguments = plan["command"]["name"], plan["command"]["args"]
            task = plan["task_name"]
        except (ValueError, KeyError, TypeError):
            if (answer := completed(said.text, _blocks(scene))) != said.text:
                return Answer(text=answer)
            raise Malformed(
                'Write one JSON object: {"task_name": …, "command": {"name": …, "args": {…}}}.'
            ) from None
        again = (name, arguments) in map(call_of, _results(scene))
        if name in CONTROL or (again and len(_results(scene)) + 1 >= len(_parts(scene))):
            return Conclude(reason=str(task))
        call = ToolCall(
            id=f"task_{len(_results(scene)) + 1}",
            name=str(name),
            arguments=json.dumps(arguments, ensure_ascii=False),
        )
        return Tasks(calls=(call,), thought=str(task))

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for one or two sentences made of the results."""
        results = _results(scene)
        excerpts = _excerpts(scene)
        lines = [f"Q: {_short(scene.question, _QUESTION_LENGTH)}"]
        for result, part in zip(results, excerpts, strict=True):
            name, arguments = call_of(result)
            asked = f"{name} {arguments_told(arguments, scene.language)}"
            lines.append(f"{'Failed' if result.failed else 'R'}: {asked}\n{part.text}")
        lines.append("回答:" if scene.language == "zh" else "Answer:")
        if not results:
            return _request(scene, lines, talk_grammar([scene.profile.name]), _TALK_TOKENS)
        if all(is_sum(result) for result in results):
            stop = "。" if scene.language == "zh" else "."
            recital = recital_grammar([sum_told(part.text, results) for part in excerpts], stop)
            return _request(scene, lines, recital, _ANSWER_TOKENS)
        materials = [
            material(result, part, scene.language)
            for result, part in zip(results, excerpts, strict=True)
        ]
        length = _ANSWER_TOKENS + sum(len(one.copy) for one in materials)
        return _request(scene, lines, conclusion_grammar(materials, scene.language), length)

    def shown(self, text: str, *, concluding: bool) -> str:
        """A conclusion as it grows; nothing of a plan."""
        return text if concluding else ""


def _blocks(scene: Scene) -> list[str]:
    """What of the results an answer may hold as a list."""
    return [part.block for part in _excerpts(scene)]


def _excerpts(scene: Scene) -> list[Excerpt]:
    """Of each result what is near to the question, or to its part."""
    results, parts = _results(scene), _parts(scene)
    if len(parts) < len(results) or len(parts) == 1:
        parts = (scene.question,) * len(results)
    return [
        excerpt(result.text, part, _today(scene))
        for result, part in zip(results, parts, strict=False)
    ]


def _parts(scene: Scene) -> tuple[str, ...]:
    """What the question asks for, one thing each."""
    return parts_of(scene.question, _today(scene))


def _tools(scene: Scene) -> list[str]:
    return [tool.name for tool in scene.toolbox.tools]


def _part_of(scene: Scene, parts: Sequence[str]) -> Scene:
    """The first part without a result, as a question of its own after the part before it.

    Of a question of which each part has its result only the end is left.
    """
    results = _results(scene)
    if len(results) >= len(parts):
        return scene
    turns = scene.turns
    if results:
        turns = (Turn(question=parts[len(results) - 1], answer=results[-1].text),)
    return replace(scene, question=parts[len(results)], turns=turns, exchanges=())


def _clues(scene: Scene) -> list[Clues]:
    """Those of this question, then of the one before it."""
    return clues_of(scene.question, scene.turns, _today(scene))


def _today(scene: Scene) -> date:
    return scene.asked_at.date()


def _results(scene: Scene) -> list[Result]:
    return [result for exchange in scene.exchanges for result in exchange.results]


def _short(text: str, length: int) -> str:
    line = quiet(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def _request(scene: Scene, lines: Sequence[str], grammar: str, max_tokens: int) -> Request:
    messages: tuple[Message, ...] = (
        SystemMessage(text=f"You are {scene.profile.name}."),
        UserMessage(text="\n".join(lines)),
    )
    return Request(messages=messages, guide=Guide(grammar=grammar), max_tokens=max_tokens)
