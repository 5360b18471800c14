"""Nobody may talk until the operator says so; strangers are told once, and let in by a code."""

import re
from datetime import timedelta

import pytest

from bot.desk.access import Access
from tests.bot.desk.office import BOB, EVE, OWNER, Office


def code_in(text: str) -> str:
    found = re.search(r"`([2-9A-Z]{8})`", text)
    assert found is not None, text
    return found[1]


async def test_empty_lists_let_nobody_in(office: Office) -> None:
    async with office.open(owners=()):
        assert "owner has let in" in await office.ask("Hello", BOB)
        assert "owner has let in" in await office.ask("/help", EVE)
        assert await office.press("stop", "e1", BOB) == (
            "Only people whom my owner has let in can do that."
        )
    assert office.server.requests == []


async def test_the_owner_and_the_page_are_let_in(office: Office) -> None:
    office.server.add("One", "Two")
    async with office.open():
        assert await office.ask("Hello") == "One"
        assert await office.ask("Hello", "somebody", platform="web") == "Two"


@pytest.mark.parametrize(
    ("allow", "groups", "let_in"),
    [
        (f"telegram:{BOB}", (), True),
        ("telegram:-100", ("-100",), True),
        ("telegram:*", (), True),
        ("telegram:-100", ("-1001",), False),
        (f"slack:{BOB}", (), False),
        ("slack:*", ("telegram",), False),
        (f"telegram:{BOB}1", (), False),
    ],
)
async def test_others_are_let_in_by_what_they_are_or_stand_in(
    office: Office, allow: str, groups: tuple[str, ...], let_in: bool
) -> None:
    office.server.add("Fine")
    async with office.open(allow=(allow,)):
        said = await office.ask("Hello", BOB, groups=groups)
    assert (said == "Fine") is let_in


async def test_who_is_let_in_by_name(office: Office) -> None:
    async with office.open():
        code = code_in(await office.ask("/pair", EVE))
        await office.ask(f"/approve {code}")
    access = Access(
        owners=("telegram:7", "slack:U7"),
        allow=("telegram:7", f"telegram:{BOB}", "telegram:*", "slack:U8"),
        people=office.people,
    )
    assert await access.by_name("telegram") == ("7", BOB, EVE)
    assert await access.by_name("slack") == ("U7", "U8")
    assert await access.by_name("discord") == ()


async def test_an_owner_is_a_person_never_a_group(office: Office) -> None:
    async with office.open(owners=("telegram:-100",)):
        said = await office.ask("/approve AAAA2222", BOB, groups=("-100",), chat_id="-100")
    assert "owner has let in" in said


async def test_a_stranger_gets_one_line_a_day(office: Office) -> None:
    async with office.open():
        first = await office.say("Hello", EVE)
        await office.board.until(lambda: office.answers(first))
        await office.desk.accept(first)
        second = await office.say("Hello?", EVE)
        office.late = timedelta(days=1)
        third = await office.say("Still nobody?", EVE)
        await office.board.until(lambda: office.answers(third))
    assert len(office.answers(first)) == len(office.answers(third)) == 1
    assert office.answers(second) == []
    assert office.answers(first)[0].private


async def test_what_strangers_say_is_not_kept(office: Office) -> None:
    async with office.open():
        await office.ask("my secret", EVE, quoted="another secret")
        (record,) = await office.store.turns(f"telegram:{EVE}#commands")
    assert "secret" not in record.question.envelope + record.question.text


async def test_in_a_group_a_stranger_gets_the_line_without_a_code(office: Office) -> None:
    async with office.open():
        said = await office.ask("Hello", EVE, chat_id="-5", direct=False)
        assert await office.people.waiting(office.clock()) == ()
    assert said == "Hello! I only talk with people whom my owner has let in."
    assert office.told == []


async def test_strangers_are_told_in_their_language(office: Office) -> None:
    async with office.open(owners=()):
        assert "管理员" in await office.ask("Hi", EVE, locale="zh-hans")
        assert "管理者" in await office.ask("こんにちは", BOB, locale="")
        assert "my owner" in await office.ask("Hallo", "7", locale="de")


async def test_a_code_lets_a_stranger_in(office: Office) -> None:
    office.server.add("Welcome!")
    async with office.open():
        code = code_in(await office.ask("Hello", EVE))
        assert "Eve" in await office.ask(f"/approve {code[:4].lower()}-{code[4:]}")
        assert await office.ask("And now?", EVE) == "Welcome!"
        assert "mistyped" in await office.ask(f"/approve {code}")
        asked, let_in = office.told
    assert asked[:2] == ("telegram", OWNER)
    assert "Eve" in asked[2].text and [b.action for b in asked[2].buttons] == ["approve", "refuse"]
    assert let_in[:2] == ("telegram", EVE)
    assert "You are let in" in let_in[2].text
    assert await office.store.turns(f"telegram:{EVE}#commands") == (), "no code is kept"


