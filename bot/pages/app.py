"""The page and the API as one ASGI application: the door, and the rooms behind it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from adapters.web import LineClosed, WebAdapter
from agent.history import ConversationStore
from agent.profile import Profile
from bot.desk.allowance import Allowance, TooMuch
from bot.failures import Failure
from bot.pages.chat import Chat
from bot.pages.completions import Ask, Completions
from bot.pages.conversations import Conversations
from bot.pages.gate import Gate, Hosts
from bot.pages.health import Health, health_routes
from bot.pages.sign_in import SESSION_LIFE, TRY_SPAN, SignIn
from bot.pages.wire import Refused, body, retry_after

_STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, kw_only=True)
class About:
    """Who answers, for the page to say it honestly. ``starter``: only the small shipped model."""

    assistant: str
    model: str
    starter: bool = False
    tools: tuple[str, ...] = ()


class Key(BaseModel):
    """What one signs in with: the code of a link, or the token itself."""

    model_config = ConfigDict(strict=True, extra="forbid")

    code: str | None = None
    token: str | None = None


def pages(
    *,
    web: WebAdapter,
    store: ConversationStore,
    ask: Ask,
    profile: Profile,
    allowance: Allowance,
    about: Callable[[], Awaitable[About]],
    health: Callable[[], Awaitable[Health]],
    sign_in: SignIn,
    hosts: Hosts,
    clock: Callable[[], datetime],
    more: Sequence[Route] = (),
    hooks: Sequence[Route] = (),
    mcp: ASGIApp | None = None,
) -> ASGIApp:
    """The application to be served. Messages are taken while ``web.run`` runs.

    ``more`` are further rooms. ``hooks`` are the platforms' own ways in, that check by themselves
    who comes. ``mcp`` is what is at /mcp.
    """

    async def who(request: Request) -> Response:
        return JSONResponse(asdict(await about()))

    async def index(request: Request) -> Response:
        return FileResponse(_STATIC / "index.html")

    rooms = Starlette(
        routes=[
            Route("/", index),
            Route("/favicon.ico", _icon),
            Route("/signin", _sign_in_page),
            Mount("/static", StaticFiles(directory=_STATIC)),
            Route("/api/about", who),
            *health_routes(health),
            *_session_routes(sign_in),
            *Chat(web=web, store=store, profile=profile, allowance=allowance, clock=clock).routes(),
            *Conversations(web=web, store=store, profile=profile).routes(),
            *Completions(ask=ask, profile=profile, allowance=allowance, clock=clock).routes(),
            *more,
            *([Route("/mcp", mcp)] if mcp is not None else []),
        ],
        exception_handlers={
            Refused: _refused,
            HTTPException: _http_fault,
            LineClosed: _closed,
            Failure: _failed,
            TooMuch: _too_much,
        },
    )
    gate = Gate(rooms, sign_in=sign_in, hosts=hosts, sign_in_page=_sign_in_html(401))
    return Starlette(routes=[*hooks, Mount("/", gate)]) if hooks else gate


def _session_routes(sign_in: SignIn) -> list[Route]:
    def signed(request: Request) -> bool:
        return sign_in.is_session(request.cookies.get(sign_in.cookie, ""))

    async def read(request: Request) -> Response:
        return JSONResponse({"signed_in": signed(request)})

    async def enter(request: Request) -> Response:
        key = await body(request, Key)
        address = request.client.host if request.client else ""
        if not sign_in.may_try(address):
            wait = retry_after(TRY_SPAN.total_seconds())
            raise Refused(429, "too_many_tries", "Too many tries; wait a minute.", wait)
        if not (sign_in.use(key.code) if key.code else sign_in.is_token(key.token or "")):
            sign_in.wrong(address)
            raise Refused(401, "wrong_key", "This link was used or is too old, or it is not ours.")
        response = Response(status_code=204)
        response.set_cookie(
            sign_in.cookie,
            sign_in.session(),
            max_age=int(SESSION_LIFE.total_seconds()),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return response

    async def leave(request: Request) -> Response:
        response = Response(status_code=204)
        response.delete_cookie(sign_in.cookie, httponly=True, samesite="strict")
        return response

    path = "/api/session"
    return [
        Route(path, read, methods=["GET"]),
        Route(path, enter, methods=["POST"]),
        Route(path, leave, methods=["DELETE"]),
    ]


def _sign_in_html(status: int) -> Response:
    return HTMLResponse((_STATIC / "signin.html").read_text("utf-8"), status)


async def _sign_in_page(request: Request) -> Response:
    return _sign_in_html(200)


async def _icon(request: Request) -> Response:
    return FileResponse(_STATIC / "icon.svg")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return error.response()


async def _http_fault(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Refused(error.status_code, "http", f"{error.detail}.").response()


async def _closed(request: Request, error: Exception) -> Response:
    said = "The service is starting or stopping: try again in a moment."
    return Refused(503, "not_ready", said, retry_after(2)).response()


async def _failed(request: Request, error: Exception) -> Response:
    return Refused(503, "not_ready", str(error), retry_after(2)).response()


async def _too_much(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooMuch)
    return Refused(429, "too_much", str(error), retry_after(ceil(error.seconds))).response()
