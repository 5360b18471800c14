"""How answers look on Slack, and that each stands there exactly once."""

import asyncio
from collections.abc import Sequence

import aiohttp
import pytest

from adapters.base import Attachment, Button, IncomingMessage, Picture, Reply, Undeliverable
from adapters.pace import Budget, Pace
from adapters.slack.adapter import SlackAdapter
from bot.playground.faults import Fault, Faults, Kind
from bot.playground.slack import Post, SlackPlayground
from bot.playground.slack.blocks import units
from tests.adapters.desk import Kept, MemoryDesk, running
from tests.adapters.slack.scene import (
    RETRY,
    Scene,
    adapter_for,
    answers,
    buttons,
    says,
    scene,
)

NASTY = (
    "@here @channel @everyone <!here> <!channel> <@U1> <#C1|general> <!subteam^S1> @ann "
    "&lt;!here&gt; https://evil.example/x [a](https://evil.example/y) `<!everyone>`\n\n"
    "```\n<@U1> <!here>\n```\n> <!channel>\n\n[<!here>](https://a.example/<!here>)"
)


def fixed(*replies: Reply) -> Sequence[Reply]:
    return replies


async def test_an_answer_grows_in_its_place_and_loses_the_stop_button() -> None:
    async with scene(buttons) as here:
        ann = here.slack.person("Ann")
        ann.says("hello")
        posts = await ann.until(answers(1))
    (post,) = posts
    assert post.history == ["…", "You", "You said: hello"]
    assert post.shown() == "You said: hello"
    assert post.labels() == ["Retry"]
    assert not post.unfurls


async def test_pressing_a_button_tells_the_desk_and_shows_its_words() -> None:
    async with scene(buttons) as here:
        team = here.slack.channel("team")
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob", locale="ja-JP")
        first = ann.says(f"{here.slack.me} hello", to=team)
        (post,) = await ann.until(answers(1), team)
        words = await bob.presses(post, "Retry")
        ann.says("hello")
        (other,) = await ann.until(answers(1))
        await ann.presses(other, "Retry")
    assert words == "Done."
    press, second = here.desk.presses
    assert (press.action, press.subject, press.sender_id) == ("retry", "turn-1", bob.id)
    assert (press.sender_name, press.locale) == ("Bob", "ja-JP")
    assert press.conversation == f"slack:{team.id}:{first.ts}"
    assert press.groups == (team.id, "T0PLAY")
    assert second.conversation == f"slack:{ann.room.id}"
    assert press.event_id != second.event_id


async def test_words_for_a_press_may_get_lost() -> None:
    async with scene(buttons) as here:
        ann = here.slack.person("Ann")
        ann.says("hello")
        (post,) = await ann.until(answers(1))
        here.slack.faults.order("hook", Fault(kind="broken"))
        assert await ann.presses(post, "Retry") == ""
    assert len(here.desk.presses) == 1


async def test_a_long_answer_is_split_and_its_buttons_stand_last() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "Word " * 80 for number in range(30))
    long = fixed(Reply(text=text, buttons=(RETRY,), final=True))
    async with scene(lambda _: long) as here:
        ann = here.slack.person("Ann")
        ann.says("tell me")
        posts = await ann.until(lambda posts: bool(posts) and "Paragraph 29" in posts[-1].text)
    assert len(posts) > 3
    assert [bool(post.labels()) for post in posts] == [False] * (len(posts) - 1) + [True]
    assert all(units(post.text) <= 3000 for post in posts)
    whole = "\n".join(post.text for post in posts)
    assert all(f"Paragraph {number}." in whole for number in range(30))


async def test_a_very_long_answer_becomes_a_file() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "Word " * 100 for number in range(100))
    long = fixed(Reply(text=text, final=True))
    async with scene(lambda _: long) as here:
        team = here.slack.channel("team")
        ann = here.slack.person("Ann")
        first = ann.says(f"{here.slack.me} tell me", to=team)
        posts = await ann.until(lambda posts: any(post.files for post in posts), team)
    head, file = posts
    assert head.text.startswith("Paragraph 0.")
    assert file.files[0]["title"] == "answer.md"
    assert here.slack.world.contents[file.files[0]["id"]].decode() == text.strip()
    assert file.thread == first.ts


async def test_a_nasty_answer_pings_nobody() -> None:
    async with scene(lambda _: fixed(Reply(text=NASTY, final=True))) as here:
        ann = here.slack.person("Ann")
        ann.says("hello")
        (post,) = await ann.until(says("evil"))
    assert post.controls() == []
    assert not post.unfurls
    assert all(block["text"]["verbatim"] for block in post.blocks if block["type"] == "section")


