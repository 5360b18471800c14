"""What was said while we were away: Slack tells it late, in another order, or not at all."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Any, NamedTuple

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.base import IncomingMessage, PostGone, Undeliverable
from adapters.slack.asking import UNANSWERED, Asking
from adapters.slack.incoming import is_time
from adapters.slack.refusals import refusals
from adapters.slack.wire import Event, read

_log = structlog.get_logger(__name__)
_REMEMBERED = 5000
_PLACES = 80
_CHANNELS = 200
_KINDS = "public_channel,private_channel,mpim,im"
_PAGES = 5
_PAGE = 200
_RESTS = (0.2, 0.5, 1.0, 2.0, 5.0)
_SKEW = timedelta(minutes=10)
_PATIENCE = 360.0
"""Seconds: as long as Slack itself goes on delivering what is not taken."""


class Place(NamedTuple):
    """A channel, or a thread of it."""

    channel: str
    thread: str = ""


def place_of(event: Event) -> Place:
    return Place(event.channel, event.thread_ts)


class Seen:
    """Up to where each place that we are talked to in has been heard, those of late last.

    ``looked`` are the places that were looked back at since we are here, and whether that went
    well. Where it did not, what was heard last stays what it was, to be looked for another time.
    """

    def __init__(self, lately: Sequence[IncomingMessage] = ()) -> None:
        newest: dict[Place, str] = {}
        for message in lately:
            for place, ts in _told(message):
                newest[place] = max(newest.get(place, ts), ts, key=float)
        for message in lately:
            if message.thread_id:
                newest.setdefault(Place(message.chat_id), message.thread_id)
        self._newest = OrderedDict(sorted(newest.items(), key=lambda each: float(each[1])))
        self.looked: dict[Place, bool] = {}

    def __contains__(self, place: Place) -> bool:
        return place in self._newest

    def newest(self, place: Place) -> str:
        """The time of the newest message heard there; "" where we were never talked to."""
        return self._newest.get(place, "")

    def lately(self) -> list[Place]:
        """The places that were talked in last, the newest first."""
        return list(reversed(self._newest))[:_PLACES]

    def back(self) -> None:
        """We are here again: every place is to be looked back at."""
        self.looked = {}

    def note(self, event: Event, *, ours: bool) -> None:
        """The event was heard; ``ours``: it was for us."""
        place = place_of(event)
        if ours or (place in self and self.looked.get(place)):
            self._move(place, event.ts)
        if ours and not event.thread_ts:
            # A thread may grow under it.
            self._newest.setdefault(Place(event.channel, event.ts), event.ts)

    def forget_look(self, place: Place) -> None:
        """Something was not heard there after all."""
        self.looked.pop(place, None)

    def _move(self, place: Place, ts: str) -> None:
        known = self._newest.get(place)
        if known is None or (self.looked.get(place) is not False and float(ts) > float(known)):
            self._newest[place] = ts
        self._newest.move_to_end(place)
        if len(self._newest) > _REMEMBERED:
            gone, _ = self._newest.popitem(last=False)
            self.looked.pop(gone, None)


class Lookback:
    """Reads what stands in channels and threads, a few at once."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._asking = Asking()

    async def since(self, place: Place, after: str) -> list[Event] | None:
        """What was said there after that time, in order; None where Slack won't tell it."""
        try:
            with refusals():
                async with asyncio.timeout(_PATIENCE):
                    return await self._asking.answer(
                        lambda: self._read(place, after), chain(_RESTS, repeat(_RESTS[-1]))
                    )
        except TimeoutError:
            _log.error("what was said meanwhile can't be read", chat=place.channel)
        except (Undeliverable, PostGone, *UNANSWERED) as refusal:
            _log.info("what was said meanwhile is not told", chat=place.channel, why=str(refusal))
        return None

    async def places(self) -> list[Place]:
        """The channels that we are in, direct ones too; none where Slack won't tell."""
        try:
            told = await self._asking.answer(self._channels, _RESTS)
        except UNANSWERED as refusal:
            _log.info("where we are is not told", why=str(refusal))
            return []
        return [Place(str(channel["id"])) for channel in told.get("channels") or ()]

    async def _channels(self) -> AsyncSlackResponse:
        return await self._client.users_conversations(
            types=_KINDS, exclude_archived=True, limit=_CHANNELS
        )

    async def _read(self, place: Place, after: str) -> list[Event]:
        posts: dict[str, dict[str, Any]] = {}
        cursor = ""
        for _ in range(_PAGES):
            told = await self._page(place, after, cursor)
            found = [post for post in told.get("messages") or () if is_time(post.get("ts"))]
            posts |= {post["ts"]: post for post in found}
            cursor = (told.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        else:
            _log.warning("more was said meanwhile than is read", chat=place.channel)
        beginner = posts.get(place.thread, {}).get("user")
        events = [_event(posts[ts], place, beginner) for ts in sorted(posts, key=float)]
        return [each for each in events if each is not None and float(each.ts) > float(after)]

    async def _page(self, place: Place, after: str, cursor: str) -> AsyncSlackResponse:
        wanted: dict[str, Any] = {"oldest": after, "limit": _PAGE, "cursor": cursor or None}
        if place.thread:
            return await self._client.conversations_replies(
                channel=place.channel, ts=place.thread, **wanted
            )
        return await self._client.conversations_history(channel=place.channel, **wanted)


def ts_of(moment: datetime) -> str:
    """The moment as Slack tells times."""
    return f"{moment.timestamp():.6f}"


def earlier(ts: str, by: timedelta) -> str:
    return f"{max(0.0, float(ts) - by.total_seconds()):.6f}"


def _told(message: IncomingMessage) -> list[tuple[Place, str]]:
    """Up to where the places were heard in which this was said."""
    ts = message.message_id
    if not is_time(ts):
        # A slash command stands in no history; what came before it may still be missing.
        ts = ts_of(message.sent_at - _SKEW)
    thread = [(Place(message.chat_id, message.thread_id), ts)] if message.thread_id else []
    in_channel = message.thread_id in ("", message.message_id)
    return [*thread, (Place(message.chat_id), ts)] if in_channel else thread


def _event(post: dict[str, Any], place: Place, beginner: object) -> Event | None:
    """The post as the event that told of it; a later edit does not make it unsaid."""
    told = {**post, "channel": place.channel, "edited": None}
    if told.get("thread_ts") == told["ts"]:
        told["thread_ts"] = None
    elif place.thread and not told.get("parent_user_id"):
        told["parent_user_id"] = beginner
    return read(Event, told)
