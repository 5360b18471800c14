"""Which kind of server answers behind an OpenAI-compatible address, and what it can do."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from agent.model import ModelError, ModelMisconfigured, ModelUnavailable
from agent.openai_faults import Refusal
from agent.openai_line import Body, Line
from agent.openai_wire import Assembly

Kind = Literal["openai", "vllm", "llamacpp", "llama_cpp_python", "ollama", "fastchat", "unknown"]
SchemaField = Literal["json_schema", "json_object", "none"]

PROBE = "report_ready"
"""Names the tool and the schema of the questions that ask what a server can do."""

_OWNERS: dict[str, Kind] = {
    "openai": "openai",
    "openai-internal": "openai",
    "system": "openai",
    "vllm": "vllm",
    "llamacpp": "llamacpp",
    "me": "llama_cpp_python",
    "library": "ollama",
    "fastchat": "fastchat",
}
_WINDOW_KEYS = (
    "max_model_len",
    "loaded_context_length",
    "context_length",
    "context_window",
    "max_context_length",
)
_READY = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}


class _Meta(BaseModel):
    n_ctx: int | None = None


class _Card(BaseModel, extra="allow"):
    id: str = ""
    owned_by: str | None = None
    meta: _Meta | None = None


class _Cards(BaseModel):
    data: list[_Card] = []


@dataclass(frozen=True, kw_only=True)
class Backend:
    """A server as it describes itself; ``window`` is in tokens, None where it does not say."""

    kind: Kind
    model: str
    window: int | None = None


class Learned(BaseModel):
    """What only a question to the model could tell."""

    tool_calls: bool = False
    schema_field: SchemaField = Field(default="none")


async def look(line: Line, model: str) -> Backend:
    """Read the server's list of models; an empty ``model`` means the first. Raises `ModelError`."""
    try:
        listed = await line.get("/models", timeout=line.patience.first)
        cards = _Cards.model_validate(listed).data
    except (ModelMisconfigured, ValidationError):  # no such list, or it is closed to this key
        cards = []
    card = next((card for card in cards if card.id == model), None)
    if card is None:
        card = cards[0] if cards and (not model or len(cards) == 1) else _Card(id=model)
    kind = _kind(line, card, cards)
    name = model or card.id
    return Backend(kind=kind, model=name, window=_window(card) or _published_window(kind, name))


def _kind(line: Line, card: _Card, cards: Iterable[_Card]) -> Kind:
    if official(line):
        return "openai"
    if card.meta is not None and card.meta.n_ctx:
        return "llamacpp"
    owners = [card.owned_by, *(other.owned_by for other in cards)]
    return next((_OWNERS[owner] for owner in owners if owner in _OWNERS), "unknown")


def official(line: Line) -> bool:
    """Whether it is OpenAI's or Azure's own service, whose abilities are published."""
    return line.host.endswith(("openai.com", "openai.azure.com"))


def _window(card: _Card) -> int | None:
    if card.meta is not None and card.meta.n_ctx:
        return card.meta.n_ctx
    stated = ((card.model_extra or {}).get(key) for key in _WINDOW_KEYS)
    return next((size for size in stated if isinstance(size, int) and size > 0), None)


def _published_window(kind: Kind, model: str) -> int | None:
    if kind != "openai":
        return None
    if model.startswith("gpt-3.5"):
        return 16_385
    if model in ("gpt-4", "gpt-4-0613"):
        return 8_192
    return 128_000 if model.startswith(("gpt-", "o1", "o3", "o4", "chatgpt")) else None


async def learn(line: Line, backend: Backend) -> Learned:
    """Ask the model itself, by at most two small requests. Raises `ModelUnavailable`."""
    if official(line):
        return Learned(tool_calls=True, schema_field="json_schema")
    if backend.kind == "fastchat":
        return Learned()
    return Learned(
        tool_calls=await _calls_tools(line, backend.model),
        schema_field=await _schema_field(line, backend),
    )


async def _schema_field(line: Line, backend: Backend) -> SchemaField:
    match backend.kind:
        case "fastchat":
            return "none"
        case "llama_cpp_python":
            return "json_object"
        case "unknown":
            return "json_schema" if await _keeps_to_schema(line, backend.model) else "none"
        case _:
            return "json_schema"


async def _calls_tools(line: Line, model: str) -> bool:
    function = {"name": PROBE, "description": "Report readiness.", "parameters": _READY}
    question = f"Call the tool {PROBE} with ready = true. Write nothing else."
    answer = await _ask(line, model, question, tools=[{"type": "function", "function": function}])
    return answer is not None and any(call.name == PROBE for call in answer.calls())


async def _keeps_to_schema(line: Line, model: str) -> bool:
    wanted = {"name": PROBE, "schema": _READY}
    response_format = {"type": "json_schema", "json_schema": wanted}
    answer = await _ask(line, model, "Say hello.", response_format=response_format)
    if answer is None:
        return False
    try:
        return isinstance(json.loads(answer.text).get("ready"), bool)
    except (ValueError, AttributeError):
        return False


async def _ask(line: Line, model: str, question: str, **more: object) -> Assembly | None:
    """The answer, or None where the server does not take such a request."""
    body: Body = {
        "model": model,
        "messages": [{"role": "user", "content": question}],
        "max_tokens": 256,
        "temperature": 0,
        "stream": True,
    }
    failed: list[Refusal | None] = []

    async def note(_: Body, refusal: Refusal | None) -> bool:
        failed.append(refusal)
        if refusal is None or refusal.status not in (429, 502, 503, 504):
            raise ModelMisconfigured("This server does not take such a request.")
        return False

    try:
        async for part in line.answer("/chat/completions", body | dict[str, Any](more), note):
            if isinstance(part, Assembly):
                return part
    except ModelUnavailable:
        raise
    except ModelError:
        if failed and failed[0] is not None and failed[0].status in (401, 403, 404):
            raise failed[0].error(line.server) from None
    return None
