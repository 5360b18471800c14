"""Who people are, asked of Slack and remembered for a while."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.asking import UNANSWERED
from adapters.slack.incoming import Speaker
from adapters.slack.memory import Memory

_PATIENCE = 1.5
"""Seconds: Slack wants its receipt within three."""

_FRESH = timedelta(days=1)
_NAMES = 5


class People:
    """Names and languages."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._known = Memory[tuple[datetime, Speaker]]()

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
