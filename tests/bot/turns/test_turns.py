"""A message is accepted for good, answered in its order, and delivered."""

import asyncio
import itertools
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from adapters.base import IncomingMessage
from agent.events import AgentEvent
from agent.history import History
from agent.model import ChatModel
from agent.profile import Profile
from bot.failures import Failure
from tests.bot.turns.standin import Board
from tests.bot.turns.turning import House, eventually, loud, message, now
from tests.servers.openai_server import Fault, Say
from tools.base import Toolbox


async def test_a_message_is_answered_once_and_kept(house: House) -> None:
    house.server.add(Say(text="Loud?", calls=loud("hi").calls), "HI it is.")
    async with house.turns() as turns:
        await turns.accept(message("say hi"))
        await turns.accept(message("say hi"))
        await house.board.answered("say hi")
        await turns.accept(message("say hi"))
    final = house.board.final("say hi")
    assert final is not None and (final.text, final.notice) == ("HI it is.", "")
    assert final.model == "scripted" and final.tokens > 0
    assert [(a.kind, a.title, a.detail, a.result, a.state) for a in final.activities] == [
        ("thought", "Loud?", "", "", "done"),
        ("tool", "shout", '{"text": "hi"}', "HI", "done"),
    ]
    assert len(house.server.requests) == 2
    outcome = await house.outcome("say hi")
    assert (outcome.answer, outcome.reason) == ("HI it is.", "answered")
    assert outcome.usage.calls == 2 and outcome.seconds > 0
    assert await house.store.receipt("board:1-say hi") == ("post-1",)
    assert house.board.posts == {"post-1": "HI it is."}, "one post that grew"


async def test_the_answer_grows_before_the_eyes(house: House) -> None:
    house.server.add(Say(text="one two three four five six", pause=0.02))
    async with house.turns() as turns:
        await turns.accept(message("count"))
        await house.board.answered("count")
    shown = [reply.text for reply in house.board.shown["count"]]
    assert len(set(shown)) > 3
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(shown))
    assert [reply.final for reply in house.board.shown["count"]].count(True) == 1


async def test_one_conversation_is_answered_in_order_and_others_beside_it(house: House) -> None:
    house.server.latency = 0.1
    house.server.add(*(f"answer {number}" for number in range(12)))
    asked = [(chat, f"{chat}{number}") for number in range(3) for chat in "abcd"]
    async with house.turns() as turns:
        async with asyncio.TaskGroup() as together:
            for chat, text in asked:
                together.create_task(turns.accept(message(text, chat)))
        await house.board.answered(*(text for _, text in asked))
    assert 1 < house.server.busiest <= 4
    for chat in "abcd":
        told = [text for text, _ in house.board.finals if text.startswith(chat)]
        assert told == [f"{chat}0", f"{chat}1", f"{chat}2"]
    assert len(house.server.requests[-1]["messages"]) == 5, "it knew the two before"


async def test_only_so_many_turns_are_answered_at_a_time(house: House) -> None:
    house.server.latency = 0.1
    house.server.add(*(f"answer {number}" for number in range(4)))
    async with house.turns(slots=2) as turns:
        for chat in "abcd":
            await turns.accept(message(chat, chat))
        await house.board.answered(*"abcd")
    assert house.server.busiest <= 2


async def test_who_hands_a_message_in_may_leave_at_once(house: House) -> None:
    house.server.add("still here")
    async with house.turns() as turns:
        handing_in = asyncio.create_task(turns.accept(message("bye")))
        await asyncio.sleep(0)
        handing_in.cancel()
        await house.board.answered("bye")


async def test_stop_ends_what_runs_and_what_waits(house: House) -> None:
    house.server.add(Say(text="one two three four five six seven", pause=0.05), "later")
    async with house.turns() as turns:
        assert not await turns.stop("board:1")
        await turns.accept(message("long"))
        await turns.accept(message("next"))
        await house.board.until(lambda: any(r.text for r in house.board.shown.get("long", ())))
        assert await turns.stop("board:1")
        outcome = await house.outcome("long")
        assert outcome.reason == "stopped" and outcome.answer.startswith("one")
        assert (await house.outcome("next")).reason == "stopped"
        assert await asyncio.to_thread(house.server.disconnected.wait, 5), "the request is closed"
        await house.board.answered("long", "next")
        assert not await turns.stop("board:1")
        await turns.accept(message("again"))
        await house.board.answered("again")
    final = house.board.final("long")
    assert final is not None and final.notice == "Stopped." and final.text == outcome.answer
    assert [text for text, _ in house.board.finals] == ["long", "next", "again"]
    told = house.server.requests[-1]["messages"]
    assert [m["content"] for m in told] == ["long", outcome.answer, "again"]


async def test_stop_ends_a_tool_and_keeps_what_was_done(house: House) -> None:
    house.server.add(loud("a"), loud("b"))
    house.hold = "b"
    async with house.turns() as turns:
        await turns.accept(message("shout"))
        await house.board.until(lambda: house.shouted == ["a", "b"])
        assert await turns.stop("board:1")
        await house.board.answered("shout")
    outcome = await house.outcome("shout")
    assert [step.result for step in outcome.steps] == ["A"]
    assert outcome.usage.calls == 2 and outcome.model == "scripted"


