"""The rooms that read the store: conversations, what was said, and what was thought of it."""

from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.web import PLATFORM, WebAdapter
from agent.history import Conversation, ConversationStore, Rating
from agent.profile import Language, Profile
from bot.pages.chat import PERSON, conversation_id
from bot.pages.kept import turn_json
from bot.pages.wire import Refused, body

_LONGEST_TITLE = 200
_MOST_TURNS = 200


class Change(BaseModel):
    """What may be changed of a conversation; what is not named stays. An empty title: none."""

    model_config = ConfigDict(strict=True, extra="forbid")

    title: str | None = Field(None, max_length=_LONGEST_TITLE)
    language: Language | Literal["auto"] | None = None


class Opinion(BaseModel):
    """Thumbs up or down; None takes it back."""

    model_config = ConfigDict(strict=True, extra="forbid")

    rating: Rating | None


class Conversations:
    """Everything that was said by this page and this API. ``profile`` is the default one."""

    def __init__(self, *, web: WebAdapter, store: ConversationStore, profile: Profile) -> None:
        self._web = web
        self._store = store
        self._profile = profile

    def routes(self) -> list[Route]:
        one = "/api/conversations/{name}"
        return [
            Route("/api/conversations", self.all, methods=["GET"]),
            Route(one, self.read, methods=["GET"]),
            Route(one, self.change, methods=["PATCH"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/reset", self.reset, methods=["POST"]),
            Route("/api/turns/{turn:path}/rating", self.rate, methods=["PUT"]),
        ]

    async def all(self, request: Request) -> Response:
        return JSONResponse(
            [_listed(each) for each in await self._store.conversations(PLATFORM, PERSON)]
        )

    async def read(self, request: Request) -> Response:
        """The latest turns, or those ``before`` a place; ``more``: there are older ones."""
        conversation = _conversation(request)
        limit = min(_number(request, "limit") or 50, _MOST_TURNS)
        before = _number(request, "before")
        records = await self._store.turns(conversation, limit=limit + 1, before=before)
        profile = await self._store.profile(conversation) or self._profile
        return JSONResponse(
            {
                "turns": [turn_json(record, profile, PERSON) for record in records[-limit:]],
                "more": len(records) > limit,
                "language": profile.language or "auto",
            }
        )

    async def change(self, request: Request) -> Response:
        change = await body(request, Change)
        conversation = _conversation(request)
        if change.title is not None:
            await self._store.rename(conversation, " ".join(change.title.split()))
        if change.language is not None:
            profile = await self._store.profile(conversation) or self._profile
            language = None if change.language == "auto" else change.language
            await self._store.set_profile(
                conversation, PLATFORM, replace(profile, language=language)
            )
        return Response(status_code=204)

    async def delete(self, request: Request) -> Response:
        """Stop what runs and forget all that was said."""
        conversation = _conversation(request)
        await self._web.stop(conversation)
        await self._store.delete(conversation)
        self._web.forget(conversation)
        return Response(status_code=204)

    async def reset(self, request: Request) -> Response:
        """Let the agent begin anew; what was said can still be read."""
        await self._store.reset(_conversation(request))
        return Response(status_code=204)

    async def rate(self, request: Request) -> Response:
        opinion = await body(request, Opinion)
        turn = request.path_params["turn"]
        record = await self._store.record(turn)
        ours = record is not None and record.question.platform == PLATFORM
        if not ours or not await self._store.rate(turn, PERSON, opinion.rating):
            raise Refused(404, "no_such_turn", "There is no such answer.")
        return Response(status_code=204)


def _conversation(request: Request) -> str:
    return conversation_id(request.path_params["name"])


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name)
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 16 and int(given) > 0):
        raise Refused(400, "bad_request", f"{name}: must be a whole number above 0")
    return int(given)


def _listed(conversation: Conversation) -> dict[str, object]:
    return {
        "id": conversation.id.removeprefix(f"{PLATFORM}:"),
        "title": conversation.title,
        "turns": conversation.turns,
        "active_at": conversation.active_at.isoformat(),
    }
