"""The memory bank keeps its promises: what is found, what is forgotten, and who is told what."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agent.events import Step
from agent.history import Outcome, Question
from agent.knowledge import EVERYBODY, Asker, conversation_scope, person_scope, room_scope
from storage.conversations import Conversations
from storage.knowledge import Chunk, KnowledgeBase, Source, Vector

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Asker(conversation="telegram:1", room="telegram:1", person="telegram:ann")
BOB = Asker(conversation="telegram:2", room="telegram:2", person="telegram:bob")
TEAM = Asker(conversation="slack:team:t1", room="slack:team")
OTHERS = Asker(conversation="slack:others:t1", room="slack:others")


@pytest.fixture
def base(engine: AsyncEngine) -> KnowledgeBase:
    return KnowledgeBase(engine)


def chunk(text: str, title: str = "Handbook", place: str = "https://a.example/h") -> Chunk:
    return Chunk(kind="knowledge", title=title, place=place, text=text, at=NOON)


async def learn(
    base: KnowledgeBase, scope: str, *texts: str, place: str = "h", digest: str = "1"
) -> bool:
    source = Source(scope=scope, place=place, title="Handbook", digest=digest, at=NOON)
    return await base.learn(source, [chunk(text) for text in texts])


async def told(base: KnowledgeBase, asker: Asker, query: str) -> list[str]:
    return [passage.text for passage in await base.search(asker, query)]


async def say(
    engine: AsyncEngine, number: int, question: str, answer: str, *, asker: Asker = ANN, **more: str
) -> None:
    store = Conversations(engine)
    asked = Question(
        turn_id=f"{asker.conversation}:{number}",
        conversation=asker.conversation,
        platform=asker.conversation.partition(":")[0],
        sender_id="x",
        sender_name="X",
        text=question,
        asked_at=NOON + timedelta(minutes=number),
    )
    steps = tuple(
        Step(thought="", tool=tool, arguments="{}", result=result, failed=False)
        for tool, result in more.items()
    )
    await store.accept(asked)
    await store.finish(
        asked.turn_id, Outcome(answer=answer, reason="answered", steps=steps), asked.asked_at
    )


async def keep(base: KnowledgeBase, asker: Asker = ANN) -> int:
    chunks = await base.pending(asker.conversation)
    await base.keep(asker.conversation, chunks)
    return len(chunks)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("How heavy may hand luggage be?", "Hand luggage weighs 8 kg at most."),
        ("报销要在多少天内提交？", "报销单须在出差结束后十四天内提交。"),
        ("VPN 怎么连接", "连接 VPN 前先打开手机上的验证器。"),
        ("領収書はどこに出しますか", "領収書は経理部に提出してください。"),
    ],
)
async def test_a_question_finds_its_passage(base: KnowledgeBase, query: str, found: str) -> None:
    await learn(
        base,
        EVERYBODY,
        "Hand luggage weighs 8 kg at most.",
        "The kitchen is cleaned on Fridays.",
        "报销单须在出差结束后十四天内提交。",
        "连接 VPN 前先打开手机上的验证器。",
        "領収書は経理部に提出してください。",
    )
    assert (await told(base, ANN, query))[:1] == [found]


@pytest.mark.parametrize(
    "query", ["Hello, how are you?", "你好！", "Thanks a lot", "ok", "???", ""]
)
async def test_a_greeting_finds_nothing(base: KnowledgeBase, query: str) -> None:
    await learn(base, EVERYBODY, "How are you reading this? Hello.", "你好，这是手册。")
    assert await told(base, ANN, query) == []


@pytest.mark.parametrize(
    "query", ['"', "a AND (b", "NEAR(luggage", "terms:luggage*", "'; drop", "| &"]
)
async def test_signs_of_the_query_language_are_words(base: KnowledgeBase, query: str) -> None:
    await learn(base, EVERYBODY, "Hand luggage weighs 8 kg at most.")
    assert len(await told(base, ANN, query)) <= 1


async def test_a_passage_says_where_it_is_from(base: KnowledgeBase) -> None:
    await learn(base, EVERYBODY, "Hand luggage weighs 8 kg at most.")
    (passage,) = await base.search(ANN, "luggage")
    assert (passage.title, passage.source, passage.at, passage.kind) == (
        "Handbook",
        "https://a.example/h",
        NOON,
        "knowledge",
    )


async def test_a_document_is_learnt_once_and_replaced_when_it_changes(base: KnowledgeBase) -> None:
    assert await learn(base, EVERYBODY, "Parking costs 3 euros.")
    assert not await learn(base, EVERYBODY, "Parking costs 3 euros.")
    assert await learn(base, EVERYBODY, "Parking costs 5 euros.", digest="2")
    assert await told(base, ANN, "parking") == ["Parking costs 5 euros."]
    assert len(await base.sources()) == 1


async def test_what_is_forgotten_is_not_found(base: KnowledgeBase) -> None:
    await learn(base, person_scope("telegram:ann"), "Parking costs 3 euros.")
    (source,) = await base.sources(ANN.scopes)
    assert not await base.forget(source.number, BOB.scopes)
    assert await base.forget(source.number, ANN.scopes)
    assert not await base.forget(source.number, ANN.scopes)
    assert await told(base, ANN, "parking") == []


async def test_what_was_said_is_recalled(base: KnowledgeBase, engine: AsyncEngine) -> None:
    await say(engine, 1, "My dog is called Rex.", "A fine name.")
    await say(engine, 2, "What is the weather?", "Sunny.", weather="Oslo: 17 degrees and windy")
    assert await keep(base) == 3
    assert await keep(base) == 0
    found = await base.search(ANN, "Which name does my dog have?")
    assert [passage.text for passage in found] == ["– My dog is called Rex.\n– A fine name."]
    assert found[0].at == NOON + timedelta(minutes=1)
    looked_up = (await base.search(ANN, "degrees in Oslo"))[0]
    assert (looked_up.kind, looked_up.title) == ("task", "weather")


async def test_what_stands_in_the_window_is_not_recalled(
    base: KnowledgeBase, engine: AsyncEngine
) -> None:
    await say(engine, 1, "My dog is called Rex.", "Fine.")
    await say(engine, 2, "My dog is old.", "Oh.")
    await keep(base)
    before = NOON + timedelta(minutes=2)
    found = await base.search(ANN, "my dog", before=before)
    assert [passage.text for passage in found] == ["– My dog is called Rex.\n– Fine."]


async def test_after_a_reset_nothing_said_is_recalled(
    base: KnowledgeBase, engine: AsyncEngine
) -> None:
    await say(engine, 1, "My dog is called Rex.", "Fine.")
    await keep(base)
    await Conversations(engine).reset(ANN.conversation)
    assert await told(base, ANN, "my dog") == []
    await say(engine, 2, "My cat is called Tom.", "Fine.")
    await keep(base)
    assert len(await told(base, ANN, "my cat")) == 1


async def test_a_deleted_conversation_leaves_no_passage(
    base: KnowledgeBase, engine: AsyncEngine
) -> None:
    await say(engine, 1, "My dog is called Rex.", "Fine.")
    await keep(base)
    await Conversations(engine).delete(ANN.conversation)
    assert await told(base, ANN, "my dog") == []
    async with engine.connect() as connection:
        left = await connection.exec_driver_sql("SELECT count(*) FROM knowledge_chunks")
        assert left.scalar_one() == 0


async def test_facts_are_kept_changed_and_forgotten(base: KnowledgeBase) -> None:
    scope = person_scope("telegram:ann")
    number = await base.remember(scope, "I eat no fish.", NOON)
    assert await base.remember(scope, "I eat no fish.", NOON) == number
    assert await base.reword(scope, number, "I eat no meat.")
    assert [fact.text for fact in await base.facts(scope)] == ["I eat no meat."]
    assert await told(base, ANN, "meat") == ["I eat no meat."]
    assert await told(base, ANN, "fish") == []
    assert not await base.reword(person_scope("telegram:bob"), number, "I eat everything.")
    assert not await base.unlearn(person_scope("telegram:bob"), number)
    assert await base.unlearn(scope, number)
    assert await base.facts(scope) == ()


def at(*coordinates: float) -> bytes:
    return numpy.array(coordinates, dtype=numpy.float32).tobytes()


async def learn_placed(base: KnowledgeBase, place: str, **texts: bytes) -> None:
    """Texts of these names, at these vectors by the model "small"."""
    source = Source(scope=EVERYBODY, place=place, title="", digest="1", at=NOON, embedder="small")
    chunks = [replace(chunk(text, title=""), vector=data) for text, data in texts.items()]
    await base.learn(source, chunks)


async def near(base: KnowledgeBase, query: str, *coordinates: float, **more: Any) -> list[str]:
    vector = Vector(**{"embedder": "small", "data": at(*coordinates), **more})
    return [passage.text for passage in await base.search(ANN, query, vector=vector)]


async def test_vectors_find_what_no_word_does(base: KnowledgeBase) -> None:
    await learn_placed(base, "p", Vehicles=at(1, 0), Soup=at(0, 1))
    assert await told(base, ANN, "parking") == []
    assert await near(base, "parking", 0.8, 0.2) == ["Vehicles"]
    assert await near(base, "parking", 0.8, 0.6) == ["Vehicles", "Soup"]
    assert await near(base, "parking", 0.8, 0.6, least=0.7) == ["Vehicles"]
    assert await near(base, "parking", 0.8, 0.2, embedder="another") == []
    assert await near(base, "parking", 0.8, 0.2, 0.1) == []


async def test_a_greeting_is_near_to_nothing(base: KnowledgeBase) -> None:
    await learn_placed(base, "p", Vehicles=at(1, 0))
    assert await near(base, "Hello, how are you?", 1, 0) == []


async def test_what_words_and_vectors_find_goes_first(base: KnowledgeBase) -> None:
    await learn_placed(base, "p", Cars=at(0.9, 0.1), Parking=at(0.8, 0.2), Soup=at(0, 1))
    assert await near(base, "parking", 1, 0) == ["Parking", "Cars"]


async def test_vectors_are_those_of_now(base: KnowledgeBase) -> None:
    """What is held in memory follows what is learnt, changed and forgotten."""
    await learn_placed(base, "p", Vehicles=at(1, 0))
    assert await near(base, "parking", 1, 0) == ["Vehicles"]
    for number in range(40):
        await learn_placed(base, f"p{number}", **{f"Lorry {number}": at(0.5, 0.5)})
        assert (await near(base, "parking", 1, 0))[0] == "Vehicles"
    await learn_placed(base, "q", Bicycles=at(0.9, 0))
    assert (await near(base, "parking", 1, 0))[:2] == ["Vehicles", "Bicycles"]
    known = {source.place: source.number for source in await base.sources()}
    await base.forget(known["p"])
    assert (await near(base, "parking", 1, 0))[:1] == ["Bicycles"]
    await base.learn(
        Source(scope=EVERYBODY, place="q", title="", digest="2", at=NOON, embedder="small"),
        [replace(chunk("Trains"), vector=at(0.95, 0))],
    )
    assert (await near(base, "parking", 1, 0))[0] == "Trains"


async def test_a_model_set_to_another_size_is_no_harm(base: KnowledgeBase) -> None:
    await learn_placed(base, "p", Vehicles=at(1, 0))
    await learn_placed(base, "q", Trains=at(1, 0, 0))
    assert await near(base, "parking", 1, 0) == ["Vehicles"]
    assert await near(base, "parking", 1, 0, 0) == ["Trains"]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """Somebody asks for what is another's."""

    owner: str
    thief: Asker


