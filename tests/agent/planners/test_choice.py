"""Each model gets the style that suits it, unless the profile says otherwise."""

from typing import get_args

import pytest

from agent.model import Abilities
from agent.planners.choice import choose
from agent.profile import PlannerName

GENERAL = Abilities(tool_calls=True, json_schema=True)
PLAIN = Abilities()
TUNED = Abilities(style="kagentlms", tool_calls=True)
STARTER = Abilities(style="starter", grammar=True)


@pytest.mark.parametrize(
    ("name", "abilities", "model", "style"),
    [
        ("auto", GENERAL, "qwen3-8b", "native"),
        ("auto", PLAIN, "qwen3-8b", "kagentsys"),
        ("auto", TUNED, "x", "kagentsys"),
        ("auto", GENERAL, "KAgentLMs_qwen_7b_mat", "kagentsys"),
        ("auto", STARTER, "kagentsys-starter", "starter"),
        ("kagentsys", STARTER, "kagentsys-starter", "starter"),
        ("kagentsys", GENERAL, "qwen3-8b", "kagentsys"),
        ("native", STARTER, "kagentsys-starter", "native"),
    ],
)
def test_the_style_is_chosen(
    name: PlannerName, abilities: Abilities, model: str, style: str
) -> None:
    assert choose(name, abilities, model).name == style


@pytest.mark.parametrize("name", [name for name in get_args(PlannerName) if name != "auto"])
def test_every_style_can_be_named(name: PlannerName) -> None:
    assert choose(name, GENERAL, "m").name == name
