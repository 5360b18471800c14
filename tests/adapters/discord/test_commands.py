"""App commands and buttons on Discord."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace

import pytest

from adapters.base import Adapter, IncomingMessage, Press, Reply, Undeliverable
from adapters.discord.menu import is_offered, menu
from bot.playground.discord import DiscordPlayground
from bot.playground.discord.interactions import Interaction
from bot.playground.faults import Fault, Kind
from tests.adapters.desk import Kept, MemoryDesk, running
from tests.adapters.discord.scene import (
    MENU,
    RETRY,
    Scene,
    adapter_for,
    answers,
    buttons,
    says,
    scene,
)


def private(message: IncomingMessage) -> list[Reply]:
    """As the service answers commands."""
    return [Reply(), Reply(text=f"You said: {message.command}", final=True, private=True)]


async def asked_in(
    here: Scene, asking: Coroutine[None, None, Interaction]
) -> tuple[IncomingMessage, Kept]:
    """The message of a command, once it is deferred, and a ledger for its answer."""
    interaction = await asking
    await here.discord.eventually(lambda: interaction.answered)
    message = here.desk.messages[interaction.id]
    return message, here.desk.ledger(message.event_id)


async def test_the_commands_are_offered_in_three_languages_once() -> None:
    async with DiscordPlayground() as discord:
        for _ in range(2):
            adapter = adapter_for(discord)
            async with running(adapter, MemoryDesk(adapter)):
                await discord.called("commands", 1)
                await discord.eventually(lambda: bool(discord.world.commands))
        offered = {each["name"]: each for each in discord.world.commands}
        made = [each.method for each in discord.calls]
    assert made.count("set_commands") == 1
    assert list(offered) == ["ask", "help", "stop"]
    assert offered["help"]["name_localizations"] == {"zh-CN": "帮助", "ja": "ヘルプ"}
    assert offered["help"]["description"] == "what I can do"
    assert offered["help"]["description_localizations"]["ja"] == "できること"
    assert [option["name"] for option in offered["ask"]["options"]] == ["text", "file"]


def test_commands_that_differ_in_anything_are_offered_anew() -> None:
    wanted = menu(MENU)
    told = [{"id": "1", "version": "2", **each} for each in menu(MENU)]
    assert is_offered(wanted, told)
    assert is_offered(wanted, told[::-1])
    assert not is_offered(wanted, told[1:])
    assert not is_offered(wanted, [{**told[0], "description": "else"}, *told[1:]])
    assert not is_offered(wanted, [{**told[0], "name_localizations": None}, *told[1:]])
    assert not is_offered(wanted, [{**told[0], "options": []}, *told[1:]])


async def test_a_bot_works_without_its_menu() -> None:
    async with DiscordPlayground() as discord:
        discord.faults.order("commands", Fault(kind="broken"))
        adapter = adapter_for(discord)
        async with running(adapter, MemoryDesk(adapter)):
            ann = discord.person("Ann")
            await ann.says("hello")
            await ann.until(answers(1))
        assert discord.world.commands == []


async def test_ask_is_deferred_and_its_response_becomes_the_answer() -> None:
    async with scene(buttons) as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann", locale="zh-CN")
        asked = await ann.asks("how are you?", to=team)
        (shown,) = await ann.until(answers(1), team)
        (message,) = here.desk.messages.values()
    assert shown.id == asked.original
    assert not shown.loading
    assert not shown.seen_by
    assert shown.history == ["", "…", "You", "You said: how are you?"]
    assert shown.labels() == ["Retry"]
    assert (message.command, message.text, message.locale) == ("", "how are you?", "zh-cn")
    assert message.event_id == asked.id
    assert message.groups == (team.id, here.discord.world.guild)


async def test_a_command_in_private() -> None:
    async with scene(private) as here:
        ann = here.discord.person("Ann")
        await ann.commands("help", "me")
        (shown,) = await ann.until(answers(1))
        (message,) = here.desk.messages.values()
    assert (message.command, message.text, message.direct) == ("help", "me", True)
    assert not shown.seen_by


async def test_among_others_a_commands_answer_is_seen_by_one_person() -> None:
    async with scene(private) as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        await ann.commands("help", to=team)
        (shown,) = await ann.until(answers(1), team)
    assert shown.seen_by == ann.id


async def test_a_file_comes_with_ask() -> None:
    async with scene() as here:
        ann = here.discord.person("Ann")
        await ann.asks("what is in it?", file=("a.txt", "text/plain; charset=utf-8", b"AAA"))
        await ann.until(answers(1))
        (message,) = here.desk.messages.values()
        (file,) = message.attachments
        content = await here.adapter.fetch(file, 100)
    assert (file.name, file.media_type, file.size) == ("a.txt", "text/plain", 3)
    assert content == b"AAA"


async def test_nothing_is_deferred_before_the_desk_has_it() -> None:
    async with scene() as here:
        here.desk.refuse.append(OSError("full"))
        ann = here.discord.person("Ann")
        asked = await ann.asks("hello")
        assert not asked.answered
        (shown,) = await ann.until(answers(1))
    assert shown.id == asked.original


async def test_a_command_that_was_not_deferred_in_time_is_answered_in_the_channel() -> None:
    async with scene(discord=DiscordPlayground(patience=0.0)) as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        asked = await ann.asks("hello", to=team)
        (shown,) = await ann.until(answers(1), team)
    assert not asked.answered
    assert shown.token == ""


@pytest.mark.parametrize("kind", ["limited", "broken", "slow", "dropped", "lost"])
@pytest.mark.parametrize("method", ["callback", "edit_response"])
async def test_whatever_goes_wrong_a_command_is_answered_once(method: str, kind: Kind) -> None:
    async with scene(buttons) as here:
        here.discord.faults.order(method, Fault(kind=kind, seconds=0.05))
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        await ann.asks("hello", to=team)
        await ann.until(answers(1), team)
        await here.desk.settled()
        posts = here.discord.posts(team)
    assert [post.text for post in posts] == ["You said: hello"]


async def test_after_15_minutes_edits_go_through_the_channel() -> None:
    async with scene(lambda message: []) as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        message, ledger = await asked_in(here, ann.asks("hello", to=team))
        await here.adapter.show(message, Reply(text="so far"), ledger)
        here.discord.interactions.expire()
        await here.adapter.show(message, Reply(text="You said it", final=True), ledger)
        (shown,) = here.discord.posts(team)
    assert shown.history[-2:] == ["so far", "You said it"]
    assert "edit_message" in [each.method for each in here.discord.calls]


async def test_a_long_answer_to_a_command_goes_on_in_the_channel() -> None:
    text = "\n\n".join("Word " * 60 for _ in range(12))
    async with scene(lambda message: [Reply(text=text, buttons=(RETRY,), final=True)]) as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        await ann.asks("hello", to=team)
        posts = await ann.until(lambda posts: bool(posts) and bool(posts[-1].labels()), team)
    assert len(posts) > 1
    assert [bool(post.token) for post in posts] == [True] + [False] * (len(posts) - 1)


async def test_where_the_bot_can_not_look_it_answers_by_the_token() -> None:
    text = "\n\n".join("Word " * 60 for _ in range(12))
    async with scene(lambda message: [Reply(text=text, final=True)]) as here:
        secret = await here.discord.channel("secret", seen=False)
        ann = here.discord.person("Ann")
        await ann.asks("hello", to=secret)
        await here.discord.eventually(lambda: len(here.desk.messages) == 1)
        await here.desk.settled()
        posts = here.discord.posts(secret)
        assert len(posts) > 1
        assert all(post.token and "Word" in post.text for post in posts)
        (message,) = here.desk.messages.values()
        here.discord.interactions.expire()
        with pytest.raises(Undeliverable):
            await here.adapter.show(message, Reply(text="late", final=True), Kept({}, "k"))


async def test_words_for_one_person_are_not_told_to_all_when_it_is_too_late() -> None:
    async with scene(lambda message: []) as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        message, ledger = await asked_in(here, ann.commands("help", to=team))
        await here.adapter.show(message, Reply(), ledger)
        here.discord.interactions.expire()
        with pytest.raises(Undeliverable):
            await here.adapter.show(message, Reply(text="x", final=True, private=True), ledger)
        assert [post.text for post in here.discord.posts(team) if not post.seen_by] == []


async def test_a_question_that_is_asked_again_gets_a_post_of_its_own() -> None:
    async with scene() as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        await ann.asks("hello", to=team)
        await ann.until(answers(1), team)
        (message,) = here.desk.messages.values()
        await here.desk.accept(replace(message, event_id="again"))
        posts = await ann.until(answers(2), team)
    assert [post.text for post in posts] == ["You said: hello"] * 2


async def test_a_restart_goes_on_with_the_deferred_response() -> None:
    async with scene(lambda message: []) as here:
        team = await here.discord.channel("team")
        ann = here.discord.person("Ann")
        message, ledger = await asked_in(here, ann.asks("hello", to=team))
        await ledger.keep(("?0-0",))
        await here.adapter.show(message, Reply(text="said", final=True), ledger)
        (shown,) = here.discord.posts(team)
    assert (shown.text, ledger.posts) == ("said", (f"@{shown.id}",))
    assert not shown.loading


async def test_pressing_a_button_tells_the_desk_and_shows_its_words_to_one_person() -> None:
    async with scene(buttons) as here:
        team = await here.discord.channel("team")
        ann, bob = here.discord.person("Ann"), here.discord.person("Bob", locale="ja")
        await ann.says(f"{here.discord.me} hello", to=team)
        (post,) = await ann.until(answers(1), team)
        words = await bob.presses(post, "Retry")
        again = await bob.presses(post, "Retry")
        toasts = [each for each in here.discord.world.posts.values() if each.token]
    assert words == again == "Done."
    assert {each.seen_by for each in toasts} == {bob.id}
    press, second = here.desk.presses
    assert (press.action, press.subject, press.sender_id) == ("retry", "turn-1", bob.id)
    assert (press.sender_name, press.locale) == ("Bob", "ja")
    assert press.conversation == f"discord:{team.id}"
    assert press.event_id != second.event_id


async def test_a_button_works_after_a_restart() -> None:
    async with DiscordPlayground() as discord:
        ann = discord.person("Ann")
        first = adapter_for(discord)
        async with running(first, MemoryDesk(first, buttons)):
            await ann.says("hello")
            (post,) = await ann.until(answers(1))
        second = adapter_for(discord)
        desk = MemoryDesk(second)
        async with running(second, desk):
            assert await ann.presses(post, "Retry") == "Done."
    assert len(desk.presses) == 1


class SlowDesk(MemoryDesk):
    """Takes longer for a press than Discord waits."""

    def __init__(self, adapter: Adapter) -> None:
        super().__init__(adapter, buttons)
        self.may_end = asyncio.Event()

    async def press(self, press: Press) -> str:
        await self.may_end.wait()
        return await super().press(press)


async def test_words_for_a_press_that_takes_long_come_later() -> None:
    async with DiscordPlayground() as discord:
        adapter = adapter_for(discord)
        desk = SlowDesk(adapter)
        async with running(adapter, desk):
            ann = discord.person("Ann")
            await ann.says("hello")
            (post,) = await ann.until(answers(1))
            assert await ann.presses(post, "Retry") == ""
            desk.may_end.set()
            await discord.called("follow_up")
            await ann.until(says("Done."))


async def test_a_press_without_words_and_a_strange_button_are_answered_silently() -> None:
    async with DiscordPlayground() as discord:
        adapter = adapter_for(discord)
        desk = MemoryDesk(adapter, buttons, words="")
        async with running(adapter, desk):
            ann = discord.person("Ann")
            await ann.says("hello")
            (post,) = await ann.until(answers(1))
            assert await ann.presses(post, "Retry") == ""
            post.components[0]["components"][0]["custom_id"] = "strange:thing"
            assert await ann.presses(post, "Retry") == ""
    assert len(desk.presses) == 1
