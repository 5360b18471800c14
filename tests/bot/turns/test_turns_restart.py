"""What one process leaves unfinished, the next one finishes, and pays for nothing twice."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

from bot.turns.turn import question_of
from bot.turns.workflows import Left, open_workflows
from storage.conversations import Conversations
from storage.engine import migrate, open_engine
from tests.bot.turns.turning import House, eventually, loud, message, now
from tests.servers.openai_server import Fault, Say


async def asked(house: House, calls: int) -> None:
    """Wait until the model was called so often."""
    await eventually(lambda: len(house.server.requests) >= calls)


async def killed(house: House, turn: str, fruitless: int) -> None:
    """Leave a turn as so many killed processes in a row would that got nowhere with it."""
    async with open_workflows(f"sqlite:///{house.folder / 'turns.db'}") as workflows:
        attempt = workflows.attempt(turn, Left(fruitless=fruitless - 1))
        await attempt.begin()
        attempt.end(done=False)


async def test_what_was_accepted_and_not_begun_is_answered_in_order(house: House) -> None:
    for text in ("one", "two"):
        await house.store.accept(question_of(message(text)))
        house.server.add(f"answer to {text}")
    async with house.turns():
        await house.board.answered("one", "two")
    assert [text for text, _ in house.board.finals] == ["one", "two"]


async def test_completed_calls_are_not_made_again(house: House) -> None:
    house.server.add(loud("hi"), Fault(kind="hang"))
    async with house.turns() as turns:
        await turns.accept(message("say hi"))
        await turns.accept(message("and then"))
        await asked(house, 2)
    assert house.board.final("say hi") is None
    house.server.add("HI it is.", "Done.")
    async with house.turns():
        await house.board.answered("say hi", "and then")
    assert house.shouted == ["hi"]
    assert len(house.server.requests) == 4, "only the call that hung was made again"
    assert house.server.requests[1] == house.server.requests[2]
    outcome = await house.outcome("say hi")
    assert (outcome.answer, outcome.usage.calls) == ("HI it is.", 2)
    assert [step.result for step in outcome.steps] == ["HI"]
    assert list(house.board.posts.values()) == ["HI it is.", "Done."], "the same post was edited"


async def test_a_tool_that_may_not_be_repeated_is_not(house: House) -> None:
    house.server.add(loud("pay"))
    house.hold = True
    async with house.turns(idempotent=False) as turns:
        await turns.accept(message("pay it"))
        await eventually(lambda: house.shouted)
    house.hold = False
    house.server.add("I do not know whether it was paid.")
    async with house.turns(idempotent=False):
        await house.board.answered("pay it")
    assert house.shouted == ["pay"]
    told = house.server.requests[-1]["messages"][-1]["content"]
    assert "not run again" in told and "not known" in told
    assert (await house.outcome("pay it")).steps[0].failed


async def test_a_tool_that_may_be_repeated_is_run_again(house: House) -> None:
    house.server.add(loud("look"))
    house.hold = True
    async with house.turns() as turns:
        await turns.accept(message("look it up"))
        await eventually(lambda: house.shouted)
    house.hold = False
    house.server.add("found")
    async with house.turns():
        await house.board.answered("look it up")
    assert house.shouted == ["look", "look"]


async def test_an_answer_that_was_kept_is_delivered_by_the_next_process(house: House) -> None:
    house.server.add("kept")
    house.board.closed = True
    async with house.turns() as turns:
        await turns.accept(message("first"))
        await house.board.until(lambda: house.board.refused)
    house.board.closed = False
    assert (await house.outcome("first")).answer == "kept"
    assert house.on_record("workflow_status") == 0, "the store itself knows that it is due"
    house.server.add("second answer")
    await house.store.accept(question_of(message("second")))
    async with house.turns():
        await house.board.answered("first", "second")
    assert [text for text, _ in house.board.finals] == ["first", "second"]
    assert len(house.server.requests) == 2


async def test_a_process_that_ended_before_anything_was_on_record_counts(house: House) -> None:
    question = question_of(message("hello"))
    await house.store.accept(question)
    await house.store.start(question.turn_id, now())
    house.server.add(Fault(kind="hang"))
    async with house.turns():
        await asked(house, 1)
        assert house.on_record("workflow_input WHERE inputs LIKE '%[],1]%'") == 1


async def test_leaving_lets_a_turn_end(house: House) -> None:
    house.server.add(Say(text="one two three four", pause=0.05))
    async with house.turns(grace=5.0) as turns:
        await turns.accept(message("count"))
        await asked(house, 1)
    final = house.board.final("count")
    assert final is not None and final.text == "one two three four"


async def test_a_platform_that_is_switched_off_is_waited_for(house: House) -> None:
    house.server.add(Fault(kind="hang"))
    async with house.turns() as turns:
        await turns.accept(message("anyone there?"))
        await asked(house, 1)
    await house.store.accept(question_of(message("and later?")))
    async with house.turns(platforms={}):
        pass
    house.server.add("at last", "later")
    async with house.turns():
        await house.board.answered("anyone there?", "and later?")


async def test_a_turn_over_which_processes_end_is_given_up(house: House) -> None:
    for text in ("poison", "food"):
        await house.store.accept(question_of(message(text)))
    await killed(house, "board:1-poison", 8)
    house.server.add("fine")
    async with house.turns():
        await house.board.answered("poison", "food")
    final = house.board.final("poison")
    assert final is not None and final.text.startswith("Sorry")
    assert (await house.outcome("poison")).reason == "failed"
    assert (await house.outcome("food")).answer == "fine"
    assert len(house.server.requests) == 1


async def test_suspects_are_begun_one_at_a_time(house: House) -> None:
    house.server.latency = 0.2
    for number in range(3):
        text = f"q{number}"
        await house.store.accept(question_of(message(text, chat=text)))
        await killed(house, f"board:{text}-{text}", 4 - number)
        house.server.add(f"a{number}")
    async with house.turns():
        await house.board.answered("q0", "q1", "q2")
    order = [body["messages"][-1]["content"] for body in house.server.requests]
    assert order == ["q2", "q1", "q0"], "the least suspect first"
    assert [text for text, _ in house.board.finals] == order


async def test_a_turn_that_only_the_engine_thinks_ended_is_run(house: House) -> None:
    house.server.add("first store")
    async with house.turns() as turns:
        await turns.accept(message("hello"))
        await house.board.answered("hello")
    engine = open_engine(f"sqlite:///{house.folder / 'restored.db'}")
    await migrate(engine)
    house.store = Conversations(engine)
    await house.store.accept(question_of(message("hello")))
    house.board.finals.clear()
    house.server.add("second store")
    async with house.turns():
        await house.board.answered("hello")
    assert (await house.outcome("hello")).answer == "second store"
    await engine.dispose()


async def test_what_is_recorded_can_be_read_by_people(house: House) -> None:
    house.server.add(loud("hi"), "HI it is.")
    async with house.turns() as turns:
        await turns.accept(message("say hi"))
        await house.board.answered("say hi")
    with closing(sqlite3.connect(house.folder / "turns.db")) as database:
        rows = database.execute(
            "SELECT function_name, output, serialization FROM operation_outputs"
            " ORDER BY function_id"
        ).fetchall()
    assert [(name, kind) for name, _, kind in rows] == [
        ("model", "portable_json"),
        ("shout", "portable_json"),
    ]
    assert json.loads(rows[0][1])["value"]["tool_calls"][0]["name"] == "shout"
    assert json.loads(rows[1][1])["value"] == {"failed": False, "text": "HI"}


async def test_restarts_while_the_model_is_down_do_not_make_a_turn_suspect(house: House) -> None:
    house.server.add(*[Fault(kind="status", status=503)] * 40)
    await house.store.accept(question_of(message("hello?")))
    for _ in range(6):
        house.board.shown.clear()
        async with house.turns():
            await house.board.noticed("hello?", "kept and will be answered")
    house.server._replies.clear()  # type: ignore[union-attr]
    house.server.add("back")
    async with house.turns():
        await house.board.answered("hello?")
    assert (await house.outcome("hello?")).answer == "back"


async def test_a_record_that_cant_be_read_counts_as_none(house: House) -> None:
    house.server.add(loud("hi"), Fault(kind="hang"))
    async with house.turns() as turns:
        await turns.accept(message("say hi"))
        await asked(house, 2)
    with closing(sqlite3.connect(house.folder / "turns.db")) as database, database:
        database.execute("UPDATE operation_outputs SET output = '[\"older\"]'")
    house.server.add("plain")
    async with house.turns():
        await house.board.answered("say hi")
    assert (await house.outcome("say hi")).answer == "plain"


async def test_patience_counts_from_the_question_over_restarts(house: House) -> None:
    house.server.add(*[Fault(kind="status", status=503)] * 20)
    early = message("old", sent_at=now() - timedelta(seconds=100))
    await house.store.accept(question_of(early))
    async with house.turns(patience=60.0):
        await house.board.answered("old")
    assert (await house.outcome("old")).reason == "unavailable"
