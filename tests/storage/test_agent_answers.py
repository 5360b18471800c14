"""Answers put up for rating: each person's own order, blind, and kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.agent_answers import SKIPPED, AgentAnswer, AgentAnswers
from storage.engine import open_engine
from storage.personal import PersonalData
from tests.servers.store import make_store


def answer(number: int, agent: str = "react", text: str = "", model: str = "m") -> AgentAnswer:
    return AgentAnswer(
        batch="mine",
        model=model,
        agent=agent,
        question_id=f"{number}",
        question=f"q{number}",
        reference="",
        answer=text or f"a{number}",
    )


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[str]:
    yield await make_store(tmp_path / "store.db")


@pytest.fixture
async def answers(database: str) -> AsyncIterator[AgentAnswers]:
    engine = open_engine(database)
    yield AgentAnswers(engine)
    await engine.dispose()


async def walk(answers: AgentAnswers, person: str, score: int, most: int = 99) -> list[str]:
    """What the person is shown, and rates, one after the other."""
    seen = list[str]()
    while len(seen) < most and (found := await answers.next_for(person)) is not None:
        seen.append(found.question)
        assert await answers.rate(found.id, person, score)
    return seen


async def test_each_person_has_an_order_that_outlasts_the_process(
    answers: AgentAnswers, database: str
) -> None:
    assert not await answers.any()
    await answers.offer([answer(number) for number in range(8)])
    await answers.offer([answer(number) for number in range(8)])
    assert await answers.any()
    ann = await walk(answers, "ann", 3, most=3)
    bob = await walk(answers, "bob", SKIPPED)
    engine = open_engine(database)
    later = AgentAnswers(engine)
    ann += await walk(later, "ann", 5)
    assert sorted(ann) == sorted(bob) == [f"q{number}" for number in range(8)]
    assert ann != bob
    assert [each.score for each in await later.ratings()].count(5) == 5
    assert {each.person for each in await later.ratings()} == {"ann"}
    await engine.dispose()


async def test_a_score_is_one_for_each_person_and_may_be_changed(answers: AgentAnswers) -> None:
    offered = answer(1)
    await answers.offer([offered])
    for person, score in (("ann", 2), ("ann", 4), ("bob", 1), ("bob", SKIPPED)):
        assert await answers.rate(offered.id, person, score)
    assert [(each.person, each.score) for each in await answers.ratings()] == [("ann", 4)]
    assert not await answers.rate("none", "ann", 3)
    with pytest.raises(ValueError, match="from 1 to 5"):
        await answers.rate(offered.id, "ann", 6)


@pytest.mark.parametrize(
    ("agent", "model", "text", "shown"),
    [
        ("kagentsys", "Qwen/Qwen2-7B", "I, KAgentSys, on qwen2-7b.", "I, ▮▮▮, on ▮▮▮."),
        ("react", "llama3:8b", "As a ReAct agent (Llama3): acids react.", "As a ▮▮▮ agent (▮▮▮): "),
        ("autogpt", "m", "Auto-GPT says m. AutoGPTs!", "▮▮▮ says m. AutoGPTs!"),
        ("native", "m", "A native speaker.", "A native speaker."),
    ],
)
async def test_an_answer_does_not_sign(
    answers: AgentAnswers, agent: str, model: str, text: str, shown: str
) -> None:
    await answers.offer([answer(1, agent, text, model)])
    found = await answers.next_for("ann")
    assert found is not None and found.answer.startswith(shown)
    assert "react" not in text or "acids react" in found.answer


async def test_what_a_person_gave_is_handed_out_and_erased(database: str) -> None:
    engine = open_engine(database)
    answers, personal = AgentAnswers(engine), PersonalData(engine)
    offered = answer(1)
    await answers.offer([offered])
    for person in ("telegram:1", "telegram:11"):
        await answers.rate(offered.id, person, 2)
    told = await personal.export("telegram", "1")
    assert told["scores"] == [{"answer": offered.id, "score": 2}]
    await personal.erase("telegram", "1")
    assert [each.person for each in await answers.ratings()] == ["telegram:11"]
    await engine.dispose()
