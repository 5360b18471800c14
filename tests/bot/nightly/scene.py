"""Nights on a clock that the test moves, a model that answers by a script, a chat that listens."""

import asyncio
import base64
import json
import random
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import httpx

from adapters.base import Ledger, Picture, Reply
from agent.model import ModelError, ModelUnavailable, Request
from agent.scripted import Scripted
from bot.inferring import Spoken
from bot.nightly.conclusion import Plan
from bot.nightly.nights import Nights
from bot.nightly.posting import Posts
from bot.nightly.settings import cron
from bot.nightly.work import Pace, Work
from storage.benchmark_runs import BenchmarkRuns

WORDS = [f"w{number}" for number in range(12)]
Answer = Callable[[str], str]


def write_cases(path: Path, records: int = 24) -> Path:
    """Conclusions and profiles, as many of each; the gold of every one is `WORDS`."""
    kinds = {"conclusion": "KuaiAgent", "profile": "prompt"}
    lines = [
        {
            "id": f"{kind}-{number}",
            "query": f"{kind} {number}",
            "type": kind,
            "golden_result_list": [" ".join(WORDS)],
            "prompt_input": {template: f"{kind} {number}"},
        }
        for kind, template in kinds.items()
        for number in range(records)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def noisy(seed: int, spoilt: str = "", loss: float = 0.25) -> Answer:
    """The gold with words lost by chance; of prompts with ``spoilt`` in them twice as many."""
    chance = random.Random(seed)

    def answer(prompt: str) -> str:
        rate = 2.4 * loss if spoilt and spoilt in prompt else loss
        return " ".join(word for word in WORDS if chance.random() > rate)

    return answer


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self, at: str = "2026-03-01T12:00") -> None:
        self.at = datetime.fromisoformat(at).replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def to(self, at: str) -> None:
        self.at = datetime.fromisoformat(at).replace(tzinfo=UTC)

    def on(self, **more: float) -> None:
        self.at += timedelta(**more)


class Model:
    """A model whose answers can be changed between nights; ``down`` makes it unreachable."""

    def __init__(self, answer: Answer, name: str = "m") -> None:
        self.answer = answer
        self.name = name
        self.down = False
        self.asked: list[str] = []

    def _line(self, request: Request) -> str | ModelError:
        if self.down:
            return ModelUnavailable("The server is down.")
        self.asked.append(request.messages[-1].text)
        return self.answer(request.messages[-1].text)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Spoken]:
        yield Spoken(model=Scripted(self._line, name=self.name), name=self.name)


class ChatServer:
    """A platform over HTTP: keeps each key's post once, in ``posts``; ``down`` refuses them."""

    def __init__(self) -> None:
        self.posts: dict[tuple[str, str], dict[str, Any]] = {}
        self.sent = 0
        self.down = False
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                post = json.loads(self.rfile.read(int(self.headers["content-length"])))
                chat.sent += 1
                if not chat.down:
                    chat.posts.setdefault((post["chat"], post["key"]), post)
                self.send_response(503 if chat.down else 204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    async def post(
        self,
        chat: str,
        reply: Reply,
        ledger: Ledger,
        *,
        key: str,
        pictures: Sequence[Picture] = (),
    ) -> None:
        await ChatAt(self.url).post(chat, reply, ledger, key=key, pictures=pictures)


@dataclass(frozen=True)
class ChatAt:
    """The `Channel` that posts to a `ChatServer`, from whichever process."""

    url: str

    async def post(
        self,
        chat: str,
        reply: Reply,
        ledger: Ledger,
        *,
        key: str,
        pictures: Sequence[Picture] = (),
    ) -> None:
        shown = [base64.b64encode(each.data).decode() for each in pictures]
        body = {"chat": chat, "key": key, "text": reply.text, "pictures": shown}
        async with httpx.AsyncClient(trust_env=False) as http:
            (await http.post(self.url, json=body)).raise_for_status()
        await ledger.keep((f"{chat}/{key}",))


class Night:
    """One process's part in the nights; several on one store are a fleet."""

    def __init__(
        self,
        store: BenchmarkRuns,
        model: Model,
        clock: Clock,
        chats: dict[str, ChatServer],
        plan: Plan,
        *,
        fields: str = "0 3 * * *",
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        pace = Pace(beat=0.02, silence=180, pauses=(0.0,), yielding=0.01)
        self.work = Work(
            store=store, plan=plan, open_model=model.open, clock=clock, busy=busy, pace=pace
        )
        self.posts = Posts(
            store=store,
            channels=chats,
            targets=[f"{name}:team" for name in chats],
            clock=clock,
            details=lambda run: f"http://here/{run}",
        )
        self.cron = cron(fields, UTC)
        self.nights = Nights(work=self.work, cron=self.cron, posts=self.posts)

    async def look(self) -> None:
        await self.nights.look()


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Returns once it is true; fails after 20 seconds."""
    async with asyncio.timeout(20):
        while not await true():  # noqa: ASYNC110 (what happens is in the database)
            await asyncio.sleep(0.01)
