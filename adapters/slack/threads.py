"""Who talks in which thread of a channel, asked of Slack and remembered for a while."""

import asyncio
from dataclasses import dataclass, field

from adapters.slack.absence import Lookback, Place, place_of
from adapters.slack.memory import Memory
from adapters.slack.wire import Event, SharedFile

_PATIENCE = 1.5
"""Seconds: of threads that may well not be ours, not much is asked."""


@dataclass(kw_only=True)
class Thread:
    """``begun`` is the text of its first message, as Slack writes it, ``files`` came with that.

    ``speakers`` are ids.
    """

    begun: str
    speakers: set[str]
    files: list[SharedFile] = field(default_factory=list)


class Threads:
    def __init__(self, lookback: Lookback) -> None:
        self._lookback = lookback
        self._known = Memory[Thread]()

    def begin(self, place: Place, text: str, speakers: set[str]) -> None:
        """A message opens this thread."""
        self._known.put(_key(place), Thread(begun=text, speakers=speakers))

    async def hear(self, event: Event, *, ours: bool) -> Thread | None:
        """The thread, as of when this was said in it; None when Slack does not tell.

        ``ours``: we were talked to there, so that it is waited for what Slack tells.
        """
        place = place_of(event)
        known = self._known.get(_key(place))
        if known is None:
            known = await self._ask(place, event.ts, None if ours else _PATIENCE)
            if known is None:
                return None
            self._known.put(_key(place), known)
        known.speakers.add(event.user)
        return known

    async def _ask(self, place: Place, until: str, patience: float | None) -> Thread | None:
        try:
            async with asyncio.timeout(patience):
                posts = await self._lookback.since(place, "0")
        except TimeoutError:
            return None
        if posts is None:
            return None
        speakers = {
            post.user or post.bot_id
            for post in posts
            # People who came later were not there yet; a bot's post may be the answer to earlier.
            if post.bot_id or float(post.ts) <= float(until)
        }
        speakers.discard("")
        if not posts:
            return Thread(begun="", speakers=speakers)
        return Thread(begun=posts[0].text, files=posts[0].files, speakers=speakers)


def _key(place: Place) -> str:
    return f"{place.channel}:{place.thread}"