async def test_words_for_a_press_ping_nobody() -> None:
    async with SlackPlayground() as slack, adapter_for(slack) as adapter:
        desk = MemoryDesk(adapter, buttons, words="<!here> & co")
        async with running(adapter, desk):
            ann = slack.person("Ann")
            ann.says("hello")
            (post,) = await ann.until(answers(1))
            assert await ann.presses(post, "Retry") == "&lt;!here&gt; &amp; co"


async def test_refused_markup_comes_as_plain_text() -> None:
    async with scene(lambda _: fixed(Reply(text="**bold** words", final=True))) as here:
        here.slack.world.refuses_blocks = True
        ann = here.slack.person("Ann")
        ann.says("hello")
        (post,) = await ann.until(says("words"))
    assert post.history == ["…", "bold words"]


async def test_a_label_that_is_too_long_is_cut() -> None:
    button = Button(action="retry", label="x" * 200, subject="s")
    async with scene(lambda _: fixed(Reply(text="said", buttons=(button,), final=True))) as here:
        ann = here.slack.person("Ann")
        ann.says("hello")
        (post,) = await ann.until(answers(1))
    assert post.labels() == ["x" * 75]


async def test_a_post_that_somebody_took_away_is_put_anew() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        post = ann.says("hello")
        (shown,) = await ann.until(answers(1))
        shown.deleted = True
        message, ledger = here.heard(post), here.desk.ledger(f"{ann.room.id}:{post.ts}")
        await here.adapter.show(message, Reply(text="said more", final=True), ledger)
        (new,) = await ann.until(says("said more"))
    assert new.ts != shown.ts


@pytest.mark.parametrize("how", ["archived", "removed"])
async def test_where_nobody_can_be_reached_it_is_given_up(how: str) -> None:
    async with scene(lambda _: []) as here:
        team = here.slack.channel("team")
        post = here.slack.person("Ann").says(f"{here.slack.me} hello", to=team)
        await here.slack.delivery.settled()
        if how == "archived":
            team.archived = True
        else:
            team.members.discard(here.slack.world.bot.id)
        message, ledger = here.heard(post), here.desk.ledger(post.ts)
        with pytest.raises(Undeliverable):
            await here.adapter.show(message, Reply(text="said", final=True), ledger)
    assert ledger.posts == ()


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
@pytest.mark.parametrize("kind", ["limited", "broken", "slow", "dropped", "lost"])
async def test_whatever_goes_wrong_the_answer_stands_there_once(method: str, kind: Kind) -> None:
    async with scene(buttons) as here:
        here.slack.faults.order(method, *[Fault(kind=kind, seconds=0.05)] * 2)
        team = here.slack.channel("team")
        ann = here.slack.person("Ann")
        ann.says(f"{here.slack.me} hello", to=team)
        ann.says("hello")
        for room in (team, ann.room):
            await ann.until(answers(1), room)
        await here.desk.settled()
        shown = [[post.text for post in here.slack.posts(room.id)] for room in (team, ann.room)]
    assert shown == [["You said: hello"], ["You said: hello"]]


async def test_a_limited_chat_keeps_no_other_waiting() -> None:
    async with scene() as here:
        here.slack.faults.order("chat.postMessage", Fault(kind="limited", seconds=60))
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob")
        ann.says("hello")
        await here.slack.called("chat.postMessage")
        bob.says("hello")
        await bob.until(answers(1))
        assert here.slack.posts(ann.room.id) == []


async def test_the_time_to_wait_is_the_one_that_slack_tells() -> None:
    async with scene() as here:
        here.slack.faults.order("chat.postMessage", Fault(kind="limited", seconds=0.3))
        ann = here.slack.person("Ann")
        ann.says("hello")
        await ann.until(answers(1))
        times = [call.at for call in here.slack.calls if call.method == "chat.postMessage"]
    assert 0.25 < times[1] - times[0] < 2


@pytest.mark.parametrize("in_channel", [True, False])
async def test_after_a_crash_the_placeholder_is_found(in_channel: bool) -> None:
    async with scene(lambda _: []) as here:
        team = here.slack.channel("team")
        ann = here.slack.person("Ann")
        room = team if in_channel else ann.room
        post = ann.says(f"{here.slack.me} hello", to=room)
        other = ann.says(f"{here.slack.me} another", to=room, thread=post if in_channel else None)
        await here.slack.delivery.settled()
        for each in (post, other):
            await put_and_crash(here, each)
        ledger = Kept({}, "fresh")
        await ledger.keep((f"?{post.ts}",))
        await here.adapter.show(here.heard(post), Reply(text="said", final=True), ledger)
        posts = here.slack.posts(room.id)
    assert [each.text for each in posts] == ["said", "…"]
    assert ledger.posts == (posts[0].ts,)


