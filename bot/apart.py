"""Work in a process of its own, which outlives its command until what it has begun is done.

A command that is killed in the middle of model calls that cost money loses none of their answers:
the process takes them in, begins nothing more, and ends.
"""

import asyncio
import importlib
import os
import select
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from time import monotonic
from typing import Self, TypeAlias, TypeVar

from bot.failures import Failure
from bot.terminal.display import note

Result = TypeVar("Result")
Work: TypeAlias = Callable[["Front"], Awaitable[Result]]
Errors: TypeAlias = tuple[type[Exception], ...]
_SHOWN_EVERY = 0.2
"""Seconds between two words on how far it is."""


class Front:
    """The command, seen from the process that works for it. ``here``: it has not ended.

    ``begun`` says that there is something to be seen through; until then the work is just cancelled
    when the command ends.
    """

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._shown = 0.0
        self.here = True
        self.begun = False

    def say(self, text: str) -> None:
        """A word to the person."""
        self._send(text)

    def show(self, so_far: object) -> None:
        """Tell now and then how far it is, and never wait for a command that was halted."""
        if monotonic() - self._shown >= _SHOWN_EVERY and select.select((), (self._line,), (), 0)[1]:
            self._shown = monotonic()
            self._send((False, so_far))

    def end(self, result: object) -> None:
        self._send((True, result))

    def fail(self, error: Exception) -> None:
        self._send(error)

    def _send(self, what: object) -> None:
        with suppress(OSError):
            self._line.send(what)

    async def see(self, work: Work[Result]) -> Result:
        """Do the work, and notice meanwhile when the command ends."""
        task = asyncio.ensure_future(work(self))
        asyncio.get_running_loop().add_reader(self._line.fileno(), self._left, task)
        return await task

    def _left(self, work: "asyncio.Future[Result]") -> None:
        asyncio.get_running_loop().remove_reader(self._line.fileno())
        self.here = False
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):  # whoever reads the command's output waits for its end
            os.dup2(nowhere, stream)
        if not self.begun:
            work.cancel()


class Apart:
    """A process that gets ready for work by importing ``modules``, which takes it a second."""

    def __init__(self, *modules: str) -> None:
        self._line, self._theirs = Pipe()
        worker = (self._theirs, modules)
        self._process = get_context("spawn").Process(target=_worker, args=worker)
        self._busy = False

    def __enter__(self) -> Self:
        kept_off = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._process.start()  # it inherits that Ctrl-C is not meant for it
        signal.pthread_sigmask(signal.SIG_SETMASK, kept_off)
        self._theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()
        if not self._busy:
            self._process.kill()
        self._process.join()

    def do(self, work: Work[Result], watch: Callable[[Result], None], expected: Errors) -> Result:
        """What comes of the work, which is picklable; ``watch`` is shown what comes of it so far.

        At Ctrl-C what has begun is waited for before `KeyboardInterrupt` goes on; a second one ends
        that. Raises what the work raises of ``expected``, and `Failure` when it ends otherwise.
        """
        self._busy = True
        try:
            self._line.send((work, expected))
            return _result(self._line, watch)
        except (EOFError, ConnectionError):
            raise Failure("the process that works has ended; the same command goes on") from None
        except KeyboardInterrupt:
            note("What is on its way is waited for; Ctrl-C again ends it.")
            self._line.close()
            with suppress(KeyboardInterrupt):
                self._process.join()
            self._process.kill()
            raise


def _result(line: Connection, watch: Callable[[Result], None]) -> Result:
    while True:
        match line.recv():
            case str() as said:
                note(said)
            case Exception() as error:
                raise error
            case (ended, result):
                watch(result)
                if ended:
                    return result  # type: ignore[no-any-return]


def _worker(line: Connection, modules: Sequence[str]) -> None:
    os.setsid()  # nor is what kills the command's whole group
    for module in modules:
        importlib.import_module(module)
    try:
        work, expected = line.recv()
    except EOFError:
        return
    front = Front(line)
    try:
        front.end(asyncio.run(front.see(work)))
    except expected as error:
        front.fail(error)
    except asyncio.CancelledError:
        pass
