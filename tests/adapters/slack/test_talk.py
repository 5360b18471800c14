"""Conversations on Slack: who is heard, and what is understood."""

import asyncio
from datetime import UTC, datetime

import pytest

from adapters.base import IncomingMessage
from adapters.slack.adapter import SlackAdapter
from bot.playground.faults import Fault, Kind
from bot.playground.slack import Post, SlackPlayground
from tests.adapters.desk import MemoryDesk, running
from tests.adapters.slack.scene import Scene, adapter_for, answers, says, scene


class Gate(MemoryDesk):
    """Takes nothing before it is opened."""

    def __init__(self, adapter: SlackAdapter) -> None:
        super().__init__(adapter)
        self.asked = asyncio.Event()
        self.opened = asyncio.Event()

    async def accept(self, message: IncomingMessage) -> None:
        self.asked.set()
        await self.opened.wait()
        await super().accept(message)


async def silent(here: Scene) -> bool:
    """Whether nothing of what was said was for the bot; known once something later is answered."""
    zoe = here.slack.person("Zoe")
    zoe.says("are you there?")
    await zoe.until(says("there?"))
    return len(here.desk.messages) == 1


async def test_a_direct_message_is_answered() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann", locale="zh-CN")
        post = ann.says("你好 👋 &lt;b&gt; a &amp;&amp; b")
        posts = await ann.until(says("said"))
        heard = here.heard(post)
    assert [p.text for p in posts] == ["You said: 你好 👋 &lt;b&gt; a &amp;&amp; b"]
    assert posts[0].history == ["…", posts[0].text]
    assert posts[0].thread == ""
    assert (heard.text, heard.direct) == ("你好 👋 <b> a && b", True)
    assert (heard.sender_name, heard.locale) == ("Ann", "zh-CN")
    assert heard.groups == (ann.room.id, "T0PLAY")
    assert heard.conversation == f"slack:{ann.room.id}"
    assert abs((datetime.now(UTC) - heard.sent_at).total_seconds()) < 60


async def test_a_burst_is_taken_in_its_order() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        for number in range(30):
            ann.says(f"number {number}")
        await ann.until(answers(30))
        texts = [message.text for message in here.desk.messages.values()]
    assert texts == [f"number {number}" for number in range(30)]


async def test_a_mention_in_a_channel_opens_a_thread() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann = here.slack.person("Ann")
        post = ann.says(f"{here.slack.me}: what is 2+2, {here.slack.me}?", to=team)
        posts = await ann.until(says("2+2"), team)
        heard = here.heard(post)
        await here.desk.settled()
    assert (heard.text, heard.direct, heard.thread_id) == ("what is 2+2, ?", False, post.ts)
    assert heard.conversation == f"slack:{team.id}:{post.ts}"
    assert [each.thread for each in posts] == [post.ts]
    # Slack tells of it as a message and as a mention.
    assert set(here.desk.deliveries) == {f"{team.id}:{post.ts}"}


async def test_other_talk_in_a_channel_is_not_heard() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob")
        first = ann.says("lunch?", to=team)
        bob.says("yes!", to=team, thread=first)
        ann.says("noon then", to=team, thread=first)
        assert await silent(here)


async def test_a_thread_with_the_bot_alone_needs_no_mention() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob")
        first = ann.says(f"{here.slack.me} hello", to=team)
        await ann.until(answers(1), team)
        ann.says("and goodbye", to=team, thread=first)
        posts = await ann.until(answers(2), team)
        assert {post.thread for post in posts} == {first.ts}
        bob.says("who is that?", to=team, thread=first)
        ann.says("our bot", to=team, thread=first)
        ann.says(f"{here.slack.me} say hello", to=team, thread=first)
        posts = await ann.until(answers(3), team)
    assert "say hello" in posts[-1].text


async def test_after_a_restart_it_is_still_known_who_talks_in_a_thread() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann = here.slack.person("Ann")
        first = ann.says(f"{here.slack.me} hello", to=team)
        await ann.until(answers(1), team)
        async with adapter_for(here.slack) as again:
            await here.slack.delivery.hang_up()
            async with running(again, MemoryDesk(again)):
                ann.says("still there?", to=team, thread=first)
                posts = await ann.until(answers(2), team)
    assert "still there?" in posts[-1].text


async def test_what_the_bot_began_may_be_answered_without_its_name() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob")
        ann.commands("tell a joke", to=team)
        (joke,) = await ann.until(answers(1), team)
        bob.says("ha ha", to=team, thread=joke)
        ann.says("another", to=team, thread=joke)
        await ann.until(answers(3), team)
        heard = [(each.text, each.thread_id) for each in here.desk.messages.values()]
    assert heard == [("tell a joke", ""), ("ha ha", joke.ts), ("another", joke.ts)]


