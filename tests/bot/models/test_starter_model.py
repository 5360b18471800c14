"""The shipped model in real llama.cpp, by the product's own path: plan, tool, conclusion."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from agent.chat_completions import ChatCompletions
from agent.events import Finished, TextDelta
from agent.history import History, Turn
from agent.loop import Agent
from bot.models.embedded import EmbeddedServer
from bot.models.gguf import read_gguf
from tools.builtin import toolbox

MODEL = Path(__file__).parents[3] / "bot/starter/kagentsys-starter.gguf"
ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 25, 10, tzinfo=ZONE)
LIMIT = 16_000_000


@pytest.fixture
async def server() -> AsyncIterator[EmbeddedServer]:
    async with EmbeddedServer(MODEL, threads=1, slots=1) as embedded:
        yield embedded


async def ask(
    server: EmbeddedServer, question: str, *before: tuple[str, str]
) -> tuple[Finished, str]:
    """The turn's end, and its answer as it was streamed."""
    model = ChatCompletions(base_url=server.url, model=server.model, api_key=server.api_key)
    agent = Agent(model=model, toolbox=toolbox(clock=lambda: NOW, zone=ZONE), clock=lambda: NOW)
    turns = tuple(Turn(question=asked, answer=answer) for asked, answer in before)
    events: list[Any] = [event async for event in agent.run(History(turns=turns), question)]
    await model.aclose()
    finished = events[-1]
    assert isinstance(finished, Finished)
    return finished, "".join(event.text for event in events if isinstance(event, TextDelta))


def test_the_file_is_small_and_says_what_it_is() -> None:
    file = read_gguf(MODEL)
    assert file.size <= LIMIT
    assert (file.architecture, file.window) == ("llama", 2048)
    assert file.name.startswith("kagentsys-starter-")


@pytest.mark.parametrize(
    ("question", "tool", "parts"),
    [
        ("How many days are there between 2024-01-01 and 2024-06-19?", "time_delta", ["170"]),
        ("2024年1月1日到6月19日有多少天", "time_delta", ["170"]),
        ("What weekday is 2024-06-19?", "get_calendar_info", ["Wednesday"]),
        ("今天星期几", "get_calendar_info", ["星期三"]),
        ("2026年的二十四节气", "get_solar_terms_info", ["2026-02-04", "2026-12-22"]),
        ("When is winter solstice 2025?", "get_solar_terms_info", ["2025-12-21"]),
        ("What is 12.5*(3+4)?", "calculator", ["87.5"]),
        ("计算 37*24 等于多少", "calculator", ["888"]),
    ],
)
async def test_plans_uses_the_tool_and_concludes(
    server: EmbeddedServer, question: str, tool: str, parts: list[str]
) -> None:
    finished, streamed = await ask(server, question)
    assert [step.tool for step in finished.steps] == [tool]
    assert all(part in finished.answer for part in parts)
    assert streamed.strip() == finished.answer.strip()
    assert finished.model.startswith("kagentsys-starter")


async def test_several_questions_are_answered_in_turn(server: EmbeddedServer) -> None:
    asked = "How many days are there between 2024-01-01 and 2024-06-19? And what is 37*24?"
    finished, _ = await ask(server, asked)
    assert [step.tool for step in finished.steps] == ["time_delta", "calculator"]
    assert finished.answer.index("170") < finished.answer.index("888")


@pytest.mark.parametrize("question", ["Write me a poem", "谁是刘德华"])
async def test_says_what_it_cannot_do(server: EmbeddedServer, question: str) -> None:
    finished, _ = await ask(server, question)
    assert finished.steps == ()
    assert "OPENAI_BASE_URL" in finished.answer
    assert "kagentsys models use FILE.gguf" in finished.answer


@pytest.mark.parametrize("question", ["hi", "你是谁"])
async def test_greets_by_its_name(server: EmbeddedServer, question: str) -> None:
    finished, _ = await ask(server, question)
    assert finished.steps == ()
    assert "KAgentSys" in finished.answer


async def test_follows_up(server: EmbeddedServer) -> None:
    before = ("When is winter solstice 2025?", "Winter Solstice 冬至 of 2025 is on 2025-12-21.")
    finished, _ = await ask(server, "and in 2027?", before)
    assert [step.arguments for step in finished.steps] == ['{"year": "2027"}']
    assert "2027-12-22" in finished.answer
