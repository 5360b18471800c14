"""A conversation at the keyboard is kept turn by turn, and told again in short when it is long."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from agent.chat_completions import ChatCompletions
from agent.history import Turn
from agent.loop import Agent
from agent.model import ModelUnavailable
from agent.profile import Profile
from bot.terminal.display import Blank
from bot.terminal.talk import Store, Talk
from storage.in_memory import InMemoryConversations
from tests.servers.openai_server import Fault, ScriptedServer
from tools.base import Toolbox


def clock() -> datetime:
    return datetime(2024, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer([], personality="vllm", window=1024) as opened:
        yield opened


@pytest.fixture
async def talk(server: ScriptedServer) -> AsyncIterator[Talk]:
    model = ChatCompletions(base_url=server.url, model=server.model)
    agent = Agent(model=model, toolbox=Toolbox(), profile=Profile(), clock=clock)
    yield Talk(
        agent=agent, store=Store(conversations=InMemoryConversations()), name="me", clock=clock
    )
    await model.aclose()


async def test_what_was_said_is_told_until_it_is_forgotten(
    talk: Talk, server: ScriptedServer
) -> None:
    server.add("Hello Ann.", "Ann.", "I do not know.")
    await talk.ask("I am Ann.", Blank())
    assert (await talk.ask("Who am I?", Blank())).answer == "Ann."
    assert [turn.question for turn in (await talk.history()).turns] == ["I am Ann.", "Who am I?"]
    assert await talk.last_question() == "Who am I?"
    await talk.reset()
    assert await talk.last_question() == ""
    await talk.ask("Who am I?", Blank())
    told = ["I am Ann." in json.dumps(body["messages"]) for body in server.requests]
    assert told == [True, True, False]


async def test_what_is_given_stands_for_what_was_said(talk: Talk, server: ScriptedServer) -> None:
    server.add("One.", "Two.")
    await talk.ask("First", Blank())
    await talk.ask("Second", Blank(), said=(Turn(question="Given", answer="Yes"),))
    told = json.dumps(server.requests[1]["messages"])
    assert "Given" in told
    assert "First" not in told


async def test_a_turn_without_an_answer_is_not_kept_but_may_be_asked_again(
    talk: Talk, server: ScriptedServer
) -> None:
    server.add(*[Fault(kind="status", status=503)] * 3)
    with pytest.raises(ModelUnavailable):
        await talk.ask("Well?", Blank())
    assert (await talk.history()).turns == ()
    assert await talk.last_question() == "Well?"


async def test_a_long_conversation_is_summarised_once_and_goes_on(
    talk: Talk, server: ScriptedServer
) -> None:
    server.add(*["word " * 60] * 40)
    for place in range(12):
        await talk.ask(f"Q{place} {'why ' * 20}", Blank())
    history = await talk.history()
    assert history.summarised > 0
    assert history.summary
    assert history.summarised + len(history.turns) == 12
    assert all(len(json.dumps(body["messages"])) < 1024 * 4 for body in server.requests)
