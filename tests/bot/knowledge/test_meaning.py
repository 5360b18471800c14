"""With a real embedding model, what is asked in other words or another language is found, too."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.knowledge.bank import Bank
from bot.knowledge.embeddings import Embeddings
from storage.engine import migrate, open_engine
from storage.knowledge import KnowledgeBase
from tests.knowledge_set import chatter, questions, reworded
from tests.knowledge_set.measuring import ANYBODY, languages, learn_all, places, retrieval
from tests.servers.meanings import MODEL, meanings_served, place

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def banks(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Bank, Bank]]:
    """The same documents asked by words alone, and by their meaning besides."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('bank') / 'kept.db'}")
    await migrate(engine)
    base = KnowledgeBase(engine)
    place([*chatter(), *(each.question for each in (*questions(), *reworded()))])
    async with meanings_served() as url:
        both = Bank(base, embeddings=Embeddings(model=MODEL, url=url), clock=lambda: NOW)
        await learn_all(both)
        yield Bank(base, clock=lambda: NOW), both
    await engine.dispose()


async def test_meaning_finds_what_words_do_not(banks: tuple[Bank, Bank]) -> None:
    words, both = banks
    for asked, least in ((questions(), 0.95), (reworded(), 0.8)):
        by_words, by_both = await places(words, asked), await places(both, asked)
        # How lists are fused was chosen on the even ones only.
        for half in (slice(0, None, 2), slice(1, None, 2)):
            before, after = retrieval(by_words[half]), retrieval(by_both[half])
            print(before, after, sep="\n")
            assert after.recall >= least
            assert after.recall > before.recall
            assert after.mrr > before.mrr
        for pair in {languages(each) for each in asked}:
            here = [place for place, each in enumerate(asked) if languages(each) == pair]
            before, after = (retrieval([of[n] for n in here]) for of in (by_words, by_both))
            print(pair, before, after, sep="\n")
            assert after.recall >= before.recall
            assert after.mrr >= before.mrr


async def test_chatter_is_near_to_nothing(banks: tuple[Bank, Bank]) -> None:
    _, both = banks
    found = {said: await both.recall(said, ANYBODY) for said in chatter()}
    noisy = [said for said, passages in found.items() if passages]
    assert len(noisy) <= 0.3 * len(found), noisy
