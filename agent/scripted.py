"""A model that says what a script says: for demonstrations, dry runs and tests without a server."""

import json
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import replace

from agent.events import TextDelta
from agent.messages import AssistantMessage, Usage
from agent.model import Abilities, ModelError, ModelUnavailable, Request

Line = str | AssistantMessage | ModelError
"""What comes of one call: a text, a message with tool calls, or an error to raise."""


class Scripted:
    """A `ChatModel` that answers with ``lines`` in order, or by calling it with each request.

    ``pieces`` says how a text is cut for streaming. ``requests`` holds what was asked. A script
    that has run out is a model that can't be reached. A token is four characters.
    """

    def __init__(
        self,
        lines: Iterable[Line] | Callable[[Request], Line],
        *,
        abilities: Abilities | None = None,
        name: str = "scripted",
        pieces: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        self.requests: list[Request] = []
        self._lines = lines if callable(lines) else _in_order(lines)
        self._abilities = abilities or Abilities()
        self._name = name
        self._pieces = pieces or _words

    @property
    def name(self) -> str:
        return self._name

    async def abilities(self) -> Abilities:
        """As given."""
        return self._abilities

    async def count(self, text: str) -> int:
        """A token for every four characters begun."""
        return -(-len(text) // 4)

    async def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        """The script's next line. Raises the `ModelError` that it may be."""
        self.requests.append(request)
        line = self._lines(request)
        if isinstance(line, ModelError):
            raise line
        message = AssistantMessage(text=line) if isinstance(line, str) else line
        for piece in self._pieces(message.text):
            yield TextDelta(text=piece)
        read = [json.dumps(list(request.tools)), *(said.text for said in request.messages)]
        prompt = await self.count("\n".join(read))
        usage = Usage(calls=1, prompt=prompt, completion=await self.count(message.text))
        yield replace(message, usage=usage, model=self._name)


def _in_order(lines: Iterable[Line]) -> Callable[[Request], Line]:
    rest = iter(lines)

    def next_line(_: Request) -> Line:
        return next(rest, ModelUnavailable("The script has ended."))

    return next_line


def _words(text: str) -> Sequence[str]:
    return text.replace(" ", " \0").split("\0")
