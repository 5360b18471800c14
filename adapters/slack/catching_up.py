"""Hears what was said while we were away before what is said now, in each channel.

Slack delivers late, twice and in any order, and it keeps what was said. So what comes is put in
the order of its times, and is taken only when nothing that was said before it can be missing: when
the channel has been read since Slack could reach us last. No clock decides this.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import structlog

from adapters.slack.absence import Lookback, Place, Seen, earlier, place_of, ts_of
from adapters.slack.incoming import Identity, is_named, is_said, is_time
from adapters.slack.waiting import Waiting
from adapters.slack.wire import Event

_log = structlog.get_logger(__name__)
_HORIZON = timedelta(days=1)
_OVERLAP = timedelta(hours=6)
_THREADS = 8
_STRANGERS = 100
_AT_ONCE = 2
_BRISK = 10
_PAUSE = 4.0
"""Slack answers some fifty questions a minute, and who speaks now needs some of them: after the
first few places, those of late are looked at with pauses (seconds)."""
_RESTS = (0.5, 2.0, 5.0, 10.0, 30.0)

Hear = Callable[[Event], Awaitable[bool]]
"""Takes an event to the desk; whether it was for us."""


class CatchingUp:
    """Events come to `hear`, which looks back first where that is due; `back` says that it is.

    It is due in every place when Slack reaches us again, and in one where a message could not be
    taken. Where Slack refuses to tell, what is said now is heard all the same.
    """

    def __init__(self, lookback: Lookback, hear: Hear, clock: Callable[[], datetime]) -> None:
        self.seen = Seen()
        self._me = Identity(user="", bot="", team="")
        self._hear = hear
        self._clock = clock
        self._lookback = lookback
        self._looking: set[asyncio.Task[None]] = set()
        self._waiting = Waiting()
        self._orders: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        # Fewer than are asked at once: who speaks now does not wait for all the other places.
        self._room = asyncio.Semaphore(_AT_ONCE)

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
        task = asyncio.create_task(self._look_around())
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    def order(self, channel: str) -> asyncio.Lock:
        """Held by whoever takes something from this channel."""
        return self._orders.setdefault(channel, asyncio.Lock())

    async def hear(self, event: Event) -> None:
        """Hear it in its turn. Raises what the desk raises; it is to be delivered again then."""
        with self._waiting.entered(event):
            async with self.order(event.channel):
                while event in self._waiting:
                    await self._hear_next(event.channel)

    async def _hear_next(self, channel: str) -> None:
        """Take the earliest of what waits there, or look for what was before it."""
        event = self._waiting.earliest(channel)
        due = next((place for place in self._before(event) if place not in self.seen.looked), None)
        if due is None:
            await self._take(event)
        else:
            # Something earlier may come meanwhile.
            await self._look(due)

    def _before(self, event: Event) -> list[Place]:
        """The places to be looked at before the event: those where it may be for us."""
        named = is_named(event, self._me)
        places = dict.fromkeys((Place(event.channel), place_of(event)))
        return [place for place in places if named or place in self.seen]

    async def _look_around(self) -> None:
        known = self.seen.lately()
        await self._look_everywhere(known)
        others = [place for place in await self._lookback.places() if place not in known]
        await self._look_everywhere(others[:_STRANGERS])

    async def _look_everywhere(self, places: Sequence[Place]) -> None:
        for rest in _RESTS:
            looks = [
                self._look_in_turn(place, 0.0 if number < _BRISK else _PAUSE)
                for number, place in enumerate(places)
            ]
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

    async def _look_in_turn(self, place: Place, pause: float) -> None:
        async with self._room:
            if place in self.seen.looked:
                return
            async with self.order(place.channel):
                await self._look(place, others=_THREADS if place in self.seen else 0)
            await asyncio.sleep(pause)

    async def _look(self, place: Place, *, since: str = "", others: int = _THREADS) -> None:
        """Hear what was said there since it was heard last, and in threads that have grown.

        Of the threads that are not ours so many are looked at.
        """
        looked = self.seen.looked
        if place in looked:
            return
        after = self.seen.newest(place) or since
        found = await self._found(place, after)
        if found is None:
            looked[place] = False
            return
        after = after or self._horizon()
        for event in found:
            if _is_since(event, after, place) and is_said(event, self._me):
                await self._take(self._waiting.told(event))
        looked[place] = True
        grown = _grown(found, after) if not place.thread else []
        for thread in self._worth_a_look(grown, others):
            await self._look(thread, since=after)

    def _worth_a_look(self, threads: Sequence[Place], others: int) -> list[Place]:
        """Ours, and so many of the others, the newest."""
        strange = [thread for thread in threads if thread not in self.seen]
        ours = [thread for thread in threads if thread in self.seen]
        return ours + strange[len(strange) - min(others, len(strange)) :]

    async def _found(self, place: Place, after: str) -> list[Event] | None:
        """What stands there after that time, and some from before, under which talk may go on."""
        if place in self.seen:
            begin = after if place.thread else earlier(after, _OVERLAP)
            return await self._lookback.since(place, begin)
        found = await self._lookback.since(place, after or self._horizon())
        if found is None:
            return None
        # What stands before words of our own, or is answered by some, is settled.
        ours = [at for at, each in enumerate(found) if self._is_mine(each)]
        left = found[ours[-1] + 1 :] if ours else found
        return [each for each in left if self._me.user not in each.reply_users]

    def _horizon(self) -> str:
        return ts_of(self._clock() - _HORIZON)

    async def _take(self, event: Event) -> None:
        is_taken = False
        try:
            ours = await self._hear(event)
            is_taken = True
        finally:
            if not is_taken:
                self.seen.forget_look(place_of(event))
        self._waiting.taken(event)
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
