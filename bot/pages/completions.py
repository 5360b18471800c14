"""The agent as an OpenAI model: any OpenAI client can ask it; its tools stay out of sight.

It uses its own tools and calls none of the client's: those that are merely offered are ignored, as
a model may; one that is demanded (``tool_choice``) is refused.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import BaseModel, BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.web import PLATFORM
from agent.events import AgentEvent, Finished, TextDelta, Thought, ToolStarted
from agent.history import History, Turn
from agent.messages import Usage
from agent.model import ContextOverflow, ModelError, ModelMisconfigured, ModelUnavailable
from agent.profile import Profile
from bot.desk.allowance import Allowance, passing
from bot.pages.chat import PERSON
from bot.pages.wire import KEEP_ALIVE, EventStream, Refused, body, data_line, fault, question_text

T = TypeVar("T")
MODEL = "kagentsys"
_OWN_TOOLS = (
    "tool_choice: the assistant uses its own tools and can't call yours; leave it out, or say "
    '"auto" or "none". Tools of your own: KAGENT_TOOLS or KAGENT_MCP.'
)
_HELD = 160
_STILL_HERE = 10.0


class Ask(Protocol):
    """Runs the agent on a question without keeping anything. Raises `ModelError`."""

    def __call__(
        self, history: History, question: str, profile: Profile
    ) -> AsyncGenerator[AgentEvent]: ...


def _plain(content: Any) -> Any:
    """Text parts as one text."""
    if content is None:
        return ""
    if not isinstance(content, list):
        return content
    if any(not isinstance(part, dict) or part.get("type") != "text" for part in content):
        raise ValueError("only parts of type text can be read")
    return "\n".join(str(part.get("text", "")) for part in content)


class ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[str, BeforeValidator(_plain)] = ""


class StreamOptions(BaseModel):
    include_usage: bool = False


def _demands(choice: str | dict[str, Any] | None) -> bool:
    if isinstance(choice, dict) and choice.get("type") == "allowed_tools":
        allowed = choice.get("allowed_tools")
        return isinstance(allowed, dict) and allowed.get("mode") == "required"
    return choice not in (None, "none", "auto")


class CompletionRequest(BaseModel):
    """The part of OpenAI's request that means something to an agent; the rest is ignored."""

    messages: list[ChatMessage] = Field(min_length=1)
    model: str = MODEL
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    tool_choice: str | dict[str, Any] | None = None
    function_call: str | dict[str, Any] | None = None

    @property
    def demands_a_call(self) -> bool:
        """Whether an answer without a call of the client's tools would not do."""
        return _demands(self.tool_choice) or _demands(self.function_call)


class Completions:
    """`/v1`: the agent behind OpenAI's chat completions. ``profile`` is who it is there."""

    def __init__(
        self, *, ask: Ask, profile: Profile, allowance: Allowance, clock: Callable[[], datetime]
    ) -> None:
        self._ask = ask
        self._profile = profile
        self._allowance = allowance
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/v1/chat/completions", self.complete, methods=["POST"]),
            Route("/v1/models", self.models, methods=["GET"]),
            Route("/v1/models/{model:path}", self.model, methods=["GET"]),
        ]

    async def models(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [_model(MODEL)]})

    async def model(self, request: Request) -> Response:
        return JSONResponse(_model(request.path_params["model"]))

    async def complete(self, request: Request) -> Response:
        wanted = await body(request, CompletionRequest)
        if wanted.demands_a_call:
            raise Refused(400, "no_client_tools", _OWN_TOOLS)
        history, question = conversation(wanted.messages)
        message = passing(question, PLATFORM, PERSON, self._clock())
        await self._allowance.check(message)
        events = self._ask(history, question, self._told(wanted.messages))
        run = Run(self._allowance.counted(message, events))
        async with AsyncExitStack() as stack:
            stack.push_async_callback(run.close)
            try:
                # A model that is down is told by the status: a stream begins with an event.
                event = await _while_there(request, run.next() if wanted.stream else run.end())
            except ModelError as error:
                raise refusal(error) from None
            if isinstance(event, Finished) and not wanted.stream:
                return JSONResponse(_completion(wanted.model, event))
            stack.pop_all()
        return EventStream(_chunks(wanted, event, run), run.close)

    def _told(self, messages: Sequence[ChatMessage]) -> Profile:
        """The profile with what the client's system messages add to it."""
        added = [m.content for m in messages if m.role in ("system", "developer") and m.content]
        told = "\n\n".join(part for part in (self._profile.instructions, *added) if part)
        return replace(self._profile, instructions=told)


def conversation(messages: Sequence[ChatMessage]) -> tuple[History, str]:
    """What was said before and what is asked now. Raises `Refused`."""
    said = [m for m in messages if m.role in ("user", "assistant") and m.content.strip()]
    if not said or said[-1].role != "user":
        raise Refused(400, "no_question", "messages: the last one must be the user's question")
    turns: list[Turn] = []
    asked: list[str] = []
    for message in said:
        if message.role == "user":
            asked.append(message.content)
        else:
            turns.append(Turn(question="\n\n".join(asked), answer=message.content))
            asked = []
    return History(turns=tuple(turns)), question_text("\n\n".join(asked))


