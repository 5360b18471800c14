"""The JSON of the OpenAI wire: messages out, chunks in."""

import json
from collections.abc import Sequence
from typing import Any, assert_never

from pydantic import BaseModel, Field

from agent.messages import (
    AssistantMessage,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    Usage,
    UserMessage,
)

_UNSEEN = "(Pictures came with this that could not be shown to you.)"


class _Function(BaseModel):
    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class CallDelta(BaseModel):
    """A piece of a tool call."""

    index: int | None = None
    id: str | None = None
    function: _Function = Field(default_factory=_Function)


class _Delta(BaseModel):
    content: str | None = None
    tool_calls: list[CallDelta] | None = None


class _Choice(BaseModel):
    delta: _Delta | None = None
    message: _Delta | None = None
    text: str | None = None
    finish_reason: str | None = None


class _CacheDetails(BaseModel):
    cached_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _CacheDetails | None = None


class _Timings(BaseModel):
    cache_n: int | None = None


class Chunk(BaseModel):
    """One event of a streamed answer, of either endpoint, or a whole answer.

    ``done`` marks the end of a stream that the server itself declared complete.
    """

    choices: list[_Choice] = []
    usage: _Usage | None = None
    timings: _Timings | None = None
    error_code: int | None = None
    text: str | None = None
    done: bool = False

    @property
    def content(self) -> str:
        """The text in it."""
        parts = ((c.delta or c.message, c.text) for c in self.choices[:1])
        return "".join((delta and delta.content) or text or "" for delta, text in parts)

    @property
    def call_deltas(self) -> Sequence[CallDelta]:
        """The pieces of tool calls in it."""
        if not self.choices:
            return ()
        delta = self.choices[0].delta or self.choices[0].message
        return (delta.tool_calls if delta else None) or ()

    @property
    def finish(self) -> str | None:
        """Why the answer ended, on the chunk that ends it."""
        return self.choices[0].finish_reason if self.choices else None


class Assembly:
    """The answer so far, put together from chunks."""

    def __init__(self) -> None:
        self.text = ""
        self.finish: str | None = None
        self.usage: Usage | None = None
        self._calls: list[tuple[int | None, CallDelta, list[str]]] = []
        self._cache_hits = 0

    def add(self, chunk: Chunk) -> str:
        """Take one chunk in; returns the text it brought."""
        content = chunk.content
        self.text += content
        self.finish = chunk.finish or self.finish
        for delta in chunk.call_deltas:
            self._add_call(delta)
        if chunk.timings is not None:
            self._cache_hits = chunk.timings.cache_n or 0
        if chunk.usage is not None:
            self._note_usage(chunk.usage)
        if chunk.done and not self.empty:  # some servers never say why an answer ended
            self.finish = self.finish or "stop"
        return content

    def _note_usage(self, wire: _Usage) -> None:
        details = wire.prompt_tokens_details
        self.usage = Usage(
            calls=1,
            prompt=wire.prompt_tokens or 0,
            cached=(details.cached_tokens if details else None) or self._cache_hits,
            completion=wire.completion_tokens or 0,
        )

    def _add_call(self, delta: CallDelta) -> None:
        arguments = delta.function.arguments
        piece = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
        if arguments is None:
            piece = ""
        for index, first, pieces in reversed(self._calls):
            same_place = delta.index is None or delta.index == index
            if same_place and (not delta.id or delta.id == first.id):
                pieces.append(piece)
                return
        self._calls.append((delta.index, delta, [piece]))

    def calls(self) -> tuple[ToolCall, ...]:
        """The tool calls, with ids made up where the server gave none."""
        return tuple(
            ToolCall(
                id=first.id or f"call_{place}",
                name=first.function.name or "",
                arguments="".join(pieces) or "{}",
            )
            for place, (_, first, pieces) in enumerate(self._calls)
        )

    @property
    def empty(self) -> bool:
        """Whether nothing at all was said, not even an end."""
        return self.finish is None and not self.text and not self._calls


def encode(message: Message) -> dict[str, Any]:
    """A message as the chat endpoint takes it; never a null content, which some servers refuse."""
    match message:
        case UserMessage(images=(_, *_)):
            return {"role": "user", "content": _with_pictures(message)}
        case SystemMessage() | UserMessage():
            return {"role": message.role, "content": message.text}
        case ToolMessage():
            return {"role": "tool", "tool_call_id": message.call_id, "content": message.text}
        case AssistantMessage():
            encoded: dict[str, Any] = {"role": "assistant", "content": message.text}
            if message.tool_calls:
                encoded["tool_calls"] = [_encode_call(call) for call in message.tool_calls]
            return encoded
        case _:
            assert_never(message)


def _with_pictures(message: UserMessage) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    if message.text.strip():
        parts.append({"type": "text", "text": message.text})
    for image in message.images:
        address = f"data:{image.media_type};base64,{image.data}"
        parts.append({"type": "image_url", "image_url": {"url": address}})
    return parts


def has_pictures(messages: Sequence[dict[str, Any]]) -> bool:
    """Whether any of these encoded messages shows a picture."""
    return any(isinstance(message["content"], list) for message in messages)


def take_pictures_out(messages: Sequence[dict[str, Any]]) -> None:
    """Let the encoded messages say that there were pictures in place of showing them."""
    for message in messages:
        if isinstance(message["content"], list):
            message["content"] = f"{text_of(message)}\n{_UNSEEN}".strip()


def text_of(message: dict[str, Any]) -> str:
    """The text of an encoded message."""
    content = message["content"]
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def _encode_call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": _as_object(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}


def _as_object(arguments: str) -> str:
    """The arguments if they are a JSON object: servers that template them fail on anything else."""
    try:
        return arguments if isinstance(json.loads(arguments), dict) else "{}"
    except ValueError:
        return "{}"
