"""The page and the API on a real port, before a small core that behaves as the true one does."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncGenerator, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar

import uvicorn
from starlette.routing import Route

from adapters.base import Activity, IncomingMessage, Press, Reply
from adapters.web import WebAdapter
from agent.events import (
    AgentEvent,
    Finished,
    Step,
    TextDelta,
    Thought,
    ToolFinished,
    ToolStarted,
)
from agent.history import History, Outcome
from agent.messages import Usage
from agent.model import ContextOverflow, ModelUnavailable
from agent.profile import Profile
from bot.config import Settings
from bot.desk.allowance import Allowance
from bot.desk.budget import budget_of
from bot.pages.app import About, pages
from bot.pages.gate import Hosts
from bot.pages.health import Health, State
from bot.pages.sign_in import SignIn, link
from bot.turns.asking import Asking, asking_reply, subject_of
from bot.turns.ledger import TurnLedger
from bot.turns.replies import final_reply
from bot.turns.turn import message_of, question_of, turn_id
from bot.words import words
from storage.in_memory import InMemoryConversations
from tests.servers.quiet import QuietServer
from tools.consent import Deed

TOKEN = "a-token-for-tests-that-is-long-enough"
T = TypeVar("T")

_USAGE = Usage(calls=2, prompt=300, cached=100, completion=42)


class StandInCore:
    """Keeps a message, answers it in order, can be held, stopped and restarted.

    It answers with what ``answers`` has for the question, else repeats it. A question that begins
    with "hold" waits for `release` before its end, one that begins with "may" for a person's word.
    """

    def __init__(self, web: WebAdapter, store: InMemoryConversations, answers: dict[str, str]):
        self._web = web
        self._store = store
        self._answers = answers
        self._lines: dict[str, asyncio.Task[None]] = {}
        self._now: dict[str, asyncio.Task[None]] = {}
        self._go_on, self._held = asyncio.Event(), asyncio.Event()
        self.told: list[IncomingMessage] = []
        self.done: list[str] = []
        self._asking = Asking()

    async def accept(self, message: IncomingMessage) -> None:
        self.told.append(message)
        if await self._store.accept(question_of(message)):
            self.enqueue(message)

    def enqueue(self, message: IncomingMessage) -> None:
        before = self._lines.get(message.conversation)
        self._lines[message.conversation] = asyncio.create_task(self._run(message, before))

    async def stop(self, conversation: str) -> bool:
        task = self._now.get(conversation)
        return task is not None and task.cancel()

    async def press(self, press: Press) -> str:
        settled = self._asking.settle(press, by_owner=True)
        return "" if settled else words("en").not_yours

    async def release(self) -> None:
        """Once something is held, let it go on; what is asked later is held again."""
        await self._held.wait()
        self._go_on.set()
        self._go_on, self._held = asyncio.Event(), asyncio.Event()

    async def close(self) -> None:
        for task in self._lines.values():
            task.cancel()
        await asyncio.gather(*self._lines.values(), return_exceptions=True)

    async def _run(self, message: IncomingMessage, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait((before,))
        work = self._now[message.conversation] = asyncio.create_task(self._answer(message))
        try:
            await asyncio.wait((work,))
        except asyncio.CancelledError:
            work.cancel()
            raise
        finally:
            del self._now[message.conversation]
        if work.cancelled():
            await self._finish(message, Outcome(answer="", reason="stopped"))

    async def _answer(self, message: IncomingMessage) -> None:
        await self._store.start(turn_id(message), datetime.now(UTC))
        acts: tuple[Activity, ...] = ()
        steps: tuple[Step, ...] = ()
        for thought, arguments, result, failed in _tasks(message.text):
            acts = (*acts, Activity(kind="thought", title=thought))
            running = Activity(kind="tool", title="calculator", detail=arguments, state="running")
            await self._show(message, Reply(activities=(*acts, running)))
            done = Activity(
                kind="tool",
                title="calculator",
                detail=arguments,
                result=result,
                state="failed" if failed else "done",
            )
            acts = (*acts, done)
            steps = (
                *steps,
                Step(
                    thought=thought,
                    tool="calculator",
                    arguments=arguments,
                    result=result,
                    failed=failed,
                ),
            )
        text = self._answers.get(message.text, f"You said: {message.text}")
        half = Reply(text=text[: len(text) // 2], activities=acts)
        await self._show(message, half)
        if message.text.startswith("hold"):
            self._held.set()
            await self._go_on.wait()
        if message.text.startswith("may"):
            text = await self._allowed(message)
        outcome = Outcome(
            answer=text, reason="answered", steps=steps, usage=_USAGE, model="stand-in", seconds=0.4
        )
        await self._finish(message, outcome)

    async def _allowed(self, message: IncomingMessage) -> str:
        subject = subject_of(turn_id(message), "word")
        deed = Deed(tool="shout", arguments=json.dumps({"text": message.text}))
        with self._asking.asked(message, subject) as word:
            await self._show(message, asking_reply(deed, subject, datetime.now(UTC), "en"))
            if not await word:
                return "I left it."
        self.done.append(message.text)
        return "I did it."

    async def _finish(self, message: IncomingMessage, outcome: Outcome) -> None:
        await self._store.finish(turn_id(message), outcome, datetime.now(UTC))
        await self._show(message, final_reply(outcome, "en"))

    async def _show(self, message: IncomingMessage, reply: Reply) -> None:
        await self._web.show(message, reply, TurnLedger(self._store, turn_id(message), "web"))


def _tasks(text: str) -> list[tuple[str, str, str, bool]]:
    """The tool runs that a question calls for: thought, arguments, result, failed."""
    tasks = []
    if "12.5" in text:
        tasks.append(("Work it out", '{"expression": "12.5*(3+4)"}', "87.5", False))
    if "fail" in text:
        tasks.append(("Try", '{"expression": "1/0"}', "Division by zero", True))
    if "<" in text:
        tasks.append((text, f'{{"expression": "{text}"}}', text, False))
    return tasks


class PageService:
    """Serves everything in a thread. ``link`` is a fresh sign-in link, ``token`` the bearer token.

    ``restart`` stops it and starts it anew on the same port with the same store, as a killed and
    restarted service would: what was not answered is run again.
    """

    def __init__(
        self,
        *,
        answers: dict[str, str] | None = None,
        starter: bool = False,
        listening: str = "127.0.0.1",
        more: Sequence[Route] = (),
        **limits: Any,
    ) -> None:
        self.token = TOKEN
        self.store = InMemoryConversations()
        self.answers = answers or {}
        self.health = Health(model=State(ok=True), database=State(ok=True))
        self.ahead = timedelta()
        self.asked: list[tuple[History, str, Profile]] = []
        self.closed_runs = threading.Event()
        self.starter = starter
        self._listening = listening
        self._more = more
        self._limits = Settings(_env_file=None, **limits)
        self._port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def link(self) -> str:
        return link(self.url, self.token, self.clock())

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def start(self) -> None:
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listener, up)))
        self._thread.start()
        assert up.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def restart(self) -> None:
        self.stop()
        self.start()

    async def press(self, press: Press) -> str:
        return ""

    def release(self) -> None:
        """Let the held questions be answered; a service just started has to come to them first."""
        self.do(self.core.release())

    def release_soon(self, conversation: str) -> None:
        """Let what is held there go on once it is seen to be held."""

        async def when_held() -> None:
            with self.web.watch(conversation) as watch:
                while not (await watch.next())[1].text:
                    pass
            await self.core.release()

        asyncio.run_coroutine_threadsafe(when_held(), self._loop)

    def close_line(self) -> None:
        """Take no more messages, as a service does that is about to stop."""

        async def close() -> None:
            self._line.cancel()
            await asyncio.wait((self._line,))

        self.do(close())

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run it where the service runs."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _serve(self, listener: socket.socket, up: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self.web = web = WebAdapter()
        self.core = StandInCore(web, self.store, self.answers)
        app = pages(
            web=web,
            store=self.store,
            ask=self._ask,
            profile=Profile(instructions="Be kind."),
            allowance=Allowance(
                budget=budget_of(self._limits, self.store, self.clock),
                messages=self._limits.budget_messages,
                store=self.store,
                clock=self.clock,
            ),
            about=self._about,
            health=self._health,
            sign_in=SignIn(self.token, self.clock),
            hosts=Hosts(self._listening),
            clock=self.clock,
            more=self._more,
        )
        config = uvicorn.Config(app, log_level="warning", lifespan="off")
        server = QuietServer(config, farewell=5.0)
        self._line = asyncio.create_task(web.run(self.core))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        for record in await self.store.unfinished():
            self.core.enqueue(message_of(record.question))
        up.set()  # the socket listens, so whoever connects now is served in a moment
        await self._over.wait()
        self._line.cancel()
        await self.core.close()
        server.end()
        await asyncio.gather(self._line, serving, return_exceptions=True)

    async def _about(self) -> About:
        return About(assistant="KAgentSys", model="stand-in", starter=self.starter)

    async def _health(self) -> Health:
        return self.health

    async def _ask(
        self, history: History, question: str, profile: Profile
    ) -> AsyncGenerator[AgentEvent]:
        self.asked.append((history, question, profile))
        try:
            if question == "down":
                raise ModelUnavailable("no route to it")
            if question == "too long":
                raise ContextOverflow("longer than the window", window=4096)
            if question == "hang":
                await asyncio.Event().wait()
            yield TextDelta(text="Let me see. ")
            yield Thought(text="Work it out")
            yield ToolStarted(call_id="1", tool="calculator", arguments="{}")
            yield ToolFinished(
                call_id="1", tool="calculator", result="87.5", failed=False, seconds=0.1
            )
            answer = self.answers.get(question, f"You said: {question}")
            for at in range(0, len(answer), 20):
                yield TextDelta(text=answer[at : at + 20])
            if question == "break":
                raise ModelUnavailable("it went away")
            yield Finished(
                answer=answer, reason="answered", steps=(), usage=_USAGE, model="stand-in"
            )
        finally:
            self.closed_runs.set()
