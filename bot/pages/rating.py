"""The room in which agents' answers are rated: what `/rate` is in a chat."""

from html import escape

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.web import PLATFORM
from bot.desk.rating import card_text, labels
from bot.pages.chat import PERSON
from bot.pages.paper import html, language_of, page
from bot.pages.wire import Refused, body
from bot.words import words
from storage.agent_answers import SKIPPED, AgentAnswers

_RATER = f"{PLATFORM}:{PERSON}"


class Score(BaseModel):
    """What a person gives an answer; 0: nothing, show the next one."""

    model_config = ConfigDict(strict=True, extra="forbid")

    answer: str = Field(max_length=64)
    score: int = Field(ge=SKIPPED, le=5)


class RatingRoom:
    """Shows one answer after the other; the buttons are seen to by `static/rate.js`."""

    def __init__(self, answers: AgentAnswers) -> None:
        self._answers = answers

    def routes(self) -> list[Route]:
        return [
            Route("/bench/rate", self.show, methods=["GET"]),
            Route("/api/bench/rate", self.score, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        language = language_of(request)
        said = words(language)
        links = {"/": said.room_chat, "/bench": said.room_bench}
        found = await self._answers.next_for(_RATER)
        if found is None:
            left = said.rate_done if await self._answers.any() else said.rate_none
            return page(said.room_rate, html(left), language=language, links=links)
        buttons = "".join(
            f'<button type="button" data-score="{score}">{escape(label)}</button>'
            for score, label in labels(said)
        )
        card = html(card_text(found, said))
        card += f'<p class="scores" data-answer="{escape(found.id)}">{buttons}</p>'
        return page(said.room_rate, card, language=language, links=links, script="rate.js")

    async def score(self, request: Request) -> Response:
        given = await body(request, Score)
        if not await self._answers.rate(given.answer, _RATER, given.score):
            raise Refused(404, "no_such_answer", "There is no such answer.")
        return Response(status_code=204)
