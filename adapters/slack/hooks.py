"""Slack's HTTP events, commands and presses: only what Slack has signed now is read."""

from collections.abc import Callable
from datetime import datetime

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack.manifest import PATHS

_MOST = 1_000_000


class _SlackClock(Clock):
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock().timestamp()


class Hooks:
    """One door under three names."""

    def __init__(self, app: AsyncApp, secret: str, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._verifier = SignatureVerifier(secret, _SlackClock(clock))

    def routes(self) -> list[Route]:
        return [Route(path, self._receive, methods=["POST"]) for path in PATHS]

    async def _receive(self, request: Request) -> Response:
        body = await _body(request)
        if body is None or not self._is_signed(request, body):
            return Response(status_code=401)
        try:
            given = to_async_bolt_request(request, body)
        except (ValueError, TypeError, KeyError, AttributeError):
            return Response(status_code=400)
        return to_starlette_response(await self._app.async_dispatch(given))

    def _is_signed(self, request: Request, body: bytes) -> bool:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii()):
            return False
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return False
        return self._verifier.is_valid(text, timestamp, signature)


async def _body(request: Request) -> bytes | None:
    """The request's body; None when it is larger than any of Slack's."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST:
            return None
    return bytes(body)
