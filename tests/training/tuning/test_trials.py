"""Which trials are fit to learn from."""

from datetime import UTC, datetime

import pytest

from agent.messages import AssistantMessage
from agent.scripted import Line, Scripted
from tools.builtin import toolbox
from training.tuning.trials import Query, Stage, Trial, as_instance, try_out
from training.tuning.yardsticks import yardstick

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOOLS = toolbox(clock=lambda: NOW, zone=UTC)
PLAN = '{"task_name": "add", "command": {"name": "calculator", "args": {"expression": "1+1"}}}'
DONE = '{"task_name": "", "command": {"name": "task_complete", "args": {}}}'


async def tried(name: str, *lines: Line) -> Trial:
    stage = Stage(model=Scripted(lines), toolbox=TOOLS, moment=NOW)
    return await try_out(stage, yardstick(name, "en"), Query(id="q", text="What is 1+1?"))


async def test_a_planning_template_is_taught_by_its_plans() -> None:
    trial = await tried("kagentsys", PLAN, DONE, "It is 2.")
    assert trial.clean and trial.answer == "It is 2."
    assert [call.output for call in trial.calls] == [PLAN, DONE]
    assert "2026-03-01" in trial.calls[0].instruction
    instance = as_instance(trial, TOOLS)
    assert instance.source == "meta-agent" and "calculator" in instance.function_names


async def test_a_concluding_template_by_its_answer_alone() -> None:
    trial = await tried("response", PLAN, DONE, "It is 2.")
    (call,) = trial.calls
    assert call.output == "It is 2." and '"result": "1+1 = 2"' in call.instruction


@pytest.mark.parametrize(
    "lines",
    [
        ("", PLAN, DONE, "It is 2."),
        (PLAN, DONE, DONE, "It is 2."),
        (PLAN, DONE, AssistantMessage(text="It is", cut=True)),
    ],
)
async def test_slips_are_not_taught(lines: tuple[Line, ...]) -> None:
    assert not (await tried("response", *lines)).clean
