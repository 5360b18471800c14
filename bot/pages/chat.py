"""Talking over HTTP: a message in, its growing reply out, stop and ask again.

Replies come as server-sent events. `POST /api/chat` begins with ``accepted`` (the message is
durable now). Each ``reply`` holds the whole reply so far in place of the one before: ``turn``,
``text``, ``activities``, ``notice``, ``model``, ``tokens``, ``final``. ``done`` is the last event;
a stream that ends without it was cut, and is taken up by asking again with the same ``id`` or by
`GET /api/conversations/{name}/live`.
"""

import asyncio
import hashlib
import re
import secrets
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.base import IncomingMessage, Press, Reply
from adapters.web import PLATFORM, LineClosed, Watch, WebAdapter
from agent.history import ConversationStore
from agent.profile import Profile
from bot.desk.allowance import Allowance
from bot.pages.kept import kept_reply
from bot.pages.wire import (
    KEEP_ALIVE,
    EventStream,
    Refused,
    body,
    event,
    question_text,
    reply_json,
)
from bot.turns.turn import turn_id

PERSON = "owner"
"""Whoever has signed in: there is one key to the door, so there is one person behind it."""
STILL_HERE = 10.0
"""Seconds of silence after which a watcher is told that the line stands."""
_SNAPSHOT_EVERY = 0.04
_NAME = re.compile(r"[\w.~-]{1,64}")


class Said(BaseModel):
    """What a client sends. ``id`` is its own name for the message: the same is taken only once."""

    model_config = ConfigDict(strict=True)

    message: str
    conversation: str | None = None
    id: str | None = None


class Word(BaseModel):
    """A person's word; ``subject`` is that of the buttons under the question."""

    model_config = ConfigDict(strict=True, extra="forbid")

    subject: str = Field(max_length=40)
    action: Literal["confirm", "decline"]