async def test_a_code_can_be_given_on_another_platform(office: Office) -> None:
    async with office.open(owners=("slack:U1",)):
        code = code_in(await office.ask("Hello", EVE))
        said = await office.ask(f"/pair {code}", "U1", platform="slack", chat_id="C9")
        assert "is let in" in said
        assert await office.people.is_paired("telegram", EVE)
        assert not await office.people.is_paired("slack", EVE)


async def test_who_is_let_in_by_a_code_is_no_owner(office: Office) -> None:
    async with office.open():
        code = code_in(await office.ask("Hello", EVE))
        await office.ask(f"/approve {code}")
        other = code_in(await office.ask("Hello", BOB))
        assert await office.ask(f"/approve {other}", EVE) == "Only an owner can do that."
        assert await office.ask("/pair", EVE) == "Only an owner can do that."
        request = office.told[-1][2].buttons[0].subject
        assert await office.press("approve", request, EVE) == "Only an owner can do that."
        assert not await office.people.is_paired("telegram", BOB)


async def test_the_owner_lets_in_by_a_button(office: Office) -> None:
    office.server.add("Welcome!")
    async with office.open():
        await office.ask("Hello", EVE)
        approve, refuse = office.told[0][2].buttons
        assert len(approve.subject) <= 40 and approve.subject.isascii()
        assert await office.press("approve", approve.subject) == "That person is let in."
        assert "settled" in await office.press("refuse", refuse.subject)
        assert await office.ask("And now?", EVE) == "Welcome!"


async def test_a_press_that_comes_again_changes_nothing(office: Office) -> None:
    async with office.open():
        await office.ask("Hello", EVE)
        subject = office.told[0][2].buttons[0].subject
        for _ in range(2):
            assert "is let in" in await office.press("approve", subject, event_id="p1")
    assert [key for *_, key in office.told] == [f"ask-{subject}", *2 * [f"in-{subject}"]]


async def test_who_is_refused_is_told_nothing_and_stays_out(office: Office) -> None:
    async with office.open():
        code = code_in(await office.ask("Hello", EVE))
        request = office.told[0][2].buttons[1].subject
        assert await office.press("refuse", request) == "That person is not let in."
        assert "mistyped" in await office.ask(f"/approve {code}")
        assert not await office.people.is_paired("telegram", EVE)
        assert len(office.told) == 1


async def test_codes_cannot_be_guessed_at_leisure(office: Office) -> None:
    async with office.open():
        code = code_in(await office.ask("Hello", EVE))
        for _ in range(5):
            assert "mistyped" in await office.ask("/approve AAAAAAAA")
        assert "Too many wrong codes" in await office.ask(f"/approve {code}")
        assert not await office.people.is_paired("telegram", EVE)
        assert await office.ask("/approve") == "Give the code that the person was told: " + (
            "`/approve CODE`"
        )


async def test_a_code_is_too_old_after_an_hour(office: Office) -> None:
    async with office.open():
        code = code_in(await office.ask("Hello", EVE))
        office.late = timedelta(hours=1)
        assert "too old" in await office.ask(f"/approve {code}")


async def test_the_owner_sees_and_removes_who_was_let_in(office: Office) -> None:
    async with office.open():
        code = code_in(await office.ask("Hello", EVE))
        await office.ask("Hello", BOB, sender_name="**Bob**\n# [x](http://x)")
        await office.ask(f"/approve {code}")
        listed = await office.ask("/pair")
        assert f"Eve (`telegram:{EVE}`" in listed
        assert rf"\*\*Bob\*\* \# \[x\]\(http\:\/\/x\) (`telegram:{BOB}`)" in listed
        assert "no longer" in await office.ask(f"/pair remove telegram:{EVE}")
        assert "not let in by a code" in await office.ask(f"/pair remove telegram:{EVE}")
        assert "Say whom" in await office.ask("/pair remove")
        office.late = timedelta(days=1)
        assert "owner has let in" in await office.ask("Hello again", EVE)


async def test_our_own_commands_cannot_be_typed(office: Office) -> None:
    async with office.open():
        said = await office.ask("/_stranger")
        assert "I don't know `/stranger`" in said
        assert await office.people.waiting(office.clock()) == ()
