"""The model as the agent sees it: one call that streams, what it can do, and how it fails."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from agent.events import TextDelta
from agent.messages import AssistantMessage, Message


class ModelError(Exception):
    """A model call that gave no answer; the subclass says what the caller does next."""


class ModelUnavailable(ModelError):
    """The model can't be reached or is overloaded: keep the question and try again later."""


class ModelMisconfigured(ModelError):
    """The server refuses us (key, model name, request): a person must change the settings."""


class ContextOverflow(ModelError):
    """The prompt is longer than the model's window: compact it and try again."""

    def __init__(self, message: str, *, window: int | None = None) -> None:
        super().__init__(message)
        self.window = window


@dataclass(frozen=True, kw_only=True)
class Guide:
    """How the text must be shaped, for servers that can enforce it.

    Either a JSON schema or a GBNF grammar (llama.cpp); a server that knows neither ignores it.
    """

    schema: dict[str, Any] | None = None
    grammar: str | None = None


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What a backend can do, learnt by asking it once.

    ``window`` is prompt plus completion, in tokens. ``vision``: pictures may be shown to it.
    ``style`` is ``starter`` for the shipped small
    model, which needs the compact prompt and the grammar.
    """

    window: int = 4096
    tool_calls: bool = False
    json_schema: bool = False
    grammar: bool = False
    vision: bool = False
    style: Literal["general", "kagentlms", "starter"] = "general"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One model call: messages, the tools offered natively (OpenAI functions), and its limits."""

    messages: Sequence[Message]
    tools: Sequence[dict[str, Any]] = ()
    guide: Guide | None = None
    max_tokens: int = 1024


class ChatModel(Protocol):
    """A language model behind any wire."""

    @property
    def name(self) -> str: ...

    async def abilities(self) -> Abilities:
        """What the backend can do; asked once and remembered. Raises `ModelError`."""
        ...

    async def count(self, text: str) -> int:
        """About how many tokens the text takes; exact where the server counts. Never raises."""
        ...

    def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        """Text as it comes, then the whole message, last and exactly once. Raises `ModelError`."""
        ...
