"""A command that is answered anew after a restart asks nothing twice."""

from dataclasses import replace
from datetime import UTC, datetime

from adapters.base import IncomingMessage
from agent.history import Outcome
from bot.desk.again import Again
from bot.turns.turn import question_of, turn_id
from storage.in_memory import InMemoryConversations

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUESTION = IncomingMessage(
    platform="slack",
    chat_id="C1",
    message_id="1",
    event_id="C1:1",
    sender_id="U1",
    sender_name="Ann",
    text="Question",
    sent_at=NOON,
    handle="https://hooks",
    album="holiday",
)
RETRY = replace(QUESTION, message_id="2", event_id="x" * 200, command="retry", text="")


async def test_a_retry_that_is_answered_anew_asks_once() -> None:
    store = InMemoryConversations()
    await store.accept(question_of(QUESTION))
    await store.finish(turn_id(QUESTION), Outcome(answer="yes", reason="answered"), NOON)
    asked: list[IncomingMessage] = []

    async def ask(copy: IncomingMessage, *, instead_of: str) -> None:
        assert instead_of == turn_id(QUESTION)
        await store.accept(question_of(copy))
        asked.append(copy)

    later = NOON.replace(hour=13)
    again = Again(store, ask, lambda: later)
    assert [await again.last(RETRY) for _ in range(2)] == ["asked", "asked"]
    (copy,) = asked
    assert len(copy.event_id) <= 40
    assert replace(copy, event_id="C1:1") == replace(QUESTION, sent_at=later, album="")
