"""Asks Slack again until it answers: a question may be repeated, unlike a post."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.refusals import is_passing, limit

T = TypeVar("T")
_log = structlog.get_logger(__name__)
_AT_ONCE = 4
QUICKLY = (0.1, 0.3)
"""Rests in seconds, where somebody else tries again later."""

UNANSWERED = (SlackApiError, aiohttp.ClientError, OSError)
"""What a question to Slack fails with that may well stay without an answer."""


class Asking:
    """A few questions at once; when Slack has had too many, none before it wants some again."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._closed_until = 0.0

    async def answer(self, question: Callable[[], Awaitable[T]], rests: Iterable[float]) -> T:
        """What Slack answers; ``rests`` are the seconds to wait between tries.

        Raises what Slack says for good, and after the last rest what went wrong.
        """
        for rest in rests:
            try:
                return await self._answer(question)
            except UNANSWERED as failure:
                if not self._may_answer_later(failure):
                    raise
                _log.warning("slack does not answer yet", error=str(failure) or repr(failure))
            await asyncio.sleep(rest)
        return await self._answer(question)

    async def _answer(self, question: Callable[[], Awaitable[T]]) -> T:
        async with self._room:
            await asyncio.sleep(self._closed_until - asyncio.get_running_loop().time())
            return await question()

    def _may_answer_later(self, failure: Exception) -> bool:
        if not isinstance(failure, SlackApiError):
            return True
        wait = limit(failure)
        if wait is not None:
            # Slack counts all questions of a kind together.
            now = asyncio.get_running_loop().time()
            self._closed_until = max(self._closed_until, now + wait)
        return wait is not None or is_passing(failure)
