"""A model and tools that are not asked twice: what came of each call is kept and told again."""

import asyncio
import hashlib
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from pydantic import BaseModel, TypeAdapter

from agent.events import TextDelta
from agent.messages import AssistantMessage, Usage
from agent.model import Abilities, ChatModel, Request
from agent.spending import counting, spend
from tools.base import Tool, Toolbox, ToolError
from tools.consent import Deed

_SAID: TypeAdapter[AssistantMessage] = TypeAdapter(AssistantMessage)
_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)

MAY_HAVE_HAPPENED = (
    "This was begun before the service was interrupted, and whether it took effect is not known. "
    "It was not run again. Say so, and ask before you repeat it."
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What came of one call; ``key`` tells the call by what was asked."""

    key: str
    value: dict[str, Any]


class Journal:
    """The calls that one turn has made.

    ``kept`` are those recorded before the process started; `keep` records a further one through
    ``record`` (name, entry). What `note` was told of is recorded by `settle`, before the turn does
    anything more; a turn that does nothing more ends, and its end is kept elsewhere. After `rewind`
    all of them are told again, so that the turn can be run from its beginning.
    """

    def __init__(
        self, record: Callable[[str, Entry], Awaitable[None]], kept: Sequence[Entry] = ()
    ) -> None:
        self._record = record
        self._entries = list(kept)
        self._told: dict[str, int] = defaultdict(int)
        self._noted: deque[tuple[str, Entry]] = deque()
        self._settling = asyncio.Lock()

    def rewind(self) -> None:
        self._told.clear()

    def next(self, key: str) -> Entry | None:
        """What came of the next call of this key, if it was made already."""
        made = [entry for entry in self._entries if entry.key == key]
        if self._told[key] >= len(made):
            return None
        self._told[key] += 1
        return made[self._told[key] - 1]

    async def keep(self, name: str, key: str, value: dict[str, Any]) -> Entry:
        """Record what came of a call, durably."""
        await self.settle()
        entry = Entry(key=key, value=value)
        await self._record(name, entry)
        self._add(entry)
        return entry

    def note(self, name: str, key: str, value: dict[str, Any]) -> None:
        """Remember what came of a call, for `settle` to record."""
        entry = Entry(key=key, value=value)
        self._noted.append((name, entry))
        self._add(entry)

    async def settle(self) -> None:
        """Record what is noted, durably."""
        async with self._settling:
            while self._noted:
                await self._record(*self._noted[0])
                self._noted.popleft()

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._told[entry.key] += 1

    async def survived(self) -> None:
        """Record that this process did not end over the turn, though it got no further."""
        await self.keep("survived", "survived:", {})

    @property
    def said(self) -> tuple[AssistantMessage, ...]:
        """What the model has answered in this turn so far."""
        return tuple(
            _SAID.validate_python(entry.value)
            for entry in self._entries
            if entry.key.startswith(_MODEL)
        )

    @property
    def usage(self) -> Usage:
        """What the model has taken in this turn so far, inside tools' runs, too."""
        inside = (_spent(entry) for entry in self._entries if entry.key.startswith(_CAME))
        return sum(inside, sum((message.usage for message in self.said), Usage()))


_MODEL = "model:"
_BEGUN = "begun:"
_CAME = "came:"


class DurableModel:
    """A `ChatModel` whose completed calls are kept in a journal. ``answered`` is told of each."""

    def __init__(self, model: ChatModel, journal: Journal, answered: Callable[[], None]) -> None:
        self._model = model
        self._journal = journal
        self._answered = answered

    @property
    def name(self) -> str:
        return self._model.name

    async def abilities(self) -> Abilities:
        return await self._model.abilities()

    async def count(self, text: str) -> int:
        return await self._model.count(text)

    async def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        """The answer, or the one that was given to this same request. Raises `ModelError`."""
        key = _MODEL + _digest(_REQUEST.dump_json(request))
        entry = self._journal.next(key)
        if entry is not None:
            said = _SAID.validate_python(entry.value)
            if said.text:
                yield TextDelta(text=said.text)
            yield said
            return
        await self._journal.settle()
        async with aclosing(self._model.stream(request)) as parts:
            async for part in parts:
                if isinstance(part, AssistantMessage):
                    self._answered()
                    self._journal.note("model", key, asdict(part))
                yield part


def durable_toolbox(toolbox: Toolbox, journal: Journal) -> Toolbox:
    """The same tools, each completed run of which is kept in the journal.

    What needs a person's word raises `Unsettled` until that is in the journal, too.
    """
    tools = tuple(_durable(tool, journal) for tool in toolbox.tools)
    return Toolbox(tools, consent=partial(_word, journal))


class Unsettled(Exception):
    """The turn can't go on before a person has said whether this may be done."""

    def __init__(self, deed: Deed) -> None:
        super().__init__(deed.tool)
        self.deed = deed


async def _word(journal: Journal, deed: Deed) -> bool:
    entry = journal.next(word_key(deed))
    if entry is None:
        raise Unsettled(deed)
    return bool(entry.value["given"])


def word_key(deed: Deed) -> str:
    """Under which key a person's word about a deed is in the journal."""
    return f"word:{deed.tool}:{_digest(deed.arguments.encode())}"


def _durable(tool: Tool[Any], journal: Journal) -> Tool[Any]:
    async def run(arguments: BaseModel) -> str:
        call = f"{tool.name}:{_digest(arguments.model_dump_json().encode())}"
        begun = journal.next(_BEGUN + call)
        came = journal.next(_CAME + call)
        if came is None:
            came = await _run(tool, arguments, call, journal, begun=begun is not None)
        else:
            spend(_spent(came))
        if came.value["failed"]:
            raise ToolError(came.value["text"])
        return str(came.value["text"])

    return replace(tool, run=run)


async def _run(
    tool: Tool[Any], arguments: BaseModel, call: str, journal: Journal, *, begun: bool
) -> Entry:
    failed, usage = begun, Usage()
    if begun:
        text = MAY_HAVE_HAPPENED
    else:
        await journal.settle()
        if tool.acts or not tool.idempotent:
            await journal.keep(tool.name, _BEGUN + call, {})
        with counting() as spent:
            try:
                text = await tool.run(arguments)
            except ToolError as error:
                failed, text = True, str(error)
        usage = sum(spent, Usage())
    value = {"failed": failed, "text": text, **({"usage": asdict(usage)} if usage.calls else {})}
    return await journal.keep(tool.name, _CAME + call, value)


def _spent(came: Entry) -> Usage:
    """What a tool's run took of the model."""
    return Usage(**came.value.get("usage", {}))


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:32]