class Chat:
    """The rooms in which one talks. ``profile`` is the default one, ``allowance`` the limit."""

    def __init__(
        self,
        *,
        web: WebAdapter,
        store: ConversationStore,
        profile: Profile,
        allowance: Allowance,
        clock: Callable[[], datetime],
    ) -> None:
        self._web = web
        self._allowance = allowance
        self._store = store
        self._profile = profile
        self._clock = clock

    def routes(self) -> list[Route]:
        one = "/api/conversations/{name}"
        return [
            Route("/api/chat", self.chat, methods=["POST"]),
            Route(f"{one}/messages", self.say, methods=["POST"]),
            Route(f"{one}/live", self.live, methods=["GET"]),
            Route(f"{one}/stop", self.stop, methods=["POST"]),
            Route(f"{one}/retry", self.retry, methods=["POST"]),
            Route(f"{one}/word", self.word, methods=["POST"]),
        ]

    async def chat(self, request: Request) -> Response:
        """Say something and watch the reply; whoever leaves misses nothing."""
        said = await body(request, Said)
        message = self._message(said)
        await self._allowance.check(message)
        turn = await self._take(message)
        return EventStream(self._follow(message.conversation, turn))

    async def say(self, request: Request) -> Response:
        """Say something and go on; the reply is in the live room."""
        said = await body(request, Said)
        message = self._message(said.model_copy(update={"conversation": _name(request)}))
        await self._allowance.check(message)
        return _taken(message, await self._take(message))

    async def live(self, request: Request) -> Response:
        """Watch until nothing of this conversation waits for its answer."""
        return EventStream(self._follow(conversation_id(_name(request)), None))

    async def stop(self, request: Request) -> Response:
        return JSONResponse({"stopped": await self._web.stop(conversation_id(_name(request)))})

    async def word(self, request: Request) -> Response:
        """Say whether what the assistant asks about may be done."""
        said = await body(request, Word)
        name = _name(request)
        conversation_id(name)
        press = Press(
            platform=PLATFORM,
            chat_id=name,
            event_id=secrets.token_hex(8),
            sender_id=PERSON,
            sender_name="",
            action=said.action,
            subject=said.subject,
        )
        if refusal := await self._web.press(press):
            raise Refused(409, "settled", refusal)
        return Response(status_code=204)

    async def retry(self, request: Request) -> Response:
        """Ask the last question again."""
        name = _name(request)
        last = await self._store.last_question(conversation_id(name))
        if last is None:
            raise Refused(409, "nothing_asked", "There is no question to ask again.")
        record = await self._store.record(last.turn_id)
        if record is None or record.outcome is None:
            raise Refused(409, "still_running", "The last question is still being answered.")
        message = self._message(Said(message=last.text, conversation=name))
        await self._allowance.check(message)
        await self._store.replace(last.turn_id)
        return _taken(message, await self._take(message))

    def _message(self, said: Said) -> IncomingMessage:
        text = question_text(said.message)
        named = said.id or secrets.token_hex(8)
        # The same message without a conversation must land in the same one each time.
        conversation = said.conversation or hashlib.sha256(named.encode()).hexdigest()[:16]
        _check_name("id", named)
        _check_name("conversation", conversation)
        return IncomingMessage(
            platform=PLATFORM,
            chat_id=conversation,
            message_id=named,
            event_id=named,
            sender_id=PERSON,
            sender_name="",
            text=text,
            sent_at=self._clock(),
        )

    async def _take(self, message: IncomingMessage) -> str:
        """Hand it in, unless it was before; the turn's id."""
        turn = turn_id(message)
        await self._web.accept(message)
        known = await self._store.record(turn)
        if known is not None and (known.question.conversation, known.question.text) != (
            message.conversation,
            message.text,
        ):
            raise Refused(409, "id_taken", "Another message was sent under this id.")
        return turn

    async def _follow(self, conversation: str, turn: str | None) -> AsyncGenerator[bytes]:
        """The replies to this turn, or to all that wait in the conversation, as events."""
        names = {"conversation": conversation.removeprefix(f"{PLATFORM}:"), "turn": turn}
        with self._web.watch(conversation) as watch:
            yield event("accepted", names) if turn else KEEP_ALIVE
            waiting = await self._waiting(conversation, turn)
            async for shown, reply in self._replies(watch, waiting, turn):
                yield (
                    KEEP_ALIVE
                    if reply is None
                    else event("reply", {"turn": shown, **reply_json(reply)})
                )
            if not waiting:
                yield event("done", names)

    async def _replies(
        self, watch: Watch, waiting: set[str], turn: str | None
    ) -> AsyncGenerator[tuple[str, Reply | None]]:
        """Replies by turn until none is waited for; None is a sign of life."""
        for ended, reply in await self._ended(waiting):
            waiting.discard(ended)
            yield ended, reply
        while waiting:
            try:
                async with asyncio.timeout(STILL_HERE):
                    message, reply = await watch.next()
            except TimeoutError:
                yield "", None
                for ended, reply in await self._ended(waiting):
                    waiting.discard(ended)
                    yield ended, reply
                continue
            except LineClosed:
                return
            shown = turn_id(message)
            if turn is None or shown == turn:
                (waiting.discard if reply.final else waiting.add)(shown)
                yield shown, reply
                if not reply.final:
                    await asyncio.sleep(_SNAPSHOT_EVERY)

    async def _waiting(self, conversation: str, turn: str | None) -> set[str]:
        if turn is not None:
            return {turn}
        records = await self._store.turns(conversation)
        return {record.question.turn_id for record in records if record.outcome is None}

    async def _ended(self, waiting: set[str]) -> list[tuple[str, Reply]]:
        """The final replies to those of these turns that have ended or were deleted."""
        ended = []
        for turn in waiting:
            record = await self._store.record(turn)
            if record is not None and (record.outcome or not record.question.conversation):
                profile = await self._store.profile(record.question.conversation)
                reply = kept_reply(record, profile or self._profile)
                ended.append((turn, replace(reply, final=True)))
        return ended


def conversation_id(name: str) -> str:
    """The store's name of a conversation of this page. Raises `Refused`."""
    _check_name("conversation", name)
    return f"{PLATFORM}:{name}"


def _check_name(field: str, value: str) -> None:
    if not _NAME.fullmatch(value):
        raise Refused(400, "bad_name", f"{field}: at most 64 letters, digits and . _ ~ - please.")


def _name(request: Request) -> str:
    name: str = request.path_params["name"]
    return name


def _taken(message: IncomingMessage, turn: str) -> Response:
    return JSONResponse({"conversation": message.chat_id, "turn": turn}, 202)