class Broken:
    """An agent with a bug that only one question brings out."""

    def __init__(self, model: ChatModel, toolbox: Toolbox, profile: Profile) -> None:
        self._model, self._toolbox, self._profile = model, toolbox, profile

    async def run(self, history: History, question: str, **more: Any) -> AsyncGenerator[AgentEvent]:
        from tests.bot.turns.standin import SmallAgent

        if question == "bad":
            raise ZeroDivisionError("a bug")
        async for event in SmallAgent(self._model, self._toolbox, self._profile).run(
            history, question
        ):
            yield event


async def test_a_bug_ends_one_turn_in_an_apology(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.server.add("fine")
    async with house.turns(agent_of=Broken) as turns:
        await turns.accept(message("bad"))
        await turns.accept(message("good"))
        await house.board.answered("bad", "good")
    final = house.board.final("bad")
    assert final is not None and final.text.startswith("Sorry, something went wrong")
    assert "ZeroDivisionError" not in final.text
    assert (await house.outcome("bad")).reason == "failed"
    assert (await house.outcome("good")).reason == "answered"
    assert [m["content"] for m in house.server.requests[0]["messages"]] == ["good"]
    assert "dbos" not in {record.name for record in caplog.records if record.levelno > 20}


async def test_a_profile_belongs_to_a_conversation(house: House) -> None:
    async with house.turns(agent_of=Broken, profile=Profile(language="en")) as turns:
        await house.store.set_profile("board:2", "board", Profile(language="zh"))
        await turns.accept(message("bad", "1"))
        await house.board.answered("bad")
        house.board.finals.clear()
        await turns.accept(message("bad", "2"))
        await house.board.answered("bad")
    assert (await house.outcome("bad", "1")).answer.startswith("Sorry")
    assert (await house.outcome("bad", "2")).answer.startswith("抱歉")


async def test_delivery_is_tried_until_it_succeeds(house: House) -> None:
    house.board.faults = [OSError("platform down")] * 3
    house.server.add("first", "second")
    async with house.turns() as turns:
        await turns.accept(message("one"))
        await turns.accept(message("two"))
        await house.board.answered("one", "two")
    assert [text for text, _ in house.board.finals] == ["one", "two"]
    assert len(house.server.requests) == 2


async def test_nothing_is_shown_of_a_conversation_that_was_deleted(house: House) -> None:
    house.server.add(Say(text="a secret that grows", pause=0.03), "other")
    async with house.turns() as turns:
        await turns.accept(message("tell"))
        await house.board.until(lambda: any(r.text for r in house.board.shown.get("tell", ())))
        await house.store.delete("board:1")
        await turns.accept(message("other", "2"))
        await house.board.answered("other")
        await turns.stop("board:1")
    assert house.board.final("tell") is None
    assert await house.store.turns("board:1") == ()


async def test_a_turn_in_silence_says_so(house: House) -> None:
    house.server.add(Fault(kind="hang"))
    async with house.turns(quiet=0.1) as turns:
        await turns.accept(message("你好"))
        await turns.accept(message("hello"))
        await house.board.noticed("你好", "模型还没有回答")
        await house.board.noticed("hello", "has not answered yet")


class Narrow(Board):
    """Has room for the first message only after the next one asked for some, or 0.3 s."""

    def __init__(self) -> None:
        super().__init__()
        self._overtaken = asyncio.Event()

    async def room(self, message: IncomingMessage) -> None:
        if message.text != "hello":
            self._overtaken.set()
        elif not self.shown:
            with suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    await self._overtaken.wait()


async def test_who_waits_in_line_has_no_post_above_those_before(house: House) -> None:
    house.board = Narrow()
    house.server.add(Fault(kind="hang"))
    async with house.turns(quiet=0.1) as turns:
        for text in ("hello", "are you there", "well"):
            await turns.accept(message(text))
        await house.board.noticed("well", "has not answered yet")
    assert list(house.board.shown) == ["hello", "are you there", "well"]


async def test_old_workflows_are_forgotten_and_our_own_records_stay(house: House) -> None:
    house.server.add(loud("hi"), "yes")
    async with house.turns() as turns:
        await turns.accept(message("keep me"))
        await house.board.answered("keep me")
        await eventually(lambda: house.on_record("workflow_status WHERE status = 'SUCCESS'"))
        await turns.tidy(now() - timedelta(days=1))
        assert (house.on_record("workflow_status"), house.on_record("operation_outputs")) == (1, 2)
        await turns.tidy(now() + timedelta(days=1))
        assert house.on_record("workflow_status") == house.on_record("operation_outputs") == 0
    assert (await house.outcome("keep me")).answer == "yes"


async def test_the_engine_hears_nothing_of_a_question_that_is_answered_at_once(
    house: House,
) -> None:
    house.server.add("yes")
    async with house.turns() as turns:
        await turns.accept(message("hello"))
        await house.board.answered("hello")
    assert house.on_record("workflow_status") == 0
    assert await house.store.unfinished() == ()


async def test_two_processes_do_not_work_in_one_folder(house: House) -> None:
    import fcntl

    with (house.folder / "turns.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Failure, match="Another KAgentSys already works"):
            async with house.turns():
                raise AssertionError("it was opened")
    house.server.add("alone again")
    async with house.turns() as turns:
        await turns.accept(message("hello"))
        await house.board.answered("hello")


async def test_nothing_is_taken_in_while_it_leaves(house: House) -> None:
    async with house.turns() as turns:
        pass
    with pytest.raises(Failure, match="stopping"):
        await turns.accept(message("late"))
    assert await house.store.record("board:1-late") is None
