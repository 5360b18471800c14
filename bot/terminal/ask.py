"""One question from the command line: the steps as they happen, then the answer."""

import asyncio
import json
from dataclasses import asdict
from typing import Any

from agent.events import Finished, Step
from bot.config import Settings
from bot.mind import open_mind
from bot.terminal.consent import AtKeyboard
from bot.terminal.display import Blank
from bot.terminal.kagentsys import question_text
from bot.terminal.talk import Talk, conversation_name, open_store

_UNKEPT = "unkept"


def ask_once(settings: Settings, question: str, *, name: str, as_json: bool) -> None:
    """Ask and print; ``name`` (if any) is the conversation. Raises `BadValue`, `ModelError`."""
    question = question_text("the question", question)
    if name:
        name = conversation_name("--id", name)
    asyncio.run(_ask(settings, question, name, as_json))


async def _ask(settings: Settings, question: str, name: str, print_json: bool) -> None:
    keyboard = AtKeyboard(settings.language)
    view = Blank() if print_json else keyboard.display(question)
    async with (
        open_store(settings, kept=bool(name)) as store,
        open_mind(settings, consent=keyboard) as mind,
    ):
        talk = Talk(agent=mind.agent, store=store, name=name or _UNKEPT, clock=settings.now)
        end = await talk.ask(question, view)
    if print_json:
        print(json.dumps(told(end), ensure_ascii=False))


def told(end: Finished) -> dict[str, Any]:
    """The answer as the object that ``--json`` prints."""
    return {
        "answer": end.answer,
        "steps": [_step(step) for step in end.steps],
        "model": end.model,
        "usage": asdict(end.usage),
        "reason": end.reason,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "thought": step.thought,
        "tool": step.tool,
        "args": _arguments(step.arguments),
        "result": step.result,
        "failed": step.failed,
    }


def _arguments(written: str) -> Any:
    """The arguments as an object; as the text they were where the model wrote no JSON."""
    try:
        return json.loads(written)
    except ValueError:
        return written
