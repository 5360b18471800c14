"""What is said to the bot on Slack while it is away is answered when it is back, in order."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from adapters.base import IncomingMessage, Reply
from adapters.slack.adapter import SlackAdapter
from bot.playground.faults import Fault, Kind
from bot.playground.slack import SlackPlayground
from tests.adapters.desk import MemoryDesk, echo, running
from tests.adapters.slack.scene import MENU, adapter_for, answers, quick, says, scene


def hasty() -> SlackPlayground:
    """A Slack that delivers again at once what was not received."""
    return SlackPlayground(retries=100 * [0.05])


async def accepted(
    slack: SlackPlayground,
    answer: Callable[[IncomingMessage], Sequence[Reply]] = echo,
    meanwhile: Callable[[], object] = lambda: None,
) -> list[IncomingMessage]:
    """What an earlier process has accepted of all that was said until now."""
    async with adapter_for(slack) as adapter:
        desk = MemoryDesk(adapter, answer)
        async with running(adapter, desk):
            meanwhile()
            await slack.delivery.settled()
            await desk.settled()
        await slack.delivery.hang_up()
    return list(desk.messages.values())


def texts(desk: MemoryDesk) -> list[str]:
    return [message.text for message in desk.messages.values()]


async def test_what_slack_delivers_no_more_is_answered_in_order() -> None:
    async with hasty() as slack:
        ann = slack.person("Ann")
        ann.says("before")
        lately = await accepted(slack)
        for number in range(210):
            ann.says(f"number {number}")
        await slack.delivery.give_up()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                ann.says("after")
                await ann.until(answers(212))
                await desk.settled()
    assert texts(desk) == [*(f"number {number}" for number in range(210)), "after"]
    assert len(desk.deliveries) == 211


@pytest.mark.parametrize("is_known", [True, False])
async def test_what_is_delivered_late_comes_before_what_is_newer(is_known: bool) -> None:
    async with hasty() as slack:
        ann = slack.person("Ann")
        if is_known:
            ann.says("before")
        lately = await accepted(slack)
        early = ann.says("early")
        await slack.delivery.give_up()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                ann.says("late")
                await ann.until(answers(2 + is_known))
                slack.tell(early)
                await slack.delivery.settled()
                await desk.settled()
                shown = [post.text for post in slack.posts(ann.room.id)]
    assert texts(desk) == ["early", "late"]
    assert shown[is_known:] == ["You said: early", "You said: late"]


async def test_after_a_lost_connection_nothing_is_missing() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        ann.says("before")
        await ann.until(answers(1))
        await here.slack.delivery.hang_up()
        ann.says("meanwhile")
        await here.slack.delivery.give_up()
        await here.slack.delivery.opened(2)
        ann.says("after")
        await ann.until(answers(3))
    assert texts(here.desk) == ["before", "meanwhile", "after"]


async def test_what_could_not_be_taken_comes_before_what_is_newer() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        ann.says("before")
        await ann.until(answers(1))
        here.desk.refuse.append(OSError("disk full"))
        ann.says("early")
        ann.says("late")
        await ann.until(answers(3))
    assert texts(here.desk) == ["before", "early", "late"]


async def test_a_look_back_that_the_desk_refuses_is_made_again() -> None:
    async with hasty() as slack:
        ann = slack.person("Ann")
        ann.says("before")
        lately = await accepted(slack)
        ann.says("early")
        ann.says("late")
        await slack.delivery.give_up()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            desk.refuse.append(OSError("disk full"))
            async with running(adapter, desk):
                await ann.until(answers(3))
    assert texts(desk) == ["early", "late"]


async def test_in_channels_and_threads_what_was_meant_for_the_bot_is_found() -> None:
    async with hasty() as slack:
        team = slack.channel("team")
        ann, bob = slack.person("Ann"), slack.person("Bob")
        talk = ann.says(f"{slack.me} hello", to=team)
        lately = await accepted(slack)
        ann.says("and you?", to=team, thread=talk)
        bob.says("lunch?", to=team)
        new = bob.says(f"{slack.me} what is 2+2?", to=team)
        bob.says("and 3+3?", to=team, thread=new)
        aside = ann.says("The train leaves at 9:41.", to=team)
        bob.says("thanks", to=team, thread=aside)
        bob.says(f"{slack.me} when?", to=team, thread=aside)
        bob.says(f"{slack.me} to all", to=team, thread=talk, subtype="thread_broadcast")
        ann.says("not for the bot", to=team, thread=talk)
        await slack.delivery.give_up()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await ann.until(answers(6), team)
                await desk.settled()
    heard = {message.text: message for message in desk.messages.values()}
    threads = {text: message.thread_id for text, message in heard.items()}
    assert threads == {
        "and you?": talk.ts,
        "to all": talk.ts,
        "what is 2+2?": new.ts,
        "and 3+3?": new.ts,
        "when?": aside.ts,
    }
    assert list(heard).index("and you?") < list(heard).index("to all")
    assert list(heard).index("what is 2+2?") < list(heard).index("and 3+3?")
    assert heard["when?"].quoted == "The train leaves at 9:41."


async def test_who_waits_for_an_answer_in_a_thread_is_heard_there() -> None:
    async with hasty() as slack:
        team = slack.channel("team")
        ann = slack.person("Ann")
        talk = ann.says(f"{slack.me} hello", to=team)
        lately = await accepted(slack, lambda _: ())
        ann.says("and you?", to=team, thread=talk)
        await slack.delivery.give_up()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await ann.until(answers(1), team)
    assert texts(desk) == ["and you?"]


async def test_what_answers_words_of_the_bot_is_found() -> None:
    async with hasty() as slack:
        team = slack.channel("team")
        ann, bob = slack.person("Ann"), slack.person("Bob")
        ann.says(f"{slack.me} hello", to=team)
        lately = await accepted(slack, meanwhile=lambda: ann.commands("tell a joke", to=team))
        joke = next(post for post in slack.posts(team.id) if "joke" in post.text)
        ann.says("another", to=team, thread=joke)
        bob.says("ha ha", to=team, thread=joke)
        await slack.delivery.give_up()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await ann.until(answers(4), team)
    heard = [(message.text, message.thread_id) for message in desk.messages.values()]
    assert heard[-2:] == [("another", joke.ts), ("ha ha", joke.ts)]


async def test_a_thread_in_private_goes_on() -> None:
    async with hasty() as slack:
        ann = slack.person("Ann")
        first = ann.says("one")
        lately = await accepted(slack)
        ann.says("two", thread=first)
        ann.says("three")
        await slack.delivery.give_up()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await ann.until(answers(3))
    threads = {message.text: message.thread_id for message in desk.messages.values()}
    assert threads == {"two": first.ts, "three": ""}


async def test_a_slash_command_hides_nothing() -> None:
    async with hasty() as slack:
        ann = slack.person("Ann")
        ann.says("missed")
        await slack.delivery.give_up()
        slack.faults.order("users.conversations", Fault(kind="slow", seconds=60))
        lately = await accepted(slack, meanwhile=lambda: ann.commands("what is 2+2?"))
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await ann.until(answers(2))
    assert texts(desk) == ["missed"]


async def test_what_was_corrected_meanwhile_is_heard_as_it_stands() -> None:
    async with hasty() as slack:
        ann = slack.person("Ann")
        ann.says("before")
        lately = await accepted(slack)
        ann.says("hallo", edited={"user": ann.id, "ts": "1.0"})
        await slack.delivery.give_up()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await ann.until(answers(2))
    assert texts(desk) == ["hallo"]


@pytest.mark.parametrize("kind", ["limited", "broken", "dropped"])
async def test_history_that_can_not_be_read_at_once_is_read_later(kind: Kind) -> None:
    async with hasty() as slack:
        ann = slack.person("Ann")
        ann.says("before")
        lately = await accepted(slack)
        ann.says("early")
        await slack.delivery.give_up()
        slack.faults.order("conversations.history", Fault(kind=kind, seconds=0.1))
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                ann.says("late")
                await ann.until(answers(3))
    assert texts(desk) == ["early", "late"]


async def test_places_that_can_not_be_read_hold_nothing_up() -> None:
    async with hasty() as slack:
        ann, bob = slack.person("Ann"), slack.person("Bob")
        team = slack.channel("team")
        ann.says(f"{slack.me} hello", to=team)
        bob.says("before")
        lately = await accepted(slack)
        team.members.clear()
        slack.world.scopes.discard("channels:history")
        bob.says("meanwhile")
        await slack.delivery.give_up()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await bob.until(answers(2))
    assert texts(desk) == ["meanwhile"]


async def test_where_it_was_never_talked_to_it_looks_back_a_day_up_to_its_own_words() -> None:
    async with hasty() as slack:
        ann, bob = slack.person("Ann"), slack.person("Bob")
        ann.says("settled")
        await accepted(slack)
        ann.says("early")
        bob.says("of yesterday")
        await slack.delivery.give_up()
        slack.faults.order("users.conversations", Fault(kind="slow", seconds=60))
        async with adapter_for(slack) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                ann.says("late")
                await ann.until(answers(3))
        async with adapter_for(slack, clock=_in_two_days) as adapter:
            later = MemoryDesk(adapter)
            async with running(adapter, later):
                bob.says("hello")
                await bob.until(says("hello"))
    assert texts(desk) == ["early", "late"]
    assert texts(later) == ["hello"]


def _in_two_days() -> datetime:
    return datetime.now(UTC) + timedelta(days=2)


async def test_by_http_it_looks_back_too() -> None:
    async with hasty() as slack:
        ann = slack.person("Ann")
        ann.says("before")
        lately = await accepted(slack)
        ann.says("meanwhile")
        await slack.delivery.give_up()

        async def told() -> Sequence[IncomingMessage]:
            return lately

        async with SlackAdapter(
            slack.bot_token,
            signing_secret=slack.secret,
            base_url=slack.url,
            commands=MENU,
            lately=told,
            pace=quick(),
        ) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await ann.until(answers(2))
    assert texts(desk) == ["meanwhile"]


async def test_newcomers_are_answered_too() -> None:
    async with hasty() as slack:
        ann, bob, team = slack.person("Ann"), slack.person("Bob"), slack.channel("team")
        talk = ann.says(f"{slack.me} first", to=team)
        ann.says("second", to=team, thread=talk)
        bob.says("hello")
        await slack.delivery.give_up()
        async with adapter_for(slack) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await bob.until(answers(1))
                await ann.until(answers(2), team)
        async with adapter_for(slack) as adapter:
            later = MemoryDesk(adapter)
            async with running(adapter, later):
                await slack.called("conversations.history", 4)
                ann.says(f"{slack.me} third", to=team)
                await ann.until(answers(3), team)
    assert [text for text in texts(desk) if text != "hello"] == ["first", "second"]
    assert texts(later) == ["third"], "what was answered before the database was lost stays so"


@pytest.mark.parametrize("is_told", [True, False])
async def test_what_waits_is_heard_by_its_time(is_told: bool) -> None:
    """However long Slack takes to say what was before, or that it won't say it."""
    async with hasty() as slack:
        ann = slack.person("Ann")
        early = ann.says("early")
        await slack.delivery.give_up()
        limited = 2 * [Fault(kind="limited", seconds=0.1)]
        slack.faults.order("users.conversations", Fault(kind="slow", seconds=60))
        slack.faults.order("conversations.history", *limited)
        async with adapter_for(slack) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                late = ann.says("late")
                await slack.called("conversations.history")
                slack.tell(early)
                await slack.called("conversations.history", 2)
                if not is_told:
                    slack.world.scopes.discard("im:history")
                await ann.until(answers(2))
                await slack.delivery.settled()
    assert [message.message_id for message in desk.messages.values()] == [early.ts, late.ts]


async def test_a_thread_of_ours_is_asked_about_until_slack_answers() -> None:
    async with hasty() as slack:
        ann, team = slack.person("Ann"), slack.channel("team")
        talk = ann.says(f"{slack.me} hello", to=team)
        lately = await accepted(slack)
        slack.calls.clear()
        async with adapter_for(slack, lately) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                await slack.called("users.conversations")
                slack.faults.order("conversations.replies", *2 * [Fault(kind="broken")])
                ann.says("and you?", to=team, thread=talk)
                await ann.until(answers(2), team)
    assert texts(desk) == ["and you?"]


async def test_a_stop_does_not_wait_for_what_was_said_before() -> None:
    async with hasty() as slack:
        ann = slack.person("Ann")
        slack.faults.order("conversations.history", Fault(kind="limited", seconds=60))
        async with adapter_for(slack) as adapter:
            desk = MemoryDesk(adapter)
            async with running(adapter, desk):
                ann.says("hello")
                await slack.called("conversations.history")
                ann.commands("stop")
                await slack.until(ann.room.id, answers(1))
    assert [message.command for message in desk.messages.values()] == ["stop"]
