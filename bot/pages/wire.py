"""What goes over HTTP: JSON bodies in, JSON and server-sent events out, one form of error."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import asdict
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from adapters.base import Reply

LONGEST_BODY = 4 * 1024 * 1024
"""Bytes of a request's body."""
LONGEST_QUESTION = 32_000
"""Characters of a question."""
KEEP_ALIVE = b": still here\n\n"

Body = TypeVar("Body", bound=BaseModel)


class Refused(Exception):
    """A request that gets no answer but this status, code and sentence."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers

    def response(self) -> JSONResponse:
        return JSONResponse(fault(self), self.status, self.headers)


def retry_after(seconds: float) -> dict[str, str]:
    """The header that says when to try again."""
    return {"Retry-After": str(int(seconds))}


def fault(refused: Refused) -> dict[str, Any]:
    """The error as OpenAI's clients read it; ours is the same, so that there is one form."""
    if refused.status in (401, 403):
        kind = "authentication_error"
    else:
        kind = "invalid_request_error" if refused.status < 500 else "server_error"
    return {
        "error": {"message": refused.message, "type": kind, "param": None, "code": refused.code}
    }


async def body(request: Request, shape: type[Body]) -> Body:
    """The request's JSON, checked. Raises `Refused`."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > LONGEST_BODY:
            raise Refused(413, "too_long", "The request is too long.")
    try:
        return shape.model_validate_json(bytes(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise Refused(400, "bad_request", f"{where}: {said}" if where else said) from None


def question_text(text: str) -> str:
    """The question without the space around it. Raises `Refused` for none and for too much."""
    text = text.strip()
    if not text:
        raise Refused(400, "empty", "The message is empty.")
    if len(text) > LONGEST_QUESTION:
        raise Refused(413, "too_long", f"At most {LONGEST_QUESTION} characters, please.")
    return text


def event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\n".encode() + data_line(data)


def data_line(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


class EventStream(StreamingResponse):
    """Server-sent events; at their end, or when the client goes, ``close`` is called."""

    media_type = "text/event-stream"

    def __init__(
        self, source: AsyncGenerator[bytes], close: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        super().__init__(source, headers={"X-Accel-Buffering": "no"})
        self._source = source
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with aclosing(self._source):
                await super().__call__(scope, receive, send)
        finally:
            if self._close is not None:
                await self._close()


def reply_json(reply: Reply) -> dict[str, Any]:
    return asdict(reply)
