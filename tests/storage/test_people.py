"""Who is let in by pairing: codes are good once, for an hour, and can't be guessed at leisure."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.people import CODE_LASTS, MOST_WAITING, REQUEST_LASTS, Applicant, People
from tests.servers.store import store_in

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People]:
    async with store_in(tmp_path) as engine:
        yield People(engine)


def applicant(person: str = "7", request: str = "", at: datetime = NOON) -> Applicant:
    return Applicant(
        id=request or f"r{person}",
        platform="telegram",
        person=person,
        name="Eve 😀",
        chat=person,
        language="zh",
        asked_at=at,
    )


async def test_a_code_lets_its_person_in_and_nobody_else(people: People) -> None:
    assert await people.apply(applicant("7"), "AAAA2222")
    assert await people.apply(applicant("8"), "BBBB3333")
    assert not await people.is_paired("telegram", "7")
    let_in = await people.approve("AAAA2222", approver="telegram:1", by="turn 1", at=LATER)
    assert let_in == applicant("7")
    assert await people.is_paired("telegram", "7")
    assert not await people.is_paired("telegram", "8")
    assert not await people.is_paired("slack", "7")
    (paired,) = await people.paired()
    assert (paired.name, paired.approver, paired.approved_at) == ("Eve 😀", "telegram:1", LATER)
    assert [each.person for each in await people.waiting(LATER)] == ["8"]


async def test_a_code_is_good_once_but_the_same_act_may_be_repeated(people: People) -> None:
    await people.apply(applicant(), "AAAA2222")
    first = await people.approve("AAAA2222", approver="a", by="turn 1", at=LATER)
    again = await people.approve("AAAA2222", approver="a", by="turn 1", at=LATER)
    assert first == again == applicant()
    assert await people.approve("AAAA2222", approver="a", by="turn 2", at=LATER) == "unknown"


async def test_a_code_is_good_for_an_hour_and_a_request_for_a_day(people: People) -> None:
    await people.apply(applicant(), "AAAA2222")
    late = NOON + CODE_LASTS
    assert await people.approve("AAAA2222", approver="a", by="t", at=late) == "unknown"
    assert await people.settle("r7", approver="a", by="p", at=late, approved=True) == applicant()
    await people.apply(applicant("8"), "BBBB3333")
    too_late = NOON + REQUEST_LASTS
    assert await people.waiting(too_late) == ()
    assert await people.settle("r8", approver="a", by="p", at=too_late, approved=True) is None


async def test_an_approver_has_five_wrong_codes_an_hour(people: People) -> None:
    await people.apply(applicant(), "AAAA2222")
    for second in range(5):
        at = NOON + timedelta(seconds=second)
        assert await people.approve("WRONG", approver="a", by=f"{second}", at=at) == "unknown"
    assert await people.approve("AAAA2222", approver="a", by="6", at=LATER) == "too many"
    assert await people.tries_end("a", LATER) == NOON + timedelta(hours=1)
    assert await people.tries_end("b", LATER) == LATER
    assert not await people.is_paired("telegram", "7")
    assert isinstance(await people.approve("AAAA2222", approver="b", by="7", at=LATER), Applicant)
    after = NOON + timedelta(hours=1)
    assert await people.approve("WRONG", approver="a", by="8", at=after) == "unknown"


async def test_a_newer_code_takes_the_place_of_the_older(people: People) -> None:
    await people.apply(applicant(request="r1"), "AAAA2222")
    await people.apply(applicant(request="r2", at=LATER), "BBBB3333")
    assert await people.approve("AAAA2222", approver="a", by="t", at=LATER) == "unknown"
    assert await people.settle("r1", approver="a", by="p", at=LATER, approved=True) is None
    assert isinstance(await people.approve("BBBB3333", approver="a", by="t", at=LATER), Applicant)


async def test_who_is_refused_can_not_be_let_in_by_the_code(people: People) -> None:
    await people.apply(applicant(), "AAAA2222")
    assert await people.settle("r7", approver="a", by="p1", at=LATER, approved=False) is not None
    assert await people.settle("r7", approver="a", by="p1", at=LATER, approved=False) is not None
    assert await people.settle("r7", approver="a", by="p2", at=LATER, approved=True) is None
    assert await people.approve("AAAA2222", approver="a", by="t", at=LATER) == "unknown"
    assert not await people.is_paired("telegram", "7")


async def test_of_two_acts_at_once_one_settles_the_request(people: People) -> None:
    await people.apply(applicant(), "AAAA2222")
    ends = await asyncio.gather(
        *(
            people.settle("r7", approver=f"a{n}", by=f"p{n}", at=LATER, approved=n % 2 == 0)
            for n in range(8)
        )
    )
    assert sum(end is not None for end in ends) == 1


async def test_only_so_many_wait_at_a_time(people: People) -> None:
    for number in range(MOST_WAITING):
        assert await people.apply(applicant(f"{number}"), f"CODE{number}")
    assert not await people.apply(applicant("many"), "AAAA2222")
    assert await people.apply(applicant("3", at=LATER), "BBBB3333"), "one's own place is kept"
    tomorrow = NOON + REQUEST_LASTS
    assert await people.apply(applicant("many", at=tomorrow), "AAAA2222")


async def test_a_stranger_is_told_once_a_day(people: People) -> None:
    told = people.tell_stranger
    assert await told("slack", "U7", "e1", NOON)
    assert await told("slack", "U7", "e1", LATER), "the same event is answered the same way"
    assert not await told("slack", "U7", "e2", LATER)
    assert await told("slack", "U8", "e3", LATER)
    tomorrow = NOON + timedelta(days=1)
    assert await told("slack", "U7", "e4", tomorrow)
    assert not await told("slack", "U7", "e1", tomorrow)


async def test_a_stranger_is_told_once_however_many_messages_come_at_once(people: People) -> None:
    told = await asyncio.gather(
        *(people.tell_stranger("slack", "U7", f"e{n}", NOON) for n in range(8))
    )
    assert sum(told) == 1


async def test_who_is_removed_is_let_in_no_longer(people: People) -> None:
    await people.apply(applicant(), "AAAA2222")
    await people.approve("AAAA2222", approver="a", by="t", at=LATER)
    assert await people.remove("telegram", "7")
    assert not await people.remove("telegram", "7")
    assert not await people.is_paired("telegram", "7")


async def test_codes_are_not_in_the_database(people: People, tmp_path: Path) -> None:
    await people.apply(applicant(), "AAAA2222")
    with closing(sqlite3.connect(tmp_path / "store.db")) as database:
        assert "AAAA2222" not in "\n".join(database.iterdump())
