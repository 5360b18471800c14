"""What is too much is refused with the time at which it starts anew; nothing else is."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent.history import Outcome, Question
from agent.messages import Usage
from bot.desk.budget import Budget, Pace, Price
from storage.in_memory import InMemoryConversations
from tests.bot.desk.office import BOB, EVE, OWNER, Office
from tests.servers.openai_server import Say

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALLOWED = {"allow": ("telegram:*",)}


async def spend(office: Office, sender: str, chat: str, prompt: int, completion: int) -> None:
    """A turn of today that used so many tokens."""
    message = office.message(f"{sender} {chat} {prompt}", sender, chat_id=chat)
    question = Question(
        turn_id=f"telegram:{message.event_id}",
        conversation=message.conversation,
        platform="telegram",
        sender_id=sender,
        sender_name=sender,
        text="",
        asked_at=office.clock(),
    )
    await office.store.accept(question)
    usage = Usage(calls=1, prompt=prompt, completion=completion)
    outcome = Outcome(answer="yes", reason="answered", usage=usage)
    await office.store.finish(question.turn_id, outcome, office.clock())


def test_the_pace_is_that_of_sending_not_of_arriving() -> None:
    pace = Pace(2)
    assert pace.take("bob", "1", NOON)
    assert pace.take("bob", "2", NOON)
    assert not pace.take("bob", "3", NOON + timedelta(seconds=59))
    assert pace.take("bob", "2", NOON), "a message that comes again is no further one"
    assert pace.take("ann", "3", NOON)
    assert pace.take("bob", "4", NOON + timedelta(seconds=60))
    assert all(Pace(0).take("bob", f"{n}", NOON) for n in range(100))


async def test_who_is_too_fast_is_told_once_a_minute(office: Office) -> None:
    office.server.add("1", "2", "3")
    async with office.open(**ALLOWED, budget_messages=2):
        assert [await office.ask("a", BOB), await office.ask("b", BOB)] == ["1", "2"]
        refused = await office.reply("c", BOB)
        again = await office.say("d", BOB)
        assert "more than 2 messages in a minute" in refused.text
        assert [button.action for button in refused.buttons] == ["retry"]
        assert "Nothing is running" in await office.ask("/stop", BOB)
        office.late = timedelta(minutes=1)
        assert await office.ask("e", BOB) == "3"
    assert office.answers(again) == []


async def test_an_album_counts_as_one_message(office: Office) -> None:
    office.server.add("Two photos.")
    async with office.open(**ALLOWED, budget_messages=1):
        first = await office.say("look", BOB, album="holiday")
        second = await office.say("", BOB, album="holiday")
        await office.board.until(lambda: office.answers(first))
    assert [reply.text for reply in office.answers(first)] == ["Two photos."]
    assert office.answers(second) == []


async def test_owners_are_never_too_fast(office: Office) -> None:
    office.server.add("1", "2", "3")
    async with office.open(budget_messages=1):
        assert [await office.ask(text) for text in "abc"] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("budget", "sender", "chat", "refused"),
    [
        ({"budget_tokens_person": 150}, BOB, "-9", "Your budget for today"),
        ({"budget_tokens_person": 151}, BOB, "-9", ""),
        ({"budget_tokens_person": 150}, EVE, "-5", ""),
        ({"budget_tokens_chat": 150}, EVE, "-5", "This chat's budget"),
        ({"budget_tokens_chat": 150}, BOB, "-9", ""),
        ({"budget_tokens_total": 150}, OWNER, OWNER, "used up for everyone"),
        (
            {"budget_money_total": 0.2, "price_in": 1000, "price_out": 2000},
            EVE,
            EVE,
            "used up for everyone",
        ),
        ({"budget_money_person": 0.21, "price_in": 1000, "price_out": 2000}, BOB, BOB, ""),
    ],
)
async def test_a_budget_that_is_used_up_refuses(
    office: Office, budget: dict[str, float], sender: str, chat: str, refused: str
) -> None:
    office.server.add("Fine")
    async with office.open(**ALLOWED, **budget):
        await spend(office, BOB, "-5", prompt=100, completion=50)
        said = await office.ask("Hello", sender, chat_id=chat)
        tomorrow = (office.clock() + timedelta(days=1)).date()
        assert "- /help" in await office.ask("/help", sender, chat_id=chat)
    if refused:
        assert refused in said and f"{tomorrow} 00:00 CST" in said
        assert office.server.requests == []
    else:
        assert said == "Fine"


async def test_a_budget_starts_anew_at_midnight(office: Office) -> None:
    office.server.add("Fine")
    async with office.open(**ALLOWED, budget_tokens_total=100):
        await spend(office, BOB, BOB, prompt=100, completion=0)
        refused = await office.reply("Hello", BOB)
        office.late = timedelta(days=1)
        (again,) = refused.buttons
        assert await office.press("retry", again.subject, BOB) == "Asking again."
        await office.board.until(lambda: office.board.by_event.get(_copy(office)))
        (reply,) = office.board.by_event[_copy(office)]
    assert reply.text == "Fine"


def _copy(office: Office) -> str:
    return next((event for event in office.board.by_event if event.startswith("again-")), "")


async def test_a_day_is_that_of_the_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    summer_begins = datetime(2026, 3, 29, 12, tzinfo=berlin)
    budget = Budget(
        store=InMemoryConversations(), limits={}, price=Price(), clock=lambda: summer_begins
    )
    assert budget.today().isoformat() == "2026-03-29T00:00:00+01:00"
    assert budget.tomorrow().isoformat() == "2026-03-30T00:00:00+02:00"
    assert budget.month().isoformat() == "2026-03-01T00:00:00+01:00"


async def test_only_so_many_may_wait_in_a_conversation(office: Office) -> None:
    office.server.add(Say(text="1", pause=60.0), "2", "3")
    async with office.open(most_waiting=2):
        first = [await office.say(text) for text in ("a", "b")]
        assert await asyncio.to_thread(office.server.asked.wait, 5)
        assert "There are 2 messages waiting here" in await office.ask("c")
        assert await office.ask("elsewhere", chat_id="-5") == "2"
        await office.desk.accept(first[1])
        assert await office.ask("/stop") == "Stopped."
        assert await office.ask("d") == "3"


async def test_what_comes_much_too_late_is_told_so(office: Office) -> None:
    office.server.add("Still fine", "Asked again")
    async with office.open(max_age=2):
        sent_at = office.clock() - timedelta(hours=1, minutes=59)
        assert await office.ask("late", sent_at=sent_at) == "Still fine"
        reply = await office.reply("too late", sent_at=sent_at - timedelta(minutes=2))
        assert "more than 2 hours" in reply.text
        assert await office.press("retry", reply.buttons[0].subject) == "Asking again."
        await office.board.until(lambda: office.board.by_event.get(_copy(office)))
        (again,) = office.board.by_event[_copy(office)]
        assert again.text == "Asked again"
        old = await office.ask("/stop", sent_at=sent_at - timedelta(hours=9))
        assert "more than 2 hours" in old


async def test_usage_is_told_by_person_and_chat_and_to_owners_of_all(office: Office) -> None:
    async with office.open(
        **ALLOWED, budget_tokens_person=2000, price_in=1000, price_out=2000, budget_money_total=9
    ):
        await spend(office, BOB, BOB, prompt=1000, completion=200)
        await spend(office, EVE, BOB, prompt=1, completion=0)
        told = await office.ask("/usage", BOB)
        to_the_owner = await office.ask("/usage")
    assert "| You | 1,200 in 1 calls, 1.40 USD | 1,200 in 1 calls, 1.40 USD |" in told
    assert "| This chat | 1,201 in 2 calls, 1.40 USD |" in told
    assert "| Everyone |" not in told
    assert "- You: 800 of 2,000 tokens" in told
    assert "- Everyone: 7.60 USD of 9.00 USD" in told
    assert "| You | 0 in 0 calls" in to_the_owner
    assert "| Everyone | 1,201 in 2 calls" in to_the_owner


async def test_usage_without_limits_says_so(office: Office) -> None:
    async with office.open():
        assert (await office.ask("/usage")).endswith("There is no limit.")
