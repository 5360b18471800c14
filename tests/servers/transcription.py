"""A local service that hears: OpenAI's ``/v1/audio/transcriptions``."""

import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One request as it came."""

    path: str
    key: str
    body: bytes


@dataclass(kw_only=True)
class TranscriptionServer:
    """Answers with ``replies`` in order (status, body), the last one again and again."""

    replies: Sequence[tuple[int, str]]
    requests: list[Heard] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> Self:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                key = self.headers.get("authorization", "").removeprefix("Bearer ")
                place = min(len(server.requests), len(server.replies) - 1)
                server.requests.append(Heard(path=self.path, key=key, body=body))
                status, said = server.replies[place]
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(said.encode())))
                self.end_headers()
                self.wfile.write(said.encode())

            def log_message(self, format: str, *args: object) -> None: ...

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
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
