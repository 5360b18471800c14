"""Conversations on Telegram: who is heard, and what is understood."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.playground.telegram import Post
from tests.adapters.telegram.scene import MENU, Scene, says, scene

BOT = "@kagent_bot"


async def silent(here: Scene) -> bool:
    """Whether nothing of what was said was for the bot; known once something later is answered."""
    zoe = here.telegram.person("Zoe")
    zoe.says("are you there?")
    await zoe.until(says("there?"))
    return len(here.desk.messages) == 1


async def test_a_private_message_is_answered() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann", language="zh-hans")
        post = ann.says("你好 👋")
        posts = await ann.until(says("你好 👋"))
        heard = await here.heard(post)
    assert [p.text for p in posts] == ["You said: 你好 👋"]
    assert posts[0].history == ["…", "You said: 你好 👋"]
    assert (heard.text, heard.direct, heard.sender_name) == ("你好 👋", True, "Ann")
    assert (heard.locale, heard.groups, heard.thread_id) == ("zh-hans", (), "")
    assert heard.conversation == f"telegram:{ann.id}"
    assert abs((datetime.now(UTC) - heard.sent_at).total_seconds()) < 60


async def test_a_burst_is_taken_in_its_order() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        for number in range(30):
            ann.says(f"number {number}")
        await ann.until(lambda posts: sum("said" in post.text for post in posts) == 30)
        texts = [message.text for message in here.desk.messages.values()]
    assert texts == [f"number {number}" for number in range(30)]


async def test_commands_come_as_words() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        for text in ("/Help", "/lang zh", "/model  gpt 5 ", "/start abc", "/etc/passwd is what?"):
            ann.says(text)
        await ann.until(lambda posts: sum("said" in post.text for post in posts) == 5)
        heard = [(each.command, each.text) for each in here.desk.messages.values()]
    assert heard == [
        ("help", ""),
        ("lang", "zh"),
        ("model", "gpt 5"),
        ("start", "abc"),
        ("", "/etc/passwd is what?"),
    ]


async def test_the_menu_is_there_in_each_language() -> None:
    async with scene() as here:
        menus = here.telegram.menus
    assert menus == {"": MENU["en"], "zh": MENU["zh"], "ja": MENU["ja"]}


async def test_in_a_group_the_bot_hears_its_name() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        ann = here.telegram.person("Ann")
        post = ann.says(f"😀 hey {BOT.upper()} what is 2+2?", to=team)
        posts = await ann.until(says("2+2"), team)
        heard = await here.heard(post)
    assert heard.text == "😀 hey what is 2+2?"
    assert (heard.direct, heard.groups) == (False, (str(team.id),))
    assert posts[0].replies_to is post


async def test_in_a_group_the_bot_hears_a_link_to_itself() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        ann = here.telegram.person("Ann")
        named = {"type": "text_mention", "offset": 3, "length": 2, "user": {"id": 7_000_001}}
        named["user"] |= {"is_bot": True, "first_name": "KAgent"}  # type: ignore[operator]
        heard = await here.heard(ann.says("😀 KA: hello", to=team, entities=[named]))
    assert heard.text == "😀 : hello"


async def test_in_a_group_the_bot_hears_replies_to_it() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        ann, ben = here.telegram.person("Ann"), here.telegram.person("Ben")
        ann.says(f"{BOT} one", to=team)
        posts = await ann.until(says("one"), team)
        post = ben.says("and two?", to=team, replying=posts[0])
        await ben.until(says("two"), team)
        heard = here.desk.messages[f"{team.id}:{post.number}"]
    assert (heard.text, heard.quoted, heard.sender_name) == ("and two?", "You said: one", "Ben")


async def test_in_a_group_the_bot_hears_commands() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        ann = here.telegram.person("Ann")
        for text in ("/help", "/stop@kagent_bot now", "/strange@KAgent_bot", f"{BOT} /help me"):
            ann.says(text, to=team)
        await ann.until(lambda posts: sum("said" in post.text for post in posts) == 4, team)
        heard = [(each.command, each.text) for each in here.desk.messages.values()]
    assert heard == [("help", ""), ("stop", "now"), ("strange", ""), ("help", "me")]


async def test_in_a_group_the_bot_leaves_the_rest_to_others() -> None:
    async with scene() as here:
        open_group = here.telegram.group("Open", privacy=False)
        ann = here.telegram.person("Ann")
        for text in ("hello all", "/strange", "/help@other_bot", "mail me@kagent_bot", f"{BOT}s"):
            ann.says(text, to=open_group)
        first = ann.says("one", to=open_group)
        ann.says("two", to=open_group, replying=first)
        assert await silent(here)


async def test_the_messages_that_a_long_paste_is_cut_into_belong_together() -> None:
    async with scene() as here:
        team = here.telegram.group("Team", privacy=False)
        ann, ben = here.telegram.person("Ann"), here.telegram.person("Ben")
        first = ann.says(f"{BOT} " + "a" * 4000, to=team)
        ben.says("what is this?", to=team)
        for text in ("b" * 4096, "the end", "and lunch?"):
            ann.says(text, to=team)
        await ann.until(lambda posts: len(posts) == 3, team)
        heard = list(here.desk.messages.values())
    assert [each.text[-3:] for each in heard] == ["aaa", "bbb", "end"]
    assert {each.album for each in heard} == {f"paste-{first.number}"}


async def test_a_name_alone_asks_about_what_it_replies_to() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        ann, ben = here.telegram.person("Ann"), here.telegram.person("Ben")
        first = ann.says("The train leaves at nine.", to=team)
        heard = await here.heard(ben.says(BOT, to=team, replying=first))
    assert (heard.text, heard.quoted) == ("", "The train leaves at nine.")


async def test_a_name_alone_asks_what_the_bot_can_do() -> None:
    async with scene() as here:
        post = here.telegram.person("Ann").says(BOT, to=here.telegram.group("Team"))
        heard = await here.heard(post)
    assert (heard.command, heard.text) == ("help", "")


async def test_a_part_that_was_picked_is_what_is_quoted() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        first = ann.says("one two three")
        heard = await here.heard(
            ann.says("what?", replying=first, quote={"text": "two", "position": 4})
        )
    assert heard.quoted == "two"


async def test_a_topic_is_a_conversation_of_its_own() -> None:
    async with scene() as here:
        forum = here.telegram.group("Forum", forum=True)
        topic = forum.topic("Trains")
        ann = here.telegram.person("Ann")
        post = ann.says(f"{BOT} when?", to=forum, topic=topic)
        posts = await ann.until(says("when?"), forum)
        heard = await here.heard(post)
    assert heard.conversation == f"telegram:{forum.id}:{topic}"
    assert heard.quoted == ""
    assert posts[0].thread == topic


async def test_in_a_forums_general_topic_replies_are_answered_too() -> None:
    async with scene() as here:
        forum = here.telegram.group("Forum", forum=True)
        ann = here.telegram.person("Ann")
        ann.says(f"{BOT} when?", to=forum)
        (first,) = await ann.until(says("when?"), forum)
        ann.says("and where?", to=forum, replying=first)
        await ann.until(says("and where?"), forum)
        heard = [message.conversation for message in here.desk.messages.values()]
    assert heard == [f"telegram:{forum.id}"] * 2


async def test_an_admin_who_stays_unnamed_speaks_as_the_group() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        unnamed = here.telegram.person("GroupAnonymousBot", is_bot=True)
        as_group = {"sender_chat": team.chat.view(), "author_signature": "Chief"}
        post = unnamed.says(f"{BOT} when?", to=team, **as_group)
        heard = await here.heard(post)
    assert (heard.sender_id, heard.sender_name) == (str(team.id), "Chief")
    assert heard.groups == (str(team.id),)


async def test_talk_in_a_topic_that_the_bot_opened_is_not_all_for_the_bot() -> None:
    async with scene() as here:
        forum = here.telegram.group("Forum", forum=True, privacy=False)
        topic = forum.topic("Opened by the bot")
        here.telegram.person("Ann").says("hello all", to=forum, topic=topic)
        assert await silent(here)


async def test_bots_channels_edits_and_news_of_the_chat_say_nothing() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        here.telegram.person("Robot", is_bot=True).says("beep")
        here.telegram.person("Someone").says(
            f"{BOT} news",
            to=here.telegram.group("Team"),
            sender_chat={"id": -1001, "type": "channel", "title": "News"},
        )
        here.telegram.person("Eve").says("", new_chat_title="Another name")
        here.telegram.person("Eve").says("", pinned_message=None)
        ann.says("first")
        post = ann.says("second")
        ann.edits(post, "second, edited")
        here.telegram.world.tell("channel_post", {**post.view(), "message_id": 99})
        await ann.until(lambda posts: len(posts) == 2)
        texts = [message.text for message in here.desk.messages.values()]
    assert texts == ["first", "second"]


BERLIN = {"latitude": 52.52, "longitude": 13.405}
STICKER = {
    "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9,
    "is_animated": False, "is_video": False,
}  # fmt: skip
POLL = {
    "id": "1", "question": "Lunch?", "options": [
        {"persistent_id": "1", "text": "Pizza", "voter_count": 0},
        {"persistent_id": "2", "text": "Soup", "voter_count": 2},
    ],
    "total_voter_count": 2, "is_closed": False, "is_anonymous": True, "type": "regular",
    "allows_multiple_answers": False, "allows_revoting": False,
    "members_only": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"location": BERLIN}, "📍 52.52000, 13.40500"),
        (
            {"venue": {"location": BERLIN, "title": "Café", "address": "Mitte 1"}},
            "📍 Café, Mitte 1 (52.52000, 13.40500)",
        ),
        ({"contact": {"first_name": "Ben", "phone_number": "+49 1"}}, "👤 Ben, +49 1"),
        ({"poll": POLL}, "📊 Lunch?\n- Pizza\n- Soup"),
        ({"sticker": {**STICKER, "emoji": "👋"}}, "👋"),
    ],
)
async def test_what_is_no_text_is_told_in_words(content: dict[str, Any], said: str) -> None:
    async with scene() as here:
        heard = await here.heard(here.telegram.person("Ann").says(**content))
    assert heard.text == said


async def test_a_poll_that_somebody_asks_about_is_told() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        poll = here.telegram.person("Ann").says(to=team, poll=POLL)
        post = here.telegram.person("Ben").says(f"{BOT} what shall I take?", to=team, replying=poll)
        heard = await here.heard(post)
    assert heard.quoted == "📊 Lunch?\n- Pizza\n- Soup"


async def test_what_is_passed_on_is_quoted_and_no_command() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Ben"}
        heard = await here.heard(ann.says("/reset all", forward_origin=origin))
    assert (heard.command, heard.text, heard.quoted) == ("", "", "/reset all")


async def test_what_has_no_words_says_nothing() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        ann = here.telegram.person("Ann")
        bots = Post(chat=team.chat, number=1, sender=here.telegram.world.bot, text="Good luck!")
        ann.says(sticker=STICKER)
        ann.says(to=team, replying=bots, dice={"emoji": "🎲", "value": 4})
        assert await silent(here)
