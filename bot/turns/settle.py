"""Work whose failure, of whatever kind, is looked at and not raised; and work that must succeed."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import structlog

T = TypeVar("T")

_log = structlog.get_logger(__name__)
_FIRST_RETRY = 0.5
_LONGEST_RETRY = 60.0


async def settle(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Run it to its end, whatever that is. Cancelling the wait cancels the work."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task})
        raise
    return task


def failure_of(task: asyncio.Task[Any]) -> BaseException | None:
    """Why the finished task failed; None when it did not. A cancelled one has failed."""
    return asyncio.CancelledError() if task.cancelled() else task.exception()


async def insist(
    what: str,
    attempt: Callable[[], Coroutine[Any, Any, T]],
    leaving: asyncio.Event,
    hopeless: type[Exception] | tuple[type[Exception], ...] = (),
) -> T:
    """Try it, with growing waits, until it succeeds; cancelled when ``leaving`` comes first.

    ``what`` names it in the log. What is ``hopeless`` is raised.
    """
    wait = _FIRST_RETRY
    while True:
        task = await settle(attempt())
        error = failure_of(task)
        if error is None:
            return task.result()
        if isinstance(error, hopeless):
            raise error
        _log.error(f"could not {what}; it is tried again", exc_info=error, seconds=wait)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await leaving.wait()
        if leaving.is_set():
            raise asyncio.CancelledError
        wait = min(2 * wait, _LONGEST_RETRY)
