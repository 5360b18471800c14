"""Vectors come from any service that speaks `/v1/embeddings`; without it words go on finding."""

import json
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from agent.knowledge import EVERYBODY, Asker
from bot.config import load_settings
from bot.knowledge.bank import Bank
from bot.knowledge.embeddings import Embeddings, NoEmbeddings
from bot.knowledge.examining import embeddings as examined
from bot.knowledge.reading import Document
from bot.ports import listen, serving
from storage.engine import migrate, open_engine
from storage.knowledge import KnowledgeBase

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANYBODY = Asker(conversation="web:1", room="web:1")
THEMES = (("car", "parking", "vehicle"), ("soup", "lunch", "meal"), ("pump", "oil", "grease"))


def placed(text: str) -> list[float]:
    """A vector by what the text is about."""
    return [1.0 + 9 * sum(word in text.lower() for word in theme) for theme in THEMES]


class Service:
    """Answers as told; `asked` are the texts of each request."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.failing: list[int] = []
        self.body: Callable[[list[str]], Any] = lambda texts: {
            "data": [
                {"index": place, "embedding": placed(text)}
                for place, text in reversed(list(enumerate(texts)))
            ]
        }

    async def __call__(self, request: Request) -> Response:
        if self.failing:
            return Response(status_code=self.failing.pop(0))
        texts = json.loads(await request.body())["input"]
        self.asked.append(texts)
        return JSONResponse(self.body(texts))


@asynccontextmanager
async def served(service: Service) -> AsyncIterator[Embeddings]:
    app = Starlette(routes=[Route("/v1/embeddings", service.__call__, methods=["POST"])])
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        async with serving(app, listening):
            yield Embeddings(model="small", url=f"http://127.0.0.1:{port}/v1", waits=(0.01, 0.01))


@pytest.fixture
async def base(tmp_path: Path) -> AsyncIterator[KnowledgeBase]:
    engine = open_engine(f"sqlite:///{tmp_path / 'kept.db'}")
    await migrate(engine)
    yield KnowledgeBase(engine)
    await engine.dispose()


def document(text: str) -> Document:
    return Document(place=text[:20], title="Note", text=text)


async def test_vectors_come_in_order_in_batches_and_of_length_one() -> None:
    import numpy

    service = Service()
    async with served(service) as embeddings:
        texts = ["car", "soup", *("pump" for _ in range(98))]
        vectors = [numpy.frombuffer(each, numpy.float32) for each in await embeddings.of(texts)]
    assert [len(each) for each in service.asked] == [64, 36]
    assert [int(each.argmax()) for each in vectors[:3]] == [0, 1, 2]
    assert all(math.isclose(float(numpy.linalg.norm(each)), 1, abs_tol=1e-5) for each in vectors)


async def test_a_service_that_is_down_for_a_moment_is_asked_again() -> None:
    service = Service()
    service.failing = [503, 429]
    async with served(service) as embeddings:
        assert len(await embeddings.of(["car"])) == 1


@pytest.mark.parametrize("body", [{}, {"data": []}, {"data": [{"index": 0}]}, []])
async def test_other_answers_are_refused(body: Any) -> None:
    service = Service()
    service.body = lambda texts: body
    async with served(service) as embeddings:
        with pytest.raises(NoEmbeddings):
            await embeddings.of(["car"])


async def test_a_refusal_is_not_repeated() -> None:
    service = Service()
    service.failing = [401]
    async with served(service) as embeddings:
        with pytest.raises(NoEmbeddings, match="401"):
            await embeddings.of(["car"])


async def test_a_question_finds_what_shares_no_word_with_it(base: KnowledgeBase) -> None:
    async with served(Service()) as embeddings:
        bank = Bank(base, embeddings=embeddings, clock=lambda: NOW)
        await bank.learn(document("Any vehicle stands behind the house."), EVERYBODY)
        await bank.learn(document("A meal is served at noon."), EVERYBODY)
        found = await bank.recall("parking?", ANYBODY)
        assert [each.text for each in found][:1] == ["Any vehicle stands behind the house."]
    words = Bank(base, clock=lambda: NOW)
    assert await words.recall("parking?", ANYBODY) == ()


async def test_without_the_service_words_find(base: KnowledgeBase) -> None:
    gone = Embeddings(model="small", url="http://127.0.0.1:9/v1", waits=())
    async with served(Service()) as embeddings:
        bank = Bank(base, embeddings=embeddings, clock=lambda: NOW)
        await bank.learn(document("Any vehicle stands behind the house."), EVERYBODY)
    found = await Bank(base, embeddings=gone, clock=lambda: NOW).recall("vehicle?", ANYBODY)
    assert len(found) == 1


async def test_another_model_reads_all_again(base: KnowledgeBase) -> None:
    note = document("Any vehicle stands behind the house.")
    assert await Bank(base, clock=lambda: NOW).learn(note, EVERYBODY)
    async with served(Service()) as embeddings:
        bank = Bank(base, embeddings=embeddings, clock=lambda: NOW)
        assert await bank.learn(note, EVERYBODY)
        assert not await bank.learn(note, EVERYBODY)
    assert [each.embedder for each in await base.sources()] == ["small"]


async def test_the_doctor_tries_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await examined(load_settings())).verdict == "off"
    service = Service()
    async with served(service) as embeddings:
        monkeypatch.setenv("KAGENT_EMBEDDINGS_MODEL", "small")
        monkeypatch.setenv("KAGENT_EMBEDDINGS_URL", embeddings.url)
        alike = await examined(load_settings())
        service.body = lambda texts: {
            "data": [
                {"index": n, "embedding": [float(n == at) for at in range(24)]}
                for n in range(len(texts))
            ]
        }
        finding = await examined(load_settings())
        service.failing = [401]
        refused = await examined(load_settings())
    assert finding.verdict == "ok"
    assert f"small at {embeddings.url}: 24 dimensions" in finding.said
    assert (finding.advice, "places all texts alike" in alike.said) == ("", True)
    assert (refused.verdict, "answers 401" in refused.said) == ("fail", True)
    assert "mend KAGENT_EMBEDDINGS_MODEL" in refused.advice
    assert "does not answer" in (await examined(load_settings())).said
