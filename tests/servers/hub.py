"""A model hub on loopback that redirects, resumes, states checksums, and breaks off."""

import hashlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Hub:
    """Serves one file under ``/{path}``, redirected to ``/cdn``.

    Of each answer to a request only the next of ``breaks`` bytes come before the connection is
    cut; when they are used up, all come. ``sha256`` is what it states; ``ranges`` are those asked
    for. ``resumes=False`` sends the whole file always.
    """

    def __init__(
        self,
        path: str,
        content: bytes,
        *,
        breaks: tuple[int, ...] = (),
        sha256: str | None = None,
        resumes: bool = True,
        status: int = 200,
    ) -> None:
        self.content = content
        self.ranges: list[str] = []
        self.breaks = list(breaks)
        self.tag = '"one"'
        self.sha256 = hashlib.sha256(content).hexdigest() if sha256 is None else sha256
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/cdn":
                    hub._send(self, resumes)
                elif self.path.partition("?")[0] == path and status == 200:
                    self.send_response(302)
                    self.send_header("location", "/cdn")
                    self.send_header("x-linked-etag", f'"{hub.sha256}"')
                    self.send_header("content-length", "0")
                    self.end_headers()
                else:
                    self.send_error(404 if status == 200 else status)

            def log_message(self, format: str, *args: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _send(self, to: BaseHTTPRequestHandler, resumes: bool) -> None:
        wanted = to.headers.get("range", "")
        self.ranges.append(wanted)
        begin = 0
        same = to.headers.get("if-range", self.tag) == self.tag
        if resumes and same and (asked := re.fullmatch(r"bytes=(\d+)-", wanted)):
            begin = int(asked.group(1))
        if begin >= len(self.content):
            to.send_response(416)
            to.send_header("content-range", f"bytes */{len(self.content)}")
            to.send_header("content-length", "0")
            to.end_headers()
            return
        to.send_response(206 if begin else 200)
        if begin:
            end = len(self.content)
            to.send_header("content-range", f"bytes {begin}-{end - 1}/{end}")
        to.send_header("etag", self.tag)
        to.send_header("content-length", str(len(self.content) - begin))
        to.end_headers()
        rest = self.content[begin:]
        to.wfile.write(rest[: self.breaks.pop(0)] if self.breaks else rest)
        to.close_connection = True
