"""What a long page says about a question, by asking the model part by part: `tools` know how."""

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing
from typing import Any

from agent.loop import language_of
from agent.messages import AssistantMessage, SystemMessage, UserMessage
from agent.model import Abilities, ChatModel, ModelError, Request
from agent.planners.layout import as_data
from agent.planners.markup import visible
from agent.prompts import wording
from agent.prompts.wording import Wording
from agent.sources import Sources
from agent.spending import spend
from tools.base import ToolError
from tools.passages import best_passages, passages

PARTS = 12
"""Of a longer page only the passages that have to do with the question are asked about."""
_PART = 2500
"""Tokens of a part; fewer where the model's window is small."""
_NOTES = 300
"""Tokens of what is noted of a part."""
_SMALLEST = 2000
"""A model with a window of fewer tokens is too weak for this."""
_AROUND = 400
"""Tokens of a prompt besides the part and the question."""
_SAMPLE = 4000
_SAFETY = 0.8
_JOINED = 2000
"""Characters of notes that are left as they are."""
_NOTHING = "NOTHING"


class Digest:
    """Reads a text with a model: notes of each part, side by side, and then of the notes.

    ``patience`` is in seconds in all; of parts that take longer nothing is told. At most
    ``at_once`` calls are made at a time, for all pages together.
    """

    def __init__(self, model: ChatModel, *, patience: float = 25.0, at_once: int = 6) -> None:
        self._model = model
        self._patience = patience
        self._places = asyncio.Semaphore(at_once)

    async def __call__(self, question: str, text: str) -> str:
        """What the text says about the question; no addresses but its own.

        Raises `ToolError` when it says nothing, or the model is away, too slow or too weak.
        """
        words = wording(language_of(question))
        until = asyncio.get_running_loop().time() + self._patience
        try:
            async with asyncio.timeout_at(until):
                size = await self._size(question, text)
        except (ModelError, TimeoutError) as error:
            raise ToolError("The model can't read this page now.") from error
        parts = await asyncio.to_thread(_parts, text, question, size)
        ask = [self._noted(words.noting, question, part, words) for part in parts]
        notes = await _those_in_time(ask, until - self._patience / 4)
        together = "\n\n".join(filter(None, notes))
        if not together:
            raise ToolError("The page says nothing about this.")
        if len(together) <= _JOINED:
            return together
        joined = await _those_in_time(
            [self._noted(words.joining, question, together, words)], until
        )
        return joined[0] or together

    async def _size(self, question: str, text: str) -> int:
        """Characters of a part. Raises `ModelError`, and `ToolError` for a model that is weak."""
        abilities: Abilities = await self._model.abilities()
        if abilities.style == "starter" or abilities.window < _SMALLEST:
            raise ToolError("The model is too small to read a long page.")
        sample = text[len(text) // 3 :][:_SAMPLE]
        dense = await self._model.count(sample) / len(sample)
        room = abilities.window - _NOTES - _AROUND - await self._model.count(question)
        return int(max(_SMALLEST // 4, min(_PART, room * _SAFETY)) / max(dense, 0.1))

    async def _noted(self, task: str, question: str, text: str, words: Wording) -> str:
        """Notes of the text, "" where it says nothing about the question. Raises `ModelError`."""
        task = task.format(question=question, nothing=_NOTHING)
        request = Request(
            messages=(
                SystemMessage(text=f"{words.data_rule} {task}"),
                UserMessage(text=f"{as_data(text)}\n{question}"),
            ),
            max_tokens=_NOTES,
        )
        said = ""
        async with self._places, aclosing(self._model.stream(request)) as pieces:
            async for piece in pieces:
                if isinstance(piece, AssistantMessage):
                    spend(piece.usage)
                    said = visible(piece.text, complete=True).strip()
        first = said.partition("\n")[0]
        return "" if first.strip(" .。*\"'").upper() == _NOTHING else _own(said, text)


def _parts(text: str, question: str, size: int) -> list[str]:
    """At most `PARTS` of at most ``size`` characters, in the text's order."""
    piece = size * 2 // 3  # a passage may be half as long again
    return passages(best_passages(text, question, piece * (PARTS - 1)), piece)[:PARTS]


async def _those_in_time(asked: list[Coroutine[Any, Any, str]], until: float) -> list[str]:
    """What each came to, "" for those that fail or are not done by then, by the loop's time."""
    tasks = [asyncio.create_task(each) for each in asked]
    try:
        await asyncio.wait(tasks, timeout=max(0.0, until - asyncio.get_running_loop().time()))
    finally:
        for task in tasks:
            task.cancel()
        came = await asyncio.gather(*tasks, return_exceptions=True)
    for one in came:
        if isinstance(one, BaseException) and not isinstance(
            one, ModelError | asyncio.CancelledError
        ):
            raise one
    return [one if isinstance(one, str) else "" for one in came]


def _own(notes: str, text: str) -> str:
    """The notes without addresses that the text does not hold: these could tell a stranger what
    the question was."""
    sources = Sources(warned=True)
    sources.hear(text)
    return sources.only_known(notes)
