"""What acts waits for its button on each platform: the real adapter, a local server, the desk."""

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.turns.asking import PATIENCE
from tests.bot.desk.office import Office
from tests.bot.desk.test_rating_platforms import Post, Stage, serving, stage, until
from tests.bot.turns.test_turns_word import ActingHouse
from tests.bot.turns.turning import loud
from tests.servers.openai_server import Say

__all__ = ["stage"]

YES, NO = "✅ Do it", "✋ Don't"
NOT_YOURS = "That is not (or no longer) yours to decide."


@pytest.fixture
def house(office: Office) -> ActingHouse:
    acting = ActingHouse(office.house.folder, office.store, office.server)
    acting.board, office.house = office.house.board, acting
    return acting


async def asked(stage: Stage) -> Post:
    """The post that asks, as it was then: who has not looked again presses its buttons later."""

    def questions() -> list[Post]:
        posts = stage.posts("Bob", among=True)
        return [post for post in posts if YES in post.labels()]

    await until(questions)
    (post,) = questions()
    assert "May I do this?" in post.text
    return copy.copy(post)


async def answered(stage: Stage, text: str) -> None:
    await until(lambda: any(text in post.text for post in stage.posts("Bob", among=True)))
    assert not any(YES in post.labels() for post in stage.posts("Bob", among=True))


@asynccontextmanager
async def all_there(office: Office, stage: Stage) -> AsyncIterator[None]:
    async with serving(office, stage, "Ann", "Bob"):
        yield


async def test_only_the_asker_s_first_press_counts_also_after_a_restart(
    office: Office, house: ActingHouse, stage: Stage
) -> None:
    office.server.add(loud("fire"), Say(text="It is done."))
    async with all_there(office, stage):
        await stage.says("Ann", "shout, please")
        post = await asked(stage)
        assert "let in" in await stage.presses("Eve", post, YES)
        assert await stage.presses("Bob", post, YES) == NOT_YOURS
        assert await stage.presses("Bob", post, NO) == NOT_YOURS
    async with all_there(office, stage):
        post = await asked(stage)
        assert house.shouted == []
        assert await stage.presses("Ann", post, YES) == ""
        await answered(stage, "It is done.")
        assert await stage.presses("Ann", post, YES) == NOT_YOURS
        assert await stage.presses("Ann", post, NO) == NOT_YOURS
    assert house.shouted == ["fire"]
    assert len(office.server.requests) == 2


async def test_a_no_and_no_word_in_time_leave_it_undone(
    office: Office, house: ActingHouse, stage: Stage
) -> None:
    office.server.add(loud("fire"), Say(text="Not now."), loud("water"), Say(text="Nobody spoke."))
    async with all_there(office, stage):
        await stage.says("Ann", "shout, please")
        assert await stage.presses("Ann", await asked(stage), NO) == ""
        await answered(stage, "Not now.")
        await stage.says("Ann", "and again")
        late = await asked(stage)
    house.ahead = PATIENCE
    async with all_there(office, stage):
        await answered(stage, "Nobody spoke.")
        assert await stage.presses("Ann", late, YES) == NOT_YOURS
    assert house.shouted == []
