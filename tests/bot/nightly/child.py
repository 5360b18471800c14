"""The process that gets killed: one that looks after the nights, on real files and servers.

`python -m tests.bot.nightly.child FOLDER MODEL_URL CHAT_URL`; it ends when it has told the night.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.config import load_settings
from bot.inferring import benchmark_model
from bot.nightly.conclusion import Plan
from bot.nightly.nights import Nights
from bot.nightly.posting import Posts
from bot.nightly.settings import cron
from bot.nightly.work import Pace, Work
from storage.benchmark_runs import BenchmarkRuns
from storage.engine import migrate, open_engine
from tests.bot.nightly.scene import ChatAt

FIELDS = "0 3 * * *"


def now() -> datetime:
    return datetime.now(UTC)


async def look(folder: Path, model_url: str, chat_url: str) -> None:
    engine = open_engine(f"sqlite:///{folder / 'kept.db'}")
    await migrate(engine)
    settings = load_settings(env_file=None, flags={"--base-url": model_url, "--model": "scripted"})
    store = BenchmarkRuns(engine)
    work = Work(
        store=store,
        plan=Plan(cases=folder / "cases.jsonl", concurrency=4),
        open_model=lambda: benchmark_model(settings),
        clock=now,
        pace=Pace(beat=0.1, silence=0.5, pauses=(0.0,)),
    )
    channels = {"slack": ChatAt(chat_url)}
    posts = Posts(store=store, channels=channels, targets=["slack:team"], clock=now)
    nights = Nights(work=work, cron=cron(FIELDS, UTC), posts=posts)
    while True:
        await nights.look()
        newest = await store.newest_night()
        if newest is not None and await store.postings(newest.id):
            break
        await asyncio.sleep(0.1)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(look(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
