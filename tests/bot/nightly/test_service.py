"""The benchmark as the service opens it: real settings, a real client, our own cases."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config import load_settings
from bot.nightly.service import open_bench
from storage.benchmark_runs import BenchmarkRuns
from tests.bot.nightly.scene import ChatServer, until
from tests.servers.openai_server import ScriptedServer


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGENT_NIGHTLY_SAMPLE", "4")
    monkeypatch.setenv("KAGENT_NIGHTLY_MODEL", "scripted")


async def test_a_run_by_hand(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(lambda body: "a b", personality="vllm", window=32_768) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        settings = load_settings(env_file=None)
        async with open_bench(settings, engine, channels={}, details=lambda run: "/b") as bench:
            lines = [line async for line in bench.run_now()]
            latest = await bench.latest()
    assert lines[0].endswith("4 of the project's own cases (seed 0)")
    assert latest is not None and latest.text == lines[-1]
    assert "scripted, asked 4 of" in latest.text and latest.text.endswith("Details: /b")
    assert server.requests[0]["temperature"] == 0.1 and server.requests[0]["max_tokens"] == 520


async def test_with_a_cron_nights_are_looked_after(
    engine: AsyncEngine,
    store: BenchmarkRuns,
    chat: ChatServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KAGENT_NIGHTLY_CRON", "* * * * *")
    monkeypatch.setenv("KAGENT_NIGHTLY_CHANNELS", "slack:team")

    async def told() -> bool:
        return bool(chat.posts)

    with ScriptedServer(lambda body: "a b", personality="vllm", window=32_768) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        settings = load_settings(env_file=None)
        before = settings.now() - timedelta(days=1)
        await store.pass_over("yesterday", before, before)
        async with open_bench(settings, engine, channels={"slack": chat}):
            await until(told)
    (post,) = chat.posts.values()
    assert "First run" in post["text"] and len(post["pictures"]) == 1


async def test_a_run_that_is_stopped_keeps_what_was_on_its_way(
    engine: AsyncEngine, store: BenchmarkRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def asked() -> bool:
        return len(server.requests) == 2

    with ScriptedServer(
        lambda body: "a b", personality="vllm", window=32_768, latency=0.2
    ) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        async with open_bench(load_settings(env_file=None), engine, channels={}) as bench:
            running = bench.run_now()
            await anext(running)
            await until(asked)
            await running.aclose()
    live = await store.live()
    assert live is not None and live.usage.calls == len(server.requests) == 2
