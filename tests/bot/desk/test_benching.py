"""`/bench` in a Telegram chat: the newest report, and a run that an owner begins there."""

import asyncio
from pathlib import Path

from bot.nightly.commands import Benching
from bot.nightly.conclusion import Plan
from bot.nightly.service import Bench
from bot.playground.telegram import Post, TelegramPlayground
from storage.benchmark_runs import BenchmarkRuns
from storage.engine import migrate, open_engine
from tests.adapters.telegram.scene import adapter_for, says
from tests.bot.desk.office import Office
from tests.bot.nightly.scene import Clock, Model, Night, noisy, write_cases


def shown(posts: list[Post], *words: str) -> bool:
    return all(any(word in post.text for post in posts) for word in words)


async def test_an_owner_begins_a_run_and_all_see_the_newest(office: Office, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'runs.db'}")
    await migrate(engine)
    plan = Plan(cases=write_cases(tmp_path / "cases.jsonl"))
    night = Night(BenchmarkRuns(engine), Model(noisy(1)), Clock(), {}, plan)
    async with TelegramPlayground() as telegram, adapter_for(telegram) as adapter:
        ann, ben = telegram.person("Ann"), telegram.person("Ben")
        benching = Benching(Bench(night.work), {"telegram": adapter})
        people = {"owners": (f"telegram:{ann.id}",), "allow": (f"telegram:{ben.id}",)}
        async with office.open(adapter=adapter, more=benching.by_word(), **people) as here:
            line = asyncio.create_task(adapter.run(here.desk))
            ann.says("/bench")
            await ann.until(says("No run of the benchmark has ended yet"))
            ben.says("/bench run")
            await ben.until(says("owner"))
            ann.says("/bench run")
            posts = await ann.until(lambda posts: shown(posts, "The benchmark runs", "First run: "))
            ben.says("/bench")
            await ben.until(says("First run: "))
            line.cancel()
            await asyncio.wait({line})
        await benching.close()
    await engine.dispose()
    (report,) = [post for post in posts if "First run: " in post.text]
    assert report.history[0].startswith(("…", "Run run-2026"))
