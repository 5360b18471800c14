"""The JSON of OpenAI-compatible answers, whole and in chunks, with each server's oddities."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Call:
    """A tool call the scripted model makes; ``arguments`` is JSON text, however malformed."""

    name: str
    arguments: str = "{}"
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Say:
    """What the scripted model answers; ``pause`` is seconds between chunks.

    ``cut`` ends it by the length limit; ``reasonless`` never says why it ended; ``leak`` writes
    the calls as ``<tool_call>`` text.
    """

    text: str = ""
    calls: tuple[Call, ...] = ()
    cut: bool = False
    reasonless: bool = False
    leak: bool = False
    pause: float = 0.0
    reasoning: str = ""


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a server writes its chunks."""

    first_content: str | None = ""
    arguments_with_first: bool = False
    repeats_name: bool = False
    leaks: bool = False


def tokens(text: str) -> int:
    """The server's tokenizer: four characters a token."""
    return -(-len(text) // 4)


def common_prefix(one: str, other: str) -> int:
    """How many characters two prompts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def leaked(calls: tuple[Call, ...], *, cut: bool) -> str:
    """Tool calls as the text of their markup, as servers show them that did not parse it."""
    bodies = (f'{{"name": {json.dumps(c.name)}, "arguments": {c.arguments}}}' for c in calls)
    text = "\n".join(f"<tool_call>\n{body}\n</tool_call>" for body in bodies)
    return text[: len(text) * 2 // 3] if cut else text


def _pieces(text: str, size: int = 6) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def _base(model: str, kind: str) -> dict[str, Any]:
    return {"id": "cmpl-1", "object": kind, "created": 1_700_000_000, "model": model}


def _call_id(call: Call, index: int) -> str:
    return call.id or f"call_{index}"


def _call_deltas(call: Call, index: int, style: Style) -> list[dict[str, Any]]:
    at_once = 1 if style.arguments_with_first else 0
    rest = _pieces(call.arguments[at_once:], 8)
    named = {"name": call.name}
    first = {
        "index": index,
        "id": _call_id(call, index),
        "type": "function",
        "function": named | {"arguments": call.arguments[:at_once]},
    }
    again = named if style.repeats_name else {}
    return [first] + [{"index": index, "function": again | {"arguments": part}} for part in rest]


def _shown(say: Say, style: Style) -> tuple[str, tuple[Call, ...]]:
    if style.leaks or say.leak:
        return say.text + leaked(say.calls, cut=say.cut), ()
    return say.text, say.calls


def _finish(say: Say, calls: tuple[Call, ...]) -> str:
    return "length" if say.cut else "tool_calls" if calls else "stop"


def chat_chunks(
    say: Say, model: str, style: Style, usage: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """The chunks of a streamed chat completion; usage in a last one without choices."""
    text, calls = _shown(say, style)
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": style.first_content}]
    deltas += [{"reasoning_content": part} for part in _pieces(say.reasoning)]
    deltas += [{"content": part} for part in _pieces(text)]
    for index, call in enumerate(calls):
        deltas += [{"tool_calls": [delta]} for delta in _call_deltas(call, index, style)]
    base = _base(model, "chat.completion.chunk")
    chunks = [
        base | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        for delta in deltas
    ]
    if not say.reasonless:
        end = {"index": 0, "delta": {}, "finish_reason": _finish(say, calls)}
        chunks.append(base | {"choices": [end]})
    if usage is not None:
        chunks.append(base | {"choices": [], "usage": usage})
    return chunks


def text_chunks(
    say: Say, model: str, style: Style, usage: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """The chunks of a streamed text completion."""
    text, _ = _shown(say, style)
    base = _base(model, "text_completion")
    chunks = [
        base | {"choices": [{"index": 0, "text": part, "finish_reason": None}]}
        for part in _pieces(text)
    ]
    end = {"index": 0, "text": "", "finish_reason": "length" if say.cut else "stop"}
    chunks.append(base | {"choices": [end]})
    if usage is not None:
        chunks.append(base | {"choices": [], "usage": usage})
    return chunks


def chat_completion(say: Say, usage: dict[str, Any], model: str, style: Style) -> dict[str, Any]:
    """A whole chat completion (its ``text`` serves the text endpoint too)."""
    text, calls = _shown(say, style)
    message: dict[str, Any] = {"role": "assistant", "content": text or None}
    if calls:
        message["tool_calls"] = [
            {
                "id": _call_id(call, index),
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for index, call in enumerate(calls)
        ]
    choice = {"index": 0, "message": message, "text": text, "finish_reason": _finish(say, calls)}
    return _base(model, "chat.completion") | {"choices": [choice], "usage": usage}
