"""The one prompt that KAgentLMs were tuned on: memory and finished tasks stand inside it."""

import json

from agent.planners.base import Scene
from agent.planners.layout import as_data, functions, language_rule, moment
from agent.prompts import wording


def single_prompt(scene: Scene, *, concluding: bool, why: str = "") -> str:
    """Persona, rules, tools, memory, date, goal and form, in this order."""
    words = wording(scene.language)
    profile = scene.profile
    at = words.kagentlm_moment.format(moment=moment(scene.asked_at, scene.language))
    form = words.kagentlm_format
    if concluding:
        form = words.kagentlm_conclude.format(language=language_rule(scene))
    parts = [
        "\n".join(
            line
            for line in (words.persona.format(name=profile.name), profile.bio, profile.instructions)
            if line
        ),
        words.kagentlm_rules.replace("{data_rule}", words.data_rule),
        "" if concluding or not scene.toolbox.tools else f"{words.tools}\n{_tools(scene)}",
        _memory(scene),
        at,
        words.kagentlm_goal.format(question=scene.question),
        _feedback(scene),
        why,
        form,
    ]
    return "\n\n".join(part for part in parts if part)


def _tools(scene: Scene) -> str:
    nothing = {"type": "object", "properties": {}}
    reason = {"type": "string", "description": "why the goal is reached"}
    controls = [
        {
            "name": "task_complete",
            "description": "The goal is reached",
            "parameters": {"type": "object", "properties": {"reason": reason}},
        },
        {"name": "do_nothing", "description": "Nothing is to be done", "parameters": nothing},
    ]
    lines: list[str] = []
    for number, function in enumerate([*functions(scene), *controls], 1):
        parameters = dict(function["parameters"])
        required = parameters.pop("required", [])
        returns = {"description": "result as text", "type": "string"}
        shown = function | {"parameters": parameters, "returns": returns, "required": required}
        lines.append(f"{number}. {json.dumps(shown, ensure_ascii=False)}")
    return "\n".join(lines)


def _memory(scene: Scene) -> str:
    words = wording(scene.language)
    lines = [words.kagentlm_memory]
    if scene.summary:
        lines.append(words.earlier.format(summary=scene.summary))
    if scene.knowledge:
        lines += [words.knowledge, as_data(scene.knowledge)]
    if scene.recalled:
        lines += [words.recalled, as_data(scene.recalled)]
    if scene.turns:
        lines.append(words.kagentlm_history)
        for turn in scene.turns:
            lines.append(f"{words.spoken_person}{turn.question}")
            lines.append(f"{words.spoken_agent}{turn.answer}")
    if tasks := _tasks(scene):
        lines += [words.kagentlm_tasks, as_data(json.dumps(tasks, ensure_ascii=False))]
    return "\n".join(lines) if len(lines) > 1 else ""


def _tasks(scene: Scene) -> list[dict[str, object]]:
    return [
        {
            "task_name": exchange.thought,
            "command": {"name": result.call.name, "args": json.loads(result.call.arguments)},
            "result": result.text,
        }
        for exchange in scene.exchanges
        for result in exchange.results
    ]


def _feedback(scene: Scene) -> str:
    return scene.exchanges[-1].feedback if scene.exchanges else ""
