"""The Slack adapter: takes events in, and shows replies through the send protocol."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from slack_sdk.errors import SlackApiError
from starlette.routing import Route

from adapters.base import (
    Attachment,
    Desk,
    IncomingMessage,
    Ledger,
    Picture,
    Refused,
    Reply,
    Undeliverable,
)
from adapters.pace import Budget, Pace
from adapters.posting import Posting, Spot, spot_of
from adapters.slack.absence import Seen
from adapters.slack.asking import QUICKLY, Asking
from adapters.slack.assistant import AssistantThreads
from adapters.slack.growing import GrowingWall
from adapters.slack.hooks import Hooks
from adapters.slack.incoming import PLATFORM, Identity, is_direct
from adapters.slack.intake import Intake
from adapters.slack.line import Line
from adapters.slack.manifest import APP_TOKEN_SCOPE
from adapters.slack.refusals import is_token, reason, refusals
from adapters.slack.socket_mode import Socket
from adapters.slack.streaming import Streams
from adapters.slack.wall import SlackWall
from adapters.slack.whisper import WhisperWall, is_whisper

_PING = 5.0
_USER = re.compile(r"[UW][A-Z0-9]+", re.ASCII)


def _now() -> datetime:
    return datetime.now(UTC)


async def _nothing() -> Sequence[IncomingMessage]:
    return ()


class SlackAdapter:
    """The `Adapter` of a Slack app; open it before it is used.

    With an ``app_token`` events come by Socket Mode, with a ``signing_secret`` by the `routes`;
    both may be on. ``base_url`` is another server's address, with or without "/api". ``commands``
    are the words that may follow the slash command: language → word → description. ``lately``
    tells of each conversation the newest message that was accepted, so that those which came while
    nobody listened can be looked for.
    """

    platform = PLATFORM

    def __init__(
        self,
        bot_token: str,
        *,
        app_token: str = "",
        signing_secret: str = "",
        base_url: str = "",
        commands: Mapping[str, Mapping[str, str]] | None = None,
        lately: Callable[[], Awaitable[Sequence[IncomingMessage]]] = _nothing,
        clock: Callable[[], datetime] = _now,
        pace: Pace | None = None,
        ping: float = _PING,
    ) -> None:
        if not (app_token or signing_secret):
            raise ValueError("Slack needs SLACK_APP_TOKEN or SLACK_SIGNING_SECRET")
        self._line = Line(bot_token, base_url=base_url)
        self._lately = lately
        self._me: Identity | None = None
        self._assistant = AssistantThreads(self._line.client)
        words = {word for menu in (commands or {}).values() for word in menu}
        self._intake = Intake(self._line, self._assistant, words, clock)
        streaming_pace = pace or _streaming_pace()
        pace = pace or _pace()
        self._streams = Streams(self._line.client)
        wall = SlackWall(self._line, self._streams, lambda: self._me, clock)
        self._posting = Posting(wall, pace)
        growing = GrowingWall(wall, self._streams, lambda: self._me, self._intake.stop)
        self._growing = Posting(growing, streaming_pace)
        self._whispering = Posting(WhisperWall(self._line), pace)
        app = self._intake.app()
        back = self._intake.back
        self._socket = (
            Socket(app, self._line.client, app_token, ping=ping, back=back) if app_token else None
        )
        self._hooks = Hooks(app, signing_secret, clock) if signing_secret else None

    async def __aenter__(self) -> Self:
        await self._line.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._line.close()

    @property
    def connected(self) -> bool:
        return self._intake.is_open and (self._socket is None or self._socket.connected)

    @property
    def routes(self) -> list[Route]:
        """The ways in by HTTP; none without a signing secret."""
        return self._hooks.routes() if self._hooks else []

    async def run(self, desk: Desk) -> None:
        try:
            self._me = await self._introduce()
            self._intake.open(self._me, desk, Seen(await self._lately()))
            if self._socket:
                await self._socket.run()
            else:
                self._intake.back()
                await asyncio.Event().wait()
        except SlackApiError as refusal:
            if not is_token(refusal):
                raise
            raise Refused(_refused(reason(refusal), app=self._intake.is_open)) from refusal
        finally:
            await self._intake.close()

    async def room(self, message: IncomingMessage) -> None:
        streams = self._streams.wanted and self._assistant.has(message)
        await (self._growing if streams else self._posting).room(spot_of(message))

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        spot = spot_of(message, private=reply.private)
        if _is_whispered(spot, ledger):
            await self._whisper(spot, reply, ledger)
            return
        # What can't be stopped yet waits for an earlier answer: the thread's status is that one's.
        is_growing = not reply.final and bool(reply.buttons)
        if is_growing and await self._assistant.shows(message, reply):
            await self._grow(message, reply, ledger)
            return
        try:
            await self._posting.show(spot, reply, ledger)
        except Undeliverable:
            # A command may be given where we are not.
            if not (reply.final and spot.handle):
                raise
            await self._whisper(spot, reply, ledger)
        if reply.final:
            await self._assistant.answered(message)

    async def _grow(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        """Show a reply in progress in an assistant thread: streamed, where Slack takes that."""
        spot, is_new = spot_of(message), not ledger.posts
        if (is_new and self._streams.wanted) or any(map(self._streams.of, ledger.posts)):
            # The status line tells the rest.
            await self._growing.show(spot, replace(reply, activities=(), notice=""), ledger)
        else:
            await self._posting.show(spot, reply, ledger)
        if is_new:
            await self._assistant.shows(message, reply, again=True)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        return await self._line.download(attachment, limit)

    async def post(
        self,
        chat: str,
        reply: Reply,
        ledger: Ledger,
        *,
        key: str,
        pictures: Sequence[Picture] = (),
    ) -> None:
        chat, _, thread = chat.partition(":")
        channel = await self._channel(chat)
        spot = Spot(chat_id=channel, thread_id=thread, key=key, direct=is_direct(channel))
        await self._posting.show(spot, reply, ledger, pictures)

    async def _whisper(self, spot: Spot, reply: Reply, ledger: Ledger) -> None:
        """What a hook says can't be changed at will: it says the final answer, and no file."""
        if reply.final:
            await self._whispering.show(spot, replace(reply, packed=None), ledger)

    async def _channel(self, chat: str) -> str:
        """The chat's channel; of a person's id, the talk with that person."""
        if not _USER.fullmatch(chat):
            return chat
        with refusals():
            opened = await self._line.client.conversations_open(users=chat)
        return str(opened["channel"]["id"])

    async def _introduce(self) -> Identity:
        told = await Asking().answer(self._line.client.auth_test, QUICKLY)
        return Identity(
            user=str(told.get("user_id") or ""),
            bot=str(told.get("bot_id") or ""),
            team=str(told.get("team_id") or ""),
        )