THREAD = Asker(conversation="slack:team:t2", room="slack:team")
ANN_IN_TEAM = Asker(conversation="slack:team:t1", room="slack:team", person="")
ANN_ON_SLACK = Asker(conversation="slack:dm", room="slack:dm", person="slack:ann")
LOOKALIKES = [
    Asker(conversation="telegram:11", room="telegram:11", person="telegram:ann2"),
    Asker(conversation="telegram:%", room="telegram:%", person="telegram:%"),
    Asker(conversation="telegram:1:x", room="telegram:1_", person="telegram:an"),
    Asker(conversation="telegram:", room="telegram:", person="telegram:"),
    Asker(conversation="TELEGRAM:1", room="TELEGRAM:1", person="TELEGRAM:ANN"),
    Asker(conversation="x' OR '1'='1", room="x' OR '1'='1", person="x' OR '1'='1"),
]
ATTEMPTS = [
    *(Attempt(owner=person_scope("telegram:ann"), thief=t) for t in (BOB, TEAM, OTHERS)),
    *(Attempt(owner=person_scope("telegram:ann"), thief=t) for t in LOOKALIKES),
    Attempt(owner=person_scope("telegram:ann"), thief=ANN_IN_TEAM),
    Attempt(owner=person_scope("telegram:ann"), thief=ANN_ON_SLACK),
    *(Attempt(owner=room_scope("slack:team"), thief=t) for t in (ANN, BOB, OTHERS)),
    *(Attempt(owner=room_scope("telegram:1"), thief=t) for t in (BOB, TEAM, *LOOKALIKES)),
    *(Attempt(owner=conversation_scope("telegram:1"), thief=t) for t in (BOB, TEAM, *LOOKALIKES)),
    *(Attempt(owner=conversation_scope("slack:team:t1"), thief=t) for t in (THREAD, OTHERS, ANN)),
]


