"""`kagentsys serve`: the service and its signals; the first lets it end, the second kills it."""

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from bot.announce import say_aloud
from bot.app import run_service
from bot.config import Settings
from bot.telemetry import configure_logging

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve_until_stopped(settings: Settings, began: float) -> None:
    """Serve until SIGINT or SIGTERM; ``began`` is when the program did, by `monotonic`.

    Raises `BadValue`, `Failure`, `UnusableModel`.
    """
    configure_logging(settings.secrets(), level=logging.INFO)
    asyncio.run(_serve(settings, began))


async def _serve(settings: Settings, began: float) -> None:
    with _told_to_stop() as stop:
        service = asyncio.create_task(run_service(settings, stop, say_aloud, began))
        told = asyncio.create_task(stop.wait())
        await asyncio.wait({service, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        await service


@contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    """Set by the first signal; the next one ends the process as if we had never looked."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def first() -> None:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        stop.set()

    for number in _SIGNALS:
        loop.add_signal_handler(number, first)
    try:
        yield stop
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
