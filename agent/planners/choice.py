"""Which style of agent a model gets."""

from typing import assert_never

from agent.model import Abilities
from agent.planners.autogpt import AutoGpt
from agent.planners.base import Planner
from agent.planners.kagentsys import KAgentSys
from agent.planners.modelscope import ModelScope
from agent.planners.native import Native
from agent.planners.noagent import NoAgent
from agent.planners.react import ReAct
from agent.planners.toolllama import ToolLlama
from agent.profile import PlannerName


def choose(name: PlannerName, abilities: Abilities, model: str) -> Planner:
    """The planner of that name; ``auto`` is the best style that works with this model."""
    tuned = abilities.style == "kagentlms" or model.casefold().startswith("kagentlms")
    if abilities.style == "starter" and name in ("auto", "kagentsys"):
        from agent.planners.starter.planner import StarterPlanner

        return StarterPlanner()
    if name == "auto":
        name = "native" if abilities.tool_calls and not tuned else "kagentsys"
    return _planner(name)


def _planner(name: PlannerName) -> Planner:
    match name:
        case "native":
            return Native()
        case "react":
            return ReAct()
        case "autogpt":
            return AutoGpt()
        case "toolllama":
            return ToolLlama()
        case "modelscope":
            return ModelScope()
        case "noagent":
            return NoAgent()
        case "kagentsys" | "auto":
            return KAgentSys()
        case _:
            assert_never(name)
