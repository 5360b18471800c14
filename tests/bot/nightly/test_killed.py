"""A night whose process is killed again and again: it ends, told once, nothing paid twice."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.benchmark_runs import BenchmarkRuns
from tests.bot.nightly.scene import ChatServer, write_cases
from tests.servers.openai_server import ScriptedServer

ROOT = Path(__file__).parents[3]
PROMPTS, IN_FLIGHT, KILLS = 60, 4, 2


async def test_a_killed_night_goes_on(
    store: BenchmarkRuns, chat: ChatServer, tmp_path: Path
) -> None:
    long_ago = datetime(2026, 1, 1, 3, tzinfo=UTC)  # since then last night's is due
    await store.pass_over("night-long-ago", long_ago, long_ago)
    write_cases(tmp_path / "cases.jsonl", PROMPTS // 2)
    asked: list[str] = []
    reached = threading.Event()
    until = 0

    def reply(body: dict[str, Any]) -> str:
        asked.append(body["messages"][0]["content"])
        if len(asked) >= until:
            reached.set()
        return "w0 w1 w2"

    def begin() -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "tests.bot.nightly.child", str(tmp_path), server.url, chat.url],
            env=os.environ | {"KAGENT_DATA_DIR": str(tmp_path / "data")},
            cwd=ROOT,
        )

    with ScriptedServer(reply, latency=0.05) as server:
        for _ in range(KILLS):
            live = await store.live()
            kept = {each.record for each in await store.answers(live.id)} if live else set()
            until = len(asked) + 15
            before = len(asked)
            reached.clear()
            running = begin()
            assert await asyncio.to_thread(reached.wait, 60)
            running.send_signal(signal.SIGKILL)
            await asyncio.to_thread(running.wait)
            assert not {prompt.replace(" ", "-") for prompt in asked[before:]} & kept
        running = begin()
        assert await asyncio.to_thread(running.wait, 60) == 0
        (run,) = await store.runs()
        assert (run.state, run.usage.calls) == ("done", PROMPTS)
        assert len(set(asked)) == PROMPTS
        assert len(asked) <= PROMPTS + KILLS * 2 * IN_FLIGHT
        assert max(Counter(asked).values()) <= 1 + KILLS
        assert chat.sent == 1 and run.id in next(iter(chat.posts))[1]
