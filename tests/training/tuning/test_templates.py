from typing import Any

import pytest

from training.tuning.templates import BadTemplate, Kind, Template, checked
from training.tuning.yardsticks import NAMES, yardstick

SLOTS: dict[str, Any] = {
    "INSTRUCTION": "Plan.",
    "TOOLS": "Use {tools}",
    "MEMORY": "Known: {memory}",
    "GOAL": "On {date}: {goal}",
    "FORMAT": 'As {"command": {"name": "…", "args": {}}}',
    "EXAMPLE": '{"command": {"name": "clock", "args": {"a": 1}}}',
}


def check(slots: dict[str, Any], kind: Kind = "prompt-API") -> tuple[Template, tuple[str, ...]]:
    return checked(slots, kind, name="t", language="en", tool="clock")


def fill(template: Template, memory: str = "M") -> str:
    return template.render(tools="T", memory=memory, goal="{memory} G", date="D")


def test_slots_are_filled_in_one_pass_and_in_their_order() -> None:
    template, mended = check(SLOTS)
    assert not mended
    assert fill(template).splitlines()[::2] == [
        "Plan.",
        "Use T",
        "Known: M",
        "On D: {memory} G",
        'As {"command": {"name": "…", "args": {}}}',
    ]
    turned = dict(reversed(SLOTS.items()))
    assert fill(check(turned)[0]).startswith("As {")


def test_nothing_remembered_leaves_the_slot_out_and_no_slot_loses_nothing() -> None:
    assert "Known" not in fill(check(SLOTS)[0], memory="")
    without = {key: text for key, text in SLOTS.items() if key != "MEMORY"}
    assert "\nM\n" in fill(check(without)[0])


@pytest.mark.parametrize(
    ("change", "told", "seen"),
    [
        ({"TOOLS": "Use these."}, "{tools} was missing in TOOLS", "Use these.\nT"),
        ({"TOOLS": "Use [[TOOLS]]"}, "", "Use T"),
        ({"GOAL": "<goal>"}, "the date had no place", "D\n{memory} G"),
        ({"INSTRUCTION": "Plan for {goal}."}, "{goal} stood in INSTRUCTION", "Plan for goal."),
        ({"FORMAT": "JSON."}, "FORMAT showed no example", 'JSON.\n{"command"'),
        ({"INSTRUCTION": ["One.", "Two."]}, "", "One.\nTwo."),
    ],
)
def test_what_can_be_mended_is(change: dict[str, Any], told: str, seen: str) -> None:
    template, mended = check(SLOTS | change)
    assert told in " ".join(mended)
    assert seen in fill(template)


@pytest.mark.parametrize(
    ("change", "kind", "told"),
    [
        ({"INSTRUCTION": " "}, "prompt-API", "INSTRUCTION"),
        ({"GOAL": ""}, "prompt-response", "GOAL"),
        ({"EXAMPLE": "clock!"}, "prompt-API", "EXAMPLE must use the tool clock"),
        ({"EXAMPLE": '{"name": "bell", "args": {}}'}, "prompt-API", "the tool clock"),
        ({}, "prompt-react", "Action Input:"),
        ({"INSTRUCTION": "x" * 7000}, "prompt-API", "too many"),
    ],
)
def test_what_can_not_is_refused_with_a_reason(
    change: dict[str, Any], kind: Kind, told: str
) -> None:
    with pytest.raises(BadTemplate, match=told):
        check(SLOTS | change, kind)


def test_each_type_has_its_form() -> None:
    react = {"EXAMPLE": "Thought: t\nAction: clock\nAction Input: {}", "FORMAT": "Labels."}
    template, mended = check(SLOTS | react, "prompt-react")
    assert "Final Answer: …" in fill(template) and mended
    prose, _ = check(SLOTS | {"TOOLS": "", "EXAMPLE": "Noon."}, "prompt-response")
    assert [slot for slot, _ in prose.parts] == ["INSTRUCTION", "MEMORY", "GOAL", "FORMAT"]


@pytest.mark.parametrize("name", [*NAMES, "response"])
def test_the_benchmark_templates_are_good_ones(name: str) -> None:
    for language in ("en", "zh"):
        template = yardstick(name, language)  # type: ignore[arg-type]
        filled = fill(template)
        assert all(mark in filled for mark in ("D", "M", "{memory} G"))
        assert ("T" in filled.split("\n")) == (template.kind != "prompt-response")
    assert yardstick(name, "ja") == yardstick(name, "en")