async def test_called_into_a_thread_the_bot_sees_what_it_is_about() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob")
        first = ann.says("The train leaves at 9:41.", to=team)
        post = bob.says(f"{here.slack.me} when, <@{ann.id}>?", to=team, thread=first)
        posts = await ann.until(answers(1), team)
        heard = here.heard(post)
    assert (heard.text, heard.quoted) == ("when, @Ann?", "The train leaves at 9:41.")
    assert heard.thread_id == posts[0].thread == first.ts


async def test_in_a_talk_of_several_it_wants_to_be_named() -> None:
    async with scene() as here:
        several = here.slack.channel("ann-bob", kind="mpim")
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob")
        bob.says("shall we ask it?", to=several)
        post = ann.says(f"{here.slack.me} hello", to=several)
        await ann.until(answers(1), several)
        assert list(here.desk.messages) == [f"{several.id}:{post.ts}"]
        assert not here.heard(post).direct


async def test_people_of_another_workspace_stand_in_theirs() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann = here.slack.person("Ann")
        post = ann.says(f"{here.slack.me} hello", to=team, user_team="T0OTHER", team="T0OTHER")
        await ann.until(answers(1), team)
        assert here.heard(post).groups == (team.id, "T0OTHER")


async def test_in_private_a_thread_is_a_conversation_of_its_own() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        first = ann.says("one")
        await ann.until(answers(1))
        ann.says("two", thread=first)
        posts = await ann.until(answers(2))
        conversations = [each.conversation for each in here.desk.messages.values()]
    assert conversations == [f"slack:{ann.room.id}", f"slack:{ann.room.id}:{first.ts}"]
    assert [post.thread for post in posts] == ["", first.ts]


async def test_own_and_other_bots_messages_edits_and_notes_are_not_heard() -> None:
    async with scene() as here:
        ann, robot = here.slack.person("Ann"), here.slack.person("Robot", is_bot=True)
        post = Post(room=ann.room, ts=here.slack.world.new_ts(), sender=ann.account, text="x")
        robot.says("beep", to=ann.room)
        robot.says("beep", to=ann.room, subtype="bot_message")
        ann.edits(post, "y")
        ann.deletes(post)
        ann.says("Ann has joined", subtype="channel_join")
        here.slack.tell(post, edited={"user": ann.id, "ts": "1.0"})
        ann.says("reminder", user="USLACKBOT")
        ann.says("mine", user=here.slack.world.bot.id)
        ann.says("")
        assert await silent(here)


async def test_files_and_broadcasts_are_heard() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann = here.slack.person("Ann")
        notes = ann.file("notes.txt", b"milk", "text/plain")
        clip = {**ann.file("clip.webm", b"hm", "audio/webm"), "subtype": "slack_audio"}
        post = ann.says("look", files=[notes, clip, {"id": "F9", "mode": "tombstone"}])
        bare = ann.says(files=[ann.file("a.png", b"png", "image/png")])
        told = ann.says(
            f"{here.slack.me} all",
            to=team,
            thread=ann.says("first", to=team),
            subtype="thread_broadcast",
        )
        await ann.until(answers(1), team)
        await ann.until(answers(2))
        heard, image = here.heard(post), here.heard(bare)
        assert here.heard(told).text == "all"
    seen = [(each.name, each.media_type, each.size, each.voice) for each in heard.attachments]
    assert seen == [("notes.txt", "text/plain", 4, False), ("clip.webm", "audio/webm", 2, True)]
    assert (image.text, image.attachments[0].media_type) == ("", "image/png")


async def test_a_long_paste_that_slack_makes_a_file_of_is_heard() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        paste = {**ann.file("Untitled", b"word " * 4000, "text/plain"), "mode": "snippet"}
        post = ann.says(files=[paste])
        await ann.until(answers(1))
        (file,) = here.heard(post).attachments
        assert await here.adapter.fetch(file, 20_000) == b"word " * 4000


async def test_a_name_alone_asks_what_the_bot_can_do() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        post = ann.says(f" {here.slack.me}: ", to=here.slack.channel("team"))
        await ann.until(answers(1), here.slack.channel("team"))
        heard = here.heard(post)
    assert (heard.command, heard.text) == ("help", "")


async def test_a_name_alone_in_a_thread_asks_about_what_began_it() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob")
        report = ann.file("a.pdf", b"%PDF", "application/pdf")
        first = ann.says("see this", to=team, files=[report])
        post = bob.says(here.slack.me, to=team, thread=first)
        await bob.until(answers(1), team)
        heard = here.heard(post)
    assert (heard.command, heard.text, heard.quoted) == ("", "", "see this")
    assert [each.name for each in heard.attachments] == ["a.pdf"]


