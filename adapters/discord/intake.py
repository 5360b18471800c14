"""What the gateway brings, on its way to the desk.

Discord delivers nothing again. So a message is held until the desk has it, and what was said while
nobody listened is read from the chats' history.
"""

import asyncio
from collections.abc import Awaitable, Callable, Container, Coroutine, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, repeat
from typing import Any

import aiohttp
import discord
import structlog
from discord.utils import time_snowflake

from adapters.base import Desk, IncomingMessage, NotNow
from adapters.discord.absence import Lookback, Seen
from adapters.discord.beginnings import with_beginning
from adapters.discord.completing import Completing
from adapters.discord.incoming import asked, incoming, pressed
from adapters.discord.lanes import Lanes
from adapters.discord.responses import Responses
from adapters.discord.wire import Wire

_log = structlog.get_logger(__name__)
_RESTS = (0.1, 0.5, 1.0, 2.0, 5.0)
_PATIENCE = 2.0
"""Seconds after which somebody who has pressed a button is told that it was noticed."""
_UNKNOWN_CHANNELS = 50
_UNKNOWN_PEOPLE = 20
"""Discord does not like bots that open private chats with many."""
_LOOK_BACK = timedelta(days=1)
_INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)
# Nobody calls, so that nobody needs to be told what is missing for that.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class Intake(discord.Client):
    """One line's client. ``rest`` is what Discord wants between two sessions, in seconds.

    ``patience`` is for how many seconds the gateway may be away.
    """

    def __init__(
        self,
        wire: Wire,
        desk: Desk,
        responses: Responses,
        completing: Completing,
        seen: Seen,
        *,
        people: Callable[[], Awaitable[Sequence[str]]],
        words: Container[str],
        clock: Callable[[], datetime],
        rest: float,
        patience: float,
    ) -> None:
        super().__init__(
            intents=_INTENTS,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=1.0,
        )
        self.http = self._connection.http = wire
        self.online = False
        self.lanes = Lanes()
        self._desk = desk
        self._responses = responses
        self._completing = completing
        self._seen = seen
        self._people = people
        self._lookback = Lookback(self)
        self._words = words
        self._clock = clock
        self._rest = rest
        self._patience = patience

    async def stay(self) -> None:
        """Be connected. Raises `ConnectionError` when the gateway is away for too long.

        discord.py would come back by itself, but waits up to 17 minutes for it.
        """
        connecting = asyncio.create_task(self.connect())
        was_online = True
        try:
            while not connecting.done():
                await asyncio.wait({connecting}, timeout=self._patience / 2)
                if not (was_online or self.online or connecting.done()):
                    raise ConnectionError("Discord's gateway is away")
                was_online = self.online
            await connecting
        finally:
            connecting.cancel()
            await asyncio.wait({connecting})

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        # discord.py tells "ready" after some time, also when it is over by then.
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if not initial:
            await asyncio.sleep(self._rest)

    async def on_connect(self) -> None:
        """A new session: nothing of the time before it will come."""
        self.online = True
        for chat, after in self._seen.lately():
            # What comes from now on in these chats waits for what came before.
            self.lanes.put(chat, partial(self._catch_up, chat, after))
        self.lanes.start(self._meet())

    async def _meet(self) -> None:
        """Private chats can't be listed: where somebody may have begun one, it is opened."""
        for person in (await self._people())[:_UNKNOWN_PEOPLE]:
            self.lanes.start(self._visit(person))

    async def _visit(self, person: str) -> None:
        chat = await self._lookback.chat_with(person)
        if chat is not None and str(chat.id) not in self._seen:
            self.lanes.put(str(chat.id), partial(self._catch_up, str(chat.id), self._horizon(None)))

    async def on_ready(self) -> None:
        """Servers are known now: somebody may have named us where we were not talked to yet."""
        channels = [*self.get_all_channels(), *(t for guild in self.guilds for t in guild.threads)]
        news = [
            (last, str(channel.id), since)
            for channel in channels
            if (last := getattr(channel, "last_message_id", None) or 0)
            > (since := self._horizon(channel.guild))
            and str(channel.id) not in self._seen
        ]
        for _, chat, since in sorted(news, reverse=True)[:_UNKNOWN_CHANNELS]:
            self.lanes.put(chat, partial(self._catch_up, chat, since))

    async def on_resumed(self) -> None:
        self.online = True

    async def on_disconnect(self) -> None:
        self.online = False

    async def on_message(self, message: discord.Message) -> None:
        if self._heard(message) is not None:
            self.lanes.put(str(message.channel.id), partial(self._take, message))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            self.lanes.start(self._press(interaction))
        elif interaction.type is discord.InteractionType.application_command:
            self.lanes.start(self._command(interaction))
        elif interaction.type is discord.InteractionType.autocomplete:
            self.lanes.start(self._completing.answer(interaction))

    async def _command(self, interaction: discord.Interaction) -> None:
        said = asked(interaction, self._clock())
        if said is None:
            return
        self._responses.expect(said.handle)
        try:
            await self._accept(said)
            await self._responses.defer(interaction, private=bool(said.command) and not said.direct)
        finally:
            self._responses.settle(said.handle)

    async def _press(self, interaction: discord.Interaction) -> None:
        press = pressed(interaction)
        if press is None:
            await self._responses.toast(interaction, "")
            return
        doing = asyncio.ensure_future(self._desk.press(press))
        try:
            await asyncio.wait({doing}, timeout=_PATIENCE)
            if doing.done():
                await self._responses.toast(interaction, doing.result())
                return
            await self._responses.toast(interaction, "")
            if words := await doing:
                await self._responses.toast_late(interaction, words)
        finally:
            doing.cancel()

    async def _take(self, message: discord.Message) -> None:
        chat = str(message.channel.id)
        if chat not in self._seen:
            # Nobody can tell which chats there are; but this one may have begun earlier.
            since = self._horizon(message.guild)
            for earlier in await self._lookback.since(chat, since, before=message):
                await self._hear(earlier)
        await self._hear(message)

    def _horizon(self, guild: discord.Guild | None) -> int:
        """How far to look back where nothing was ever taken: a day, and not before we came."""
        began = self._clock() - _LOOK_BACK
        joined = guild.me.joined_at if guild is not None and guild.me is not None else None
        return time_snowflake(max(began, joined) if joined else began)

    async def _catch_up(self, chat: str, after: int) -> None:
        for message in await self._lookback.since(chat, after):
            await self._hear(message)

    async def _hear(self, message: discord.Message) -> None:
        said = self._heard(message)
        if said is not None and said.groups and not isinstance(message.author, discord.Member):
            await self._know(message)
            said = self._heard(message)
        if said is not None:
            if said.chat_id not in self._seen:
                said = await with_beginning(said, message)
            await self._accept(said)
            self._seen.note(said.chat_id, message.id)

    async def _know(self, message: discord.Message) -> None:
        """History does not tell the author's roles."""
        await self.wait_until_ready()
        if message.guild is None:
            return
        for rest in _RESTS:
            try:
                message.author = await message.guild.fetch_member(message.author.id)
                return
            except discord.NotFound:  # gone by now
                return
            except (discord.HTTPException, NotNow, OSError, aiohttp.ClientError) as failure:
                _log.info("a member's roles are not known yet", error=str(failure))
                await asyncio.sleep(rest)

    def _heard(self, message: discord.Message) -> IncomingMessage | None:
        assert self.user is not None
        return incoming(message, self.user.id, self._words, self._clock())

    async def _accept(self, said: IncomingMessage) -> None:
        """Returns when the desk has it, however often it must be told."""
        rests = chain(_RESTS, repeat(_RESTS[-1]))
        while (failure := await _failure_of(self._desk.accept(said))) is not None:
            _log.error("a message could not be kept; it is tried again", exc_info=failure)
            await asyncio.sleep(next(rests))


async def _failure_of(work: Coroutine[Any, Any, None]) -> BaseException | None:
    """What the work ends with. Cancelling the wait cancels the work."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task})
    finally:
        task.cancel()
    return asyncio.CancelledError() if task.cancelled() else task.exception()
