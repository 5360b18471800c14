"""The Discord adapter: takes events in, and shows replies through the send protocol."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import discord
from starlette.routing import Route

from adapters.base import Attachment, Desk, IncomingMessage, Ledger, Picture, Refused, Reply
from adapters.discord.absence import Seen
from adapters.discord.completing import COMPLETED, Choices, Completing, nothing
from adapters.discord.download import download
from adapters.discord.incoming import PLATFORM
from adapters.discord.intake import Intake
from adapters.discord.line import Line
from adapters.discord.menu import menu, register
from adapters.discord.places import Places
from adapters.discord.responses import Responses
from adapters.discord.wall import DiscordWall
from adapters.discord.wire import Wire, home_of, is_here
from adapters.pace import Budget, Pace
from adapters.posting import Posting, Spot, spot_of

__all__ = ["PLATFORM", "DiscordAdapter"]

_PORTAL = "https://discord.com/developers/applications"
_BETWEEN_SESSIONS = 5.0
_AWAY = 60.0
_GOODBYE = 3.0
_BAD_TOKEN = 4004


def _now() -> datetime:
    return datetime.now(UTC)


async def _nothing() -> Mapping[str, str]:
    return {}


async def _nobody() -> Sequence[str]:
    return ()


class DiscordAdapter:
    """The `Adapter` of a Discord bot.

    ``base_url`` is another server's address, with or without "/api/v10"; where its events come
    from is asked there, unless ``gateway_url`` tells. ``commands`` are the app commands besides
    /ask: language → word → description. ``last_seen`` tells of each chat the newest message that
    was accepted, so that those which came while nobody listened can be looked for. ``people`` are
    the ids of those who may talk here and with whom there is no private chat yet. ``choices`` tells
    how a command that is being typed may be ended. ``rest`` is the pause that Discord wants before
    a new session, ``patience`` how long the gateway may be away before the line is given up, in
    seconds.
    """

    platform = PLATFORM

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "",
        gateway_url: str = "",
        proxy: str = "",
        commands: Mapping[str, Mapping[str, str]] | None = None,
        last_seen: Callable[[], Awaitable[Mapping[str, str]]] = _nothing,
        people: Callable[[], Awaitable[Sequence[str]]] = _nobody,
        choices: Choices = nothing,
        clock: Callable[[], datetime] = _now,
        pace: Pace | None = None,
        rest: float = _BETWEEN_SESSIONS,
        patience: float = _AWAY,
    ) -> None:
        self._token = token
        self._home = home_of(base_url)
        self._gateway_url = gateway_url
        self._proxy = "" if is_here(self._home) else proxy
        self._menu = menu(commands or {}, COMPLETED)
        self._words = frozenset(word for each in (commands or {}).values() for word in each)
        self._last_seen = last_seen
        self._people = people
        self._clock = clock
        self._rest = rest
        self._patience = patience
        self._line = Line()
        self._responses = Responses(self._line)
        self._completing = Completing(self._line, choices, clock)
        self._places = Places(self._line)
        self._posting = Posting(DiscordWall(self._line, self._responses, clock), pace or _pace())
        self._client: Intake | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def routes(self) -> Sequence[Route]:
        """None: Discord's messages come over its gateway."""
        return ()

    @property
    def connected(self) -> bool:
        return self._client is not None and self._client.online

    async def run(self, desk: Desk) -> None:
        seen = Seen(await self._last_seen())
        client = Intake(
            Wire(self._home, self._gateway_url, proxy=self._proxy),
            desk,
            self._responses,
            self._completing,
            seen,
            people=self._people,
            words=self._words,
            clock=self._clock,
            rest=self._rest,
            patience=self._patience,
        )
        try:
            await self._serve(client)
        finally:
            self._client = None
            self._line.close()
            await _leave(client)

    async def room(self, message: IncomingMessage) -> None:
        await self._posting.room(spot_of(message))

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        await self._posting.show(spot_of(message, private=reply.private), reply, ledger)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        return await download(attachment, limit, home=self._home, proxy=self._proxy)

    async def post(
        self,
        chat: str,
        reply: Reply,
        ledger: Ledger,
        *,
        key: str,
        pictures: Sequence[Picture] = (),
    ) -> None:
        place = await self._places.find(chat)
        spot = Spot(chat_id=place.channel, key=key, direct=place.direct)
        await self._posting.show(spot, reply, ledger, pictures)

    async def _serve(self, client: Intake) -> None:
        try:
            await client.login(self._token)
            self._client = client
            self._line.open(client)
            client.lanes.start(register(self._line, self._menu))
            await client.stay()
        except discord.LoginFailure as refusal:
            raise Refused(_bad_token()) from refusal
        except discord.PrivilegedIntentsRequired as refusal:
            raise Refused(_blind(client.application_id)) from refusal
        except discord.ConnectionClosed as closed:
            if closed.code == _BAD_TOKEN:
                raise Refused(_bad_token()) from closed
            raise ConnectionError(f"Discord's gateway has hung up ({closed.code})") from closed
        except AttributeError as error:
            # discord.py's way to say that the first connection has failed.
            if client.ws is not None:
                raise
            raise ConnectionError("Discord's gateway can't be reached") from error.__context__
        raise ConnectionError("Discord's gateway has hung up")


async def _leave(client: Intake) -> None:
    """Close the connection; a gateway that does not say goodbye is not waited for."""
    await client.lanes.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(_GOODBYE):
            await client.close()
    await client.http.close()


def _bad_token() -> str:
    return (
        "Discord refuses the bot token. Make another one under Bot → Reset Token at"
        f" {_PORTAL} and put it into DISCORD_BOT_TOKEN."
    )


def _blind(application: int | None) -> str:
    page = f"{_PORTAL}/{application}/bot" if application else _PORTAL
    return (
        "Discord does not let the bot read messages. Switch Message Content Intent on under"
        f" Bot → Privileged Gateway Intents at {page}."
    )


def _pace() -> Pace:
    """Discord's numbers: five posts in five seconds in a channel, five edits too; 50 calls/s.

    A growing answer stays within five calls of both kinds.
    """

    def budget() -> Budget:
        return Budget(burst=5, rate=1.0, reserve=2, spacing=1.5)

    return Pace(
        chat=budget,
        group=budget,
        everywhere=Budget(burst=40, rate=40, reserve=10),
    )
