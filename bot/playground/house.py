"""What the local platforms have in common: a server on loopback, a program, and patience."""

import argparse
import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol, Self

from aiohttp import web

from bot.playground.faults import Faults, shares

_PATIENCE = 8.0


class Changing(Protocol):
    """What a platform holds; ``changed`` is set, and made anew, whenever something changes."""

    changed: asyncio.Event


class House:
    """Serves an app while it is entered. ``hasty``: a request ends when nobody waits for it."""

    def __init__(
        self, app: web.Application, world: Changing, *, port: int, hasty: bool = False
    ) -> None:
        self._changing = world
        self._port = port
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.1, handler_cancellation=hasty
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self._opened()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._closing()
        await self._runner.cleanup()

    @property
    def address(self) -> str:
        """Where it is reached, without "http://"."""
        return f"127.0.0.1:{self._port}"

    @property
    def settings(self) -> dict[str, str]:
        """The service's settings with which it comes here."""
        raise NotImplementedError

    async def eventually(self, is_so: Callable[[], bool]) -> None:
        """Wait until it is so. Raises `TimeoutError`."""
        async with asyncio.timeout(_PATIENCE):
            while not is_so():
                await self._changing.changed.wait()

    def _opened(self) -> None:
        """The address is known."""

    async def _closing(self) -> None:
        """The server is about to end."""


def options(platform: str, *, port: int) -> argparse.ArgumentParser:
    """What the programs ``python -m bot.playground.…`` are told."""
    parser = argparse.ArgumentParser(description=f"A local {platform} in a process of its own.")
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--faults", type=shares, default={}, metavar="limited=0.05,lost=0.02")
    parser.add_argument("--twice", type=float, default=0.0, help="share of what is told again")
    parser.add_argument("--rates", action="store_true", help=f"enforce {platform}'s limits")
    parser.add_argument("--seed", type=int, default=1)
    return parser


def wanted_of(told: argparse.Namespace) -> dict[str, Any]:
    """The options as the platforms take them."""
    return {
        "port": told.port,
        "faults": Faults(told.faults, seed=told.seed),
        "rates": told.rates,
        "twice": told.twice,
        "seed": told.seed,
    }


async def serve(house: House) -> None:
    """Print the settings with which the service comes here, and serve until cancelled."""
    async with house:
        print(" ".join(f"{name}={value}" for name, value in house.settings.items()), flush=True)
        await asyncio.Event().wait()
