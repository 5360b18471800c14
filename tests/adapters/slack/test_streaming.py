"""In Slack's assistant threads an answer is streamed, and stands there once all the same."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from adapters.base import Activity, Button, IncomingMessage, Ledger, Reply
from adapters.markup.cleaning import BREAK
from adapters.slack.adapter import SlackAdapter
from bot.playground.faults import Fault, Kind
from bot.playground.slack import Post
from bot.playground.slack.blocks import units
from tests.adapters.desk import Kept
from tests.adapters.slack.scene import RETRY, STOP, Scene, adapter_for, answers, scene
from tests.adapters.slack.test_showing import NASTY

STREAMING = ("chat.startStream", "chat.appendStream", "chat.stopStream")


def growing(text: str) -> Reply:
    return Reply(text=text, buttons=(STOP,))


def final(text: str) -> Reply:
    return Reply(text=text, buttons=(RETRY,), final=True)


def word_by_word(message: IncomingMessage) -> Sequence[Reply]:
    text = f"You said: **{message.text}**, I think."
    return [growing(""), *(growing(text[:end]) for end in range(3, len(text), 7)), final(text)]


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A question in an assistant thread, and its answer as it is shown by hand."""

    here: Scene
    message: IncomingMessage
    first: Post
    ledger: Ledger

    async def shows(self, *replies: Reply, adapter: SlackAdapter | None = None) -> None:
        for reply in replies:
            await (adapter or self.here.adapter).show(self.message, reply, self.ledger)

    @property
    def posts(self) -> list[Post]:
        return self.here.slack.posts(self.message.chat_id)

    @property
    def statuses(self) -> list[str]:
        return [status for _, _, status in self.here.slack.world.statuses]


@asynccontextmanager
async def talk(text: str = "hello") -> AsyncIterator[Talk]:
    async with scene(lambda _: []) as here:
        ann = here.slack.person("Ann")
        first = ann.opens_the_assistant()
        post = ann.says(text, thread=first)
        await here.slack.delivery.settled()
        message = here.heard(post)
        yield Talk(
            here=here, message=message, first=first, ledger=here.desk.ledger(message.event_id)
        )


def called(here: Scene, *methods: str) -> list[str]:
    """The calls of these methods that Slack has taken, in order."""
    return [call.method for call in here.slack.calls if call.method in methods and not call.error]


async def test_an_assistant_streams_its_answer_word_by_word() -> None:
    async with scene(word_by_word) as here:
        ann = here.slack.person("Ann", locale="ja-JP")
        first = ann.opens_the_assistant()
        await here.slack.delivery.settled()
        ann.says("hello", thread=first)
        (post,) = await ann.until(lambda posts: bool(posts) and posts[-1].labels() == ["Retry"])
        await here.desk.settled()
    assert post.thread == first.ts
    *grown, last = (text.replace(BREAK, "") for text in post.history)
    assert grown == ["", "You", "You said:", "You said: **hello", "You said: **hello**, I t"]
    assert last == post.shown() == "You said: *hello*, I think."
    assert not post.unfurls
    assert called(here, "chat.postMessage") == []
    calls = called(here, *STREAMING, "chat.update")
    assert calls == [STREAMING[0], *[STREAMING[1]] * 4, STREAMING[2], "chat.update"]
    assert here.slack.world.prompts[first.ts][0]["title"] == "何ができますか？"
    statuses = [status for *where, status in here.slack.world.statuses]
    assert statuses == ["考えています…", "考えています…", ""]


async def test_the_stop_button_stands_in_the_stream() -> None:
    async with talk() as it:
        ann = it.here.slack.person("Ann")
        await it.shows(growing("Once upon a "))
        (post,) = it.posts
        assert post.labels() == ["Stop"]
        assert await ann.presses(post, "Stop") == "Done."
    (press,) = it.here.desk.presses
    assert (press.action, press.conversation) == ("stop", it.message.conversation)


async def test_slacks_own_stop_button_stops_the_turn() -> None:
    async with talk() as it:
        await it.shows(growing("Once upon a "))
        (post,) = it.posts
        it.here.slack.person("Ann").stops(post)
        await it.shows(growing("Once upon a time there "))
        await it.shows(final("Once upon a time"))
    assert it.here.desk.stopped == [it.message.conversation]
    assert [post.text for post in it.posts] == ["Once upon a time"]


