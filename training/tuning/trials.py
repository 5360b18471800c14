"""Queries answered by the agent under a template, step by step with the real tools."""

from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agent.events import Finished, Step
from agent.history import History
from agent.loop import Agent, Limits
from agent.model import ChatModel
from tools.base import Toolbox
from training.tuning.asking import Heard
from training.tuning.planner import TemplatePlanner
from training.tuning.records import Call, Instance
from training.tuning.templates import Template

_NO_LIMIT = 1e9
"""Seconds: how fast a server is must not change what comes of it."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """A seed query; ``id`` is unique in its file."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of a query under a template. ``clean``: every word of the model could be used."""

    query: Query
    template: Template
    answer: str
    steps: tuple[Step, ...]
    calls: tuple[Call, ...]
    clean: bool


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What trials run with; ``moment`` is when they are said to happen, so that they can repeat."""

    model: ChatModel
    toolbox: Toolbox
    moment: datetime
    steps: int = 6


async def try_out(stage: Stage, template: Template, query: Query) -> Trial:
    """Let the agent answer. Raises `ModelError`."""
    heard, planner = Heard(stage.model), TemplatePlanner(template)
    agent = Agent(
        model=heard,
        toolbox=stage.toolbox,
        planner=planner,
        clock=lambda: stage.moment,
        limits=Limits(steps=stage.steps, seconds=_NO_LIMIT),
    )
    finished: Finished | None = None
    async with aclosing(agent.run(History(), query.text)) as events:
        async for event in events:
            finished = event if isinstance(event, Finished) else finished
    if finished is None:
        raise RuntimeError("the agent ended without saying so")
    return Trial(
        query=query,
        template=template,
        answer=finished.answer,
        steps=finished.steps,
        calls=tuple(call for call in heard.calls if call.instruction in planner.prompts),
        clean=not (planner.slipped or heard.cut) and finished.reason == "answered",
    )


def as_instance(trial: Trial, toolbox: Toolbox) -> Instance:
    """The trial as a record to learn from."""
    functions: tuple[dict[str, Any], ...] = tuple(tool.schema() for tool in toolbox.tools)
    return Instance(
        id=f"{trial.query.id}-{trial.template.name}",
        query=trial.query.text,
        source="meta-agent",
        calls=trial.calls,
        functions=functions,
        function_names=tuple(str(function["name"]) for function in functions),
    )
