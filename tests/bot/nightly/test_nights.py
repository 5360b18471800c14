"""Nights missed, doubled, left, overlapping; a regression told and a re-run not."""

import asyncio
import base64
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.nightly.conclusion import Plan
from bot.nightly.nights import watching
from bot.nightly.service import Bench
from bot.nightly.settings import cron, due_at_last
from storage.benchmark_runs import BenchmarkRuns
from storage.kept_runs import KeptRun
from tests.bot.nightly.scene import ChatServer, Clock, Model, Night, noisy, until, write_cases

PROMPTS = 48


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(cases=write_cases(tmp_path / "cases.jsonl"))


async def nights(store: BenchmarkRuns) -> list[KeptRun]:
    return [run for run in await store.runs() if run.night is not None]


async def working(store: BenchmarkRuns, since: datetime | None = None) -> bool:
    live = await store.live()
    return live is not None and (since is None or live.beat_at >= since)


async def test_a_night_is_run_and_told_once(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(1))
    night = Night(store, model, clock, {"slack": chat, "discord": chat}, plan)
    await night.look()
    assert (await nights(store), model.asked) == ([], [])
    clock.to("2026-03-02T03:00")
    await night.look()
    await night.look()
    (run,) = await nights(store)
    assert (run.state, run.usage.calls, len(model.asked)) == ("done", PROMPTS, PROMPTS)
    assert run.scores["profile"].records == 24 and 0 < run.scores["overall"].mean < 1
    assert chat.sent == 2 and len(chat.posts) == 1
    (post,) = chat.posts.values()
    assert post["text"].startswith("**KAgentBench, 02 Mar 2026: First run: ")
    assert "| conclusion |" in post["text"] and f"Details: http://here/{run.id}" in post["text"]
    (picture,) = post["pictures"]
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    assert {each.posts for each in await store.postings(run.id)} == {(f"team/{run.id}",)}


async def test_missed_nights_are_caught_up_with_once(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(1))
    await Night(store, model, clock, {"slack": chat}, plan).look()
    clock.to("2026-03-06T15:00")
    again = Night(store, model, clock, {"slack": chat}, plan)
    await again.look()
    await again.look()
    (run,) = await nights(store)
    assert run.night == datetime(2026, 3, 6, 3, tzinfo=UTC)
    assert len(model.asked) == PROMPTS and len(chat.posts) == 1


async def test_a_fleet_runs_a_night_once(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(1))
    fleet = [Night(store, model, clock, {"slack": chat}, plan) for _ in range(4)]
    for night in fleet:
        await night.look()
    clock.to("2026-03-02T03:00")
    await asyncio.gather(*(night.look() for night in fleet))
    await asyncio.gather(*(night.look() for night in fleet))
    assert len(await nights(store)) == 1
    assert (len(model.asked), chat.sent) == (PROMPTS, 1)


