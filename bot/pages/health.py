"""Alive, and ready: the two rooms that are open to everyone, for whatever watches over us."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@dataclass(frozen=True, kw_only=True)
class State:
    """How a part is; ``detail`` is read by anyone, so it holds no address and no secret."""

    ok: bool
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Health:
    """The state of all parts. An adapter that is off or down does not make us unready."""

    model: State
    database: State
    adapters: Mapping[str, State] = field(default_factory=dict)


def health_routes(health: Callable[[], Awaitable[Health]]) -> list[Route]:
    async def alive(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> Response:
        now = await health()
        is_ready = now.model.ok and now.database.ok
        parts = {"model": _json(now.model), "database": _json(now.database)}
        adapters = {name: _json(state) for name, state in now.adapters.items()}
        return JSONResponse(
            {"ready": is_ready, **parts, "adapters": adapters}, 200 if is_ready else 503
        )

    return [Route("/healthz", alive), Route("/readyz", ready)]


def _json(state: State) -> dict[str, object]:
    return {"ok": state.ok, "detail": state.detail}
