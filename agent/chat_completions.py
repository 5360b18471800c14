"""The model behind any server that speaks OpenAI's chat completions."""

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator, MutableMapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from typing import Literal
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ValidationError

from agent.backend import Backend, Kind, Learned, learn, look
from agent.events import TextDelta
from agent.messages import AssistantMessage, Usage, UserMessage
from agent.model import Abilities, ContextOverflow, Guide, ModelError, Request
from agent.openai_faults import Refusal
from agent.openai_line import Body, Line
from agent.openai_wire import Assembly, encode, has_pictures, take_pictures_out, text_of
from agent.patience import Patience
from agent.token_count import TokenCount

_PATH = "/chat/completions"
_DEFAULT_WINDOW = 4096
_GUIDED = ("response_format", "grammar")
_TAKE_TOP_K: tuple[Kind, ...] = ("vllm", "llamacpp", "llama_cpp_python", "fastchat")
_DISPENSABLE = ("temperature", "top_p", "top_k", "stream_options", "max_tokens", *_GUIDED)
_GUIDE_WORDS = re.compile(r"grammar|schema|response_format", re.IGNORECASE)
_INPUT_TOKENS = re.compile(r"(\d+) (?:input tokens|in the messages)")
_LEAST_ROOM = 64
_REMEMBERED_FOR = 7 * 24 * 3600.0


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How adventurous the wording is; None leaves it to the server.

    ``top_k`` is no part of OpenAI's API: only servers known to take it are told.
    """

    temperature: float | None = 0.2
    top_p: float | None = None
    top_k: int | None = None


class _Remembered(BaseModel):
    """``at`` is when it was learnt, in seconds since 1970."""

    learned: Learned
    at: float


class ChatCompletions:
    """A `ChatModel` over the ``openai`` package, always streaming.

    An empty ``model`` means the server's first. ``window`` (tokens) overrides what the server says.
    ``remember`` keeps for a week, as JSON text by host and model, what a probe of the model told;
    hand in a mapping that outlives the process to be asked once only. ``vision`` says whether
    pictures may be shown; None is to try, and to go on without where they are refused.
    ``azure_version`` makes ``base_url`` an Azure endpoint. Usable from several event loops;
    `aclose` closes the current one's part.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str = "",
        api_key: str = "",
        azure_version: str | None = None,
        window: int | None = None,
        sampling: Sampling | None = None,
        patience: Patience | None = None,
        remember: MutableMapping[str, str] | None = None,
        vision: bool | None = None,
    ) -> None:
        self._line = Line(
            base_url=base_url, api_key=api_key, azure_version=azure_version, patience=patience
        )
        self._model = model
        self._stated_window = window
        self._sampling = sampling
        self._remember = {} if remember is None else remember
        self._vision = vision
        self._tokens = TokenCount(self._line)
        self._backend: Backend | None = None
        self._learned: Learned | None = None
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            WeakKeyDictionary()
        )
        self._not_taken: set[str] = set()

    @property
    def name(self) -> str:
        """The model's name, as configured or, once asked, as the server gives it."""
        return self._backend.model if self._backend else self._model or "the server's model"

    async def abilities(self) -> Abilities:
        """What the backend can do; asked once and remembered. Raises `ModelError`."""
        async with self._lock():
            backend = await self._look()
            if self._learned is None:
                self._learned = await self._recall(backend)
        local = backend.kind in ("llamacpp", "llama_cpp_python")
        return Abilities(
            window=self._stated_window or backend.window or _DEFAULT_WINDOW,
            tool_calls=self._learned.tool_calls,
            json_schema=self._learned.schema_field != "none",
            grammar=local,
            vision=self._vision is not False and _style(backend.model) == "general",
            style=_style(backend.model),
        )

    async def count(self, text: str) -> int:
        """About how many tokens the text takes; exact where the server counts. Never raises."""
        with suppress(ModelError):
            async with self._lock():
                await self._look()
        return await self._tokens.count(text, self._backend)

    async def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        """Text as it comes, then the whole message, last and exactly once. Raises `ModelError`."""
        with_top_k = self._sampling is not None and self._sampling.top_k is not None
        if request.guide is not None or with_top_k or not self._model:
            async with self._lock():
                await self._look()
        body = self._body(request)
        async with aclosing(self._line.answer(_PATH, body, self._mend)) as parts:
            async for part in parts:
                if isinstance(part, Assembly):
                    blind = _shows(request) and not has_pictures(body["messages"])
                    yield replace(self._whole(part, body), blind=blind)
                else:
                    yield TextDelta(text=part)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()

    def _lock(self) -> asyncio.Lock:
        return self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())

    async def _look(self) -> Backend:
        if self._backend is None:
            self._backend = await look(self._line, self._model)
        return self._backend

    async def _recall(self, backend: Backend) -> Learned:
        if _style(backend.model) == "starter":  # far too small to follow a probe's instruction
            return Learned(schema_field="json_schema")
        key = f"{self._line.host} {backend.kind} {backend.model}"
        with suppress(KeyError, ValidationError):
            remembered = _Remembered.model_validate_json(self._remember[key])
            if time.time() - remembered.at < _REMEMBERED_FOR:
                return remembered.learned
        learned = await learn(self._line, backend)
        self._remember[key] = _Remembered(learned=learned, at=time.time()).model_dump_json()
        return learned

    def _body(self, request: Request) -> Body:
        sampling = self._sampling or Sampling(
            temperature=0.0 if _style(self.name) == "starter" else 0.2
        )
        body: Body = {
            "model": self.name if self._backend else self._model,
            "messages": [encode(message) for message in request.messages],
            "max_tokens": request.max_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if request.tools:
            body["tools"] = [{"type": "function", "function": tool} for tool in request.tools]
        for field in ("temperature", "top_p"):
            if (value := getattr(sampling, field)) is not None:
                body[field] = value
        if self._backend and self._backend.kind in _TAKE_TOP_K and sampling.top_k is not None:
            body["top_k"] = sampling.top_k
        if request.guide is not None:
            body |= self._guided(request.guide)
        for field in self._not_taken:
            _without(body, field)
        if self._vision is False:
            take_pictures_out(body["messages"])
        return body

    def _guided(self, guide: Guide) -> Body:
        """The fields by which this backend takes a guide; none where it can't."""
        kind = self._backend.kind if self._backend else "unknown"
        if guide.grammar is not None and kind in ("llamacpp", "llama_cpp_python"):
            return {"grammar": guide.grammar}
        if guide.schema is None or kind == "fastchat":
            return {}
        if kind == "llama_cpp_python":
            return {"response_format": {"type": "json_object", "schema": guide.schema}}
        if kind == "unknown" and (self._learned is None or self._learned.schema_field == "none"):
            return {}
        wanted = {"name": "answer", "schema": guide.schema}
        return {"response_format": {"type": "json_schema", "json_schema": wanted}}

    async def _mend(self, body: Body, refusal: Refusal | None) -> bool:
        """Take out of a failed request what this server does not take."""
        if refusal is None:
            await self._check_overflow(body)
            return any([_without(body, field) for field in _GUIDED])
        if refusal.overflow:
            return _with_less_room(body, refusal)
        if refusal.status in (400, 422):
            for field in _DISPENSABLE:
                if field in body and _objects(refusal, field):
                    self._not_taken.add(field)
                    return _without(body, field)
        if has_pictures(body["messages"]) and self._refuses_pictures(refusal):
            take_pictures_out(body["messages"])
            return True
        if refusal.status == 500 or _GUIDE_WORDS.search(refusal.message):
            return any([_without(body, field) for field in _GUIDED])
        return False

    def _refuses_pictures(self, refusal: Refusal) -> bool:
        """Whether it may be pictures that are not taken; remembered where it is all pictures."""
        if self._vision is None and refusal.of_pictures == "all":
            self._vision = False
        return refusal.of_pictures != "none"

    async def _check_overflow(self, body: Body) -> None:
        """Tell an overflow from a fault where the server answers both with nothing.

        Only llama-cpp-python is known to: it does say so when asked without streaming.
        """
        try:
            backend = await self._look()
            if backend.kind != "llama_cpp_python":
                return
            unstreamed = body | {"stream": False, "max_tokens": 1}
            unstreamed.pop("stream_options", None)
            await self._line.post(_PATH, unstreamed, timeout=self._line.patience.first / 2)
        except ContextOverflow:
            raise
        except ModelError:
            return

    def _whole(self, assembly: Assembly, body: Body) -> AssistantMessage:
        prompt = _written(body)
        usage = assembly.usage
        if usage is None:
            written = assembly.text + "".join(call.arguments for call in assembly.calls())
            usage = Usage(
                calls=1,
                prompt=self._tokens.estimate(prompt),
                completion=self._tokens.estimate(written),
            )
        else:
            if not has_pictures(body["messages"]):
                self._tokens.calibrate(prompt, usage.prompt)
        return AssistantMessage(
            text=assembly.text,
            tool_calls=assembly.calls(),
            usage=usage,
            model=self.name,
            cut=assembly.finish == "length",
        )


def _style(model: str) -> Literal["general", "kagentlms", "starter"]:
    name = model.rpartition("/")[2].casefold()
    if "kagentsys-starter" in name:
        return "starter"
    return "kagentlms" if name.startswith("kagentlms") else "general"


def _written(body: Body) -> str:
    """The prompt's characters, near enough to what the server's template makes of them."""
    tools = json.dumps(body["tools"], ensure_ascii=False) if body.get("tools") else ""
    return tools + "\n".join(text_of(message) for message in body["messages"])


def _shows(request: Request) -> bool:
    return any(isinstance(each, UserMessage) and each.images for each in request.messages)


def _without(body: Body, field: str) -> bool:
    if field not in body:
        return False
    value = body.pop(field)
    if field == "max_tokens":
        body["max_completion_tokens"] = value
    return True


def _objects(refusal: Refusal, field: str) -> bool:
    named = re.search(rf"\b{field}\b", refusal.message)
    return refusal.parameter.partition(".")[0] == field or named is not None


def _with_less_room(body: Body, refusal: Refusal) -> bool:
    """Ask for a shorter answer, if it is the answer's length that does not fit."""
    stated = _INPUT_TOKENS.search(refusal.message)
    field = "max_completion_tokens" if "max_completion_tokens" in body else "max_tokens"
    if stated is None or refusal.window is None:
        return False
    room = refusal.window - int(stated.group(1))
    if not _LEAST_ROOM <= room < body[field]:
        return False
    body[field] = room
    return True