async def test_nobody_is_told_what_is_anothers(base: KnowledgeBase) -> None:
    near = at(1.0, 0.0)
    owners = list(dict.fromkeys(attempt.owner for attempt in ATTEMPTS))
    secrets = {owner: f"The code of the vault is 47{n}." for n, owner in enumerate(owners)}
    for owner, secret in secrets.items():
        source = Source(
            scope=owner, place="v", title="Vault", digest="1", at=NOON, embedder="small"
        )
        await base.learn(source, [replace(chunk(secret, title="Vault"), vector=near)])
    numbers = {source.scope: source.number for source in await base.sources()}
    for attempt in ATTEMPTS:
        owner, thief = attempt.owner, attempt.thief
        for query in ("vault code", secrets[owner], owner):
            for vector in (None, Vector(embedder="small", data=near)):
                found = await base.search(thief, query, vector=vector, limit=99)
                assert secrets[owner] not in [passage.text for passage in found], attempt
        assert owner not in [source.scope for source in await base.sources(thief.scopes)], attempt
        assert not await base.forget(numbers[owner], thief.scopes), attempt
    assert secrets[person_scope("telegram:ann")] in await told(base, ANN, "vault code")
    assert secrets[room_scope("slack:team")] in await told(base, TEAM, "vault code")


async def test_what_was_said_here_is_told_nowhere_else(
    base: KnowledgeBase, engine: AsyncEngine
) -> None:
    await say(engine, 1, "The code is 4711.", "Noted.", web_search="Vault: code 4711")
    await keep(base)
    for thief in (BOB, TEAM, OTHERS, THREAD, *LOOKALIKES):
        await say(engine, 1, "What is the code?", "I don't know.", asker=thief)
        await keep(base, thief)
        assert not any("4711" in text for text in await told(base, thief, "vault code 4711"))
    assert any("4711" in text for text in await told(base, ANN, "vault code 4711"))


@pytest.mark.parametrize("asker", [ANN, THREAD], ids=["the person", "another thread of the room"])
async def test_who_may_know_is_told(base: KnowledgeBase, asker: Asker) -> None:
    await learn(base, person_scope("telegram:ann"), "The code is 4711.")
    await learn(base, room_scope("slack:team"), "The code is 4711.")
    assert await told(base, asker, "code 4711") == ["The code is 4711."]
