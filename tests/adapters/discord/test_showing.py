"""How answers look on Discord, and that each stands there exactly once."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.base import Attachment, Button, IncomingMessage, Picture, Reply, Undeliverable
from adapters.discord.adapter import DiscordAdapter
from adapters.discord.invite import invite_url
from bot.playground.discord import Channel, DiscordPlayground
from bot.playground.discord.methods import units
from bot.playground.faults import Fault, Kind
from tests.adapters.desk import Kept, MemoryDesk, running
from tests.adapters.discord.scene import (
    RETRY,
    Scene,
    adapter_for,
    answers,
    buttons,
    quick,
    says,
    scene,
)

NASTY = (
    "@here @everyone <@1> <@!1> <@&2> <#3> <:a:4> </help:5> https://evil.example/x "
    "[a](https://evil.example/y) `@everyone`\n\n```\n<@1> @here\n```\n> @everyone"
)
KINDS: tuple[Kind, ...] = ("limited", "broken", "slow", "dropped", "lost")
LONG = "\n\n".join(f"Paragraph {number}. " + "word " * 80 for number in range(20))
FILE = "\n\n".join(f"Paragraph {number}. " + "word " * 100 for number in range(100))


def final(text: str) -> list[Reply]:
    return [Reply(text=text, final=True)]


async def asked(here: Scene) -> tuple[IncomingMessage, Kept, Channel]:
    """A message in a channel that is not answered yet, with the ledger for its answer."""
    team = await here.discord.channel("team")
    post = await here.discord.person("Ann").says(f"{here.discord.me} hello", to=team)
    message = await here.taken(post)
    return message, here.desk.ledger(post.id), team


async def test_an_answer_grows_in_its_place_and_loses_the_stop_button() -> None:
    async with scene(buttons) as here:
        ann = here.discord.person("Ann")
        await ann.says("hello")
        (post,) = await ann.until(answers(1))
    assert post.history == ["…", "You", "You said: hello"]
    assert post.labels() == ["Retry"]
    assert post.flags == 1 << 2


async def test_a_long_answer_is_split_and_its_buttons_stand_last() -> None:
    async with scene(lambda _: [Reply(text=LONG, buttons=(RETRY,), final=True)]) as here:
        ann = here.discord.person("Ann")
        await ann.says("tell me")
        posts = await ann.until(lambda posts: bool(posts) and bool(posts[-1].labels()))
        await here.desk.settled()
    assert len(posts) > 3
    assert [bool(post.labels()) for post in posts] == [False] * (len(posts) - 1) + [True]
    assert all(units(post.text) <= 2000 for post in posts)
    whole = "\n".join(post.text for post in posts)
    assert all(f"Paragraph {number}." in whole for number in range(20))
    assert [post.flags for post in posts] == [4] + [4 | 1 << 12] * (len(posts) - 1)


async def test_a_very_long_answer_becomes_a_file() -> None:
    async with scene(lambda _: final(FILE)) as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        await ann.says(f"{here.discord.me} tell me", to=team)
        head, file = await ann.until(lambda posts: any(post.files for post in posts), team)
    assert head.text.startswith("Paragraph 0.")
    assert file.files[0]["filename"] == "answer.md"
    assert here.discord.world.files[file.files[0]["id"]].decode() == FILE.strip()


async def test_a_nasty_answer_pings_nobody() -> None:
    async with scene(lambda _: final(NASTY)) as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        await ann.says(f"{here.discord.me} hello", to=team)
        (post,) = await ann.until(says("evil"), team)
    assert post.pings == ()
    assert post.flags & 1 << 2


async def test_words_for_a_press_ping_nobody() -> None:
    async with DiscordPlayground() as discord:
        adapter = adapter_for(discord)
        async with running(adapter, MemoryDesk(adapter, buttons, words="@everyone <@1>")):
            ann = discord.person("Ann")
            await ann.says("hello")
            (post,) = await ann.until(answers(1))
            await ann.presses(post, "Retry")
            toast = list(discord.world.posts.values())[-1]
    assert (toast.text, toast.pings) == ("@everyone <@1>", ())


async def test_a_refused_form_comes_as_plain_text() -> None:
    async with scene(lambda _: final("**bold** words")) as here:
        here.discord.server.methods.refuses_markup = True
        ann = here.discord.person("Ann")
        await ann.says("hello")
        (post,) = await ann.until(says("words"))
    assert post.history == ["…", "bold words"]


async def test_a_label_that_is_too_long_is_cut() -> None:
    button = Button(action="retry", label="x" * 200, subject="s" * 40)
    async with scene(lambda _: [Reply(text="said", buttons=(button,), final=True)]) as here:
        ann = here.discord.person("Ann")
        await ann.says("hello")
        (post,) = await ann.until(answers(1))
    assert post.labels() == ["x" * 80]


async def test_a_post_that_somebody_took_away_is_put_anew() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        post = await ann.says("hello")
        (shown,) = await ann.until(answers(1))
        shown.deleted = True
        message = here.desk.messages[post.id]
        await here.adapter.show(message, Reply(text="said more", final=True), Kept({}, "k"))
        (new,) = await ann.until(says("said more"))
    assert new.id != shown.id


async def test_where_nothing_may_be_replied_to_it_is_said_without() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        team.wordless = True
        ann = here.discord.person("Ann")
        await ann.says(f"{here.discord.me} hello", to=team)
        (post,) = await ann.until(answers(1), team)
    assert post.answers is None


@pytest.mark.parametrize("how", ["closed", "unseen", "gone"])
async def test_where_nobody_can_be_reached_it_is_given_up(how: str) -> None:
    async with scene(lambda _: []) as here:
        message, ledger, team = await asked(here)
        if how == "closed":
            team.closed = "Missing Permissions"
        elif how == "unseen":
            team.seen = False
        else:
            del here.discord.world.channels[team.id]
        with pytest.raises(Undeliverable):
            await here.adapter.show(message, Reply(text="said", final=True), ledger)
    assert ledger.posts == ()


async def test_somebody_who_takes_no_messages_is_given_up() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        ann.room.closed = "Cannot send messages to this user"
        post = await ann.says("hello")
        await here.taken(post)
        await here.desk.settled()
    assert here.desk.given_up == [post.id]


@pytest.mark.parametrize("method", ["create_message", "edit_message"])
@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_goes_wrong_the_answer_stands_there_once(method: str, kind: Kind) -> None:
    async with scene(buttons) as here:
        here.discord.faults.order(method, *[Fault(kind=kind, seconds=0.1)] * 2)
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        await ann.says(f"{here.discord.me} hello", to=team)
        await ann.says("hello")
        for room in (team, ann.room):
            await ann.until(answers(1), room)
        await here.desk.settled()
        shown = [[post.text for post in here.discord.posts(room)] for room in (team, ann.room)]
    assert shown == [["You said: hello"], ["You said: hello"]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["create_message", "delete_message"])
async def test_whatever_goes_wrong_one_file_stands_there(method: str, kind: Kind) -> None:
    replies = [Reply(text=LONG), *final(FILE)]
    async with scene(lambda _: replies) as here:
        ann = here.discord.person("Ann")
        here.discord.faults.order(method, Fault(kind=kind, seconds=0.1))
        await ann.says("hi")
        await ann.until(lambda posts: any(post.files for post in posts))
        await here.desk.settled()
        posts = here.discord.posts(ann.room)
    assert [bool(post.files) for post in posts] == [False, True]


async def test_a_limited_chat_keeps_no_other_waiting() -> None:
    async with scene() as here:
        here.discord.faults.order("create_message", Fault(kind="limited", seconds=60))
        ann, bob = here.discord.person("Ann"), here.discord.person("Bob")
        await ann.says("hello")
        await here.discord.called("create_message")
        await bob.says("hello")
        await bob.until(answers(1))
        assert here.discord.posts(ann.room) == []


async def test_when_all_are_limited_nobody_is_asked() -> None:
    async with scene() as here:
        here.discord.server.limits_all = True
        here.discord.faults.order("create_message", Fault(kind="limited", seconds=60))
        ann, bob = here.discord.person("Ann"), here.discord.person("Bob")
        await ann.says("hello")
        await here.discord.called("create_message")
        await here.taken(await bob.says("hello"))
        made = [each.method for each in here.discord.calls]
    assert made.count("create_message") == 1


async def test_within_discords_limits_nothing_is_refused() -> None:
    text = LONG[: len(LONG) // 2]
    async with DiscordPlayground(rates=True) as discord:
        adapter = DiscordAdapter(discord.token, base_url=discord.url)
        async with running(adapter, MemoryDesk(adapter, lambda _: final(text))):
            ann = discord.person("Ann")
            await ann.says("hello")
            await ann.until(lambda posts: bool(posts) and "Paragraph 9" in posts[-1].text)
        statuses = {each.status for each in discord.calls}
    assert statuses == {200}


class Clock:
    """Tells the time, ``late`` from the true one."""

    def __init__(self) -> None:
        self.late = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.late


@pytest.mark.parametrize("later", [timedelta(), timedelta(hours=2)])
async def test_a_killed_process_leaves_one_answer(later: timedelta) -> None:
    """It had put the post, and not written down what came of it."""
    clock = Clock()
    async with DiscordPlayground() as discord:
        adapter = adapter_with(discord, clock)
        desk = MemoryDesk(adapter, lambda _: [])
        async with running(adapter, desk):
            here = Scene(discord=discord, adapter=adapter, desk=desk)
            message, ledger, team = await asked(here)
            await adapter.show(message, Reply(), ledger)
            (left,) = discord.posts(team)
            await discord.person("Ann").says("something else", to=team)
            other = Kept(desk.ledgers, "other")
            await adapter.show(message, Reply(), other)
            await ledger.keep((f"?{left.nonce}",))
            if later:
                discord.world.nonces.clear()
            clock.late = later
            await adapter.show(message, Reply(text="said", final=True), ledger)
            posts = discord.posts(team)
    assert ledger.posts == (left.id,)
    assert [post.text for post in posts] == ["said", "…"]


async def test_a_killed_process_leaves_one_file() -> None:
    async with scene(lambda _: []) as here:
        message, ledger, team = await asked(here)
        await here.adapter.show(message, final(FILE)[0], ledger)
        head, file = ledger.posts
        mark = here.discord.world.posts[file.removeprefix("+")].nonce
        await ledger.keep((head, f"?+{mark}"))
        await here.adapter.show(message, final(FILE)[0], ledger)
        posts = here.discord.posts(team)
    assert ledger.posts == (head, file)
    assert len(posts) == 2


async def test_a_put_that_never_came_is_put_again_after_a_restart() -> None:
    async with scene(lambda _: []) as here:
        message, ledger, team = await asked(here)
        await ledger.keep(("?5f000000-abcdef",))
        await here.adapter.show(message, Reply(text="said", final=True), ledger)
        (post,) = here.discord.posts(team)
    assert ledger.posts == (post.id,)


async def test_a_report_is_posted_once_with_its_pictures() -> None:
    picture = Picture(name="plot.png", data=b"\x89PNG", alt="a plot")
    async with scene() as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        for chat in (team.id, ann.id):
            ledger = Kept({}, "k")
            for _ in range(2):
                reply = Reply(text="**Report**", final=True)
                await here.adapter.post(chat, reply, ledger, key="k", pictures=[picture])
        shown = [here.discord.posts(room) for room in (team, ann.room)]
        with pytest.raises(Undeliverable):
            await here.adapter.post("12345", Reply(text="x", final=True), Kept({}, "x"), key="x")
    for text, plot in shown:
        assert text.text == "**Report**"
        assert (plot.files[0]["filename"], plot.files[0]["description"]) == ("plot.png", "a plot")


async def test_files_come_from_discord_only_and_within_the_limit() -> None:
    async with scene() as here:
        kept = here.discord.keep_file("a.txt", "text/plain", b"A" * 50)
        file = Attachment(name="a.txt", media_type="text/plain", handle=kept["url"])
        assert await here.adapter.fetch(file, 50) == b"A" * 50
        with pytest.raises(ValueError, match="more than 49"):
            await here.adapter.fetch(file, 49)
        with pytest.raises(ValueError, match="has 99 bytes"):
            await here.adapter.fetch(attachment(kept["url"], size=99), 50)
        for url in (
            "https://evil.example/a.txt",
            "http://cdn.discordapp.com/a.txt",
            "https://cdn.discordapp.com.evil.example/a.txt",
            "https://cdn.discordapp.com@evil.example/a.txt",
            kept["url"].replace("http", "https"),
        ):
            with pytest.raises(PermissionError):
                await here.adapter.fetch(attachment(url), 50)
        with pytest.raises(FileNotFoundError):
            await here.adapter.fetch(attachment(kept["url"].replace(kept["id"], "1")), 50)


def attachment(url: str, *, size: int = 0) -> Attachment:
    return Attachment(name="a.txt", media_type="text/plain", handle=url, size=size)


async def test_files_and_voice_are_listed() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        pictured = await ann.says("", files=[("a.png", "image/png", b"A"), ("b", "", b"BB")])
        spoken = await ann.says("", files=[("v.ogg", "audio/ogg", b"V")], voice=True)
        await ann.until(answers(2))
        messages = here.desk.messages
    first, second = messages[pictured.id].attachments
    assert (first.name, first.media_type, first.size) == ("a.png", "image/png", 1)
    assert (second.name, second.media_type) == ("b", "application/octet-stream")
    (voice,) = messages[spoken.id].attachments
    assert voice.voice
    assert not first.voice


def adapter_with(discord: DiscordPlayground, clock: Clock) -> DiscordAdapter:
    return DiscordAdapter(discord.token, base_url=discord.url, clock=clock, pace=quick())


def test_the_invitation_asks_for_what_is_needed() -> None:
    assert invite_url("42") == (
        "https://discord.com/oauth2/authorize?client_id=42"
        "&scope=bot+applications.commands&permissions=274878008320"
    )
