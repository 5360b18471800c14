"""A model whose name or wire only the server can tell, so that it is asked at the first call."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Protocol
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ValidationError

from agent.backend import Kind, look
from agent.events import TextDelta
from agent.messages import AssistantMessage
from agent.model import Abilities, ChatModel, ModelError, ModelMisconfigured, Request
from agent.openai_line import Line

ORIGINAL_MODEL = "gpt-3.5-turbo"
"""The model that the original asks for when none is named."""

_WITH_OWN_TEMPLATE: tuple[Kind, ...] = ("llamacpp", "llama_cpp_python", "ollama", "openai")
"""Servers that write a KAgentLM's prompts by the template in its file (or have no such model)."""


class Spoken(ChatModel, Protocol):
    """A model over a line that wants closing."""

    async def aclose(self) -> None: ...


class _Card(BaseModel):
    id: str


class _Cards(BaseModel):
    data: list[_Card] = []


async def offered(line: Line) -> tuple[str, ...]:
    """The names in the server's list of models; none where it has no list. Raises `ModelError`."""
    try:
        cards = _Cards.model_validate(await line.get("/models", timeout=line.patience.first))
    except (ModelMisconfigured, ValidationError):
        return ()
    return tuple(card.id for card in cards.data if card.id)


def is_kagentlm(name: str) -> bool:
    """Whether the name is one of the models tuned for this agent (``kagentlms_qwen_7b_mat``)."""
    short = name.rpartition("/")[2].casefold()
    return "kagentlm" in short or short.endswith(("_mat", "-mat"))


class AsServed:
    """A `ChatModel` that asks the server once which model it has and how that is spoken to.

    ``name`` is the model wanted. When it is empty, the first of ``preferred`` that the server lists
    is meant, else its first model. A KAgentLM is spoken to by ``completions`` where the server
    would not know its template (a server of an unknown kind that refuses is spoken to by ``chat``
    after all), everything else by ``chat``; both make a model for a name.
    """

    def __init__(
        self,
        line: Line,
        name: str,
        *,
        chat: Callable[[str], Spoken],
        completions: Callable[[str], Spoken],
        preferred: tuple[str, ...] = (),
    ) -> None:
        self._line = line
        self._name = name
        self._preferred = preferred
        self._chat = chat
        self._completions = completions
        self._found: Spoken | None = None
        self._guessed = False
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            WeakKeyDictionary()
        )

    @property
    def name(self) -> str:
        return self._found.name if self._found else self._name or "the server's model"

    async def abilities(self) -> Abilities:
        return await (await self._find()).abilities()

    async def count(self, text: str) -> int:
        try:
            return await (await self._find()).count(text)
        except ModelError:
            return max(1, len(text) // 3) if text else 0

    async def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        found = await self._find()
        try:
            async with aclosing(found.stream(request)) as parts:
                async for part in parts:
                    self._guessed = False
                    yield part
            return
        except ModelMisconfigured:
            if not self._guessed:
                raise
        self._guessed, self._found = False, self._chat(found.name)
        await found.aclose()
        async with aclosing(self._found.stream(request)) as parts:
            async for part in parts:
                yield part

    async def aclose(self) -> None:
        await self._line.aclose()
        if self._found is not None:
            await self._found.aclose()

    async def _find(self) -> Spoken:
        async with self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            if self._found is None:
                self._found = await self._choose()
        return self._found

    async def _choose(self) -> Spoken:
        name = self._name or await self._first()
        if is_kagentlm(name):
            kind = (await look(self._line, name)).kind
            if kind not in _WITH_OWN_TEMPLATE:
                self._guessed = kind == "unknown"
                return self._completions(name)
        return self._chat(name)

    async def _first(self) -> str:
        names = await offered(self._line)
        wanted = (name for name in self._preferred if name in names or not names)
        return next(wanted, names[0] if names else ORIGINAL_MODEL)
