"""Keeps the platforms' adapters running: one that fails is begun again, and the others go on."""

import asyncio
from collections.abc import Mapping, Sequence
from time import monotonic

import structlog

from adapters.base import Adapter, Desk
from bot.pages.health import State
from bot.turns.settle import failure_of, settle

_log = structlog.get_logger(__name__)
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
_STEADY = 60.0
"""Seconds that an adapter must have run for its next failure to count as a first one."""


class Supervision:
    """Runs adapters, with growing waits between attempts (seconds), and tells how they are."""

    def __init__(
        self,
        adapters: Sequence[Adapter],
        *,
        first_wait: float = _FIRST_WAIT,
        longest_wait: float = _LONGEST_WAIT,
    ) -> None:
        self._adapters = adapters
        self._first = first_wait
        self._longest = longest_wait
        self._faults: dict[str, str] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def states(self) -> Mapping[str, State]:
        """How each adapter is, for anyone to read."""
        return {
            adapter.platform: State(ok=adapter.connected, detail=self._detail(adapter))
            for adapter in self._adapters
        }

    def start(self, desk: Desk) -> None:
        """Have every adapter take messages in for the desk, until `stop`."""
        self._tasks = [
            asyncio.create_task(self._keep_running(each, desk)) for each in self._adapters
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_running(self, adapter: Adapter, desk: Desk) -> None:
        wait = self._first
        while True:
            began = monotonic()
            error = failure_of(await settle(adapter.run(desk)))
            if monotonic() - began > _STEADY:
                wait = self._first
            self._faults[adapter.platform] = type(error).__name__ if error else "ended"
            _log.error(
                "a platform can't be reached; it is tried again",
                platform=adapter.platform,
                error=str(error) or repr(error),
                seconds=wait,
            )
            await asyncio.sleep(wait)
            wait = min(2 * wait, self._longest)

    def _detail(self, adapter: Adapter) -> str:
        if adapter.connected:
            return "connected"
        fault = self._faults.get(adapter.platform)
        return f"not connected ({fault}), tried again" if fault else "connecting"
