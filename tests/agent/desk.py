"""A desk with eight small tools, and what the agent's tests do at it."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from agent.chat_completions import ChatCompletions
from agent.events import AgentEvent, Finished, TextDelta, Thought, ToolStarted
from agent.history import History
from agent.loop import Agent
from agent.model import ChatModel
from agent.patience import Patience
from agent.profile import PlannerName, Profile
from tests.servers.openai_server import Call, Say, ScriptedServer
from tools.base import Tool, Toolbox, ToolError

NOW = datetime(2026, 11, 25, 20, 49, 31, 123456, tzinfo=UTC)


class Product(BaseModel):
    a: int = Field(description="first factor")
    b: int = Field(description="second factor")


class Day(BaseModel):
    day: date = Field(description="yyyy-MM-dd")


class City(BaseModel):
    city: str = Field(description="English name")
    unit: Literal["C", "F"] = "C"


class Word(BaseModel):
    word: str


class Nothing(BaseModel):
    pass


async def multiply(product: Product) -> str:
    return str(product.a * product.b)


async def weekday(asked: Day) -> str:
    return f"{asked.day:%A}"


async def weather(place: City) -> str:
    if place.city == "Atlantis":
        raise ToolError("There is no city named Atlantis.")
    return f"Sunny in {place.city}, 21 {place.unit}"


async def echo(said: Word) -> str:
    return said.word


async def nothing(_: Nothing) -> str:
    return "done"


async def broken(_: Nothing) -> str:
    raise KeyError("secret detail")


async def slow(_: Nothing) -> str:
    await asyncio.Event().wait()
    return "never"


def tool(name: str, zh: str, what: str, arguments: type[BaseModel], run: Any, **more: Any) -> Any:
    return Tool(name=name, zh_name=zh, description=what, arguments=arguments, run=run, **more)


MULTIPLY = tool("multiply", "乘法", "Product of two whole numbers", Product, multiply)
WEEKDAY = tool("weekday", "星期", "Weekday of a date", Day, weekday)
WEATHER = tool("weather", "天气", "Current weather in a city", City, weather)
BROKEN = tool("broken", "坏", "Always breaks", Nothing, broken)
SLOW = tool("slow", "慢", "Never ends", Nothing, slow, timeout=0.05)
DESK = Toolbox(
    (
        MULTIPLY,
        WEEKDAY,
        WEATHER,
        tool("echo", "回声", "Says a word back", Word, echo),
        tool("spell", "拼写", "Spells a word", Word, echo),
        tool("translate", "翻译", "Translates a word to English", Word, echo),
        tool("shout", "喊", "Says a word loudly", Word, echo),
        tool("rest", "休息", "Does nothing for a moment", Nothing, nothing),
    )
)

PLAN = json.dumps(
    {"task_name": "multiply", "command": {"name": "multiply", "args": {"a": 37, "b": 24}}}
)
DONE = json.dumps(
    {"task_name": "done", "command": {"name": "task_complete", "args": {"reason": "known"}}}
)
QUESTION = "What is 37 times 24?"
ANSWER = "37 times 24 is 888."
CALL = Say(calls=(Call(name="multiply", arguments='{"a": 37, "b": 24}'),))


def model_at(server: ScriptedServer, **more: Any) -> ChatCompletions:
    haste = Patience(first=2.0, probe=0.5, busy=5.0, stall=5.0, back_off=0.05)
    return ChatCompletions(base_url=server.url, model=server.model, patience=haste, **more)


def agent_of(model: ChatModel, planner: PlannerName = "auto", **more: Any) -> Agent:
    profile = more.pop("profile", None) or Profile(planner=planner)
    settings: dict[str, Any] = {"toolbox": DESK, "clock": lambda: NOW, "profile": profile}
    return Agent(model=model, **settings | more)


async def heard(
    agent: Agent, question: str = QUESTION, history: History | None = None, **more: Any
) -> list[AgentEvent]:
    """All events of a turn, checked for what holds of every turn."""
    events: list[AgentEvent] = []
    async with aclosing(agent.run(history or History(), question, **more)) as running:
        async for event in running:
            events.append(event)
    end = events[-1]
    assert isinstance(end, Finished)
    assert sum(isinstance(event, Finished) for event in events) == 1
    assert end.answer.strip()
    assert streamed(events) == end.answer
    return events


def streamed(events: list[AgentEvent]) -> str:
    """What a front end shows in the end: text that a thought or a tool withdraws is gone."""
    text = ""
    for event in events:
        if isinstance(event, Thought | ToolStarted):
            text = ""
        elif isinstance(event, TextDelta):
            text += event.text
    return text


def finished(events: list[AgentEvent]) -> Finished:
    end = events[-1]
    assert isinstance(end, Finished)
    return end


class Ask:
    """Asks an agent one question; its model is at ``standing`` unless a ``server`` is described."""

    def __init__(self, standing: ScriptedServer, remember: dict[str, str]) -> None:
        self._standing = standing
        self._remember = remember

    async def __call__(
        self,
        replies: Any,
        question: str = QUESTION,
        *,
        planner: PlannerName = "auto",
        history: History | None = None,
        server: dict[str, Any] | None = None,
        knowledge: str = "",
        **more: Any,
    ) -> tuple[Finished, Sequence[dict[str, Any]]]:
        """How the turn ended, and the requests that the model got."""
        if server is None:
            self._standing.script(replies)
            return await self._ask(self._standing, question, planner, history, knowledge, more)
        async with ScriptedServer(replies, **server) as other:
            return await self._ask(other, question, planner, history, knowledge, more)

    async def _ask(
        self,
        server: ScriptedServer,
        question: str,
        planner: PlannerName,
        history: History | None,
        knowledge: str,
        more: dict[str, Any],
    ) -> tuple[Finished, Sequence[dict[str, Any]]]:
        remember = self._remember if server is self._standing else {}
        model = model_at(server, remember=remember)
        try:
            agent = agent_of(model, planner, **more)
            events = await heard(agent, question, history, knowledge=knowledge)
        finally:
            await model.aclose()
        return finished(events), list(server.requests)


def prompt(body: dict[str, Any]) -> str:
    """A request as the server's template makes it: tools first, then who said what."""
    tools = json.dumps(body["tools"], ensure_ascii=False) if body.get("tools") else ""
    said = [
        f"{m['role']}: {m.get('content') or ''}{json.dumps(m.get('tool_calls') or '')}"
        for m in body["messages"]
    ]
    return "\n".join((tools, *said))


def last(body: dict[str, Any]) -> str:
    """What the model was told last."""
    return str(body["messages"][-1]["content"])