async def test_the_status_line_tells_of_tools_and_the_stream_goes_on_after_them() -> None:
    search = Activity(kind="tool", title="web_search", detail="tea", state="running")
    thought = Activity(kind="thought", title="Which   tea?")
    async with talk() as it:
        await it.shows(growing("I look it up. "))
        for activity in (search, thought):
            await it.shows(Reply(activities=(activity,), buttons=(STOP,)))
        away = Reply(text="Green tea is ", notice="The model is away.", buttons=(STOP,))
        await it.shows(growing("Green tea is "), away)
        (post,) = it.posts
        assert post.text == f"I look it up.{BREAK}\n\nGreen tea is"
        await it.shows(final("Green tea is best."))
    assert [post.text for post in it.posts] == ["Green tea is best."]
    assert it.statuses == [
        "",
        "is using web_search…",
        "Which tea?",
        "",
        "The model is away.",
        "",
    ]


async def test_a_question_that_waits_for_an_earlier_answer_begins_no_stream() -> None:
    async with talk() as it:
        await it.shows(growing("Once upon a"))
        later = it.here.slack.person("Ann").says("and then?", thread=it.first)
        await it.here.slack.delivery.settled()
        message, ledger = it.here.heard(later), Kept({}, "later")
        await it.here.adapter.show(message, Reply(notice="One moment."), ledger)
        await it.shows(final("Once upon a time."))
        await it.here.adapter.show(message, growing("The"), ledger)
        await it.here.adapter.show(message, final("The end."), ledger)
    assert [post.text for post in it.posts] == ["Once upon a time.", "The end."]
    assert called(it.here, "chat.startStream") == ["chat.startStream"]
    assert "One moment." not in it.statuses


async def test_after_a_kill_the_next_process_ends_the_stream_and_says_the_answer() -> None:
    async with talk() as it:
        await it.shows(growing("You s"), growing("You said: hel"))
        (post,) = it.posts
        async with adapter_for(it.here.slack) as next_one:
            await it.shows(growing("You said: hello the"), adapter=next_one)
            assert (post.text, post.labels()) == ("You said: hello the", ["Stop"])
            await it.shows(final("You said: hello there"), adapter=next_one)
    (post,) = it.posts
    assert (post.shown(), post.labels()) == ("You said: hello there", ["Retry"])
    assert not post.streaming
    assert it.statuses[-1] == ""


async def test_after_a_kill_a_stream_that_was_lost_sight_of_is_found() -> None:
    async with talk() as it:
        await it.shows(final("You said: hello"))
        ann = it.here.slack.person("Ann")
        second = ann.says("and more", thread=it.first)
        await it.here.slack.delivery.settled()
        message = it.here.heard(second)
        for _ in range(2):  # as two processes that were killed
            await it.here.adapter.show(message, growing("You sa"), Kept({}, "lost"))
        ledger = it.here.desk.ledger(message.event_id)
        await ledger.keep((f"?s{message.message_id}",))
        async with adapter_for(it.here.slack) as next_one:
            await next_one.show(message, final("You said: and more"), ledger)
    texts = [post.text for post in it.posts]
    assert texts == ["You said: hello", "You said: and more"]


@pytest.mark.parametrize("method", [*STREAMING, "chat.update", "assistant.threads.setStatus"])
@pytest.mark.parametrize("kind", ["limited", "broken", "dropped", "lost"])
async def test_whatever_goes_wrong_the_answer_stands_there_once(method: str, kind: Kind) -> None:
    async with scene(word_by_word) as here:
        here.slack.faults.order(method, *[Fault(kind=kind, seconds=0.05)] * 2)
        ann, bob = here.slack.person("Ann"), here.slack.person("Bob")
        for each in (ann, bob):
            each.says("hello", thread=each.opens_the_assistant())
        for each in (ann, bob):
            await each.until(lambda posts: any(post.labels() == ["Retry"] for post in posts))
        await here.desk.settled()
        shown = [*here.slack.posts(ann.room.id), *here.slack.posts(bob.room.id)]
    assert [post.text for post in shown] == ["You said: *hello*, I think."] * 2
    assert not any(post.streaming for post in shown)