async def put_and_crash(here: Scene, post: Post) -> None:
    """Leave two placeholders, of which nobody has kept the id, as two processes would."""
    for _ in range(2 if post.text.endswith("hello") else 1):
        await here.adapter.show(here.heard(post), Reply(), Kept({}, "lost"))


async def test_after_a_crash_nothing_is_found_where_nothing_was_put() -> None:
    async with scene(lambda _: []) as here:
        ann, team = here.slack.person("Ann"), here.slack.channel("team")
        for room in (ann.room, team):
            post = ann.says(f"{here.slack.me} hello", to=room)
            await here.slack.delivery.settled()
            ledger = Kept({}, "fresh")
            await ledger.keep((f"?{post.ts}",))
            await here.adapter.show(here.heard(post), Reply(text="said", final=True), ledger)
            assert [each.text for each in here.slack.posts(room.id)] == ["said"]


@pytest.mark.parametrize(
    "method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"]
)
async def test_a_report_with_a_picture_stands_there_once(method: str) -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        ledger = here.desk.ledger("report-1")
        picture = Picture(name="chart.png", data=b"png", alt="Scores by month")
        here.slack.faults.order(method, Fault(kind="lost"))
        for chat in (ann.id, ann.room.id, ann.room.id):
            for _ in range(3):
                try:
                    await here.adapter.post(
                        chat,
                        Reply(text="**Nightly**", final=True),
                        ledger,
                        key="report-1",
                        pictures=[picture],
                    )
                    break
                except aiohttp.ClientError:
                    continue
        words, chart = here.slack.posts(ann.room.id)
    assert words.text == "*Nightly*"
    assert chart.files[0]["title"] == "Scores by month"
    assert len(ledger.posts) == 2


async def test_a_private_word_is_seen_by_one_person_only() -> None:
    def private(message: IncomingMessage) -> Sequence[Reply]:
        reply = Reply(text=f"You said: {message.text}", private=True, buttons=(RETRY,))
        return fixed(reply, Reply(text=reply.text, private=True, buttons=(RETRY,), final=True))

    async with scene(private) as here:
        team = here.slack.channel("team")
        ann = here.slack.person("Ann")
        ann.commands("tell me", to=team)
        (whisper,) = await ann.until(answers(1), team)
        words = await ann.presses(whisper, "Retry")
        ann.commands("tell me")
        (open_word,) = await ann.until(answers(1))
    assert whisper.seen_by == {ann.id}
    assert whisper.history == ["You said: tell me"]
    assert words == "Done."
    assert open_word.seen_by == frozenset()


async def test_where_the_bot_is_not_a_member_a_command_is_answered_in_private() -> None:
    async with scene(buttons) as here:
        ann = here.slack.person("Ann")
        for name, kind in (("public", "channel"), ("secret", "group"), ("two", "im")):
            room = here.slack.channel(name, kind=kind, bot=False)  # type: ignore[arg-type]
            ann.commands("hello", to=room)
            (post,) = await ann.until(answers(1), room)
            assert post.seen_by == {ann.id}
            assert post.history == ["You said: hello"]


async def test_a_whisper_whose_receipt_was_lost_is_said_in_its_place() -> None:
    async with scene() as here:
        room = here.slack.channel("secret", kind="group", bot=False)
        here.slack.faults.order("hook", Fault(kind="lost"))
        ann = here.slack.person("Ann")
        ann.commands("hello", to=room)
        await here.slack.called("hook", 2)
        posts = await ann.until(answers(1), room)
        await here.desk.settled()
    assert [post.text for post in posts] == ["You said: hello"]


async def test_a_long_whisper_uses_its_hook_sparingly() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "Word " * 100 for number in range(100))
    async with scene(lambda _: fixed(Reply(text=text, final=True))) as here:
        room = here.slack.channel("secret", kind="group", bot=False)
        ann = here.slack.person("Ann")
        ann.commands("hello", to=room)
        posts = await ann.until(lambda posts: len(posts) == 4, room)
        await here.desk.settled()
    assert posts[-1].text.endswith("…")


