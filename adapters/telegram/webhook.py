"""Telegram's updates by HTTP: whoever does not know the secret gets no word."""

import hmac
import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update

from adapters.telegram.readable import UNREADABLE, readable

WEBHOOK_PATH = "/telegram/webhook"
_HEADER = "x-telegram-bot-api-secret-token"


class Webhook:
    """``take`` returns once the update is safe; False: not now. Telegram then sends it again."""

    def __init__(self, bot: Bot, secret: str, take: Callable[[Update], Awaitable[bool]]) -> None:
        self._bot = bot
        self._secret = secret.encode()
        self._take = take

    def routes(self, path: str) -> list[Route]:
        """Where it listens: at its own address, and at the one that Telegram is told."""
        return [Route(each, self._receive, methods=["POST"]) for each in {WEBHOOK_PATH, path}]

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=401)
        try:
            update = Update.de_json(readable(json.loads(await request.body())), self._bot)
        except UNREADABLE:
            return Response(status_code=400)
        return Response(status_code=200 if await self._take(update) else 503)
