"""Models asked through a journal: what was paid for once is never asked again."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from contextlib import aclosing
from typing import Any

from agent.events import TextDelta
from agent.messages import AssistantMessage, Usage
from agent.model import (
    Abilities,
    ChatModel,
    ModelError,
    ModelMisconfigured,
    ModelUnavailable,
    Request,
)
from benchmark.journal import Journal, Key
from training.tuning.records import Call

_CALL = "call"
_LEAST_PATIENCE = 6


class Journalled:
    """A `ChatModel` whose answers are kept by the prompt, so that the same prompt is asked once.

    ``part`` names what it is asked for, such as ``judge``. An answer is in the journal before
    anybody sees it.
    """

    def __init__(self, model: ChatModel, journal: Journal, part: str) -> None:
        self._model = model
        self._journal = journal
        self._part = part
        self._asking: dict[Key, asyncio.Lock] = {}
        self.count = model.count

    @property
    def name(self) -> str:
        return self._model.name

    async def abilities(self) -> Abilities:
        """The model's. Raises `ModelError`."""
        return await self._model.abilities()

    async def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        """The answer in one piece. Raises `ModelError`."""
        key = self._key(request)
        async with self._asking.setdefault(key, asyncio.Lock()):
            if key not in self._journal.answers:
                said = await whole(self._model, request)
                text = json.dumps({"text": said.text, "cut": said.cut}, ensure_ascii=False)
                self._journal.add(key, text, said.usage)
                await self._journal.settle()
        kept = json.loads(self._journal.answers[key])
        yield AssistantMessage(text=kept["text"], cut=kept["cut"], model=self.name)

    def _key(self, request: Request) -> Key:
        told = json.dumps([[each.role, each.text] for each in request.messages])
        seen = f"{self._model.name}\n{request.max_tokens}\n{told}"
        return _CALL, self._part, hashlib.sha256(seen.encode("utf-8", "replace")).hexdigest()[:32]


class Heard:
    """A `ChatModel` that notes what it was asked and said; ``cut``: not always to the end."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self.calls: list[Call] = []
        self.cut = False
        self.count = model.count

    @property
    def name(self) -> str:
        return self._model.name

    async def abilities(self) -> Abilities:
        """The model's. Raises `ModelError`."""
        return await self._model.abilities()

    async def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        """As the model does. Raises `ModelError`."""
        async with aclosing(self._model.stream(request)) as parts:
            async for part in parts:
                if isinstance(part, AssistantMessage):
                    prompt = "\n".join(each.text for each in request.messages)
                    self.calls.append(Call(instruction=prompt, output=part.text))
                    self.cut |= part.cut
                yield part


async def whole(model: ChatModel, request: Request) -> AssistantMessage:
    """All that the model says to this. Raises `ModelError`."""
    async with aclosing(model.stream(request)) as parts:
        async for part in parts:
            if isinstance(part, AssistantMessage):
                return part
    raise ModelUnavailable("The model's answer did not end.")


def paid(journal: Journal) -> Usage:
    """Calls and tokens of everything in the journal, earlier runs' included."""
    calls = sum(kind == _CALL for kind, _, _ in journal.answers)
    return Usage(calls=calls, prompt=journal.usage.prompt, completion=journal.usage.completion)


async def side_by_side(
    jobs: Iterable[Callable[[], Coroutine[Any, Any, None]]],
    concurrency: int,
    watch: Callable[[int], None],
) -> list[str]:
    """Run the jobs, so many at a time; why those failed that did. ``watch`` hears how many ended.

    When the model can't be reached again and again, the rest is not tried. Raises
    `ModelMisconfigured` when nothing but that came.
    """
    ahead = iter(list(jobs))
    troubles: list[str] = []
    ended = in_a_row = 0

    async def work() -> None:
        nonlocal ended, in_a_row
        for job in ahead:
            if in_a_row >= max(_LEAST_PATIENCE, 3 * concurrency):
                troubles.append("not tried, because the model kept failing")
                continue
            try:
                await job()
                in_a_row = 0
            except ModelError as error:
                if isinstance(error, ModelMisconfigured) and ended == len(troubles):
                    raise
                in_a_row += isinstance(error, ModelUnavailable)
                troubles.append(str(error))
            ended += 1
            watch(ended)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(work())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return troubles
