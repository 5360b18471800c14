"""The models that a conversation may choose from, each made when it is first wanted."""

import re
from collections.abc import Callable

from agent.model import ChatModel, ModelError
from agent.openai_line import Line
from bot.models.as_served import Spoken, offered

_NO_CHAT = re.compile(
    r"embed|whisper|transcri|tts|dall-e|image|moderation|rerank|realtime|speech", re.I
)
"""Servers list what can't chat, too, and say nothing of it."""


class Models:
    """``usual`` answers where none is chosen; ``make`` opens another one of the server.

    ``named`` are those of the settings. Without ``make`` there is none but the usual one.
    """

    def __init__(
        self,
        usual: ChatModel,
        *,
        named: tuple[str, ...] = (),
        line: Line | None = None,
        make: Callable[[str], Spoken] | None = None,
    ) -> None:
        self._usual = usual
        self._named = named
        self._line = line
        self._make = make
        self._made: dict[str, Spoken] = {}

    @property
    def usual(self) -> str:
        """The name of the model that answers where none is chosen."""
        return self._usual.name

    async def names(self) -> tuple[str, ...]:
        """The models to choose from, those of the settings first."""
        if self._make is None or self._line is None:
            return (self._usual.name,)
        try:
            listed = await offered(self._line)
        except ModelError:
            listed = ()
        chat = [name for name in listed if not _NO_CHAT.search(name)]
        return tuple(dict.fromkeys((*self._named, *chat))) or (self._usual.name,)

    def find(self, name: str | None) -> ChatModel:
        """The model of this name; the usual one for None, and where there is no other."""
        if name is None or self._make is None:
            return self._usual
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    async def aclose(self) -> None:
        for model in self._made.values():
            await model.aclose()
