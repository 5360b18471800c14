"""The benchmark's rooms: what they show of runs, and rating in the browser."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmark.metrics import WEIGHTS
from bot.pages.bench import BenchRooms
from bot.pages.rating import RatingRoom
from bot.pages.wire import Refused
from storage.agent_answers import AgentAnswer, AgentAnswers
from storage.benchmark_runs import BenchmarkRuns
from storage.engine import migrate, open_engine
from storage.kept_runs import Asked, Ended, KeptAnswer, KeptRecord, KeptScore, State
from tests.bot.pages.conftest import Enter
from tests.servers.page_service import PageService
from tests.servers.store import store_in

BEGAN = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
EVIL = "<script>alert(1)</script>"
BLIND = AgentAnswer(
    batch="mine",
    model="qwen-7b",
    agent="kagentsys",
    question_id="1",
    question=f"Who? {EVIL}",
    reference="Ann",
    answer=f"**Ann**, says qwen-7b. {EVIL} ![p](http://example.org/p.png)",
)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    async with store_in(tmp_path) as engine:
        yield engine


def routes(engine: AsyncEngine) -> list[Route]:
    answers = AgentAnswers(engine)
    return [*BenchRooms(BenchmarkRuns(engine), answers).routes(), *RatingRoom(answers).routes()]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[PageService]:
    """The whole page with these rooms, and an answer to be rated."""
    engine = open_engine(f"sqlite:///{tmp_path / 'page.db'}")
    with PageService(more=routes(engine)) as running:
        running.do(migrate(engine))
        running.do(AgentAnswers(engine).offer([BLIND]))
        yield running
        running.do(engine.dispose())


@pytest.fixture
async def rooms(engine: AsyncEngine) -> AsyncIterator[httpx.AsyncClient]:
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return error.response()

    app = Starlette(routes=routes(engine), exception_handlers={Refused: refused})
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


async def keep(engine: AsyncEngine, run: str, mean: float, state: State = "done") -> None:
    """A run that has ended, a day after those before."""
    runs = BenchmarkRuns(engine)
    at = BEGAN + timedelta(days=len(await runs.runs()))
    assert await runs.claim(run, claimant="me", at=at)
    await runs.describe(run, Asked(model=f"m {EVIL}", cases="own", checksum="c", prompts=1))
    await runs.add_answers(
        run,
        [KeptAnswer(kind="plan", record="r/1", template="t", text=EVIL, prompt=7, completion=2)],
    )
    score = KeptScore(
        mean=mean, low=mean - 0.1, high=mean + 0.1, lenient=mean, records=1, queries=1
    )
    record = KeptRecord(kind="plan", id="r/1", query=EVIL, scores={"plan": mean}, lenient={})
    ended = Ended(
        state=state,
        headline="OK: fine",
        report="| | score |\n|---|---:|\n| plan | 50 |\n",
        scores=dict.fromkeys((*WEIGHTS, "overall"), score),
        records=[record],
    )
    assert await runs.finish(run, ended, claimant="me", at=at)


async def test_without_runs_and_ratings_it_says_so(rooms: httpx.AsyncClient) -> None:
    told = (await rooms.get("/bench")).text
    assert told.count("Nothing yet.") == 2 and "<img" not in told
    assert "kagentsys bench agents --rate" in (await rooms.get("/bench/rate")).text
    chinese = (await rooms.get("/bench", headers={"Accept-Language": "zh-CN,en;q=0.5"})).text
    assert "还没有内容" in chinese and '<html lang="zh">' in chinese


async def test_runs_with_pictures_records_and_answers(
    rooms: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    await keep(engine, "night-1", 0.5)
    await keep(engine, "night-2", 0.25)
    await keep(engine, "night-3", 0.1, "failed")
    told = (await rooms.get("/bench")).text
    assert told.index("night-3") < told.index("night-2") < told.index("night-1")
    assert "25.00" in told and '<img src="/bench/runs/night-2/radar.png"' in told
    run = (await rooms.get("/bench/runs/night-2")).text
    assert "<td>50</td>" in run and "style=" not in run
    assert 'href="/bench/runs/night-2/records/r%2F1"' in run and "25.0" in run
    record = (await rooms.get("/bench/runs/night-2/records/r%2F1")).text
    assert "<h1>r/1</h1>" in record and "7 + 2 tokens" in record
    for page in (told, run, record):
        assert EVIL not in page and "&lt;script&gt;" in page
    for name in ("radar", "trend"):
        drawn = await rooms.get(f"/bench/runs/night-2/{name}.png")
        assert drawn.headers["content-type"] == "image/png"
        assert drawn.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path", ["runs/no", "runs/no/radar.png", "runs/night-1/trend.png", "runs/night-1/records/no"]
)
async def test_what_there_is_not(rooms: httpx.AsyncClient, engine: AsyncEngine, path: str) -> None:
    await keep(engine, "night-1", 0.5, "failed")
    assert (await rooms.get(f"/bench/{path}")).status_code == 404


async def test_what_people_think_is_shown_and_can_be_given(
    rooms: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    answers = AgentAnswers(engine)
    await answers.offer([BLIND])
    card = (await rooms.get("/bench/rate")).text
    assert "<strong>Ann</strong>, says ▮▮▮." in card and "kagentsys" not in card.casefold()
    assert EVIL not in card and "<img" not in card
    for wrong in ({"answer": BLIND.id, "score": 6}, {"answer": "none", "score": 5}, {}):
        assert (await rooms.post("/api/bench/rate", json=wrong)).status_code in (400, 404)
    given = {"answer": BLIND.id, "score": 4}
    assert (await rooms.post("/api/bench/rate", json=given)).status_code == 204
    assert "nothing left" in (await rooms.get("/bench/rate")).text
    assert "100.00 (4.00)" in (await rooms.get("/bench")).text
    (rated,) = await answers.ratings()
    assert (rated.person, rated.score) == ("web:owner", 4)


def test_a_link_leads_through_the_door(service: PageService, client: httpx.Client) -> None:
    with httpx.Client(base_url=service.url) as stranger:
        door = stranger.get("/bench/runs/night-1")
        assert door.status_code == 401 and "signin.js" in door.text
        assert stranger.post("/api/bench/rate", json={}).json()["error"]["code"] == "not_signed_in"
    assert client.get("/bench").status_code == 200


@pytest.mark.asyncio(loop_scope="session")
async def test_rating_in_the_browser(enter: Enter) -> None:
    page = await enter()
    await page.fill("#question", "/rate")
    await page.press("#question", "Enter")
    await expect(page.locator(".answer blockquote strong")).to_have_text("Ann")
    await page.wait_for_load_state()
    await page.keyboard.press("3")
    await expect(page.locator(".answer")).to_contain_text("nothing left")
    await page.click("text=Benchmark")
    await expect(page.locator("table").first).to_contain_text("0.00 (3.00)")
