"""What Slack delivers, by whichever way, on its way to the desk: bolt's listeners.

Slack is told "received" when a listener returns, so each returns once the desk has taken what it
brings. A listener that raises leaves the delivery unreceipted, and Slack delivers it again.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Collection
from contextlib import nullcontext
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from adapters.base import Desk, NotNow, Undeliverable
from adapters.slack.absence import Lookback, Place, Seen, place_of
from adapters.slack.asking import UNANSWERED
from adapters.slack.assistant import AssistantThreads
from adapters.slack.catching_up import CatchingUp
from adapters.slack.incoming import (
    PLATFORM,
    Identity,
    is_named,
    is_private,
    is_said,
    message,
    press,
    slash,
)
from adapters.slack.line import Line
from adapters.slack.people import People
from adapters.slack.spoken import escaped, mentioned
from adapters.slack.threads import Thread, Threads
from adapters.slack.wire import AssistantThread, Command, Event, Interaction, read

_log = structlog.get_logger(__name__)
_ANYTHING = re.compile(".*")


class Intake:
    """Opened for a desk by `open`, and closed. ``commands`` are the words after the slash."""

    def __init__(
        self,
        line: Line,
        assistant: AssistantThreads,
        commands: Collection[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._line = line
        self._assistant = assistant
        self._commands = commands
        self._clock = clock
        self._people = People(line.client, clock)
        lookback = Lookback(line.client)
        self._threads = Threads(lookback)
        self._open: tuple[Identity, Desk] | None = None
        self._stopping: set[asyncio.Task[bool]] = set()
        self._catching_up = CatchingUp(lookback, self._hear, clock)

    @property
    def is_open(self) -> bool:
        return self._open is not None

    def open(self, me: Identity, desk: Desk, seen: Seen) -> None:
        """``seen`` tells what the desk has already."""
        self._open = me, desk
        self._catching_up.open(me, seen)

    def back(self) -> None:
        """Slack reaches us again; what was said before comes first."""
        self._catching_up.back()

    def stop(self, conversation: str) -> None:
        """Have the desk stop what runs in a conversation, some time soon."""
        if self._open is not None:
            _, desk = self._open
            stopping = asyncio.create_task(desk.stop(conversation))
            self._stopping.add(stopping)
            stopping.add_done_callback(self._stopping.discard)

    async def close(self) -> None:
        await self._catching_up.close()
        if self._stopping:
            await asyncio.wait(set(self._stopping))
        self._open = None

    def app(self) -> AsyncApp:
        """Bolt's application, which brings everything here."""

        async def authorize() -> AuthorizeResult:
            # Without a question to Slack: one that fails would lose the message.
            me, _ = self._opened()
            return AuthorizeResult(
                enterprise_id=None,
                team_id=me.team,
                bot_user_id=me.user,
                bot_id=me.bot,
                bot_token=self._line.client.token,
            )

        logger = logging.getLogger(f"{__name__}.bolt")
        logger.setLevel(logging.ERROR)
        app = AsyncApp(
            name=PLATFORM,
            logger=logger,
            client=self._line.client_for(None),
            authorize=authorize,
            process_before_response=True,
            # What comes by HTTP has been looked at by `Hooks`.
            signing_secret="looked at",
            request_verification_enabled=False,
        )
        app.event(_ANYTHING)(self._event)
        app.command(_ANYTHING)(self._command)
        app.action(_ANYTHING)(self._press)
        return app

    async def _event(self, body: dict[str, Any]) -> None:
        me, _ = self._opened()
        told = body.get("event") or {}
        if told.get("type") == "assistant_thread_started":
            await self._assistant_opened(told)
            return
        event = read(Event, told)
        if event is not None and is_said(event, me):
            await self._catching_up.hear(event)

    async def _hear(self, event: Event) -> bool:
        """Tell the desk, when it is for us."""
        me, desk = self._opened()
        thread = None
        if event.thread_ts and not is_private(event):
            thread = await self._thread(event, me)
        if not is_named(event, me) and not _is_talk_of_two(thread, event, me):
            return False
        new_to_us = thread if thread and me.user not in thread.speakers else None
        quoted = new_to_us.begun if new_to_us else ""
        heard = message(
            event,
            me,
            await self._people.who(event.user),
            commands=self._commands,
            names=await self._names(f"{event.text} {quoted}", me),
            quoted=quoted,
            quoted_files=new_to_us.files if new_to_us else (),
        )
        if heard is None:
            return False
        await desk.accept(heard)
        if thread is not None:
            thread.speakers.add(me.user)
        elif not heard.direct:
            place = Place(heard.chat_id, heard.thread_id)
            self._threads.begin(place, event.text, {event.user, me.user})
        return True

    async def _thread(self, event: Event, me: Identity) -> Thread | None:
        is_ours = place_of(event) in self._catching_up.seen
        thread = await self._threads.hear(event, ours=is_ours)
        if thread is not None and is_ours:
            # We were told of it before, even if no answer stands there yet.
            thread.speakers.add(me.user)
        return thread

    async def _assistant_opened(self, told: dict[str, Any]) -> None:
        thread = read(AssistantThread, told.get("assistant_thread"))
        if thread is not None:
            speaker = await self._people.who(thread.user_id)
            await self._assistant.opened(thread, speaker.locale)

    async def _command(self, body: dict[str, Any], ack: AsyncAck) -> BoltResponse:
        command = read(Command, body)
        if command is not None:
            order = self._catching_up.order(command.channel_id)
            # What runs is stopped at once, whatever else waits there.
            async with nullcontext() if _is_stop(command) else order:
                await self._obey(command)
        return await ack()

    async def _obey(self, command: Command) -> None:
        me, desk = self._opened()
        given = slash(
            command,
            me,
            await self._people.who(command.user_id, command.user_name),
            commands=self._commands,
            names=await self._names(command.text, me),
            now=self._clock(),
        )
        await desk.accept(given)

    async def _press(self, body: dict[str, Any], ack: AsyncAck) -> BoltResponse:
        interaction = read(Interaction, body)
        if interaction is not None:
            me, desk = self._opened()
            named = interaction.user.name or interaction.user.username
            speaker = await self._people.who(interaction.user.id, named)
            pressed = press(interaction, me, speaker)
            if pressed is not None and (words := await desk.press(pressed)):
                await self._toast(interaction, words)
        return await ack()

    async def _toast(self, interaction: Interaction, words: str) -> None:
        """Words for whoever pressed the button; not worth a second try."""
        body = {"response_type": "ephemeral", "replace_original": False, "text": escaped(words)}
        try:
            await self._line.whisper(interaction.response_url, body)
        except (*UNANSWERED, NotNow, Undeliverable) as error:
            _log.info("slack took no word for a press", error=str(error))

    async def _names(self, text: str, me: Identity) -> dict[str, str]:
        return await self._people.names(user for user in mentioned(text) if user != me.user)

    def _opened(self) -> tuple[Identity, Desk]:
        if self._open is None:
            raise ConnectionError("the service is starting or stopping")
        return self._open


def _is_stop(command: Command) -> bool:
    named, text = command.command.lstrip("/"), command.text.strip().lstrip("/")
    return "stop" in (named.lower(), text.lower())


def _is_talk_of_two(thread: Thread | None, event: Event, me: Identity) -> bool:
    """Whether nobody but this person and the bot talks in the thread."""
    return thread is not None and thread.speakers == {event.user, me.user}
