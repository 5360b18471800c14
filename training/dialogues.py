"""What the model is to say: questions, the real tools' results and answers, as prompts."""

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from agent.history import Turn
from agent.messages import AssistantMessage, ToolCall
from agent.model import Abilities, Request
from agent.planners.base import Exchange, Result, Scene
from agent.planners.starter.excerpt import begun
from agent.planners.starter.planner import StarterPlanner
from agent.profile import Profile
from tools.base import Tool, ToolError
from tools.builtin import toolbox
from training.answers import TALK, sentence
from training.intents import Call
from training.questions import Sample, draw
from training.values import word

_ZONE = timezone(timedelta(hours=8))
_PLANNER = StarterPlanner()


@dataclass(frozen=True, kw_only=True)
class Example:
    """One model call: the prompt's texts by role, what is to be said, and its grammar.

    ``parts`` is how many results it tells of.
    """

    system: str
    user: str
    said: str
    grammar: str
    name: str
    parts: int = 0


class _Workbench:
    """The real tools, with a clock that can be set."""

    def __init__(self) -> None:
        self.today = date(2026, 1, 1)
        self.toolbox = toolbox(clock=self._now, zone=_ZONE)
        self._loop = asyncio.new_event_loop()

    def _now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=_ZONE)

    def run(self, call: Call, today: date, chance: random.Random) -> tuple[str, bool]:
        """The result and whether it failed. The weather is made up: there is no network."""
        self.today = today
        name, arguments = call
        if name == "get_weather_info":
            return _made_up_weather(arguments, chance)
        tool: Tool[Any] = self.toolbox.find(name)
        try:
            return self._loop.run_until_complete(tool.run(tool.parse(arguments))), False
        except ToolError as error:
            return str(error), True


_BENCH = _Workbench()
_SKIES = (
    "sunny 晴",
    "partly cloudy 局部多云",
    "light rain 小雨",
    "overcast 阴",
    "snow 雪",
    "fog 雾",
    "Moderate rain",
    "Clear",
    "thunderstorm 雷暴",
)
_FAULTS = (
    "The weather service can't be reached.",
    "The weather service did not answer in time.",
    "There is no place named {place} in the weather service.",
    "Can't reach api.open-meteo.com: the network is unreachable. "
    "Tell the person that the weather is not known now.",
    "The weather service refused: too many requests.",
    "No forecast for that day.",
)


def _made_up_weather(arguments: dict[str, Any], chance: random.Random) -> tuple[str, bool]:
    place = arguments["location"]
    if chance.random() < 0.4:
        return chance.choice(_FAULTS).format(place=place), True
    low = chance.randint(-20, 28)
    day, lines = date.fromisoformat(arguments["start_date"]), []
    if chance.random() < 0.5:
        lines.append(f"{place}, {word(chance).title()}")
    while day.isoformat() <= arguments["end_date"] and len(lines) < 9:
        lines.append(
            f"{day}: {chance.choice(_SKIES)}, {low} to {low + chance.randint(2, 14)} °C, "
            f"wind {chance.randint(2, 50)} km/h, rain {chance.randint(0, 100)}%"
        )
        day += timedelta(days=1)
    return "\n".join(lines), False


def examples(chance: random.Random) -> Iterator[Example]:
    """The model calls of one conversation's last turn."""
    today = date(2024, 1, 1) + timedelta(days=chance.randrange(365 * 5))
    sample = draw(chance, today)
    names = (
        "KAgentSys",
        "KAgentSys",
        "KAgentSys",
        "Bot",
        "Kai",
        "小快",
        "Helper",
        word(chance).title(),
    )
    scene = _scene(sample, chance.choice(names), chance)
    exchanges: list[Exchange] = []
    for place, call in enumerate(sample.calls):
        yield _example(scene, exchanges, "plan", _plan(call, sample))
        text, failed = _BENCH.run(call, today, chance)
        made = ToolCall(
            id=f"task_{place + 1}", name=call[0], arguments=json.dumps(call[1], ensure_ascii=False)
        )
        exchanges.append(
            Exchange(
                said=AssistantMessage(), results=(Result(call=made, text=text, failed=failed),)
            )
        )
    control = ("task_complete", {"reason": "done"}) if sample.calls else ("do_nothing", {})
    yield _example(scene, exchanges, "plan", _plan(control, sample))
    if chance.random() < 0.85 or len(sample.calls) != 1:
        yield _example(scene, exchanges, "conclude", _answer(sample, exchanges, scene.profile.name))


