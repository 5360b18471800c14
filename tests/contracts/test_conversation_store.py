"""Every conversation store keeps the same promises."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from agent.events import Step, Summarised
from agent.history import ConversationStore, Ending, History, Outcome, Question, Turn
from agent.messages import Usage
from agent.profile import Profile
from storage.conversations import Conversations
from storage.in_memory import InMemoryConversations
from tests.contracts.conftest import opened

pytestmark = pytest.mark.parametrize("address", ["sqlite", "postgres", "memory"], indirect=True)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEP = Step(thought="数一数", tool="calculator", arguments='{"e":"1+1"}', result="2", failed=False)


@pytest.fixture
async def store(address: str) -> AsyncIterator[ConversationStore]:
    if not address:
        yield InMemoryConversations()
        return
    async with opened(address) as engine:
        yield Conversations(engine)


def asked(number: int, conversation: str = "web:1", sender: str = "ann") -> Question:
    return Question(
        turn_id=f"{conversation}:{number}",
        conversation=conversation,
        platform=conversation.partition(":")[0],
        sender_id=sender,
        sender_name=sender.title(),
        text=f"question {number}",
        asked_at=NOON + timedelta(minutes=number),
        envelope='{"text": "…"}',
    )


async def answer(
    store: ConversationStore, question: Question, reason: Ending = "answered", text: str = "yes"
) -> None:
    await store.accept(question)
    outcome = Outcome(
        answer=text,
        reason=reason,
        steps=(STEP,),
        usage=Usage(calls=2, prompt=30, cached=20, completion=5),
        model="small",
        seconds=1.5,
    )
    await store.finish(question.turn_id, outcome, question.asked_at + timedelta(seconds=2))


def told(history: History) -> list[str]:
    return [turn.question for turn in history.turns]


async def test_a_question_is_accepted_once(store: ConversationStore) -> None:
    assert await store.accept(asked(1))
    assert not await store.accept(asked(1))
    (record,) = await store.turns("web:1")
    assert record.question == asked(1)
    assert (record.outcome, record.started_at, record.finished_at) == (None, None, None)
    assert record == await store.record("web:1:1")
    assert await store.record("nobody") is None


async def test_a_turn_is_started_and_finished_once(store: ConversationStore) -> None:
    await store.accept(asked(1))
    await store.start("web:1:1", NOON)
    await store.start("web:1:1", NOON + timedelta(hours=1))
    first = Outcome(answer="yes", reason="answered", steps=(STEP,), model="small")
    assert await store.finish("web:1:1", first, NOON)
    assert not await store.finish("web:1:1", Outcome(answer="no", reason="answered"), NOON)
    assert not await store.finish("unknown", first, NOON)
    (record,) = await store.turns("web:1")
    assert record.outcome == first
    assert (record.started_at, record.finished_at) == (NOON, NOON)
    await store.accept(asked(2, "web:2"), begun_at=NOON)
    await store.start("web:2:2", NOON + timedelta(hours=1))
    (record,) = await store.turns("web:2")
    assert record.started_at == NOON


async def test_a_question_is_told_as_it_was_reworded(store: ConversationStore) -> None:
    await answer(store, asked(1))
    await answer(store, asked(2))
    await store.reword("web:1:1", "What a voice said 😀")
    await store.reword("nobody", "x")
    assert told(await store.history("web:1")) == ["What a voice said 😀", "question 2"]
    (record, _) = await store.turns("web:1")
    assert (record.question.text, record.question.envelope) == (
        "What a voice said 😀",
        '{"text": "…"}',
    )
    await store.reword("web:1:1", "Two photos", '{"text": "Two photos"}')
    (record, _) = await store.turns("web:1")
    assert record.question.envelope == '{"text": "Two photos"}'


async def test_times_keep_their_instant(store: ConversationStore) -> None:
    shanghai = timezone(timedelta(hours=8))
    await store.accept(asked(1))
    await store.start("web:1:1", NOON.astimezone(shanghai))
    record = await store.record("web:1:1")
    assert record is not None and record.started_at == NOON


async def test_the_history_is_what_was_answered_in_order(store: ConversationStore) -> None:
    assert await store.history("web:1") == History()
    await answer(store, asked(1))
    await answer(store, asked(2), reason="failed", text="Sorry")
    await answer(store, asked(3), reason="unavailable", text="Sorry")
    await answer(store, asked(4), reason="stopped", text="")
    await answer(store, asked(5), reason="stopped", text="half")
    await answer(store, asked(6, "web:2"))
    await store.accept(asked(7))
    history = await store.history("web:1")
    assert told(history) == ["question 1", "question 5"]
    assert history.turns[0] == Turn(
        question="question 1", answer="yes", steps=(STEP,), asked_at=asked(1).asked_at
    )


async def test_a_summary_stands_for_the_first_turns(store: ConversationStore) -> None:
    for number in range(1, 6):
        await answer(store, asked(number))
    await store.summarise("web:1:5", Summarised(summary="three things", turns=3))
    await store.summarise("web:1:5", Summarised(summary="older", turns=2))
    history = await store.history("web:1")
    assert (history.summary, history.summarised) == ("three things", 3)
    assert told(history) == ["question 4", "question 5"]
    await store.summarise("unknown", Summarised(summary="?", turns=9))
    assert (await store.history("web:1")).summarised == 3


async def test_a_reset_forgets_what_was_asked_until_now(store: ConversationStore) -> None:
    await store.reset("web:1")
    await answer(store, asked(1))
    await store.summarise("web:1:1", Summarised(summary="one", turns=1))
    await store.accept(asked(2))
    await store.reset("web:1")
    assert await store.last_question("web:1") is None
    await answer(store, asked(2))
    await store.summarise("web:1:2", Summarised(summary="from before", turns=2))
    assert await store.history("web:1") == History()
    await answer(store, asked(3))
    assert told(await store.history("web:1")) == ["question 3"]
    assert len(await store.turns("web:1")) == 3


async def test_turns_come_in_pages_oldest_first(store: ConversationStore) -> None:
    for number in range(1, 6):
        await store.accept(asked(number))
    latest = await store.turns("web:1", limit=2)
    assert [record.question.text for record in latest] == ["question 4", "question 5"]
    older = await store.turns("web:1", limit=2, before=latest[0].place)
    assert [record.question.text for record in older] == ["question 2", "question 3"]
    assert await store.turns("web:1", limit=9, before=1) == ()


async def test_unfinished_turns_are_found_in_order(store: ConversationStore) -> None:
    for number, conversation in enumerate(("web:1", "web:2", "web:1", "web:3"), 1):
        await store.accept(asked(number, conversation))
    await answer(store, asked(3))
    await store.delete("web:3")
    assert [record.question.turn_id for record in await store.unfinished()] == [
        "web:1:1",
        "web:2:2",
    ]


async def test_an_answer_that_is_due_is_not_forgotten(store: ConversationStore) -> None:
    ended = Outcome(answer="yes", reason="answered")
    for number in (1, 2, 3):
        await store.accept(asked(number))
        await store.finish(f"web:1:{number}", ended, NOON, due=number > 1)
    assert [record.outcome for record in await store.unfinished()] == [ended, ended]
    await store.delivered(["web:1:2", "nobody"])
    assert [record.question.turn_id for record in await store.unfinished()] == ["web:1:3"]
    await store.delivered([])
    await store.delete("web:1")
    assert await store.unfinished() == ()


async def test_conversations_are_listed_by_activity(store: ConversationStore) -> None:
    await answer(store, asked(1, "web:1"))
    await answer(store, asked(2, "web:2"))
    await store.accept(asked(3, "web:1", "bob"))
    await store.accept(asked(4, "telegram:1"))
    await store.accept(asked(5, "web:3", "bob"))
    await store.rename("web:2", "Sums")
    await store.rename("web:9", "Nothing")
    found = await store.conversations("web", "ann")
    assert [(each.id, each.title, each.turns) for each in found] == [
        ("web:1", "question 1", 2),
        ("web:2", "Sums", 1),
    ]
    assert found[0].active_at == asked(3).asked_at
    assert found[1].active_at == asked(2).asked_at + timedelta(seconds=2)
    assert [each.id for each in await store.conversations("web", "bob", limit=1)] == ["web:3"]
    await store.rename("web:2", "")
    assert (await store.conversations("web", "ann"))[1].title == "question 2"


async def test_a_replaced_turn_is_kept_and_not_told(store: ConversationStore) -> None:
    for number in (1, 2):
        await answer(store, asked(number))
    await store.accept(asked(3))
    await store.replace("web:1:2")
    await store.replace("web:1:3")
    await store.replace("unknown")
    assert told(await store.history("web:1")) == ["question 1"]
    endings = [record.outcome and record.outcome.reason for record in await store.turns("web:1")]
    assert endings == ["answered", "replaced", None]


async def test_a_turn_in_a_summary_is_not_replaced(store: ConversationStore) -> None:
    for number in (1, 2):
        await answer(store, asked(number))
    await store.accept(asked(3))
    await store.summarise("web:1:3", Summarised(summary="short", turns=2))
    await store.replace("web:1:2")
    history = await store.history("web:1")
    assert (history.summarised, history.turns) == (2, ())


async def test_deleting_forgets_the_text_but_not_the_event(store: ConversationStore) -> None:
    await answer(store, asked(1))
    await store.rate("web:1:1", "ann", "up")
    await store.keep_receipt("web:1:1", ("p1",))
    await store.set_profile("web:1", "web", Profile(name="Ada"))
    await store.delete("web:1")
    await store.delete("web:1")
    assert await store.turns("web:1") == ()
    assert await store.conversations("web", "ann") == ()
    assert await store.profile("web:1") is None
    assert await store.receipt("web:1:1") == ()
    assert not await store.rate("web:1:1", "ann", "up")
    record = await store.record("web:1:1")
    assert record is not None and record.outcome is not None and record.ratings == {}
    assert record.question.text == record.question.envelope == record.outcome.answer == ""
    assert record.outcome.steps == ()
    assert not await store.accept(asked(1)), "an event delivered again is still known"
    assert (await store.usage(NOON)).calls == 2, "budgets still hold"
    assert await store.accept(asked(2))
    assert told(await store.history("web:1")) == []


async def test_a_turn_of_a_deleted_conversation_is_not_brought_back(
    store: ConversationStore,
) -> None:
    await store.accept(asked(1))
    await store.delete("web:1")
    assert not await store.finish("web:1:1", Outcome(answer="secret", reason="answered"), NOON)
    await store.keep_receipt("web:1:1", ("p1",))
    await store.reword("web:1:1", "secret")
    await store.summarise("web:1:1", Summarised(summary="secret", turns=1))
    assert await store.receipt("web:1:1") == ()
    assert await store.history("web:1") == History()
    record = await store.record("web:1:1")
    assert record is not None
    assert record.question.text == ""


async def test_a_profile_is_kept_per_conversation(store: ConversationStore) -> None:
    assert await store.profile("web:1") is None
    profile = Profile(name="小快", language="zh", tools=("calculator",))
    await store.set_profile("web:1", "web", profile)
    assert await store.profile("web:1") == profile
    assert await store.profile("web:2") is None
    assert await store.conversations("web", "ann") == ()
    await store.accept(asked(1))
    await store.set_profile("web:1", "web", None)
    assert await store.profile("web:1") is None


async def test_each_sender_rates_an_answer(store: ConversationStore) -> None:
    await answer(store, asked(1))
    assert await store.rate("web:1:1", "ann", "up")
    assert await store.rate("web:1:1", "bob", "up")
    assert await store.rate("web:1:1", "bob", "down")
    (record,) = await store.turns("web:1")
    assert record.ratings == {"ann": "up", "bob": "down"}
    assert await store.rate("web:1:1", "ann", None)
    assert await store.rate("web:1:1", "ann", None)
    (record,) = await store.turns("web:1")
    assert record.ratings == {"bob": "down"}
    assert not await store.rate("unknown", "ann", "up")


async def test_the_receipt_is_kept(store: ConversationStore) -> None:
    await store.accept(asked(1))
    assert await store.receipt("web:1:1") == ()
    await store.keep_receipt("web:1:1", ("p1",))
    await store.keep_receipt("web:1:1", ("p1", "p2"))
    assert await store.receipt("web:1:1") == ("p1", "p2")
    assert await store.receipt("unknown") == ()


async def test_the_posts_of_a_platforms_newest_turns_are_known(store: ConversationStore) -> None:
    for number in (1, 2, 3):
        await store.accept(asked(number))
        await store.keep_receipt(f"web:1:{number}", (f"p{number}", f"q{number}"))
    assert await store.posts("web", besides="web:1:2") == {"p1", "q1", "p3", "q3"}
    assert await store.posts("web", limit=1) == {"p3", "q3"}
    assert await store.posts("telegram") == frozenset()


async def test_usage_is_summed_by_sender_and_time(store: ConversationStore) -> None:
    await answer(store, asked(1))
    await answer(store, asked(2, sender="bob"))
    await answer(store, asked(3, "telegram:1"))
    await store.accept(asked(4))
    assert await store.usage(NOON) == Usage(calls=6, prompt=90, cached=60, completion=15)
    assert (await store.usage(NOON, platform="web", sender_id="ann")).calls == 2
    assert (await store.usage(NOON, sender_id="ann")).calls == 4
    assert (await store.usage(asked(2).asked_at)).calls == 4
    assert (await store.usage(NOON, asked(2).asked_at)).calls == 2
    assert await store.usage(NOON + timedelta(days=1)) == Usage()


async def test_usage_of_a_chat_is_that_of_its_threads_too(store: ConversationStore) -> None:
    for number, place in enumerate(("slack:C_1", "slack:C_1:17.2", "slack:C_12", "slack:CX1:3")):
        await answer(store, asked(number, place))
    assert (await store.usage(NOON, chat="slack:C_1")).calls == 4
    assert (await store.usage(NOON, chat="slack:C_1", sender_id="ann")).calls == 4
    assert (await store.usage(NOON, chat="slack:C_1", sender_id="bob")).calls == 0
    await store.delete("slack:C_1")
    assert (await store.usage(NOON, chat="slack:C_1")).calls == 2


async def test_the_last_question_can_be_asked_again(store: ConversationStore) -> None:
    assert await store.last_question("web:1") is None
    await answer(store, asked(1))
    await store.accept(asked(2))
    assert await store.last_question("web:1") == asked(2)


async def test_the_newest_question_of_each_conversation(store: ConversationStore) -> None:
    for number, conversation in ((1, "web:1"), (2, "web:2"), (3, "web:1"), (4, "telegram:1")):
        await store.accept(asked(number, conversation))
    await store.accept(asked(5, "web:3"))
    await store.delete("web:3")
    assert [q.turn_id for q in await store.latest("web")] == ["web:1:3", "web:2:2"]
    assert [q.turn_id for q in await store.latest("web", limit=1)] == ["web:1:3"]
    assert await store.latest("slack") == ()
    assert [q.turn_id for q in await store.newest("web", limit=2)] == ["web:1:3", "web:2:2"]
