"""An album comes part by part, and is one question."""

import asyncio
from dataclasses import replace

from adapters.base import Attachment, IncomingMessage
from bot.files.files import Files
from tests.bot.turns.turning import House, message

SOON, NEVER = 0.1, 600.0


def part(house: House, number: int, caption: str = "") -> IncomingMessage:
    name = f"{number}.txt"
    house.board.files[name] = f"page {number}".encode()
    file = Attachment(name=name, media_type="text/plain", handle=name)
    said = message(caption, album="holiday", attachments=(file,))
    return replace(said, event_id=f"part-{number}")


def asked(house: House, place: int = -1) -> str:
    return str(house.server.requests[place]["messages"][-1]["content"])


def files(house: House) -> Files:
    return Files(house.folder / "files")


async def test_an_album_is_one_question_in_its_place(house: House) -> None:
    house.server.add("Three pages.", "Thanks!")
    async with house.turns(files=files(house), together=SOON) as turns:
        for each in (part(house, 1), part(house, 2, "Compare"), part(house, 3), part(house, 2)):
            await turns.accept(each)
        await turns.accept(message("And now?"))
        await house.board.answered("Compare", "And now?")
        await turns.accept(part(house, 3))
    assert [text for text, _ in house.board.finals] == ["Compare", "And now?"]
    assert all(f"page {number}" in asked(house, 0) for number in (1, 2, 3))
    told = (await house.store.history("board:1")).turns[0]
    assert told.question == "Compare\n[file 1.txt]\n[file 2.txt]\n[file 3.txt]"
    assert await house.store.unfinished() == ()


async def test_parts_that_come_at_once_are_of_one_album(house: House) -> None:
    house.server.add("Three pages.")
    async with house.turns(files=files(house), together=SOON) as turns:
        parts = (part(house, 1, "Compare"), part(house, 2), part(house, 3))
        await asyncio.gather(*map(turns.accept, parts))
        await house.board.answered("Compare")
    assert len(house.server.requests) == 1
    assert all(f"page {number}" in asked(house) for number in (1, 2, 3))


async def test_a_restart_between_the_parts_loses_none(house: House) -> None:
    house.server.add("Three pages.")
    async with house.turns(files=files(house), together=NEVER) as turns:
        await turns.accept(part(house, 1, "Compare"))
        await turns.accept(part(house, 2))
    assert house.server.requests == []
    async with house.turns(files=files(house), together=SOON) as turns:
        await turns.accept(part(house, 2))
        await turns.accept(part(house, 3))
        await house.board.answered("Compare")
    assert len(house.server.requests) == 1
    assert all(f"page {number}" in asked(house) for number in (1, 2, 3))


async def test_a_part_that_is_too_late_is_asked_with_the_others(house: House) -> None:
    house.server.add("Two pages.", "Three pages.")
    async with house.turns(files=files(house), together=0.0) as turns:
        await turns.accept(part(house, 1, "Compare"))
        await house.board.answered("Compare")
    async with house.turns(files=files(house), together=SOON) as turns:
        for each in (part(house, 1, "Compare"), part(house, 2), part(house, 3)):
            await turns.accept(each)
        await house.board.until(lambda: len(house.board.finals) == 2)
    assert len(house.server.requests) == 2
    assert all(f"page {number}" in asked(house) for number in (1, 2, 3))


async def test_what_stops_an_album_stops_all_of_it(house: House) -> None:
    async with house.turns(files=files(house), together=SOON) as turns:
        await turns.accept(part(house, 1, "Compare"))
        await turns.accept(part(house, 2))
        assert await turns.stop("board:1")
        await house.board.answered("Compare")
    assert house.server.requests == []
    assert await house.store.unfinished() == ()
