"""The port that the service listens on: who has it, and serving there."""

import asyncio
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager

import httpx
import uvicorn
from starlette.types import ASGIApp

_LOOK = 2.0
_FAREWELL = 3
"""Seconds that requests have to end when the service stops."""
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host.strip("[]"), port), family=family, backlog=256)
    # Connections inherit it. asyncio sets it only where it knows the protocol, which is lost here.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def is_free(host: str, port: int) -> bool:
    """Whether one could listen there."""
    try:
        listen(host, port).close()
    except OSError:
        return False
    return True


def address(host: str, port: int) -> str:
    """The web address under which this machine reaches what listens there."""
    near = _EVERYWHERE.get(host.strip("[]"), host.strip("[]"))
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


async def our_own(host: str, port: int) -> bool:
    """Whether a KAgentSys answers there."""
    try:
        async with httpx.AsyncClient(timeout=_LOOK, trust_env=False) as http:
            answer = await http.get(f"{address(host, port)}/readyz")
            told = answer.json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(told, dict) and {"ready", "model", "database"} <= told.keys()


class _Server(uvicorn.Server):
    """uvicorn that leaves the process's signals to us."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serve the application on this socket, as long as the context is open."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=_FAREWELL,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task
