"""The shipped small model's style: a compact prompt, grammars that keep it to the facts."""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from agent.messages import AssistantMessage, Message, SystemMessage, ToolCall, UserMessage
from agent.model import Guide, Request
from agent.planners.base import Answer, Conclude, Malformed, Move, Result, Scene, Tasks
from agent.planners.starter.clues import Clues, clues_of
from agent.planners.starter.excerpt import Excerpt, begun, completed, excerpt
from agent.planners.starter.follow_ups import turn_before
from agent.planners.starter.grammar import (
    Material,
    commands,
    conclusion_grammar,
    plan_grammar,
    recital_grammar,
    talk_grammar,
)
from agent.planners.starter.places.names import in_chinese
from agent.planners.starter.plain_script import quiet
from agent.planners.starter.sums.result_units import result_units
from agent.profile import Language

_CONTROL = ("task_complete", "do_nothing")
_PLAN_TOKENS = 160
_ANSWER_TOKENS = 200
_TALK_TOKENS = 160
_QUESTION_LENGTH = 300
_ENGLISH, _CHINESE = re.compile("[A-Za-z]{2}"), re.compile("[一-鿿]")
_EARLIER_LENGTH = 100


class StarterPlanner:
    """A `Planner` for the starter model, which was trained on the very prompts made here.

    The dates, sums and places that a question speaks of are found and normalised here; the grammar
    lets the model choose among them, so that it can invent neither a tool nor an argument.
    """

    name = "starter"

    def plan(self, scene: Scene) -> Request:
        """Ask for the next task, or for the decision that there is none."""
        asked = _clues(scene)
        lines = [f"Today: {scene.asked_at:%a} {_today(scene).isoformat()}"]
        for turn, given in zip(turn_before(scene.turns), asked[1:], strict=True):
            lines += [f"U: {_short(turn.question, _EARLIER_LENGTH)}", *given.lines()]
            lines.append(f"A: {_short(turn.answer, _EARLIER_LENGTH)}")
        lines += [f"Q: {_short(scene.question, _QUESTION_LENGTH)}", *asked[0].lines()]
        done = [_done(result) for result in _results(scene)]
        lines += [f"Done: {name} {_told(args, scene.language)}" for name, args in done]
        lines.append("计划:" if scene.language == "zh" else "Plan:")
        tools = [tool.name for tool in scene.toolbox.tools]
        grammar = plan_grammar(commands(tools, asked, _today(scene), done))
        return _request(scene, lines, grammar, _PLAN_TOKENS)

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
        if name in _CONTROL:
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
            name, arguments = _done(result)
            asked = f"{name} {_told(arguments, scene.language)}"
            lines.append(f"{'Failed' if result.failed else 'R'}: {asked}\n{part.text}")
        lines.append("回答:" if scene.language == "zh" else "Answer:")
        if not results:
            return _request(scene, lines, talk_grammar([scene.profile.name]), _TALK_TOKENS)
        if all(_is_sum(result) for result in results):
            stop = "。" if scene.language == "zh" else "."
            recital = recital_grammar([_sum_told(part.text, results) for part in excerpts], stop)
            return _request(scene, lines, recital, _ANSWER_TOKENS)
        materials = [
            _material(result, part, scene.language)
            for result, part in zip(results, excerpts, strict=True)
        ]
        length = _ANSWER_TOKENS + sum(len(one.copy) for one in materials)
        return _request(scene, lines, conclusion_grammar(materials), length)

    def shown(self, text: str, *, concluding: bool) -> str:
        """A conclusion as it grows; nothing of a plan."""
        return text if concluding else ""


def _blocks(scene: Scene) -> list[str]:
    """What of the results an answer may hold as a list."""
    return [part.block for part in _excerpts(scene)]


def _excerpts(scene: Scene) -> list[Excerpt]:
    """Of each result what is near to the question."""
    return [excerpt(result.text, scene.question, _today(scene)) for result in _results(scene)]


def _material(result: Result, part: Excerpt, language: Language) -> Material:
    """What the model may tell of a result: its arguments, its facts and its list."""
    units = [_placed(value, language) for value in _given(result)]
    if not result.failed:
        units += _in_language(result_units([part.text]), language)
    copy = begun(part.block) if part.block else ""
    return Material(units=tuple(dict.fromkeys(units)), copy=copy, zone=_zone(result))


def _clues(scene: Scene) -> list[Clues]:
    """Those of this question, then of the one before it."""
    return clues_of(scene.question, scene.turns, _today(scene))


def _today(scene: Scene) -> date:
    return scene.asked_at.date()


def _results(scene: Scene) -> list[Result]:
    return [result for exchange in scene.exchanges for result in exchange.results]


def _done(result: Result) -> tuple[str, dict[str, Any]]:
    arguments = json.loads(result.call.arguments)
    return result.call.name, arguments if isinstance(arguments, dict) else {}


def _is_sum(result: Result) -> bool:
    return result.call.name == "calculator" and not result.failed and "\n" not in result.text


def _sum_told(text: str, results: Sequence[Result]) -> str:
    """A sum as it is told: alone without the note on how it was rounded."""
    return text if len(results) > 1 else text.partition(" (rounded")[0]


def _given(result: Result) -> list[str]:
    """The arguments that a sentence about the result may name: of a failed one the first."""
    name, arguments = _done(result)
    if name == "calculator":
        return []
    values = [str(value) for value in arguments.values() if value not in ("yes", "no")]
    return values[:1] if result.failed else values


def _zone(result: Result) -> str:
    """The time zone that the times of a result are in, where one was asked for."""
    zone = str(_done(result)[1].get("time_zone", ""))
    return f"UTC{zone}" if zone.startswith(("+", "-")) else zone


def _told(arguments: dict[str, Any], language: Language) -> str:
    """The arguments as a prompt shows them."""
    return ", ".join(_placed(str(value), language) for value in arguments.values())


def _placed(value: str, language: Language) -> str:
    """A place by the name that the person's language has for it."""
    return in_chinese(value) if language == "zh" else value


def _in_language(units: Sequence[str], language: Language) -> list[str]:
    """Without the English of a result that is told in Chinese too, for a Chinese answer."""
    chinese = [unit for unit in units if not _ENGLISH.search(unit)]
    both = any(_CHINESE.search(unit) for unit in units)
    return chinese if language == "zh" and both else list(units)


def _short(text: str, length: int) -> str:
    line = quiet(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def _request(scene: Scene, lines: Sequence[str], grammar: str, max_tokens: int) -> Request:
    messages: tuple[Message, ...] = (
        SystemMessage(text=f"You are {scene.profile.name}."),
        UserMessage(text="\n".join(lines)),
    )
    return Request(messages=messages, guide=Guide(grammar=grammar), max_tokens=max_tokens)
