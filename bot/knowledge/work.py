"""What `kagentsys knowledge` does, with its progress on stderr and what came of it on stdout."""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TypeAlias, TypeVar

from bot.config import Settings
from bot.database import open_database
from bot.failures import BadValue
from bot.knowledge.bank import Bank, open_bank
from bot.knowledge.reading import (
    Document,
    NotReadable,
    files_under,
    is_address,
    read_address,
    read_file,
)
from bot.terminal.display import plain
from bot.toolbox import guard_of
from storage.knowledge import Source
from tools.egress.guard import Guard

_Made = TypeVar("_Made")
Reading: TypeAlias = asyncio.Task[Document]
_AT_ONCE = 6
"""So many documents are read at the same time; they are kept one after the other."""
_SCOPES = ("room:", "person:", "conversation:")
_EVERY = 20
"""Where stderr is no terminal, so many documents make a line of progress."""


class Progress:
    """How far it is, on one line of a terminal; else a line now and then."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._terminal = sys.stderr.isatty()

    def step(self, place: str) -> None:
        self._done += 1
        line = f"[{self._done}/{self._total}] {plain(place)[-60:]}"
        if self._terminal:
            end = "\n" if self._done == self._total else ""
            print(f"\r\x1b[K{line}", end=end, file=sys.stderr, flush=True)
        elif self._done % _EVERY == 0 or self._done == self._total:
            print(line, file=sys.stderr, flush=True)


def add(settings: Settings, places: Sequence[str], scope: str) -> int:
    """Read all of them; 1 when one could not be read. Raises `BadValue`, `Failure`."""
    if scope != "all" and not any(scope.startswith(s) and scope != s for s in _SCOPES):
        raise BadValue(
            "--for must be all, room:PLATFORM:CHAT, person:PLATFORM:ID or conversation:ID, "
            f"not {scope!r}"
        )
    wanted = [(scope, each) for place in places for each in _each(place)]
    return _with_bank(settings, lambda bank: _learn(settings, bank, wanted))


def show(settings: Settings) -> None:
    """Print what is known, one document a line. Raises `BadValue`."""

    async def shown(bank: Bank) -> None:
        known = await bank.base.sources()
        for each in known:
            told = (each.scope, f"{each.chunks} passages", f"{each.at:%Y-%m-%d}", each.place)
            print(plain(f"{each.number}\t" + "\t".join(told)))
        if not known:
            print("Nothing is known yet. To add something: kagentsys knowledge add PATH_OR_URL")

    _with_bank(settings, shown)


def remove(settings: Settings, named: Sequence[str]) -> int:
    """Forget these; 1 when one of them is not known. Raises `BadValue`."""

    async def removed(bank: Bank) -> int:
        known = await bank.base.sources()
        missing = 0
        for name in named:
            found = _named(known, name)
            missing += not found
            for each in found:
                if await bank.base.forget(each.number):
                    print(plain(f"Forgotten: {each.place}"))
            if not found:
                _complain(f"nothing is known of {name}")
        return 1 if missing else 0

    return _with_bank(settings, removed)


def refresh(settings: Settings, named: Sequence[str]) -> int:
    """Read these (all, where none is named) again; 1 when one can't be read."""

    async def refreshed(bank: Bank) -> int:
        known = await bank.base.sources()
        chosen = [each for name in named for each in _named(known, name)] if named else known
        again = [each for each in chosen if is_address(each.place) or _is_path(each.place)]
        return await _learn(settings, bank, [(each.scope, each.place) for each in again])

    return _with_bank(settings, refreshed)


async def _learn(settings: Settings, bank: Bank, wanted: Iterable[tuple[str, str]]) -> int:
    wanted = list(dict.fromkeys(wanted))
    guard, progress = guard_of(settings), Progress(len(wanted))
    new = same = failed = 0
    async with aclosing(_ahead(guard, wanted)) as readings:
        async for scope, place, reading in readings:
            try:
                if await bank.learn(await reading, scope):
                    new += 1
                else:
                    same += 1
            except NotReadable as error:
                failed += 1
                _complain(str(error))
            progress.step(place)
    print(f"{new} read, {same} unchanged, {failed} not readable.")
    return 1 if failed else 0


async def _ahead(
    guard: Guard, wanted: Iterable[tuple[str, str]]
) -> AsyncGenerator[tuple[str, str, Reading]]:
    """Everything in its order, while a few of those to come are being read already."""
    readings: deque[tuple[str, str, Reading]] = deque()
    try:
        for scope, place in wanted:
            readings.append((scope, place, asyncio.create_task(_read(guard, place))))
            if len(readings) == _AT_ONCE:
                yield readings.popleft()
        while readings:
            yield readings.popleft()
    finally:
        for *_, reading in readings:
            reading.cancel()


async def _read(guard: Guard, place: str) -> Document:
    return await read_address(guard, place) if is_address(place) else await read_file(Path(place))


def _each(place: str) -> list[str]:
    if is_address(place):
        return [place]
    path = Path(place).expanduser().resolve()
    return [str(each) for each in files_under(path)] if path.is_dir() else [str(path)]


def _named(known: Sequence[Source], name: str) -> list[Source]:
    path = str(Path(name).expanduser().resolve())
    return [
        each
        for each in known
        if name in (str(each.number), each.place, each.title)
        or each.place == path
        or each.place.startswith(f"{path}/")
    ]


def _is_path(place: str) -> bool:
    return Path(place).is_absolute()


def _complain(message: str) -> None:
    print(f"kagentsys: {plain(message)}", file=sys.stderr, flush=True)


def _with_bank(settings: Settings, work: Callable[[Bank], Awaitable[_Made]]) -> _Made:
    async def opened() -> _Made:
        async with open_database(settings) as engine:
            return await work(open_bank(settings, engine))

    return asyncio.run(opened())
