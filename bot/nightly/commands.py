"""`/bench`: the newest run of the benchmark where people talk, and beginning one."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from contextvars import Context

import structlog

from adapters.base import Adapter, Reply
from bot.desk.commands import Asked, Command
from bot.nightly.service import Bench
from bot.telling import PassingLedger
from bot.turns.settle import failure_of, settle

_log = structlog.get_logger(__name__)
_TOLD_EVERY = 15.0
"""Seconds between two words on how far a run is."""


class Benching:
    """Tells of runs, and begins one for an owner; how far it is stands in the chat it is asked in.

    Leaving (`close`) leaves the run to the next `/bench run` or night.
    """

    def __init__(self, bench: Bench, adapters: Mapping[str, Adapter]) -> None:
        self._bench = bench
        self._adapters = adapters
        self._runs: set[asyncio.Task[None]] = set()

    def by_word(self) -> dict[str, Command]:
        return {"bench": self.tell}

    async def tell(self, asked: Asked) -> str:
        """`/bench` and `/bench run`."""
        if asked.text.casefold() != "run":
            report = await self._bench.latest()
            return report.text if report else asked.words.no_bench
        if not asked.owner:
            return asked.words.owners_only
        run = self._run(asked.message.platform, _chat(asked), asked.message.event_id)
        # A command runs in a durable workflow; the benchmark has its own journal.
        task = asyncio.get_running_loop().create_task(run, context=Context())
        self._runs.add(task)
        task.add_done_callback(self._runs.discard)
        return asked.words.bench_begun

    async def close(self) -> None:
        for task in self._runs:
            task.cancel()
        await asyncio.gather(*self._runs, return_exceptions=True)

    async def _run(self, platform: str, chat: str, event: str) -> None:
        ledger, adapter = PassingLedger(), self._adapters.get(platform)
        text = ""
        async with aclosing(self._bench.run_now(_TOLD_EVERY)) as pieces:
            async for piece in pieces:
                text = piece
                if adapter is not None:
                    shown = adapter.post(chat, Reply(text=text), ledger, key=f"bench-{event}")
                    if error := failure_of(await settle(shown)):
                        _log.warning("how far the benchmark is was not shown", error=repr(error))
        if adapter is not None:
            final = Reply(text=text, final=True)
            await adapter.post(chat, final, ledger, key=f"bench-{event}")


def _chat(asked: Asked) -> str:
    message = asked.message
    return f"{message.chat_id}:{message.thread_id}" if message.thread_id else message.chat_id
