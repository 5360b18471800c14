"""The heads of HTTP/1 messages, as far as a proxy must read them."""

from asyncio import IncompleteReadError, LimitOverrunError, StreamReader
from dataclasses import dataclass
from urllib.parse import urlsplit

REASON = "Kagent-Egress"
"""The header in which the guard says why it refused."""
_OF_THE_HOP = {
    b"connection",
    b"keep-alive",
    b"kagent-egress",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"proxy-connection",
    b"te",
    b"trailer",
    b"upgrade",
}


class BadHead(Exception):
    """This is no HTTP, or more than a proxy has to understand."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """A first line of three words and the headers, names in lower case."""

    first: tuple[bytes, bytes, bytes]
    headers: tuple[tuple[bytes, bytes], ...]

    def value(self, name: bytes) -> bytes | None:
        return next((value for named, value in self.headers if named == name), None)

    def onward(self, first: bytes, *more: bytes) -> bytes:
        """The head for the next hop: one exchange, and nothing that was meant for us."""
        lines = [first]
        lines += [n + b": " + v for n, v in self.headers if n not in _OF_THE_HOP]
        lines += [line for line in more if line]
        return b"\r\n".join([*lines, b"Connection: close", b"", b""])


async def read_head(reader: StreamReader) -> Head:
    """The next head. Raises `BadHead`, or `EOFError` when there is none."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except IncompleteReadError as error:
        raise (BadHead("cut off") if error.partial else EOFError()) from None
    except LimitOverrunError:
        raise BadHead("a head that is too long") from None
    first, *lines = raw[:-4].split(b"\r\n")
    words = (*first.split(b" ", 2), b"", b"")[:3]
    headers = [_header(line) for line in lines]
    return Head(first=(words[0], words[1], words[2]), headers=tuple(headers))


def _header(line: bytes) -> tuple[bytes, bytes]:
    name, colon, value = line.partition(b":")
    if not colon or not name or name != name.strip() or b"\n" in line or b"\r" in line:
        raise BadHead("a malformed header")
    return name.lower(), value.strip()


@dataclass(frozen=True, kw_only=True)
class Aim:
    """Where a request is to go; ``path`` is empty for a tunnel."""

    host: str
    port: int
    path: str = ""


def aim(head: Head) -> Aim:
    """Where the request wants to go. Raises `BadHead`."""
    method, target, version = (part.decode("latin-1") for part in head.first)
    if not version.startswith("HTTP/1."):
        raise BadHead("not HTTP/1")
    tunnel = method == "CONNECT"
    if tunnel and target.count(":") > 1 and not target.startswith("["):
        target = "[{}]:{}".format(*target.rsplit(":", 1))  # as some clients write it
    try:
        parts = urlsplit(f"//{target}" if tunnel else target)
        port = parts.port
    except ValueError:
        raise BadHead("a malformed address") from None
    if not parts.hostname or (tunnel and port is None) or "@" in parts.netloc:
        raise BadHead("a malformed address")
    if tunnel:
        return Aim(host=parts.hostname, port=port or 0)
    if parts.scheme != "http":
        raise BadHead("only http and https are served")
    path = parts.path or "/"
    return Aim(
        host=parts.hostname,
        port=80 if port is None else port,
        path=f"{path}?{parts.query}" if parts.query else path,
    )


def body_length(head: Head) -> int:
    """The bytes that follow the request's head. Raises `BadHead`."""
    lengths = {value for name, value in head.headers if name == b"content-length"}
    if head.value(b"transfer-encoding") is not None or len(lengths) > 1:
        raise BadHead("a body without a length")
    text = lengths.pop() if lengths else b"0"
    if not text.isdigit():
        raise BadHead("a malformed length")
    return int(text)
