"""How fast calls may come: budgets that fill, that close, and that keep no other chat waiting."""

import asyncio

import pytest

from adapters.pace import Budget, Pace


def budget(**wanted: float) -> Budget:
    return Budget(**{"burst": 3, "rate": 0.5, **wanted})


def test_a_burst_fits_and_then_one_call_each_two_seconds() -> None:
    calls = budget()
    for _ in range(3):
        assert calls.wait(100.0, minor=False) == 0
        calls.take(100.0)
    assert calls.wait(100.0, minor=False) == pytest.approx(2.0)
    assert calls.wait(101.0, minor=False) == pytest.approx(1.0)
    assert calls.wait(102.0, minor=False) == 0


def test_a_budget_never_holds_more_than_its_burst() -> None:
    calls = budget()
    calls.take(0.0)
    for _ in range(3):
        assert calls.wait(9000.0, minor=False) == 0
        calls.take(9000.0)
    assert calls.wait(9000.0, minor=False) > 0


def test_minor_calls_leave_the_reserve_to_those_that_matter() -> None:
    calls = budget(reserve=2)
    calls.wait(0.0, minor=True)
    calls.take(0.0)
    assert calls.wait(0.0, minor=True) == pytest.approx(2.0)
    assert calls.wait(0.0, minor=False) == 0


def test_minor_calls_keep_their_distance_and_others_need_not() -> None:
    calls = budget(spacing=1.5)
    calls.take(10.0)
    assert calls.wait(10.5, minor=True) == pytest.approx(1.0)
    assert calls.wait(10.5, minor=False) == 0


def test_a_refusal_closes_it_and_teaches_it_to_go_slower() -> None:
    calls = budget(burst=1)
    calls.take(0.0)
    calls.close(0.0, 30.0)
    assert calls.wait(0.0, minor=False) == pytest.approx(30.0)
    assert calls.wait(30.0, minor=False) == 0
    calls.take(30.0)
    assert calls.wait(30.0, minor=False) > 2.0


def test_a_shorter_refusal_does_not_open_it_earlier() -> None:
    calls = budget()
    calls.close(0.0, 30.0)
    calls.close(1.0, 2.0)
    assert calls.wait(1.0, minor=False) == pytest.approx(29.0)


def test_it_forgives_slowly() -> None:
    calls = budget(burst=1)
    calls.close(0.0, 0.0)
    now, waits = 0.0, []
    for _ in range(60):
        now += calls.wait(now, minor=False)
        calls.take(now)
        waits.append(calls.wait(now, minor=False))
    assert waits[0] > waits[-1] == pytest.approx(2.0)


def pace(everywhere: Budget | None = None) -> Pace:
    return Pace(
        chat=lambda: Budget(burst=2, rate=1),
        group=lambda: Budget(burst=1, rate=0.1),
        everywhere=everywhere or Budget(burst=100, rate=100),
        clock=lambda: 50.0,
    )


async def at_once(*waits: asyncio.Future[None] | asyncio.Task[None]) -> list[bool]:
    """Which of them needed no waiting."""
    for _ in range(5):
        await asyncio.sleep(0)
    found = [each.done() for each in waits]
    for each in waits:
        each.cancel()
    return found


def turn(pace: Pace, chat: str, *, direct: bool = True) -> asyncio.Task[None]:
    return asyncio.create_task(pace.turn(chat, direct=direct))


async def test_a_limited_chat_keeps_no_other_waiting() -> None:
    calls = pace()
    calls.close("1", 60.0, direct=True, everywhere=False)
    assert await at_once(turn(calls, "1"), turn(calls, "2")) == [False, True]


async def test_a_refusal_for_all_stops_all() -> None:
    calls = pace()
    calls.close("1", 60.0, direct=True, everywhere=True)
    assert await at_once(turn(calls, "1"), turn(calls, "2")) == [False, False]


async def test_groups_have_their_own_budget() -> None:
    calls = pace()
    turns = [
        turn(calls, "1"),
        turn(calls, "1"),
        turn(calls, "g", direct=False),
        turn(calls, "g", direct=False),
    ]
    assert await at_once(*turns) == [True, True, True, False]


async def test_all_chats_together_have_one() -> None:
    calls = pace(Budget(burst=3, rate=0.1))
    turns = [turn(calls, str(chat)) for chat in range(4)]
    assert await at_once(*turns) == [True, True, True, False]


async def test_who_has_room_has_the_next_call() -> None:
    calls = pace()
    await calls.room("1", direct=True)
    await calls.room("1", direct=True)
    turns = [turn(calls, "1") for _ in range(3)]
    assert await at_once(*turns) == [True, True, False]


async def test_of_many_who_wait_for_room_only_those_who_fit_find_it() -> None:
    calls = pace(Budget(burst=4, rate=0.1, reserve=2))
    rooms = [asyncio.create_task(calls.room(str(chat), direct=True)) for chat in range(9)]
    assert (await at_once(*rooms)).count(True) == 2
    assert await at_once(turn(calls, "a"), turn(calls, "b"), turn(calls, "c")) == [
        True,
        True,
        False,
    ]


async def test_a_refusal_takes_back_the_room_that_was_given() -> None:
    calls = pace()
    await calls.room("1", direct=True)
    calls.close("1", 60.0, direct=True, everywhere=False)
    assert await at_once(turn(calls, "1")) == [False]


async def test_replies_in_progress_of_all_chats_share_one_budget() -> None:
    def wide() -> Budget:
        return Budget(burst=100, rate=100)

    pace = Pace(chat=wide, group=wide, everywhere=wide(), progress=Budget(burst=2, rate=0.001))
    await pace.room("a", direct=True)
    await pace.room("b", direct=True)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await pace.room("c", direct=True)
    await pace.turn("c", direct=True)
