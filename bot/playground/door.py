"""What the playgrounds' HTTP doors have in common: acts that are answered in JSON."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web


def answering(
    act: Callable[[web.Request], Awaitable[dict[str, Any]]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that answers with what the act returns."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response(await act(request))

    return answer
