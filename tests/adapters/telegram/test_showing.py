"""What people see on Telegram: growing answers, buttons, files, and nothing that acts."""

from collections.abc import Sequence

import pytest

from adapters.base import Activity, Button, IncomingMessage, Picture, Reply, Undeliverable
from tests.adapters.desk import Kept
from tests.adapters.telegram.scene import says, scene

STOP = Button(action="stop", label="Stop", subject="telegram:1001:100")
AFTER = tuple(
    Button(action=action, label=label, subject="telegram:1001:100")
    for action, label in (("retry", "Retry"), ("up", "👍"), ("down", "👎"))
)
PNG = b"\x89PNG\r\n\x1a\n"


def growing(message: IncomingMessage) -> Sequence[Reply]:
    looking = Activity(kind="tool", title="weather", detail='{"city": "Lyon"}', state="running")
    return [
        Reply(buttons=(STOP,)),
        Reply(activities=(looking,), buttons=(STOP,)),
        Reply(text="It is", buttons=(STOP,)),
        Reply(text="It is **sunny**.", buttons=AFTER, final=True),
    ]


async def test_an_answer_grows_in_one_post() -> None:
    async with scene(growing) as here:
        ann = here.telegram.person("Ann")
        ann.says("weather?")
        (post,) = await ann.until(says("sunny"))
    assert post.history == ["…", '⏳ weather {"city": "Lyon"}', "It is", "It is sunny."]
    assert post.entities == [{"type": "bold", "offset": 6, "length": 5}]
    assert post.labels() == ["Retry", "👍", "👎"]


async def test_it_can_be_stopped_while_it_grows() -> None:
    async with scene(lambda message: growing(message)[:1]) as here:
        ann = here.telegram.person("Ann")
        ann.says("weather?")
        (post,) = await ann.until(lambda posts: bool(posts) and posts[0].labels() == ["Stop"])
        words = await ann.presses(post, "Stop")
        (press,) = here.desk.presses
    assert words == "Done."
    assert (press.action, press.subject, press.sender_name) == ("stop", STOP.subject, "Ann")
    assert press.conversation == f"telegram:{ann.id}"


async def test_an_old_answer_can_still_be_rated_by_others_too() -> None:
    async with scene(growing) as here:
        forum = here.telegram.group("Forum", forum=True)
        topic = forum.topic("Weather")
        ann, ben = here.telegram.person("Ann"), here.telegram.person("Ben", language="ja")
        ann.says("@kagent_bot weather?", to=forum, topic=topic)
        (post,) = await ann.until(says("sunny"), forum)
        await ben.presses(post, "👎")
        (press,) = here.desk.presses
    assert (press.action, press.sender_id, press.locale) == ("down", str(ben.id), "ja")
    assert (press.groups, press.thread_id) == ((str(forum.id),), str(topic))


async def test_a_button_that_is_not_ours_is_answered_and_no_more() -> None:
    async with scene(growing) as here:
        ann = here.telegram.person("Ann")
        ann.says("weather?")
        (post,) = await ann.until(says("sunny"))
        post.buttons = [[{"text": "?", "callback_data": "explode:everything"}]]
        assert await ann.presses(post, "?") == ""
        assert here.desk.presses == []


async def test_a_long_answer_is_split_and_none_of_it_is_lost() -> None:
    lines = [f"Line {number} of a long, long story about a train." for number in range(300)]
    reply = Reply(text="\n\n".join(lines), final=True, buttons=AFTER)
    async with scene(lambda message: [reply]) as here:
        ann = here.telegram.person("Ann")
        ann.says("tell me")
        posts = await ann.until(says("Line 299"))
    assert "\n\n".join(post.text for post in posts).split("\n\n") == lines
    assert 1 < len(posts) <= 8
    assert [bool(post.buttons) for post in posts] == [False] * (len(posts) - 1) + [True]
    assert [post.silent for post in posts] == [False] + [True] * (len(posts) - 1)


async def test_a_very_long_answer_comes_as_a_file() -> None:
    text = "\n\n".join(f"Paragraph {number}: " + "word " * 200 for number in range(100))
    async with scene(lambda message: [Reply(text=text, final=True)]) as here:
        ann = here.telegram.person("Ann")
        ann.says("tell me")
        posts = await ann.until(lambda posts: bool(posts) and "document" in posts[-1].media)
        file = posts[1].media["document"]
        data = here.telegram.world.files[file["file_id"]]
    assert len(posts) == 2
    assert file["file_name"] == "answer.md"
    assert data.decode() == text.strip()


