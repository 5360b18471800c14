"""Words alone find the right document among the first five, and chatter finds nothing."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.knowledge import EVERYBODY, Asker
from storage.knowledge import Chunk, KnowledgeBase, Source
from tests.knowledge_set import chatter, documents, questions

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANYBODY = Asker(conversation="web:1", room="web:1")


@pytest.fixture
async def base(engine: AsyncEngine) -> KnowledgeBase:
    base = KnowledgeBase(engine)
    for each in documents():
        source = Source(scope=EVERYBODY, place=each.name, title=each.title, digest="1", at=NOW)
        chunk = Chunk(kind="knowledge", title=each.title, place=each.name, text=each.text, at=NOW)
        await base.learn(source, [chunk])
    return base


async def test_the_right_document_is_among_the_first_five(base: KnowledgeBase) -> None:
    asked = questions()
    missed = []
    first = 0
    for each in asked:
        found = [passage.source for passage in await base.search(ANYBODY, each.question)]
        first += found[:1] == [each.name]
        if each.name not in found:
            missed.append((each.name, each.question, found))
    assert len(documents()) >= 60
    assert len(asked) >= 150
    assert len(missed) <= 0.1 * len(asked), missed
    assert first >= 0.8 * len(asked)


async def test_chatter_finds_next_to_nothing(base: KnowledgeBase) -> None:
    found = {said: await base.search(ANYBODY, said) for said in chatter()}
    noisy = [said for said, passages in found.items() if passages]
    assert len(noisy) <= 0.1 * len(found), noisy
