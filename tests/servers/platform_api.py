"""A platform's API on loopback that knows a few calls by heart."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Says:
    """``date`` replaces the server's own."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    date: str = ""


@dataclass(kw_only=True)
class PlatformApi:
    """``answers`` by path, or by path and Authorization header; everything else is a 404.

    ``asked`` are the paths in order.
    """

    answers: dict[str, Says]
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> Self:
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                path, key = urlsplit(self.path).path, self.headers.get("authorization", "")
                api.asked.append(path)
                found = api.answers.get(f"{path} {key}") or api.answers.get(path)
                says = found or Says(body={"ok": False}, status=404)
                data = json.dumps(says.body).encode()
                self.send_response_only(says.status)
                self.send_header("date", says.date or self.date_time_string())
                for name, value in says.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None: ...

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def telegram_api(
    token: str, *, username: str = "kagent_bot", updates: Any = (), webhook: Any = None
) -> dict[str, Says]:
    """A bot's calls; ``updates`` None: another program receives them."""
    bot = f"/bot{token}"
    got = Says(body={"ok": True, "result": list(updates or ())})
    if updates is None:
        told = "Conflict: terminated by other getUpdates request"
        got = Says(body={"ok": False, "error_code": 409, "description": told}, status=409)
    me = {"id": 1, "is_bot": True, "first_name": "K", "username": username}
    return {
        f"{bot}/getMe": Says(body={"ok": True, "result": me}),
        f"{bot}/getUpdates": got,
        f"{bot}/getWebhookInfo": Says(body={"ok": True, "result": {"url": "", **(webhook or {})}}),
    }


def slack_api(
    bot: str, app: str, *, scopes: str | None = None, socket: Any = None
) -> dict[str, Says]:
    who = {"ok": True, "user": "kagent", "team": "Acme", "user_id": "U0", "bot_id": "B0"}
    refused = Says(body={"ok": False, "error": "invalid_auth"})
    headers = {} if scopes is None else {"x-oauth-scopes": scopes}
    return {
        "/api/auth.test": refused,
        f"/api/auth.test Bearer {bot}": Says(body=who, headers=headers),
        "/api/apps.connections.open": refused,
        f"/api/apps.connections.open Bearer {app}": Says(
            body=socket or {"ok": True, "url": "wss://x"}
        ),
    }


def discord_api(token: str, *, flags: int = 1 << 19, **more: Any) -> dict[str, Says]:
    refused = Says(body={"message": "401: Unauthorized", "code": 0}, status=401)
    application = {"id": "99", "flags": flags, "owner": {"id": "42", "username": "ann"}, **more}
    return {
        "/api/v10/users/@me": refused,
        f"/api/v10/users/@me Bot {token}": Says(
            body={"id": "98", "username": "kagent", "bot": True}
        ),
        "/api/v10/applications/@me": refused,
        f"/api/v10/applications/@me Bot {token}": Says(body=application),
    }
