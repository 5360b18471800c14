"""`/rate`: answers one by one, whose nobody sees, and what people think of them."""

import pytest

from adapters.base import Reply
from storage.agent_answers import AgentAnswer
from tests.bot.desk.office import BOB, EVE, OWNER, Office


def offered(count: int) -> list[AgentAnswer]:
    return [
        AgentAnswer(
            batch="mine",
            model="qwen-7b",
            agent=agent,
            question_id=f"{number}",
            question=f"What is *{number}*?",
            reference=f"it is {number}",
            answer=f"{agent} of qwen-7b says\n{number}",
        )
        for number in range(count)
        for agent in ("noagent", "kagentsys")
    ]


def cards(office: Office) -> list[Reply]:
    """The answers that were shown, in order."""
    return [
        reply
        for event, replies in office.board.by_event.items()
        if event.startswith("rate-")
        for reply in replies
    ]


async def shown(office: Office, count: int) -> Reply:
    """The newest card, once there are so many."""
    await office.board.until(lambda: len(cards(office)) >= count)
    assert len(cards(office)) == count
    return cards(office)[-1]


def subject(card: Reply, score: str) -> str:
    return next(each.subject for each in card.buttons if each.label == score)


async def test_one_answer_after_the_other_until_none_is_left(office: Office) -> None:
    await office.answers_to_rate.offer(offered(1))
    async with office.open(allow=(f"telegram:{BOB}",)):
        assert "(2 of them)" in await office.ask("/rate", BOB)
        card = await shown(office, 1)
        assert "(2 left)" in card.text and "**Question:** What is \\*0\\*\\?" in card.text
        assert "**Expected:** it is 0" in card.text and "> ▮▮▮ of ▮▮▮ says\n> 0" in card.text
        assert not {"noagent", "kagentsys", "qwen"} & set(card.text.split())
        assert [each.label for each in card.buttons] == ["1", "2", "3", "4", "5", "Skip"]
        assert all(len(each.subject) <= 40 and each.subject.isascii() for each in card.buttons)
        assert await office.press("rate", subject(card, "4"), BOB) == "Kept: 4 of 5."
        second = await shown(office, 2)
        assert "(1 left)" in second.text and second.buttons != card.buttons
        assert await office.press("rate", subject(second, "Skip"), BOB) == "Skipped."
        last = await shown(office, 3)
        assert "nothing left" in last.text and not last.buttons
        assert "nothing left" in await office.ask("/rate", BOB)
    (rated,) = await office.answers_to_rate.ratings()
    assert (rated.person, rated.score) == (f"telegram:{BOB}", 4)


async def test_pressing_again_changes_the_score_and_shows_nothing_new(office: Office) -> None:
    await office.answers_to_rate.offer(offered(2))
    async with office.open():
        await office.ask("/rate")
        card = await shown(office, 1)
        for score in ("1", "1", "5"):
            await office.press("rate", subject(card, score))
        await shown(office, 2)
        await office.ask("/usage")
        assert len(cards(office)) == 2
    (rated,) = await office.answers_to_rate.ratings()
    assert rated.score == 5


async def test_after_a_restart_it_goes_on_where_it_was(office: Office) -> None:
    await office.answers_to_rate.offer(offered(2))
    async with office.open():
        await office.ask("/rate")
        first = await shown(office, 1)
        await office.press("rate", subject(first, "3"))
        second = await shown(office, 2)
    async with office.open():
        await office.press("rate", subject(first, "2"))
        await office.ask("/rate")
        again = await shown(office, 3)
        assert (again.text, again.buttons) == (second.text, second.buttons)
        await office.press("rate", subject(second, "5"))
        assert "(2 left)" in (await shown(office, 4)).text
    assert sorted(each.score for each in await office.answers_to_rate.ratings()) == [2, 5]


async def test_two_people_in_one_chat_rate_for_themselves(office: Office) -> None:
    await office.answers_to_rate.offer(offered(1))
    here = {"chat_id": "-100", "direct": False}
    async with office.open(allow=(f"telegram:{BOB}",)):
        await office.ask("/rate", **here)
        card = await shown(office, 1)
        assert card.text.startswith("**Ann** ")
        await office.press("rate", subject(card, "1"), **here)
        assert (await shown(office, 2)).text.startswith("**Ann** ")
        await office.press("rate", subject(card, "5"), BOB, **here)
        assert (await shown(office, 3)).text.startswith("**Bob** ")
    found = {each.person: each.score for each in await office.answers_to_rate.ratings()}
    assert found == {f"telegram:{OWNER}": 1, f"telegram:{BOB}": 5}


async def test_strangers_and_made_up_buttons_do_nothing(office: Office) -> None:
    await office.answers_to_rate.offer(offered(1))
    async with office.open():
        await office.ask("/rate")
        card = await shown(office, 1)
        assert "let in" in await office.press("rate", subject(card, "5"), EVE)
        for made_up in ("none.5", subject(card, "5").replace(".5", ".9"), "", "5"):
            assert await office.press("rate", made_up) == "That message is no longer known."
    assert await office.answers_to_rate.ratings() == ()


async def test_without_answers_it_says_how_to_make_some(office: Office) -> None:
    async with office.open(allow=(f"telegram:{BOB}",)):
        assert "kagentsys bench agents --rate" in await office.ask("/rate", BOB)
        assert "`kagentsys bench agents --rate`" in await office.ask("/rate", locale="zh")


async def test_the_table_is_for_owners(office: Office) -> None:
    await office.answers_to_rate.offer(offered(1))
    async with office.open(allow=(f"telegram:{BOB}",)):
        assert "Nobody has rated" in await office.ask("/rate table")
        for answer in offered(1):
            await office.answers_to_rate.rate(answer.id, "telegram:7", 5)
        assert "| qwen-7b | 100.00 (5.00) | 100.00 (5.00) |" in await office.ask("/rate table")
        assert await office.ask("/rate table", BOB) == "Only an owner can do that."


@pytest.mark.parametrize("word", ["_rate", "_rate 1234"])
async def test_nobody_types_the_cards_own_command(office: Office, word: str) -> None:
    async with office.open():
        assert "nothing to rate yet" in await office.ask(f"/{word}")
