"""The door of the page and the API: right host, right origin, signed in, and careful headers."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.pages.sign_in import TRY_SPAN, SignIn
from bot.pages.wire import Refused, retry_after

OPEN = frozenset(
    {
        "/healthz",
        "/readyz",
        "/signin",
        "/api/session",
        "/static/signin.js",
        "/static/words.js",
        "/static/theme.js",
        "/static/style.css",
        "/static/icon.svg",
        "/favicon.ico",
    }
)
"""Paths that anyone may ask for: nothing there tells what was said."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-DNS-Prefetch-Control": "off",
}


class Hosts:
    """The names under which this service may be asked for.

    A page elsewhere can point its own name at this machine, so a name that we were not given is
    refused. An address can't be borrowed so: all are good when we listen on all of them.
    """

    def __init__(self, listening: str, more: Iterable[str] = ()) -> None:
        self._names = {name.casefold() for name in (*_LOOPBACK, _bare(listening), *more)}
        self._addresses = _bare(listening) in ("0.0.0.0", "::")

    def knows(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").casefold()
        except ValueError:
            return False
        return name in self._names or (self._addresses and _is_address(name))


def _bare(host: str) -> str:
    return host.strip().removeprefix("[").removesuffix("]").casefold()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_page(path: str) -> bool:
    """Whether a person comes there by a link."""
    return path in ("/", "/bench") or path.startswith("/bench/")


class Gate:
    """Stands before every room; ``sign_in_page`` is shown to a browser that has not signed in."""

    def __init__(
        self, app: ASGIApp, *, sign_in: SignIn, hosts: Hosts, sign_in_page: Response
    ) -> None:
        self._app = app
        self._sign_in = sign_in
        self._hosts = hosts
        self._sign_in_page = sign_in_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        request = Request(scope)
        try:
            self._check_way(request)
            room = self._app if self._has_entered(request) else self._turned_away(request)
        except Refused as refused:
            room = refused.response()
        await room(scope, receive, careful)

    def _check_way(self, request: Request) -> None:
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        if not self._hosts.knows(host):
            raise Refused(403, "wrong_host", "This service is not known under that host name.")
        came_from = request.headers.get("sec-fetch-site", "none")
        if origin is not None:
            foreign = urlsplit(origin).netloc.casefold() != host.casefold()
        else:
            foreign = request.method not in ("GET", "HEAD") and came_from in (
                "cross-site",
                "same-site",
            )
        if foreign:
            raise Refused(403, "wrong_origin", "Another web site may not do this here.")

    def _has_entered(self, request: Request) -> bool:
        if request.url.path in OPEN:
            return True
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.casefold() == "bearer":
            return self._knows_token(request, given.strip())
        return self._sign_in.is_session(request.cookies.get(self._sign_in.cookie, ""))

    def _knows_token(self, request: Request, given: str) -> bool:
        address = request.client.host if request.client else ""
        if not self._sign_in.may_try(address):
            wait = retry_after(TRY_SPAN.total_seconds())
            raise Refused(429, "too_many_tries", "Too many wrong tokens; wait a minute.", wait)
        if self._sign_in.is_token(given):
            return True
        self._sign_in.wrong(address)
        return False

    def _turned_away(self, request: Request) -> Response:
        if request.method in ("GET", "HEAD") and _is_page(request.url.path):
            return self._sign_in_page
        raise Refused(
            401,
            "not_signed_in",
            "Sign in first: send the header 'Authorization: Bearer TOKEN' with the token that "
            "`kagentsys token` prints.",
            {"WWW-Authenticate": "Bearer"},
        )