@pytest.mark.parametrize("why", ["unknown_method", "missing_scope", "invalid_chunks"])
async def test_where_slack_takes_no_streams_answers_are_edited(why: str) -> None:
    tool = Activity(kind="tool", title="web_search", state="running")
    using = Reply(activities=(tool,), buttons=(STOP,))
    async with scene(lambda _: [growing(""), using, growing("You"), final("You said: so")]) as here:
        here.slack.world.declines_streams = why
        ann = here.slack.person("Ann")
        first = ann.opens_the_assistant()
        for count in (1, 2):
            ann.says("hello", thread=first)
            posts = await ann.until(answers(count))
        await here.desk.settled()
    for post in posts:
        assert post.history == ["…", "⏳ web_search", "You", "You said: so"]
        assert post.labels() == ["Retry"]
    tried = [call.error for call in here.slack.calls if call.method == "chat.startStream"]
    assert tried == [why], "it is not asked again and again"


async def test_whom_slack_knows_not_as_a_reader_is_answered_by_edits() -> None:
    async with talk() as it:
        it.here.slack.world.declines_streams = "user_not_found"
        await it.shows(growing("You said"), final("You said: hello"))
    assert [post.history for post in it.posts] == [["…", "You said", "You said: hello"]]


async def test_a_stream_that_slack_has_ended_is_gone_on_with_by_edits() -> None:
    async with talk() as it:
        await it.shows(growing("Once upon a "))
        (post,) = it.posts
        post.at -= 301
        await it.shows(growing("Once upon a time there "))
        assert post.text == "Once upon a time there"
        await it.shows(final("Once upon a time there was tea."))
    assert [post.text for post in it.posts] == ["Once upon a time there was tea."]


async def test_what_the_assistant_asks_stands_under_its_own_buttons() -> None:
    confirm = Button(action="confirm", label="Yes, do it", subject="turn-1")
    async with talk() as it:
        await it.shows(growing("Once "), Reply(text="May I pay?", buttons=(confirm,)))
        (post,) = it.posts
    assert (post.text, post.labels()) == ("May I pay?", ["Yes, do it"])


async def test_a_long_answer_is_streamed_until_its_first_post_is_full() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "Word " * 80 for number in range(16))
    async with talk() as it:
        await it.shows(*(growing(text[:end]) for end in range(1500, len(text), 1500)))
        assert len(it.posts) == 3
        await it.shows(final(text))
    posts = it.posts
    assert all(units(post.text) <= 3000 for post in posts)
    assert [post.labels() for post in posts] == [[], [], ["Retry"]]
    found = re.findall(r"Paragraph \d+\.", "\n".join(post.text for post in posts))
    assert found == [f"Paragraph {number}." for number in range(16)]
    assert called(it.here, "chat.startStream") == ["chat.startStream"]


async def test_what_is_streamed_pings_nobody_and_shows_no_picture() -> None:
    text = f"{NASTY} ![x](https://evil.example/z.png) 好<!here>好![y](https://evil.example/z.png)"
    async with talk() as it:
        await it.shows(*(growing(text[:end]) for end in range(1, len(text))))
        (post,) = it.posts
    assert post.streaming
    assert not re.findall(r"<[@!#]|!\[", "".join(post.history))
    assert "evil.example" in post.text


async def test_a_stream_loses_no_character_on_its_way() -> None:
    text = "Tea 茶 is  good!\n\n```\n  a <- b\n```\n你好！🍵👨‍👩‍👧 done \ud83c\udf75 yes \n"
    async with talk() as it:
        await it.shows(*(growing(text[:end]) for end in range(1, len(text) + 1)))
        (post,) = it.posts
    assert post.text.replace(BREAK, "") == text.replace("\ud83c\udf75", "🍵").rstrip()


async def test_elsewhere_answers_are_edited() -> None:
    async with scene(word_by_word) as here:
        ann, team = here.slack.person("Ann"), here.slack.channel("team")
        ann.says(f"{here.slack.me} hello", to=team)
        ann.says("hello", thread=ann.says("hello"))
        for room, count in ((team, 1), (ann.room, 2)):
            await ann.until(answers(count), room)
        await here.desk.settled()
    assert called(here, *STREAMING) == []
