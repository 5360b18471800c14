"""What the bot hears on Discord, and what it is deaf to."""

from typing import Any

import pytest

from adapters.base import IncomingMessage
from bot.playground.discord import Channel, Person
from tests.adapters.discord.scene import Scene, answers, says, scene


async def heard_last(here: Scene, person: Person, to: Channel) -> list[str]:
    """The texts that were heard until now."""
    await person.says(f"{here.discord.me} last", to=to)
    await here.discord.until(to, says("last"))
    return [message.text for message in here.desk.messages.values()][:-1]


async def test_a_private_message_is_answered() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        post = await ann.says("hello")
        (shown,) = await ann.until(says("You said: hello"))
        message = await here.heard(post)
    assert shown.history == ["…", "You said: hello"]
    assert shown.answers is None
    assert (message.sender_id, message.sender_name) == (ann.id, "Ann")
    assert message.conversation == f"discord:{ann.room.id}"
    assert message.event_id == post.id
    assert message.direct
    assert message.groups == ()
    assert abs(message.sent_at.timestamp() - post.at) < 1


async def test_a_mention_in_a_channel_is_answered_by_a_reply() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        staff = await here.discord.role("staff")
        ann = here.discord.person("Ann", roles=[staff])
        post = await ann.says(f"{here.discord.me} what is new?", to=team)
        (shown,) = await ann.until(answers(1), team)
        message = await here.heard(post)
    assert shown.text == "You said: what is new?"
    assert shown.answers is post
    assert message.groups == (team.id, here.discord.world.guild, staff)
    assert not message.direct


async def test_in_a_channel_only_what_is_meant_for_the_bot_is_heard() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        ann, bob = here.discord.person("Ann"), here.discord.person("Bob")
        await ann.says("hello all", to=team)
        await ann.says(f"<@{bob.id}> hello", to=team)
        assert await heard_last(here, ann, team) == []


async def test_names_are_written_out_and_the_bots_is_cut() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        ann, bob = here.discord.person("Ann"), here.discord.person("Bob")
        bot = here.discord.world.bot.id
        staff = await here.discord.role("staff")
        post = await ann.says(
            f"hey <@!{bot}>  ask <@{bob.id}> of <@&{staff}> in <#{team.id}> <:wave:123> <@999>",
            to=team,
        )
        message = await here.heard(post)
    assert message.text == "hey ask @Bob of @staff in #team :wave: <@999>"


async def test_the_bots_own_role_names_it_too() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        await ann.says(f"<@&{here.discord.world.bot_role}> hello", to=team)
        (shown,) = await ann.until(answers(1), team)
    assert shown.text == "You said: hello"


async def test_a_reply_to_the_bot_needs_no_name_and_brings_what_it_replies_to() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        ann, bob = here.discord.person("Ann"), here.discord.person("Bob")
        await ann.says(f"{here.discord.me} one", to=team)
        (shown,) = await ann.until(answers(1), team)
        again = await bob.says("and two?", to=team, answers=shown)
        await bob.until(answers(2), team)
        message = here.desk.messages[again.id]
    assert (message.text, message.quoted) == ("and two?", "You said: one")


async def test_a_mention_under_somebodys_message_brings_that_message_and_its_files() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        ann, bob = here.discord.person("Ann"), here.discord.person("Bob")
        first = await ann.says("see this", to=team, files=[("a.txt", "text/plain", b"A")])
        await bob.says(f"{here.discord.me} sum it up", to=team, answers=first)
        await bob.until(answers(1), team)
        (message,) = here.desk.messages.values()
    assert message.quoted == "see this"
    assert [each.name for each in message.attachments] == ["a.txt"]


async def test_a_name_alone_asks_about_what_it_replies_to() -> None:
    card = {"type": "rich", "title": "Build 7", "fields": [{"name": "Result", "value": "failed"}]}
    async with scene() as here:
        team = await here.discord.channel("team")
        ann, robot = here.discord.person("Ann"), here.discord.person("Robot", is_bot=True)
        first = await robot.says("", to=team, more={"embeds": [card]})
        post = await ann.says(here.discord.me, to=team, answers=first)
        message = await here.heard(post)
    assert (message.command, message.text) == ("", "")
    assert message.quoted == "Build 7\nResult: failed"


async def test_a_name_alone_asks_what_the_bot_can_do() -> None:
    async with scene() as here:
        post = await here.discord.person("Ann").says(
            f" {here.discord.me} ", to=await here.discord.channel("team")
        )
        message = await here.heard(post)
    assert (message.command, message.text) == ("help", "")


