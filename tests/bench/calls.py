"""The agent core's time per model call against a bare httpx loop on the same server."""

import json
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from agent.chat_completions import ChatCompletions
from agent.events import Finished
from agent.history import History
from agent.loop import Agent
from agent.profile import Profile
from tests.bench.model_server import ANSWER
from tools.builtin import toolbox

ROUNDS, QUESTIONS, CALLS = 15, 10, 2
QUESTION = "What is 12*34?"


@dataclass(frozen=True, kw_only=True)
class CallTimes:
    """Milliseconds per model call."""

    bare: float
    agent: float

    @property
    def more(self) -> float:
        return self.agent - self.bare


def now() -> datetime:
    return datetime.now(UTC)


def all_tools() -> Any:
    return toolbox(clock=now, zone=UTC)


async def measure_calls(url: str) -> CallTimes:
    """Rounds of both, interleaved, so that a slow moment of the machine meets both."""
    model = ChatCompletions(base_url=url, model="scripted")
    agent = Agent(model=model, toolbox=all_tools(), profile=Profile(planner="native"), clock=now)
    tools = [{"type": "function", "function": tool.schema()} for tool in all_tools().tools]
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        times: dict[str, list[float]] = {"bare": [], "agent": []}
        for _ in range(ROUNDS):
            times["bare"].append(await _round(lambda: _bare(http, tools)))
            times["agent"].append(await _round(lambda: _agent(agent)))
    await model.aclose()
    return CallTimes(
        bare=statistics.median(times["bare"][1:]), agent=statistics.median(times["agent"][1:])
    )


async def _round(ask: Callable[[], Awaitable[str]]) -> float:
    began = time.perf_counter()
    for _ in range(QUESTIONS):
        assert await ask() == ANSWER
    return (time.perf_counter() - began) * 1000 / QUESTIONS / CALLS


async def _agent(agent: Agent) -> str:
    async with aclosing(agent.run(History(), QUESTION)) as events:
        async for event in events:
            if isinstance(event, Finished):
                return event.answer
    raise AssertionError("a run ends with Finished")


async def _bare(http: httpx.AsyncClient, tools: list[dict[str, Any]]) -> str:
    """What a script of twenty lines would do: ask, run the call, ask again."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": QUESTION}]
    while True:
        said = await _stream(http, messages, tools)
        if not said["tool_calls"]:
            return str(said["content"])
        call = said["tool_calls"][0]
        result = str(eval(json.loads(call["function"]["arguments"])["expression"]))
        messages += [said, {"role": "tool", "tool_call_id": call["id"], "content": result}]


async def _stream(http: httpx.AsyncClient, messages: Any, tools: Any) -> dict[str, Any]:
    body = {"model": "scripted", "messages": messages, "tools": tools, "stream": True}
    text, calls = "", list[dict[str, Any]]()
    async with http.stream("POST", "/chat/completions", json=body) as answer:
        async for line in answer.aiter_lines():
            if not line.startswith("data: {"):
                continue
            for choice in json.loads(line[6:])["choices"]:
                text += choice["delta"].get("content") or ""
                for delta in choice["delta"].get("tool_calls") or ():
                    if "id" in delta:
                        calls.append({**delta, "function": dict(delta["function"])})
                    else:
                        calls[-1]["function"]["arguments"] += delta["function"]["arguments"]
    return {"role": "assistant", "content": text, "tool_calls": calls}
