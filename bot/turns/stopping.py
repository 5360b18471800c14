"""Stopping turns from another process: their marks are looked for while turns run."""

import asyncio
from collections.abc import Callable, Collection
from typing import Protocol

import structlog

from bot.config import Settings
from bot.database import open_database
from bot.turns.settle import failure_of, settle
from storage.stops import Stops

_log = structlog.get_logger(__name__)
_LOOK_EVERY = 0.5
_LOOKS, _LOOK_AGAIN = 50, 0.1
"""How often, and after how many seconds each, whoever asked looks whether it has happened."""


class Marks(Protocol):
    """Where it is written what is to be stopped; see `storage.stops.Stops`."""

    async def ask(self, conversation: str = "") -> int: ...

    async def asked(self) -> frozenset[str]: ...


async def look_for_marks(
    marks: Marks, busy: Callable[[], object], stop: Callable[[Collection[str]], None]
) -> None:
    """Until cancelled: ``stop`` what is marked. Nobody asks the database unless it is ``busy``."""
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        if not busy():
            continue
        look = await settle(marks.asked())
        if error := failure_of(look):
            _log.debug("what is to be stopped can't be read", error=repr(error))
        elif asked := look.result():
            stop(asked)


def stop_from_outside(settings: Settings, conversation: str) -> int:
    """`kagentsys stop`: the exit code is 1 when nothing runs. Raises `SettingsError`."""
    return asyncio.run(_stop_from_outside(settings, conversation))


async def _stop_from_outside(settings: Settings, conversation: str) -> int:
    async with open_database(settings) as engine:
        stops = Stops(engine)
        count = await stops.ask(conversation)
        if not count:
            print("Nothing is running.")
            return 1
        if await _ended(stops, conversation):
            print(f"Stopped: {count}")
        else:
            print(f"To be stopped: {count}. That happens when the service runs again.")
        return 0


async def _ended(stops: Stops, conversation: str) -> bool:
    """Whether what is marked ends soon."""
    for _ in range(_LOOKS):
        if not await stops.asked(conversation):
            return True
        await asyncio.sleep(_LOOK_AGAIN)
    return False