class Run:
    """The agent at work in a task of its own, so that whoever waits for an event may tire of it."""

    def __init__(self, events: AsyncGenerator[AgentEvent]) -> None:
        self._events: asyncio.Queue[AgentEvent | None] = asyncio.Queue()
        self._work = asyncio.create_task(self._pump(events))

    async def next(self, patience: float | None = None) -> AgentEvent | None:
        """The next event; None after ``patience`` seconds. Raises `ModelError`."""
        try:
            async with asyncio.timeout(patience):
                event = await self._events.get()
        except TimeoutError:
            return None
        if event is None:
            await self._work
            raise AssertionError("a run ends with Finished")
        return event

    async def end(self) -> Finished:
        """The last event. Raises `ModelError`."""
        while not isinstance(event := await self.next(), Finished):
            pass
        return event

    async def close(self) -> None:
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)

    async def _pump(self, events: AsyncGenerator[AgentEvent]) -> None:
        try:
            async with aclosing(events):
                async for event in events:
                    self._events.put_nowait(event)
        finally:
            self._events.put_nowait(None)


async def _while_there(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What comes of the work; given up when the client goes away. Raises `Refused`."""
    doing = asyncio.create_task(work)
    gone = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait((doing, gone), return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise Refused(499, "client_gone", "The client has gone away.")
        return doing.result()
    finally:
        doing.cancel()
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def refusal(error: ModelError) -> Refused:
    """What the client is told when the model gives no answer."""
    match error:
        case ModelUnavailable():
            # All that helps was tried already, and whoever asks wants to hear so soon.
            said, once = f"The model is not answering: {error}", {"X-Should-Retry": "false"}
            return Refused(503, "model_unavailable", said, once)
        case ModelMisconfigured():
            return Refused(502, "model_misconfigured", f"The model refuses us: {error}")
        case ContextOverflow():
            return Refused(400, "context_length_exceeded", str(error))
        case _:
            return Refused(502, "model_failed", f"The model gave no answer: {error}")


class _Content:
    """The answer as it can be sent on a line that takes nothing back.

    Words before a tool call are withdrawn, and they are short: so the first characters are held
    until there are more than such words have, or until the end.
    """

    def __init__(self) -> None:
        self._text = ""
        self._sent = ""

    def see(self, event: AgentEvent) -> str:
        """What can be sent now."""
        match event:
            case TextDelta(text=text):
                self._text += text
                return self._send(self._text) if len(self._text) > _HELD else ""
            case Thought() | ToolStarted():
                self._text = ""
                return ""
            case Finished(answer=answer):
                return self._send(answer)
            case _:
                return ""

    def _send(self, text: str) -> str:
        before, self._sent = self._sent, text
        return text[len(before) :] if text.startswith(before) else f"\n\n{text}"


async def _chunks(
    wanted: CompletionRequest, event: AgentEvent | None, run: Run
) -> AsyncGenerator[bytes]:
    chunk = _Chunks(wanted.model)
    content = _Content()
    yield chunk.line({"role": "assistant", "content": ""})
    try:
        while not isinstance(event, Finished):
            text = content.see(event) if event else ""
            yield chunk.line({"content": text}) if text else KEEP_ALIVE
            event = await run.next(_STILL_HERE)
    except ModelError as error:
        yield data_line(fault(refusal(error)))
        return
    if text := content.see(event):
        yield chunk.line({"content": text})
    yield chunk.line({}, _finish_reason(event))
    if wanted.stream_options and wanted.stream_options.include_usage:
        yield chunk.usage(event.usage)
    yield b"data: [DONE]\n\n"


class _Chunks:
    """The pieces of one streamed completion."""

    def __init__(self, model: str) -> None:
        self._head = _head("chat.completion.chunk", model)

    def line(self, delta: dict[str, str], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return data_line({**self._head, "choices": [choice]})

    def usage(self, usage: Usage) -> bytes:
        return data_line({**self._head, "choices": [], "usage": _usage(usage)})


def _completion(model: str, end: Finished) -> dict[str, Any]:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": end.answer, "refusal": None},
        "logprobs": None,
        "finish_reason": _finish_reason(end),
    }
    head = _head("chat.completion", model)
    return {**head, "choices": [choice], "usage": _usage(end.usage)}


def _head(kind: str, model: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": kind,
        "created": int(time.time()),
        "model": model,
    }


def _finish_reason(end: Finished) -> str:
    return "length" if end.reason == "token_limit" else "stop"


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
        "prompt_tokens_details": {"cached_tokens": usage.cached},
    }


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "kagentsys"}