async def test_a_thread_that_is_no_assistants_is_asked_once() -> None:
    async with scene(buttons) as here:
        ann = here.slack.person("Ann")
        first = ann.says("hello")
        await ann.until(answers(1))
        for count in (2, 3):
            ann.says("hello", thread=first)
            await ann.until(answers(count))
        await here.desk.settled()
        tried = [call for call in here.slack.calls if call.method == "assistant.threads.setStatus"]
    assert [call.error for call in tried] == ["invalid_thread_ts"]


async def test_files_are_fetched_with_the_token_and_only_from_slack() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        file = ann.file("notes.txt", b"milk", "text/plain")
        post = ann.says("look", files=[file])
        elsewhere = ann.says("look", files=[{**file, "id": "", "size": 0}])
        await ann.until(answers(2))
        (notes,) = here.heard(post).attachments
        assert await here.adapter.fetch(notes, 4) == b"milk"
        with pytest.raises(ValueError, match=r"notes\.txt"):
            await here.adapter.fetch(notes, 3)
        (unsized,) = here.heard(elsewhere).attachments
        with pytest.raises(ValueError, match="more than 3"):
            await here.adapter.fetch(unsized, 3)
        by_id = Attachment(name="n", media_type="text/plain", handle=file["id"])
        assert await here.adapter.fetch(by_id, 4) == b"milk"


@pytest.mark.parametrize(
    "url",
    [
        "https://slack.com.evil.example/f",
        "https://evilslack.com/f",
        "http://files.slack.com/f",
        "https://files.slack.com@evil.example/f",
        "file:///etc/passwd",
        "ftp://127.0.0.1/f",
        "https://169.254.169.254/f",
    ],
)
async def test_the_token_goes_nowhere_else(url: str) -> None:
    async with scene() as here:
        with pytest.raises(PermissionError, match="not kept by Slack"):
            await here.adapter.fetch(Attachment(name="f", media_type="x/y", handle=url), 100)
        gone = Attachment(name="f", media_type="x/y", handle="F404")
        with pytest.raises(OSError, match="file_not_found"):
            await here.adapter.fetch(gone, 100)


async def test_a_sign_in_page_is_no_file() -> None:
    async with SlackPlayground() as slack:
        file = slack.keep_file("notes.txt", b"milk", "text/plain")
        other = SlackAdapter("xoxb-other", app_token="xapp-1", base_url=slack.url)
        async with other:
            attachment = Attachment(name="f", media_type="text/plain", handle=file["url_private"])
            with pytest.raises(OSError, match="files:read"):
                await other.fetch(attachment, 100)


async def test_many_messages_under_many_faults_are_answered_once_each() -> None:
    faults = Faults({"limited": 0.05, "broken": 0.05, "dropped": 0.05, "lost": 0.1}, seed=7)
    faults.order("auth.test", Fault(kind="slow", seconds=0))
    faults.order("apps.connections.open", Fault(kind="slow", seconds=0))
    slack = SlackPlayground(faults=faults, twice=0.2, patience=0.5, retries=100 * [0.05], seed=3)
    async with scene(slack=slack) as here:
        team = here.slack.channel("team")
        people = [here.slack.person(name) for name in ("Ann", "Bob", "Cyd", "Dee")]
        for number in range(60):
            person = people[number % 4]
            person.says(f"{here.slack.me} number {number}", to=(team if number % 2 else None))
        async with asyncio.timeout(10):
            await here.slack.delivery.settled()
        await here.desk.settled()
        rooms = [team, *(person.room for person in people)]
        shown = [[post.text for post in here.slack.posts(room.id)] for room in rooms]
    texts = [text for room in shown for text in room]
    assert sorted(texts) == sorted(f"You said: number {number}" for number in range(60))


async def test_a_reply_in_progress_waits_for_room_where_a_final_one_does_not() -> None:
    def tight() -> Budget:
        return Budget(burst=2, rate=0.001, reserve=1)

    pace = Pace(chat=tight, group=tight, everywhere=quick_budget())
    async with (
        SlackPlayground() as slack,
        SlackAdapter(
            slack.bot_token, app_token=slack.app_token, base_url=slack.url, pace=pace
        ) as adapter,
    ):
        desk = MemoryDesk(adapter)
        async with running(adapter, desk):
            ann = slack.person("Ann")
            post = ann.says("hello")
            await ann.until(answers(1))
            message = desk.messages[f"{ann.room.id}:{post.ts}"]
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await adapter.room(message)


def quick_budget() -> Budget:
    return Budget(burst=1000, rate=1000)