async def test_a_night_that_was_left_goes_on_elsewhere(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock = Clock()
    reached = asyncio.Event()

    def slow(prompt: str) -> str:
        if len(model.asked) == 20:
            reached.set()
        return "w0 w1"

    model = Model(slow)
    first = Night(store, model, clock, {"slack": chat}, plan, busy=reached.is_set)
    second = Night(store, model, clock, {"slack": chat}, plan)
    await first.look()
    clock.to("2026-03-02T03:00")
    looking = asyncio.create_task(first.look())
    await reached.wait()
    await second.look()
    assert len(model.asked) <= 21
    looking.cancel()
    await asyncio.wait({looking})
    await second.look()
    (run,) = await nights(store)
    assert (run.state, run.claimant) == ("done", second.work.claimant)
    assert sorted(model.asked) == sorted(set(model.asked)) and len(model.asked) == PROMPTS
    assert chat.sent == 1


async def test_answers_of_another_model_do_not_count(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, reached = Clock(), asyncio.Event()

    def slow(prompt: str) -> str:
        if len(model.asked) == 10:
            reached.set()
        return "w0 w1"

    model = Model(slow)
    first = Night(store, model, clock, {"slack": chat}, plan, busy=reached.is_set)
    await first.look()
    clock.to("2026-03-02T03:00")
    looking = asyncio.create_task(first.look())
    await reached.wait()
    looking.cancel()
    await asyncio.wait({looking})
    other = Model(noisy(1), name="n")
    await Night(store, other, clock, {"slack": chat}, plan).look()
    (run,) = await nights(store)
    assert (run.asked.model, run.state, run.usage.calls) == ("n", "done", PROMPTS)
    assert len(other.asked) == PROMPTS


async def test_a_silent_claimant_is_replaced_and_told(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(1))
    people = True
    first = Night(store, model, clock, {"slack": chat}, plan, busy=lambda: people)
    second = Night(store, model, clock, {"slack": chat}, plan)
    await first.look()
    clock.to("2026-03-02T03:00")
    looking = asyncio.create_task(first.look())
    await until(lambda: working(store))
    live = await store.live()
    assert live is not None
    assert await store.take_over(live.id, claimant="x", at=clock(), silent=clock()) is False
    assert await store.take_over(
        live.id, claimant=second.work.claimant, at=clock(), silent=datetime(2027, 1, 1, tzinfo=UTC)
    )
    await asyncio.wait_for(looking, 10)
    assert model.asked == [] and chat.sent == 0
    clock.on(minutes=4)
    await second.look()
    assert (await nights(store))[0].state == "done" and chat.sent == 1


async def test_a_night_waits_for_the_run_before_it(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(1))
    people = True
    one = Night(store, model, clock, {"slack": chat}, plan, busy=lambda: people)
    await one.look()
    clock.to("2026-03-02T03:00")
    looking = asyncio.create_task(one.look())
    await until(lambda: working(store))
    other = Night(store, model, clock, {"slack": chat}, plan)
    clock.to("2026-03-03T03:00")
    await until(lambda: working(store, clock()))
    await other.look()
    assert model.asked == []
    people = False
    await looking
    await other.look()
    assert [run.night for run in await nights(store)] == [
        datetime(2026, 3, day, 3, tzinfo=UTC) for day in (3, 2)
    ]
    assert len(chat.posts) == 2


async def test_people_come_first(store: BenchmarkRuns, chat: ChatServer, plan: Plan) -> None:
    clock, model = Clock(), Model(noisy(1))
    asked_while_busy: list[int] = []
    looks = 0

    def busy() -> bool:
        nonlocal looks
        looks += 1
        asked_while_busy.append(len(model.asked))
        return looks < 12

    night = Night(store, model, clock, {"slack": chat}, plan, busy=busy)
    await night.look()
    clock.to("2026-03-02T03:00")
    await night.look()
    assert asked_while_busy[:12] == [0] * 12 and len(model.asked) == PROMPTS


async def test_a_regression_is_told_and_a_rerun_is_none(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(0))
    night = Night(store, model, clock, {"slack": chat}, plan)
    await night.look()
    for day in range(2, 8):
        clock.to(f"2026-03-{day:02}T03:00")
        model.answer = noisy(day, spoilt="conclusion" if day == 7 else "")
        await night.look()
    *earlier, _ = reversed(await nights(store))
    assert [run.headline.split(":")[0] for run in earlier] == ["First run", *["OK"] * 4]
    assert "no difference from the run of 05 Mar or the last 4 runs" in earlier[-1].headline
    last = (await nights(store))[0]
    assert re.match(r"Regression in conclusion \(−\d+\.\d, 95%: −.* to −.*\)", last.headline)
    assert "profile" not in last.headline
    assert "against the run of 06 Mar" in last.headline
    assert last.headline in list(chat.posts.values())[-1]["text"]


async def test_a_slow_decline_is_seen_in_the_last_nights(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(0))
    night = Night(store, model, clock, {"slack": chat}, plan)
    await night.look()
    for day in range(2, 10):
        clock.to(f"2026-03-{day:02}T03:00")
        model.answer = noisy(day, loss=0.1 + 0.02 * day)
        await night.look()
    last = (await nights(store))[0].headline
    assert last.startswith("Regression") and "against the last 7 runs" in last


async def test_a_model_that_is_down_is_told(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(1))
    night = Night(store, model, clock, {"slack": chat}, plan)
    await night.look()
    model.down = True
    clock.to("2026-03-02T03:00")
    await night.look()
    (run,) = await nights(store)
    assert (run.state, run.headline) == ("failed", "Failed: The server is down.")
    (post,) = chat.posts.values()
    assert "Failed: The server is down." in post["text"] and post["pictures"] == []
    model.down = False
    clock.to("2026-03-03T03:00")
    await night.look()
    assert (await nights(store))[0].state == "done"


async def test_the_token_ceiling_makes_a_night_incomparable(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(1))
    little = Plan(cases=plan.cases, tokens=200)
    night = Night(store, model, clock, {"slack": chat}, little)
    await night.look()
    clock.to("2026-03-02T03:00")
    await night.look()
    (run,) = await nights(store)
    assert run.state == "incomplete" and "KAGENT_NIGHTLY_TOKENS" in run.headline
    assert 200 <= run.usage.prompt + run.usage.completion < 260
    clock.to("2026-03-03T03:00")
    await Night(store, model, clock, {"slack": chat}, plan).look()
    assert (await nights(store))[0].headline.startswith("First run")


async def test_a_baseline_of_other_cases_is_incomparable(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan, tmp_path: Path
) -> None:
    clock, model = Clock(), Model(noisy(1))
    sample = Plan(cases=plan.cases, sample=20, seed=1)
    night = Night(store, model, clock, {"slack": chat}, sample)
    await night.look()
    clock.to("2026-03-02T03:00")
    await night.look()
    first = (await nights(store))[0]
    assert first.scores["overall"].records == 20
    clock.to("2026-03-03T03:00")
    wider = Plan(cases=plan.cases, baseline=first.id)
    await Night(store, model, clock, {"slack": chat}, wider).look()
    assert (await nights(store))[0].headline.startswith("Incomparable with the baseline")
    clock.to("2026-03-04T03:00")
    lost = Plan(cases=plan.cases, baseline=str(tmp_path / "none.json"))
    await Night(store, model, clock, {"slack": chat}, lost).look()
    assert "none.json is not there" in (await nights(store))[0].headline


async def test_a_report_waits_for_its_channel(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    clock, model = Clock(), Model(noisy(1))
    with ChatServer() as other:
        night = Night(store, model, clock, {"slack": chat, "telegram": other}, plan)
        await night.look()
        chat.down = True
        clock.to("2026-03-02T03:00")
        await night.look()
        assert (len(chat.posts), len(other.posts), chat.sent) == (0, 1, 1)
        chat.down = False
        await night.look()
        assert chat.sent == 1
        clock.on(minutes=4)
        await night.look()
        await night.look()
        assert (len(chat.posts), chat.sent, other.sent) == (1, 2, 1)


async def test_bench_shows_the_latest_and_runs(
    store: BenchmarkRuns, chat: ChatServer, plan: Plan
) -> None:
    model = Model(noisy(1))
    bench = Bench(Night(store, model, Clock(), {"slack": chat}, plan).work)
    assert await bench.latest() is None
    lines = [line async for line in bench.run_now(every=0.01)]
    assert lines[0].startswith("Run run-20260301T1200-") and "First run" in lines[-1]
    assert all(re.search(r"of 48|Opening", line) for line in lines[1:-1])
    latest = await bench.latest()
    assert latest is not None and latest.text == lines[-1] and len(latest.pictures) == 1
    assert chat.sent == 0


async def test_one_run_at_a_time(store: BenchmarkRuns, chat: ChatServer, plan: Plan) -> None:
    model, clock = Model(noisy(1)), Clock()
    first = Bench(Night(store, model, clock, {}, plan, busy=lambda: True).work)
    running = first.run_now(every=0.01)
    await anext(running)
    second = Bench(Night(store, model, clock, {}, plan).work)
    assert "is under way" in [line async for line in second.run_now()][-1]
    await running.aclose()
    assert "First run" in [line async for line in second.run_now()][-1]
    assert len(await store.runs()) == 1


@pytest.mark.parametrize(
    ("fields", "zone", "now", "due"),
    [
        ("0 3 * * *", "UTC", "2026-03-01T02:59", "2026-02-28T03:00"),
        ("0 3 * * *", "UTC", "2026-03-01T03:00", "2026-03-01T03:00"),
        ("0 3 * * *", "Asia/Shanghai", "2026-03-01T02:59", "2026-02-28T19:00"),
        ("*/5 * * * *", "UTC", "2026-03-01T02:59", "2026-03-01T02:55"),
        ("0 3 * * mon", "UTC", "2026-03-01T12:00", "2026-02-23T03:00"),
        ("0 3 1 1 *", "UTC", "2026-03-01T12:00", "2026-01-01T03:00"),
        ("30 2 * * *", "Europe/Berlin", "2026-03-29T12:00", "2026-03-29T01:30"),
        ("30 2 * * *", "Europe/Berlin", "2026-10-25T12:00", "2026-10-25T00:30"),
        ("30 2 * * *", "Europe/Berlin", "2026-10-26T12:00", "2026-10-26T01:30"),
    ],
)
def test_the_night_that_is_due(fields: str, zone: str, now: str, due: str) -> None:
    found = due_at_last(cron(fields, zone), datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found is not None
    assert found.astimezone(UTC) == datetime.fromisoformat(due).replace(tzinfo=UTC)


async def test_the_scheduler_fires(store: BenchmarkRuns, chat: ChatServer, plan: Plan) -> None:
    clock, model = Clock(), Model(noisy(1))
    night = Night(store, model, clock, {"slack": chat}, plan)

    async def begun() -> bool:
        return await store.newest_night() is not None

    async def told() -> bool:
        return bool(chat.posts)

    async with watching(night.nights, every=0.05):
        await until(begun)
        clock.to("2026-03-02T03:00")
        await until(told)
    assert len(model.asked) == PROMPTS
