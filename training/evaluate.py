"""How well a model does on the held-out questions, by the product's own path.

``python -m training.evaluate [FILE.gguf] [--questions FILE.jsonl] [--misses]``
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

from agent.chat_completions import ChatCompletions
from agent.events import Finished, TextDelta
from agent.history import History, Turn
from agent.loop import Agent
from bot.models.embedded import EmbeddedServer
from tools.base import Tool, Toolbox, ToolError
from tools.builtin import toolbox
from training.sameness import same

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "bot/starter/kagentsys-starter.gguf"
_REFUSAL_LEADS = ("that is beyond me", "超出了我的能力")
_APART = "also tally without questions that N generated ones equal"
QUESTIONS = ROOT / "tests/training/held_out.jsonl"
FRESH = ROOT / "tests/training/fresh.jsonl"
BLIND = ROOT / "tests/training/blind.jsonl"
UNSEEN = ROOT / "tests/training/unseen.jsonl"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a question; ``first`` and ``whole`` are seconds to its first and last word."""

    question: dict[str, Any]
    answer: str
    steps: list[tuple[str, dict[str, Any]]]
    first: float
    whole: float

    @property
    def tools_right(self) -> bool:
        names = [name for name, _ in self.steps]
        return any(names == [step["tool"] for step in way] for way in ways(self.question))

    @property
    def arguments_right(self) -> bool:
        asked_at = datetime.fromisoformat(self.question["asked_at"])
        return any(_as_wanted(self.steps, way, asked_at) for way in ways(self.question))

    @property
    def answer_right(self) -> bool:
        """For talk: no tool and the right kind of sentence; else all that was expected is in it."""
        kind = self.question["kind"]
        if kind != "tool" and self.steps:
            return False
        refused = any(text in self.answer for text in _REFUSAL_LEADS)
        if (kind == "beyond" and not refused) or (kind == "talk" and refused):
            return False
        return all(any(text in self.answer for text in group) for group in self.question["answer"])

    @property
    def offline(self) -> bool:
        steps = [step for way in ways(self.question) for step in way]
        return all(step["tool"] != "get_weather_info" for step in steps)


def ways(question: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The lists of steps that are right: ``{"or": [...]}`` in a question's steps gives several."""
    choices = [step.get("or", [[step]]) for step in question["steps"]]
    return [[step for part in parts for step in part] for parts in product(*choices)]


def _as_wanted(
    steps: list[tuple[str, dict[str, Any]]], wanted: list[dict[str, Any]], asked_at: datetime
) -> bool:
    if [name for name, _ in steps] != [step["tool"] for step in wanted]:
        return False
    return all(
        same(name, given, step["args"], asked_at)
        for (name, given), step in zip(steps, wanted, strict=True)
    )


@dataclass
class Tally:
    """Right and all, by what was judged."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, right: bool) -> None:
        self.total[name] += 1
        self.right[name] += right

    def lines(self) -> list[str]:
        return [
            f"{name:32} {self.right[name] / count:.3f} ({self.right[name]}/{count})"
            for name, count in self.total.items()
        ]


def questions(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines() if line]


async def ask(model: ChatCompletions, question: dict[str, Any]) -> Outcome:
    """One question, its conversation before it, and a weather service that is away."""
    asked_at = datetime.fromisoformat(question["asked_at"])
    box = toolbox(clock=lambda: asked_at, zone=asked_at.tzinfo)  # type: ignore[arg-type]
    agent = Agent(model=model, toolbox=_offline(box), clock=lambda: asked_at)
    turns = tuple(Turn(question=q, answer=a) for q, a in question["history"])
    begun, first = time.perf_counter(), 0.0
    async for event in agent.run(History(turns=turns), question["question"]):
        if isinstance(event, TextDelta) and not first:
            first = time.perf_counter() - begun
        if isinstance(event, Finished):
            steps = [(step.tool, json.loads(step.arguments)) for step in event.steps]
            whole = time.perf_counter() - begun
            return Outcome(
                question=question, answer=event.answer, steps=steps, first=first, whole=whole
            )
    raise AssertionError("a turn ends in Finished")


def _offline(box: Toolbox) -> Toolbox:
    async def away(_: Any) -> str:
        raise ToolError("The weather service can't be reached.")

    def told(tool: Tool[Any]) -> Tool[Any]:
        return replace(tool, run=away) if tool.name == "get_weather_info" else tool

    return Toolbox(tuple(told(tool) for tool in box.tools))


async def evaluate(path: Path, asked: Sequence[dict[str, Any]]) -> list[Outcome]:
    async with EmbeddedServer(path, threads=1) as server:
        model = ChatCompletions(base_url=server.url, model=server.model, api_key=server.api_key)
        try:
            return [await _told(model, place, question) for place, question in enumerate(asked)]
        finally:
            await model.aclose()


async def _told(model: ChatCompletions, place: int, question: dict[str, Any]) -> Outcome:
    """Ask, and say from time to time how far it is."""
    if place and place % 40 == 0:
        print(f"{place} questions asked …", file=sys.stderr, flush=True)
    return await ask(model, question)


def tally(outcomes: Sequence[Outcome]) -> Tally:
    marks = Tally()
    for outcome in outcomes:
        question = outcome.question
        marks.note("tool choice", outcome.tools_right)
        if question["steps"]:
            marks.note("exact arguments", outcome.arguments_right)
            if outcome.offline:
                marks.note("answers, offline tools", outcome.answer_right)
            first = next((step["tool"] for way in ways(question) for step in way), "none")
            marks.note(f"  tool choice, {first}", outcome.tools_right)
            marks.note(f"  arguments, {first}", outcome.arguments_right)
        else:
            marks.note("talk and refusals", outcome.answer_right)
            marks.note(f"  {question['kind']}", outcome.answer_right)
        marks.note(f"all right, {question['lang']}", _all_right(outcome))
    return marks


def _all_right(outcome: Outcome) -> bool:
    if not outcome.question["steps"]:
        return outcome.answer_right
    return outcome.arguments_right and (outcome.answer_right or not outcome.offline)


def _print_apart(outcomes: Sequence[Outcome], count: int) -> None:
    """The tally of the questions that no generated one equals."""
    from training.leakage import equal_ones, generated

    texts = generated(count, seed=12345)
    known = set(equal_ones([outcome.question["question"] for outcome in outcomes], texts))
    rest = [outcome for outcome in outcomes if outcome.question["question"] not in known]
    print(f"without the {len(outcomes) - len(rest)} that {count} generated questions equal:")
    print("\n".join(f"  {line}" for line in tally(rest).lines() if not line.startswith(" ")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", nargs="?", type=Path, default=MODEL)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--misses", action="store_true", help="print what went wrong")
    parser.add_argument("--apart", type=int, default=0, metavar="N", help=_APART)
    options = parser.parse_args()
    outcomes = asyncio.run(evaluate(options.model, questions(options.questions)))
    for outcome in outcomes:
        if options.misses and not _all_right(outcome):
            print(f"- {outcome.question['question']}\n    {outcome.steps}\n    {outcome.answer!r}")
    print("\n".join(tally(outcomes).lines()))
    if options.apart:
        _print_apart(outcomes, options.apart)
    for name in ("first", "whole"):
        seconds = sorted(getattr(outcome, name) for outcome in outcomes)
        median = seconds[len(seconds) // 2]
        print(f"seconds to {name} answer: median {median:.3f}, most {seconds[-1]:.3f}")


if __name__ == "__main__":
    main()
