"""An agent prompt template as the agent's style, so that the product's own loop runs it."""

import json

from agent.messages import AssistantMessage, UserMessage
from agent.model import Request
from agent.planners.base import Exchange, Move, Planner, Scene
from agent.planners.kagentsys import KAgentSys
from agent.planners.layout import as_data, functions, moment, reply_room
from agent.planners.react import ReAct
from agent.prompts import wording
from training.tuning.templates import Kind, Template
from training.tuning.yardsticks import yardstick

_CONTROLS = (
    {
        "name": "task_complete",
        "description": "The goal is reached",
        "parameters": {"type": "object", "properties": {"reason": {"type": "string"}}},
    },
    {
        "name": "do_nothing",
        "description": "Nothing is to be done",
        "parameters": {"type": "object", "properties": {}},
    },
)


class TemplatePlanner:
    """Plans and concludes by templates; ``slipped`` says that the model's words could not be used.

    A template of type prompt-response only concludes, after the benchmark's planning; one of type
    prompt-API only plans. ``prompts`` are those that the template itself made.
    """

    def __init__(self, template: Template) -> None:
        self.name = template.name
        self.slipped = False
        self.prompts: set[str] = set()
        self._template = template
        plans = template.kind != "prompt-response"
        concludes = template.kind != "prompt-API"
        self._planning = template if plans else yardstick("kagentsys", template.language)
        self._concluding = template if concludes else yardstick("response", template.language)

    def plan(self, scene: Scene) -> Request:
        """Ask for the next step."""
        return self._request(self._planning, scene)

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """What the model wants, in the form of the template's type. Raises `Malformed`."""
        return _reader(self._planning.kind).read(said, scene)

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for the answer."""
        return self._request(self._concluding, scene, concluding=True, why=why)

    def shown(self, text: str, *, concluding: bool) -> str:
        """The part of the text that is answer."""
        return _reader(self._concluding.kind).shown(text, concluding=concluding)

    def _request(
        self, template: Template, scene: Scene, *, concluding: bool = False, why: str = ""
    ) -> Request:
        prompt = template.render(
            tools="" if template.kind == "prompt-response" else tool_list(scene, template.kind),
            memory=_memory(scene),
            goal=scene.question,
            date=moment(scene.asked_at, scene.language),
        )
        words = wording(scene.language)
        feedback = scene.exchanges[-1].feedback if scene.exchanges else ""
        self.slipped |= bool(feedback)
        last = [feedback, why]
        if concluding and template.kind != "prompt-response":
            last.append(words.conclude)
        prompt = "\n\n".join(part for part in (prompt, *last) if part)
        if template is self._template:
            self.prompts.add(prompt)
        room = reply_room(scene.abilities.window)
        return Request(messages=[UserMessage(text=prompt)], max_tokens=room)


def _reader(kind: Kind) -> Planner:
    return ReAct() if kind == "prompt-react" else KAgentSys()


def tool_list(scene: Scene, kind: Kind = "prompt-API") -> str:
    """The tools, numbered, as JSON; a plan in JSON has two commands more, which end it."""
    if not scene.toolbox.tools:
        return ""
    shown = [*functions(scene), *(_CONTROLS if kind == "prompt-API" else ())]
    return "\n".join(
        f"{number}. {json.dumps(each, ensure_ascii=False)}" for number, each in enumerate(shown, 1)
    )


def _memory(scene: Scene) -> str:
    """What was said before, what there is to answer from, and the tasks done with their results."""
    words = wording(scene.language)
    lines = [words.earlier.format(summary=scene.summary)] if scene.summary else []
    if scene.knowledge:
        lines.append(as_data(scene.knowledge))
    for turn in scene.turns:
        lines.append(f"{words.spoken_person}{turn.question}")
        lines.append(f"{words.spoken_agent}{turn.answer}")
    lines += [task for exchange in scene.exchanges for task in _tasks(exchange)]
    return "\n".join(lines)


def _tasks(exchange: Exchange) -> list[str]:
    # As JSON, so that no result can end its own quotation.
    return [
        json.dumps(
            {
                "task_name": exchange.thought,
                "command": {
                    "name": result.call.name,
                    "args": json.loads(result.call.arguments),
                },
                "result": result.text,
            },
            ensure_ascii=False,
        )
        for result in exchange.results
    ]