def _scene(sample: Sample, name: str, chance: random.Random) -> Scene:
    day = sample.today
    turns = ()
    if sample.earlier:
        turns = (
            Turn(question=sample.earlier, answer=answer_to(sample, earlier=True, chance=chance)),
        )
    return Scene(
        profile=Profile(name=name),
        language="zh" if sample.chinese else "en",
        toolbox=_BENCH.toolbox,
        abilities=Abilities(),
        question=sample.question,
        turns=turns,
        asked_at=datetime(day.year, day.month, day.day, 10, tzinfo=_ZONE),
    )


def answer_to(sample: Sample, *, earlier: bool = False, chance: random.Random | None = None) -> str:
    """The answer to a question of one call or of none, or to the one before."""
    calls = sample.earlier_calls if earlier else sample.calls
    wants = sample.earlier_wants if earlier else sample.wants
    if not calls:
        kind = sample.earlier_kind if earlier else sample.kind
        return TALK[kind][sample.chinese].format(name="KAgentSys")
    text, failed = _BENCH.run(calls[0], sample.today, chance or random.Random(0))
    question = sample.earlier if earlier else sample.question
    return sentence(calls[0], text, failed, wants[0][0], question, sample.chinese, sample.today)


def _example(scene: Scene, exchanges: list[Exchange], step: str, said: str) -> Example:
    from dataclasses import replace

    scene = replace(scene, exchanges=tuple(exchanges))
    request: Request = _PLANNER.plan(scene) if step == "plan" else _PLANNER.conclude(scene)
    system, user = request.messages
    grammar = request.guide.grammar if request.guide and request.guide.grammar else ""
    return Example(
        system=system.text,
        user=user.text,
        said=said,
        grammar=grammar,
        name=step,
        parts=len(exchanges),
    )


_TASKS = {
    "time_delta": ("Count the time between the dates", "计算日期之间的时间"),
    "get_calendar_info": ("Look the days up in the calendar", "查询日历"),
    "get_solar_terms_info": ("Look up the solar terms of the year", "查询当年的节气"),
    "calculator": ("Work out the sum", "计算算式"),
    "get_weather_info": ("Get the weather", "查询天气"),
    "task_complete": ("Answer from the results", "根据结果回答"),
    "do_nothing": ("Answer without a tool", "无需工具，直接回答"),
}


def _plan(call: Call, sample: Sample) -> str:
    task = _TASKS[call[0]][sample.chinese]
    plan = {"task_name": task, "command": {"name": call[0], "args": call[1]}}
    return json.dumps(plan, ensure_ascii=False)


def _answer(sample: Sample, exchanges: list[Exchange], name: str) -> str:
    if not sample.calls:
        return TALK[sample.kind][sample.chinese].format(name=name)
    results = [exchange.results[0] for exchange in exchanges]
    sums = all(name == "calculator" for name, _ in sample.calls)
    if len(results) > 1 and sums and not any(result.failed for result in results):
        stop = "。" if sample.chinese else "."
        return (stop + " " * (stop == ".")).join(result.text for result in results) + stop
    sentences = [
        sentence(
            call, result.text, result.failed, want[0], sample.question, sample.chinese, sample.today
        )
        for call, result, want in zip(sample.calls, results, sample.wants, strict=True)
    ]
    if len(sentences) == 1:
        return begun(sentences[0])
    if any("\n" in sentence for sentence in sentences):
        return begun("\n".join(sentences))
    return ("" if sample.chinese else " ").join(sentences)
