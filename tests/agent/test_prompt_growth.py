"""Prompts only grow, so that a server's prefix cache does most of the work."""

import json
from datetime import timedelta
from typing import Any

import pytest

from agent.events import Summarised
from agent.history import History, Turn
from agent.profile import PlannerName
from tests.agent.desk import NOW, agent_of, finished, heard, last, model_at, prompt
from tests.servers.openai_server import Call, Say, ScriptedServer
from tests.servers.wire import common_prefix

TURNS = 20
ORIGINAL = 373_042
"""Characters of the original's prompts in such a conversation."""


def shares(prompts: list[str]) -> tuple[int, int]:
    """Characters in all, and those of them that begin an earlier prompt in the same way."""
    known = sum(
        max((common_prefix(text, earlier) for earlier in prompts[:place]), default=0)
        for place, text in enumerate(prompts)
    )
    return sum(map(len, prompts)), known


def reply(planner: str) -> Any:
    def native(body: dict[str, Any]) -> Say | str:
        if body["messages"][-1]["role"] == "tool":
            return "The product of these two numbers is the one given above, worked out exactly."
        arguments = json.dumps({"a": len(body["messages"]), "b": 24})
        return Say(calls=(Call(name="multiply", arguments=arguments),))

    def kagentsys(body: dict[str, Any]) -> str:
        if "plain text, no JSON and" in last(body):
            return "The product of these two numbers is the one given above, worked out exactly."
        if "<data" in last(body):
            command = {"name": "task_complete", "args": {"reason": "The product is known."}}
            return json.dumps({"task_name": "done", "command": command})
        arguments = {"a": len(body["messages"]), "b": 24}
        command = {"name": "multiply", "args": arguments}
        return json.dumps({"task_name": "Multiply the two numbers", "command": command})

    return native if planner == "native" else kagentsys


@pytest.mark.parametrize(("planner", "calls"), [("native", 40), ("kagentsys", 60)])
async def test_nine_tenths_of_a_conversation_are_known_already(
    planner: PlannerName, calls: int
) -> None:
    turns: list[Turn] = []
    async with ScriptedServer(reply(planner)) as server:
        model = model_at(server)
        for number in range(TURNS):
            at = NOW + timedelta(minutes=7 * number)
            agent = agent_of(model, planner, clock=lambda at=at: at)
            question = f"What is {number + 3} times 24, please, as a number?"
            history = History(turns=tuple(turns))
            events = await heard(agent, question, history, asked_at=at)
            assert not any(isinstance(event, Summarised) for event in events)
            answer = finished(events).answer
            turns.append(Turn(question=question, answer=answer, asked_at=at))
        await model.aclose()
    total, known = shares([prompt(body) for body in server.requests])
    assert len(server.requests) == calls
    assert known / total >= 0.9
    assert total < ORIGINAL / 2
