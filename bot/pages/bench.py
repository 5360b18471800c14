"""The benchmark's rooms: runs with their tables, pictures and answers; what people think of agents.

They only show. Whoever has signed in is an owner.
"""

import asyncio
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmark.compare import Estimate
from benchmark.human import human_markdown, human_table
from benchmark.metrics import WEIGHTS
from benchmark.report import Standing, published
from bot.nightly.report import picture, told
from bot.pages.paper import html, language_of, link, page, table
from bot.pages.wire import Refused
from bot.words import words
from storage.agent_answers import AgentAnswers
from storage.benchmark_runs import BenchmarkRuns
from storage.kept_runs import KeptAnswer, KeptRecord, KeptRun

_ROOM = "/bench"
_LISTED = 30
_BEFORE = 29
"""Earlier runs in a picture of the trend."""
Draw = Callable[[KeptRun], bytes | None]


class BenchRooms:
    """``runs`` are the benchmark's, ``answers`` those of agents that people rate."""

    def __init__(self, runs: BenchmarkRuns, answers: AgentAnswers) -> None:
        self._runs = runs
        self._answers = answers

    def routes(self) -> list[Route]:
        run = f"{_ROOM}/runs/{{run}}"
        return [
            Route(_ROOM, self.all, methods=["GET"]),
            Route(run, self.run, methods=["GET"]),
            Route(f"{run}/radar.png", self.radar, methods=["GET"]),
            Route(f"{run}/trend.png", self.trend, methods=["GET"]),
            Route(f"{run}/records/{{record:path}}", self.record, methods=["GET"]),
        ]

    async def all(self, request: Request) -> Response:
        """The runs, the newest one's pictures, and what people think of agents."""
        language = language_of(request)
        said = words(language)
        runs = await self._runs.runs(limit=_LISTED)
        people = human_markdown(human_table(await self._answers.ratings()))
        scored = next((each for each in runs if each.state == "done"), None)
        head = (said.room_run, said.room_began, said.room_model, said.room_overall, "")
        nothing = f"<p>{escape(said.room_nothing)}</p>"
        parts = [
            f"<h2>{escape(said.room_runs)}</h2>",
            table(map(escape, head), map(_run_row, runs)) if runs else nothing,
            _pictures(scored) if scored else "",
            f"<h2>{escape(said.room_people)}</h2>",
            html(people) if people else nothing,
        ]
        links = {"/": said.room_chat, f"{_ROOM}/rate": said.room_rate}
        return page(said.room_bench, "\n".join(parts), language=language, links=links)

    async def run(self, request: Request) -> Response:
        """A run's report, its pictures, and its records."""
        language, run = language_of(request), await self._found(request)
        said = words(language)
        records = sorted(await self._runs.records(run.id), key=lambda each: (each.kind, each.id))
        parts = [html(told(run)), _pictures(run) if run.state == "done" else ""]
        if records:
            parts.append(f"<h2>{escape(said.room_records)}</h2>")
            parts.append(table(("", "", *WEIGHTS), (_record_row(run, each) for each in records)))
        links = {"/": said.room_chat, _ROOM: said.room_bench}
        return page(run.id, "\n".join(parts), language=language, links=links)

    async def record(self, request: Request) -> Response:
        """What was answered to one record's prompts."""
        language, run = language_of(request), await self._found(request)
        said, name = words(language), request.path_params["record"]
        answers = await self._runs.answers(run.id, name)
        if not answers:
            raise Refused(404, "no_such_record", "No answers are kept of this record.")
        links = {"/": said.room_chat, _ROOM: said.room_bench, _address(run): run.id}
        return page(name, "\n".join(map(_answer, answers)), language=language, links=links)

    async def radar(self, request: Request) -> Response:
        """The run beside published models."""
        return await self._drawn(await self._found(request), _radar)

    async def trend(self, request: Request) -> Response:
        """The runs of the same cases up to this one."""
        run = await self._found(request)
        before = await self._runs.runs(limit=_BEFORE, before=run.began_at, like=run.asked)

        def draw(newest: KeptRun) -> bytes | None:
            drawn = picture([*reversed(before), newest])
            return drawn.data if drawn else None

        return await self._drawn(run, draw)

    async def _drawn(self, run: KeptRun, draw: Draw) -> Response:
        drawn = await asyncio.to_thread(draw, run) if run.state == "done" else None
        if drawn is None:
            raise Refused(404, "no_such_picture", "There is no picture of this run.")
        # A run that has ended does not change.
        kept = {"Cache-Control": "private, max-age=86400"}
        return Response(drawn, media_type="image/png", headers=kept)

    async def _found(self, request: Request) -> KeptRun:
        run = await self._runs.run(request.path_params["run"])
        if run is None or run.ended_at is None:
            raise Refused(404, "no_such_run", "There is no such run that has ended.")
        return run


def _radar(run: KeptRun) -> bytes:
    from benchmark.plots import beside, radar

    intervals = {
        name: Estimate(
            mean=each.mean,
            low=each.low,
            high=each.high,
            records=each.records,
            queries=each.queries,
        )
        for name, each in run.scores.items()
    }
    scores = {name: each.mean * 100 for name, each in run.scores.items()}
    ours = Standing(model=run.asked.model, scores=scores, intervals=intervals)
    return radar(beside([*published(), ours]))


def _address(run: KeptRun) -> str:
    return f"{_ROOM}/runs/{quote(run.id)}"


def _pictures(run: KeptRun) -> str:
    made = (
        f'<img src="{_address(run)}/{name}.png" alt="{name}: {escape(run.headline)}" />'
        for name in ("radar", "trend")
    )
    return f'<p class="pictures">{"".join(made)}</p>'


def _run_row(run: KeptRun) -> Sequence[str]:
    overall = run.scores.get("overall")
    return (
        link(_address(run), run.id),
        f"{run.began_at:%Y-%m-%d %H:%M}",
        escape(run.asked.model),
        f"{overall.mean * 100:.2f}" if overall else "–",
        escape(run.headline),
    )


def _record_row(run: KeptRun, record: KeptRecord) -> Sequence[str]:
    to = f"{_address(run)}/records/{quote(record.id, safe='')}"
    scores = (record.scores.get(name) for name in WEIGHTS)
    cells = ("" if score is None else f"{score * 100:.1f}" for score in scores)
    return (link(to, record.id), escape(record.query[:200]), *cells)


def _answer(answer: KeptAnswer) -> str:
    cost = f"{answer.prompt:,} + {answer.completion:,}"
    return (
        f"<h2>{escape(answer.kind)}, {escape(answer.template)}</h2>"
        f"<pre>{escape(answer.text)}</pre><p>{cost} tokens</p>"
    )