async def test_what_comes_as_blocks_only_is_read() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        words = [
            {"type": "text", "text": "a < b? "},
            {"type": "user", "user_id": here.slack.person("Bob").id},
            {"type": "link", "url": "https://a.example", "text": "this"},
            {"type": "emoji", "name": "wave"},
        ]
        section = {"type": "rich_text_section", "elements": words}
        items = {"type": "rich_text_list", "style": "bullet", "elements": [section]}
        code = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]}
        post = ann.says(blocks=[{"type": "rich_text", "elements": [section, items, code]}])
        await ann.until(answers(1))
        heard = here.heard(post)
    line = "a < b? @Bobthis (https://a.example):wave:"
    assert heard.text == f"{line}\n• {line}\n```\nx = 1\n```"


async def test_another_apps_note_can_be_asked_about() -> None:
    async with scene() as here:
        team = here.slack.channel("team")
        ann, robot = here.slack.person("Ann"), here.slack.person("Robot", is_bot=True)
        failed = {"type": "header", "text": {"type": "plain_text", "text": "Build <7> failed"}}
        for alert in ({"blocks": [failed]}, {"attachments": [{"title": "Build 8 failed"}]}):
            first = robot.says(to=team, subtype="bot_message", **alert)
            ann.says(f"{here.slack.me} why?", to=team, thread=first)
        await ann.until(answers(2), team)
        quoted = [each.quoted for each in here.desk.messages.values()]
    assert quoted == ["Build <7> failed", "Build 8 failed"]


async def test_what_is_written_is_read_as_people_see_it() -> None:
    async with scene() as here:
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob")
        post = ann.says(
            f"<@{bob.id}> in <#C1|general> <!here> <!subteam^S1|@crew> "
            "<https://a.example/x?a=1&amp;b=2|the page> <https://b.example> "
            "<http://c.example|c.example> <mailto:d@e.example|d@e.example> 1 &lt; 2",
            attachments=[
                {"is_share": True, "text": "as &lt;said&gt;"},
                {"text": "an unfurled page"},
            ],
        )
        await ann.until(answers(1))
        heard = here.heard(post)
    assert heard.text == (
        "@Bob in #general @here @crew the page (https://a.example/x?a=1&b=2) "
        "https://b.example http://c.example d@e.example 1 < 2"
    )
    assert heard.quoted == "as <said>"


async def test_commands_come_as_words() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        for text in ("help", "Lang zh", "what is 2+2?", "", "/stop"):
            ann.commands(text)
        ann.commands("now", command="/stop")
        await ann.until(answers(6))
        for text in ("/lang ja", "/kagent help me", "/etc/passwd is what?"):
            ann.says(text)
        await ann.until(answers(9))
        heard = [(each.command, each.text) for each in here.desk.messages.values()]
    # A stop waits for nothing.
    assert {each for each in heard if each[0] == "stop"} == {("stop", ""), ("stop", "now")}
    assert [each for each in heard if each[0] != "stop"] == [
        ("help", ""),
        ("lang", "zh"),
        ("", "what is 2+2?"),
        ("help", ""),
        ("lang", "ja"),
        ("help", "me"),
        ("", "/etc/passwd is what?"),
    ]


async def test_the_same_command_twice_is_one() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        trigger = ann.commands("hello")
        await ann.until(answers(1))
        ann.commands("hello", trigger=trigger)
        assert await silent(here) is False
        assert len(here.desk.messages) == 2
    assert here.desk.deliveries.count(trigger) == 2


async def test_a_message_that_comes_again_is_the_same() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        post = ann.says("once")
        await ann.until(answers(1))
        here.slack.tell(post)
        await here.slack.delivery.settled()
        await here.desk.settled()
    assert here.desk.deliveries == [f"{ann.room.id}:{post.ts}"] * 2
    assert len(here.slack.posts(ann.room.id)) == 1


async def test_what_could_not_be_taken_is_delivered_again() -> None:
    async with scene() as here:
        here.slack.delivery.patience = 0.05
        here.desk.refuse.append(OSError("disk full"))
        ann = here.slack.person("Ann")
        ann.says("hello")
        posts = await ann.until(answers(1))
    assert [post.text for post in posts] == ["You said: hello"]
    assert here.slack.delivery.tries == 2


async def test_nothing_is_receipted_before_it_is_taken() -> None:
    async with SlackPlayground() as slack, adapter_for(slack) as adapter:
        desk = Gate(adapter)
        async with running(adapter, desk):
            ann = slack.person("Ann")
            ann.says("hello")
            await desk.asked.wait()
            ann.says("more")
            assert slack.delivery.receipts == []
            desk.opened.set()
            await ann.until(answers(2))
            await slack.delivery.settled()
    assert len(slack.delivery.receipts) == 2


@pytest.mark.parametrize("kind", ["limited", "broken"])
async def test_who_cannot_be_looked_up_is_called_by_id(kind: Kind) -> None:
    async with scene() as here:
        here.slack.faults.order("users.info", Fault(kind=kind))
        ann = here.slack.person("Ann")
        first = ann.says("hello")
        await ann.until(answers(1))
        second = ann.says("again")
        await ann.until(answers(2))
        names = here.heard(first).sender_name, here.heard(second).sender_name
    assert names == (ann.id, "Ann")