NASTY = """@everyone @ann @kagent_bot /stop [x](tg://user?id=1001) **[click](https://evil.example)**
<b>bold</b> <a href="tg://user?id=1001">Ann</a> `@ben` https://evil.example/?q=secret
![image](https://evil.example/pixel.png)"""


async def test_an_answer_calls_nobody_and_loads_nothing() -> None:
    async with scene(lambda message: [Reply(text=NASTY, final=True)]) as here:
        team = here.telegram.group("Team")
        ann = here.telegram.person("Ann")
        ann.says("@kagent_bot hello", to=team)
        (post,) = await ann.until(says("bold"), team)
    assert {entity["type"] for entity in post.entities} <= {"bold", "text_link", "code"}
    assert not any("tg://" in entity.get("url", "") for entity in post.entities)
    assert "@ann" not in post.text and "@everyone" not in post.text
    assert not post.preview


async def test_where_markup_is_refused_the_text_still_comes() -> None:
    async with scene(growing) as here:
        here.telegram.world.refuses_markup = True
        ann = here.telegram.person("Ann")
        ann.says("weather?")
        (post,) = await ann.until(says("sunny"))
    assert (post.text, post.entities) == ("It is sunny.", [])


@pytest.mark.parametrize("place", ["private", "group", "topic"])
async def test_a_report_comes_once_with_its_pictures(place: str) -> None:
    pictures = [Picture(name=f"{name}.png", data=PNG, alt=f"{name} @ann") for name in "ab"]
    reply = Reply(text="# Nightly\nAll is well.", final=True)
    async with scene() as here:
        forum = here.telegram.group("Forum", forum=True)
        chats = {
            "private": str(here.telegram.person("Ann").id),
            "group": str(forum.id),
            "topic": f"{forum.id}:{forum.topic('Reports')}",
        }
        ledger = Kept({}, "report")
        for _ in range(2):
            await here.adapter.post(chats[place], reply, ledger, key="night-1", pictures=pictures)
        posts = here.telegram.posts(int(chats[place].partition(":")[0]))
    assert len(posts) == 3
    assert "All is well." in posts[0].text
    assert [next(iter(post.media)) for post in posts[1:]] == ["photo", "photo"]
    assert not any("@ann" in post.text for post in posts)
    assert [str(post.thread) in chats[place] for post in posts] == [place == "topic"] * 3


async def test_there_is_no_such_chat() -> None:
    async with scene() as here:
        with pytest.raises(Undeliverable):
            await here.adapter.post("99", Reply(text="x", final=True), Kept({}, "k"), key="k")


async def test_who_has_blocked_the_bot_gets_nothing_and_others_do() -> None:
    async with scene() as here:
        ann, ben = here.telegram.person("Ann"), here.telegram.person("Ben")
        ann.says("one")
        ann.blocks_the_bot()
        ben.says("two")
        await ben.until(says("two"))
        await here.desk.settled()
        assert here.desk.given_up == [f"{ann.id}:{min(here.telegram.world.posts)[1]}"]
        assert here.telegram.posts(ann.id) == []


async def test_a_group_that_put_the_bot_out_is_given_up() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        ann = here.telegram.person("Ann")
        team.removes_the_bot()
        post = ann.says("@kagent_bot weather?", to=team)
        ann.says("weather?")
        await ann.until(says("weather?"))
        await here.desk.settled()
        tried = [call for call in here.telegram.calls if call.chat == str(team.id)]
    assert here.desk.given_up == [f"{team.id}:{post.number}"]
    assert len(tried) == 1


async def test_a_group_that_became_a_supergroup_is_answered_there() -> None:
    async with scene(lambda message: growing(message)[:1]) as here:
        team = here.telegram.group("Team", basic=True)
        ann = here.telegram.person("Ann")
        post = ann.says("@kagent_bot weather?", to=team)
        await ann.until(lambda posts: bool(posts), team)
        await here.desk.settled()
        new = team.becomes_supergroup()
        message = here.desk.messages[f"{team.id}:{post.number}"]
        await here.adapter.show(message, growing(message)[-1], here.desk.ledger(message.event_id))
        (moved,) = here.telegram.posts(new.id)
    assert moved.text == "It is sunny."
