"""Who people are and who talks in a thread, asked of Slack and remembered for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.incoming import Speaker

T = TypeVar("T")

UNANSWERED = (SlackApiError, aiohttp.ClientError, OSError)
"""What a question to Slack fails with that may well stay without an answer."""

_PATIENCE = 1.5
"""Seconds: Slack wants its receipt within three."""

_REMEMBERED = 5000
_FRESH = timedelta(days=1)
_NAMES = 5
_THREAD = 200


class _Memory(Generic[T]):
    def __init__(self) -> None:
        self._known: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str) -> T | None:
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def put(self, key: str, value: T) -> None:
        self._known[key] = value
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


class People:
    """Names and languages."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._known = _Memory[tuple[datetime, Speaker]]()

    async def who(self, user: str, name: str = "") -> Speaker:
        """The person; only by ``name`` or id when Slack does not tell soon."""
        known = self._known.get(user)
        if known and known[0] > self._clock():
            return known[1]
        try:
            async with asyncio.timeout(_PATIENCE):
                told = await self._client.users_info(user=user, include_locale=True)
        except UNANSWERED:
            return known[1] if known else Speaker(name=name or user)
        about = told.get("user") or {}
        profile = about.get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), about.get("real_name"))
        told_name = next((each for each in (*names, about.get("name"), name) if each), user)
        speaker = Speaker(name=str(told_name), locale=str(about.get("locale") or ""))
        self._known.put(user, (self._clock() + _FRESH, speaker))
        return speaker

    async def names(self, users: Iterable[str]) -> dict[str, str]:
        """The names of the first few of them, by id."""
        asked = list(users)[:_NAMES]
        found = await asyncio.gather(*(self.who(user) for user in asked))
        return {user: speaker.name for user, speaker in zip(asked, found, strict=True)}


@dataclass(kw_only=True)
class Thread:
    """``begun`` is the text of its first message, as Slack writes it; ``speakers`` are ids."""

    begun: str
    speakers: set[str]


class Threads:
    """Who has talked in which thread of a channel."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known = _Memory[Thread]()

    def begin(self, channel: str, thread: str, text: str, speakers: set[str]) -> None:
        """A message opens this thread."""
        self._known.put(f"{channel}:{thread}", Thread(begun=text, speakers=speakers))

    async def hear(self, channel: str, thread: str, user: str, ts: str) -> Thread | None:
        """The thread, as of when this person talks in it; None when Slack does not tell soon."""
        key = f"{channel}:{thread}"
        known = self._known.get(key)
        if known is None:
            known = await self._ask(channel, thread, ts)
            if known is None:
                return None
            self._known.put(key, known)
        known.speakers.add(user)
        return known

    async def _ask(self, channel: str, thread: str, until: str) -> Thread | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                told = await self._client.conversations_replies(
                    channel=channel, ts=thread, limit=_THREAD
                )
        except UNANSWERED:
            return None
        posts = told.get("messages") or [{}]
        speakers = {
            str(post.get("user") or post.get("bot_id") or "")
            for post in posts
            # People who came later were not there yet; a bot's post may be the answer to earlier.
            if post.get("bot_id") or float(post.get("ts") or 0) <= float(until)
        }
        return Thread(begun=str(posts[0].get("text") or ""), speakers=speakers - {""})
