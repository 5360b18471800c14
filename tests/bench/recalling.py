"""How long a question to the memory bank takes when it holds many passages."""

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from agent.knowledge import EVERYBODY, Asker
from storage.engine import migrate, open_engine
from storage.knowledge import Chunk, KnowledgeBase, Source
from tests.knowledge_set import documents, questions

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANYBODY = Asker(conversation="web:1", room="web:1")


@dataclass(frozen=True, kw_only=True)
class RecallTimes:
    """Milliseconds per question."""

    passages: int
    questions: int
    median: float
    p95: float


async def measure_recall(passages: int = 50_000) -> RecallTimes:
    """Ask all questions of the knowledge set among so many passages of shuffled sentences."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder, 'kept.db')}")
        await migrate(engine)
        base = KnowledgeBase(engine)
        for number in range(passages // 500):
            source = Source(scope=EVERYBODY, place=str(number), title="", digest="1", at=NOW)
            await base.learn(source, _shuffled(number))
        times: list[float] = []
        for each in questions():
            began = time.perf_counter()
            await base.search(ANYBODY, each.question)
            times.append(1000 * (time.perf_counter() - began))
        await engine.dispose()
    times.sort()
    return RecallTimes(
        passages=passages,
        questions=len(times),
        median=times[len(times) // 2],
        p95=times[int(0.95 * len(times))],
    )


def _shuffled(seed: int) -> list[Chunk]:
    """Passages of the set's own words with rarer ones among them, as a real library has."""
    chance = random.Random(seed)
    texts = [each.text for each in documents()]
    made = []
    for number in range(500):
        parts = [part for text in chance.sample(texts, 3) for part in text.split(". ")[:2]]
        chance.shuffle(parts)
        rare = " ".join(f"w{chance.randrange(40_000)}" for _ in range(40))
        text = f"{rare}. {'. '.join(parts)}"
        made.append(Chunk(kind="knowledge", title=f"T{number}", place="", text=text, at=NOW))
    return made


if __name__ == "__main__":
    print(asyncio.run(measure_recall()))