def _is_whispered(spot: Spot, ledger: Ledger) -> bool:
    if not spot.handle:
        return False
    return (spot.private and not spot.direct) or any(is_whisper(post) for post in ledger.posts)


def _refused(why: str, *, app: bool) -> str:
    name = "SLACK_APP_TOKEN" if app else "SLACK_BOT_TOKEN"
    scope = f" It needs the scope {APP_TOKEN_SCOPE}." if app else ""
    return f"Slack refuses {name} ({why}). Copy it anew from https://api.slack.com/apps.{scope}"


def _pace() -> Pace:
    """Slack's numbers: about a post a second in a channel, with short bursts; 50 edits a minute.

    Final answers may exceed the latter: Slack bears bursts, and tells when it doesn't.
    """

    def budget() -> Budget:
        return Budget(burst=4, rate=1.5, reserve=1, spacing=1.2)

    return Pace(
        chat=budget,
        group=budget,
        everywhere=Budget(burst=200, rate=20, reserve=20),
        progress=Budget(burst=40, rate=50 / 60),
    )


def _streaming_pace() -> Pace:
    """Slack's numbers for streams: a hundred appends a minute in all."""

    def budget() -> Budget:
        return Budget(burst=4, rate=2, reserve=1, spacing=0.8)

    return Pace(
        chat=budget,
        group=budget,
        everywhere=Budget(burst=200, rate=20, reserve=20),
        progress=Budget(burst=60, rate=100 / 60),
    )
