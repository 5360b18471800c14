"""The Telegram adapter: takes updates in, and shows replies through the send protocol."""

import asyncio
import hashlib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
import structlog
from starlette.routing import Route
from telegram import Bot, BotCommand, CallbackQuery, Message, Update, User
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from adapters.base import Attachment, Desk, IncomingMessage, Ledger, Picture, Refused, Reply
from adapters.pace import Budget, Pace
from adapters.posting import Posting, Spot, spot_of
from adapters.telegram.albums import Albums
from adapters.telegram.incoming import PLATFORM, incoming, pressed
from adapters.telegram.pastes import Pastes
from adapters.telegram.polling import WANTED, Polling
from adapters.telegram.readable import UpdatesRequest
from adapters.telegram.refusals import Calls
from adapters.telegram.sightings import Sightings
from adapters.telegram.wall import TelegramWall
from adapters.telegram.webhook import WEBHOOK_PATH, Webhook

_log = structlog.get_logger(__name__)
_HOME = "https://api.telegram.org"
_PATIENCE = 15.0
_DOWNLOAD = 60.0
_TOAST = 200
_DESCRIPTION = 256
_DEFAULT_LANGUAGE = "en"


class TelegramAdapter:
    """The `Adapter` of a Telegram bot; open it before it is used.

    ``base_url`` is another server's address, with or without "/bot". With a ``webhook_url``
    Telegram is told to send the updates there, with the ``webhook_secret`` (one is made from the
    token where none is given). ``commands`` are the native menu: language → word → description.
    ``pace``: other budgets than Telegram's own.
    """

    platform = PLATFORM

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "",
        webhook_url: str = "",
        webhook_secret: str = "",
        commands: Mapping[str, Mapping[str, str]] | None = None,
        clock: Callable[[], float] = monotonic,
        pace: Pace | None = None,
    ) -> None:
        home = (base_url or _HOME).removesuffix("{token}").rstrip("/").removesuffix("/bot")
        self._requests = [_request(UpdatesRequest, 4), _request(HTTPXRequest, 256)]
        self._bot = Bot(
            token,
            base_url=f"{home}/bot",
            base_file_url=f"{home}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self._webhook_url = _whole(webhook_url)
        self._secret = webhook_secret or _made_from(token)
        self._commands = commands or {}
        self._words = {word for menu in self._commands.values() for word in menu}
        self._sightings = Sightings()
        self._albums = Albums()
        self._pastes = Pastes()
        pace = pace or telegrams_pace(clock)
        wall = TelegramWall(self._bot, Calls(clock), pace, self._sightings)
        self._posting = Posting(wall, pace)
        self._me: User | None = None
        self._desk: Desk | None = None
        self._polling = Polling(self._bot, clock)
        self._hooked = False
        self._presses: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for request in self._requests:
            await request.shutdown()

    @property
    def connected(self) -> bool:
        return self._hooked or self._polling.connected

    @property
    def routes(self) -> list[Route]:
        """The webhook's ways in; none while polling."""
        if not self._webhook_url:
            return []
        webhook = Webhook(self._bot, self._secret, self._delivered)
        return webhook.routes(urlsplit(self._webhook_url).path)

    async def run(self, desk: Desk) -> None:
        try:
            self._me = await self._bot.get_me()
            await self._register()
            self._desk = desk
            if self._webhook_url:
                await self._wait_for_webhooks()
            else:
                await self._polling.run(self._take)
        except (InvalidToken, Forbidden) as refusal:
            raise Refused(
                "Telegram refuses the bot token. Copy it anew from @BotFather into"
                " TELEGRAM_BOT_TOKEN."
            ) from refusal
        finally:
            self._desk, self._hooked = None, False
            for press in self._presses:
                press.cancel()

    async def room(self, message: IncomingMessage) -> None:
        await self._posting.room(spot_of(message))

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        await self._posting.show(spot_of(message, private=reply.private), reply, ledger)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        try:
            file = await self._bot.get_file(attachment.handle)
            if max(attachment.size, file.file_size or 0) > limit:
                raise ValueError(f"{attachment.name} is over {limit} bytes")
            async with asyncio.timeout(_DOWNLOAD):
                data = bytes(await file.download_as_bytearray())
        except BadRequest as refusal:
            if "too big" in str(refusal).lower():
                raise ValueError(f"{attachment.name} is too big for Telegram's bots") from refusal
            raise OSError(str(refusal)) from refusal
        except (TelegramError, RuntimeError) as failure:
            raise OSError(str(failure)) from failure
        if len(data) > limit:
            raise ValueError(f"{attachment.name} is over {limit} bytes")
        return data

    async def post(
        self,
        chat: str,
        reply: Reply,
        ledger: Ledger,
        *,
        key: str,
        pictures: Sequence[Picture] = (),
    ) -> None:
        chat_id, _, thread = chat.partition(":")
        spot = Spot(chat_id=chat_id, thread_id=thread, key=key, direct=chat_id.isdecimal())
        await self._posting.show(spot, reply, ledger, pictures)

    async def _register(self) -> None:
        """Offer the commands in each language; a bot works without."""
        for language, menu in self._commands.items():
            code = None if language == _DEFAULT_LANGUAGE else language
            commands = [BotCommand(word, text[:_DESCRIPTION]) for word, text in menu.items()]
            try:
                await self._bot.set_my_commands(commands, language_code=code)
            except TelegramError as failure:
                _log.warning(
                    "the command menu could not be set", language=language, error=str(failure)
                )

    async def _wait_for_webhooks(self) -> None:
        await self._bot.set_webhook(
            self._webhook_url, secret_token=self._secret, allowed_updates=WANTED
        )
        self._hooked = True
        await asyncio.Event().wait()

    async def _delivered(self, update: Update) -> bool:
        if self._desk is None:
            return False
        await self._take(update)
        return True

    async def _take(self, update: Update) -> None:
        """Hand over what the update says; it is safe on return."""
        assert self._desk is not None and self._me is not None
        if (message := update.message) is not None:
            self._sightings.note(str(message.chat.id), message.message_id)
            for said in self._heard(message, self._me):
                await self._desk.accept(said)
        if update.callback_query is not None:
            # What a press stops takes its time to end, and other chats should not wait for it.
            task = asyncio.create_task(self._pressed(self._desk, update.callback_query))
            self._presses.add(task)
            task.add_done_callback(self._answered)

    def _heard(self, message: Message, me: User) -> list[IncomingMessage]:
        """What is said by it, after the parts of the same album that came before."""
        named = self._albums.is_named(message) or self._pastes.goes_on(message)
        said = incoming(message, me, self._words, named=named)
        if said is None:
            return []
        said = replace(said, album=said.album or self._pastes.album(message))
        parts = (
            incoming(each, me, self._words, named=True) for each in self._albums.before(message)
        )
        return [*filter(None, parts), said]

    async def _pressed(self, desk: Desk, query: CallbackQuery) -> None:
        press = pressed(query)
        words = "" if press is None else await desk.press(press)
        try:
            await self._bot.answer_callback_query(query.id, text=words[:_TOAST] or None)
        except TelegramError as failure:  # too old, most often; nobody waits for it any more
            _log.info("a press could not be answered", error=str(failure))

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._presses.discard(task)
        if not task.cancelled() and (failure := task.exception()):
            _log.error("a button failed", exc_info=failure)


def _request(kind: type[HTTPXRequest], connections: int) -> HTTPXRequest:
    return kind(
        connection_pool_size=connections,
        connect_timeout=_PATIENCE,
        read_timeout=_PATIENCE,
        write_timeout=_PATIENCE,
        pool_timeout=_PATIENCE,
        media_write_timeout=_PATIENCE,
        httpx_kwargs={"verify": _certificates()},
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Reading them takes longer than everything else at the start."""
    return httpx.create_ssl_context()


def telegrams_pace(clock: Callable[[], float]) -> Pace:
    """About one call a second in a chat, 20 a minute in a group, 30 a second in all."""
    return Pace(
        chat=lambda: Budget(burst=3, rate=0.9, reserve=1, spacing=1.05),
        group=lambda: Budget(burst=5, rate=0.25, reserve=2, spacing=3.0),
        everywhere=Budget(burst=3, rate=27, reserve=2),
        clock=clock,
    )


def _whole(webhook_url: str) -> str:
    """The address with our path, where it names none."""
    if webhook_url and urlsplit(webhook_url).path in ("", "/"):
        return webhook_url.rstrip("/") + WEBHOOK_PATH
    return webhook_url


def _made_from(token: str) -> str:
    return hashlib.sha256(f"webhook of {token}".encode()).hexdigest()
