"""`/bench` in a Telegram chat: the newest report, and a run that an owner begins there."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.nightly.commands import Benching
from bot.nightly.conclusion import Plan
from bot.nightly.service import Bench
from bot.playground.telegram import Post, TelegramPlayground
from storage.benchmark_runs import BenchmarkRuns
from tests.adapters.desk import running
from tests.adapters.telegram.scene import adapter_for
from tests.bot.desk.office import Office
from tests.bot.nightly.scene import Clock, Model, Night, noisy, write_cases


def said(words: str, count: int = 1):  # type: ignore[no-untyped-def]
    return lambda posts: sum(words in post.text for post in posts) == count
