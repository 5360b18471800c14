"""A word is taken from the desk to the turn that waits for it."""

from tests.bot.desk.office import BOB, EVE, Office


async def test_nobody_settles_what_nobody_asks(office: Office) -> None:
    async with office.open():
        assert "decide" in await office.press("confirm", "no-such-question")
        assert "let in" in await office.press("decline", "no-such-question", sender=EVE)


async def test_a_word_of_somebody_who_is_let_in_is_heard(office: Office) -> None:
    async with office.open(allow=(f"telegram:{BOB}",)):
        assert "decide" in await office.press("confirm", "no-such-question", sender=BOB)
