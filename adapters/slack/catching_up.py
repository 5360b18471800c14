"""Hears what was said while we were away before what is said now, in each channel."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.absence import Lookback, Place, Seen, earlier, place_of, ts_of
from adapters.slack.incoming import Identity, is_named, is_said, is_time
from adapters.slack.wire import Event

_log = structlog.get_logger(__name__)
_HORIZON = timedelta(days=1)
_OVERLAP = timedelta(hours=6)
_PATIENCE = 60.0
_PATIENCE_WITH_STRANGERS = 4.0
_THREADS = 8
_RESTS = (0.5, 2.0, 5.0, 10.0, 30.0)

Hear = Callable[[Event], Awaitable[bool]]
"""Takes an event to the desk; whether it was for us."""


class CatchingUp:
    """Events come to `hear`, which looks back first where that is due; `back` says that it is.

    It is due in every place when Slack reaches us again, and in one where a message could not be
    taken. Where Slack does not tell, what is said now is heard all the same.
    """

    def __init__(self, client: AsyncWebClient, hear: Hear, clock: Callable[[], datetime]) -> None:
        self.seen = Seen()
        self._me = Identity(user="", bot="", team="")
        self._hear = hear
        self._clock = clock
        self._lookback = Lookback(client)
        self._looking: set[asyncio.Task[None]] = set()
        # In a channel, messages are taken in the order in which they came.
        self._orders: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def open(self, me: Identity, seen: Seen) -> None:
        self._me = me
        self.seen = seen

    async def close(self) -> None:
        """Give up what is being looked at."""
        for task in self._looking:
            task.cancel()
        if self._looking:
            await asyncio.wait(set(self._looking))

    def back(self) -> None:
        """We can be reached again: look back, at the places of late first."""
        self.seen.back()
        task = asyncio.create_task(self._look_everywhere(self.seen.lately()))
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    def order(self, channel: str) -> asyncio.Lock:
        """Held by whoever takes something from this channel."""
        return self._orders.setdefault(channel, asyncio.Lock())

    async def hear(self, event: Event) -> None:
        """Hear it in its turn. Raises what the desk raises; it is to be delivered again then."""
        async with self.order(event.channel):
            heard = set[str]()
            for place in self._before(event):
                heard |= await self._look(place, now=event)
            if event.ts not in heard:
                await self._take(event)

    def _before(self, event: Event) -> list[Place]:
        """The places to be looked at before the event: those where it may be for us."""
        named = is_named(event, self._me)
        places = dict.fromkeys((Place(event.channel), place_of(event)))
        return [place for place in places if named or place in self.seen]

    async def _look_everywhere(self, places: Sequence[Place]) -> None:
        for rest in _RESTS:
            looks = [self._look_in_turn(place) for place in places]
            ends = await asyncio.gather(*looks, return_exceptions=True)
            failures = {
                place: end
                for place, end in zip(places, ends, strict=True)
                if isinstance(end, BaseException)
            }
            if not failures:
                return
            _log.error(
                "what was said meanwhile is not kept", exc_info=next(iter(failures.values()))
            )
            places = list(failures)
            await asyncio.sleep(rest)

    async def _look_in_turn(self, place: Place) -> None:
        async with self.order(place.channel):
            await self._look(place)

    async def _look(self, place: Place, *, since: str = "", now: Event | None = None) -> set[str]:
        """Hear what was said there since it was heard last; the times of it.

        ``now`` is an event that has come; it tells more than what stands there.
        """
        looked = self.seen.looked
        if place in looked:
            return set()
        after = self.seen.newest(place) or since
        found = await self._found(place, after)
        if found is None:
            looked[place] = False
            return set()
        after = after or self._horizon()
        said = [each for each in found if _is_since(each, after, place) and is_said(each, self._me)]
        for event in said:
            await self._take(now if now and now.ts == event.ts else event)
        looked[place] = True
        heard = {event.ts for event in said}
        for thread in self._threads(place, found, after):
            heard |= await self._look(thread, since=after, now=now)
        return heard

    def _threads(self, place: Place, found: Sequence[Event], after: str) -> list[Place]:
        """Those of a channel with talk since then; of those that are not ours, a few."""
        grown = _grown(found, after) if not place.thread else []
        others = [thread for thread in grown if thread not in self.seen]
        return [thread for thread in grown if thread in self.seen] + others[-_THREADS:]

    async def _found(self, place: Place, after: str) -> list[Event] | None:
        """What stands there after that time, and some from before, under which talk may go on."""
        if place in self.seen:
            begin = after if place.thread else earlier(after, _OVERLAP)
            return await self._lookback.since(place, begin, patience=_PATIENCE)
        begin = after or self._horizon()
        found = await self._lookback.since(place, begin, patience=_PATIENCE_WITH_STRANGERS)
        # What stands before words of our own, or before we came, is settled.
        ours = [at for at, each in enumerate(found or ()) if self._is_mine(each)]
        return found[ours[-1] + 1 :] if found and ours else found

    def _horizon(self) -> str:
        return ts_of(self._clock() - _HORIZON)

    async def _take(self, event: Event) -> None:
        try:
            ours = await self._hear(event)
        except BaseException:
            self.seen.forget_look(place_of(event))
            raise
        self.seen.note(event, ours=ours)

    def _is_mine(self, event: Event) -> bool:
        return event.user == self._me.user or (bool(event.bot_id) and event.bot_id == self._me.bot)


def _is_since(event: Event, after: str, place: Place) -> bool:
    return float(event.ts) > float(after) and place_of(event) == place


def _grown(found: Sequence[Event], after: str) -> list[Place]:
    """The threads that tell of talk in them after that time."""
    talks = {
        Place(each.channel, each.thread_ts or each.ts): None
        for each in found
        if float(_newest_talk(each)) > float(after)
    }
    return list(talks)


def _newest_talk(event: Event) -> str:
    """When somebody talked last in the thread that this begins, or that this was said into."""
    if is_time(event.latest_reply):
        return event.latest_reply
    return event.ts if event.thread_ts else "0"