POLL = {
    "question": {"text": "Lunch?"},
    "answers": [{"answer_id": 1, "poll_media": {"text": "Soup"}}],
    "expiry": "2099-01-01T00:00:00+00:00",
    "allow_multiselect": False,
    "layout_type": 1,
}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"sticker_items": [{"id": "7", "name": "Wave", "format_type": 1}]}, ":Wave:"),
        ({"poll": POLL}, "📊 Lunch?\n- Soup"),
    ],
)
async def test_what_is_no_text_is_told_in_words(content: dict[str, Any], said: str) -> None:
    async with scene() as here:
        post = await here.discord.person("Ann").says("", more=content)
        message = await here.heard(post)
    assert message.text == said


async def test_what_is_passed_on_is_heard() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        ann, bob = here.discord.person("Ann"), here.discord.person("Bob")
        first = await bob.says("news", to=team, files=[("a.txt", "text/plain", b"A")])
        await ann.says("", forwards=first)
        await ann.until(answers(1))
        (message,) = here.desk.messages.values()
    assert (message.text, message.quoted) == ("", "news")
    assert [each.name for each in message.attachments] == ["a.txt"]


async def test_in_a_thread_the_answer_stays_there() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        thread = await here.discord.thread("plans", team)
        ann = here.discord.person("Ann")
        post = await ann.says(f"{here.discord.me} hello", to=thread)
        (shown,) = await ann.until(answers(1), thread)
        message = await here.heard(post)
    assert shown.answers is post
    assert message.conversation == f"discord:{thread.id}"
    assert message.groups == (thread.id, team.id, here.discord.world.guild)
    assert here.discord.posts(team) == []


async def test_called_into_a_thread_the_bot_sees_what_it_is_about() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        ann, bob = here.discord.person("Ann"), here.discord.person("Bob")
        first = await ann.says("see this", to=team, files=[("a.txt", "text/plain", b"A")])
        thread = await here.discord.thread("see this", team, under=first)
        for text in (here.discord.me, f"{here.discord.me} and now?"):
            await bob.says(text, to=thread)
        await bob.until(answers(2), thread)
        asked, later = here.desk.messages.values()
    assert (asked.command, asked.text, asked.quoted) == ("", "", "see this")
    assert [each.name for each in asked.attachments] == ["a.txt"]
    assert (later.text, later.quoted, later.attachments) == ("and now?", "", ())


async def test_a_post_of_a_forum_is_a_thread_of_it() -> None:
    async with scene() as here:
        forum = await here.discord.forum("help wanted")
        question = await here.discord.thread("My printer", forum)
        ann = here.discord.person("Ann")
        post = await ann.says(f"{here.discord.me} why is it silent?", to=question)
        (shown,) = await ann.until(answers(1), question)
        message = await here.heard(post)
    assert shown.answers is post
    assert message.conversation == f"discord:{question.id}"
    assert message.groups == (question.id, forum.id, here.discord.world.guild)


async def test_bots_webhooks_notes_edits_and_deletions_are_ignored() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        ann, robot = here.discord.person("Ann"), here.discord.person("Robot", is_bot=True)
        me = here.discord.me
        await robot.says(f"{me} beep", to=team)
        await ann.says(f"{me} by webhook", to=team, webhook="123")
        await ann.says(f"{me} pinned", to=team, kind=6)
        post = await ann.says("to all", to=team)
        await ann.edits(post, f"{me} edited")
        await ann.deletes(post)
        assert await heard_last(here, ann, team) == []


async def test_the_same_message_again_changes_nothing() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        post = await ann.says("hello")
        await ann.until(answers(1))
        await here.discord.tell(post)
        await ann.says("more")
        await ann.until(answers(2))
    assert here.desk.deliveries.count(post.id) == 2
    assert [message.text for message in here.desk.messages.values()] == ["hello", "more"]


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/help", "help", ""),
        ("/HELP me", "help", "me"),
        ("/ask what is this?", "", "what is this?"),
        ("/nothing known", "", "/nothing known"),
        ("/", "", "/"),
    ],
)
async def test_commands_may_be_written_out(text: str, command: str, rest: str) -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        await ann.says(text)
        await ann.until(answers(1))
        (message,) = here.desk.messages.values()
    assert (message.command, message.text) == (command, rest)


async def test_a_burst_is_heard_in_order_though_the_desk_fails() -> None:
    async with scene() as here:
        here.desk.refuse.extend([OSError("full"), OSError("full")])
        ann = here.discord.person("Ann")
        for number in range(20):
            await ann.says(f"number {number}")
        await ann.until(answers(20))
        heard: list[IncomingMessage] = list(here.desk.messages.values())
    assert [message.text for message in heard] == [f"number {number}" for number in range(20)]
