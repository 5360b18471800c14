"""The words after a slash, and the buttons, do what they say."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest
from pydantic import BaseModel

from agent.chat_completions import ChatCompletions
from agent.openai_line import Line
from agent.profile import Profile
from bot.desk.commands import WORDS, menus
from bot.models.choice import Models
from tests.bot.desk.office import BOB, EVE, OWNER, Office
from tests.servers.openai_server import Say
from tools.base import Tool


class Nothing(BaseModel):
    pass


async def nothing(_: Nothing) -> str:
    return ""


def tool(name: str, zh_name: str) -> Tool[Nothing]:
    return Tool(name=name, zh_name=zh_name, description="", arguments=Nothing, run=nothing)


CLOCK, SUMS = tool("get_time", "时间"), tool("calculator", "计算器")


async def test_help_lists_what_there_is_in_the_persons_language(office: Office) -> None:
    async with office.open(allow=(f"telegram:{BOB}",)):
        helped = await office.ask("/help", BOB)
        assert "- /usage – what was used, and what is left" in helped
        assert "/approve" not in helped
        assert "/approve" in await office.ask("/help")
        assert "选择语言" in await office.ask("/help", locale="zh")


async def test_commands_are_told_as_they_are_given_on_slack(office: Office) -> None:
    async with office.open(owners=("slack:U1",)):
        helped = await office.ask("/help", "U1", platform="slack", locale="ja-JP")
        assert "- /kagent lang – 言語を選ぶ" in helped
        assert "`/kagent model NAME`" in await office.ask("/model", "U1", platform="slack")


async def test_start_says_who_one_talks_to(office: Office) -> None:
    async with office.open(profile=Profile(name="K*y")):
        assert r"I am K\*y." in await office.ask("/start")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/modle", "I don't know `/modle`. Did you mean `/model`?"),
        ("/xyzzy", "I don't know `/xyzzy`.\n\n- /start"),
    ],
)
async def test_an_unknown_command_gets_the_nearest(office: Office, said: str, meant: str) -> None:
    async with office.open():
        assert (await office.ask(said)).startswith(meant)


async def test_reset_begins_anew(office: Office) -> None:
    office.server.add("One", "Two")
    async with office.open():
        await office.ask("My name is Ann")
        assert "We begin anew" in await office.ask("/reset")
        await office.ask("Who am I?")
    assert "My name is Ann" not in str(office.server.requests[-1])


async def test_stop_ends_what_runs_at_once(office: Office) -> None:
    office.server.add(Say(text="slow", pause=60.0))
    async with office.open():
        message = await office.say("Question")
        assert await office.ask("/stop") == "Stopped."
        assert await office.ask("/stop") == "Nothing is running."
        await office.board.until(lambda: office.answers(message))
    assert office.answers(message)[0].notice == "Stopped."


async def test_retry_asks_the_last_question_again_in_its_place(office: Office) -> None:
    office.server.add("First", "Second", "Third")
    async with office.open():
        assert "no question" in await office.ask("/retry")
        await office.ask("Question")
        again = await office.say("/retry")
        await office.board.until(lambda: len(office.board.by_event) == 4)
        await office.desk.accept(again)
        await office.ask("/retry")
        await office.board.until(lambda: len(office.board.by_event) == 6)
        history = await office.store.history(f"telegram:{OWNER}")
    assert [(turn.question, turn.answer) for turn in history.turns] == [("Question", "Third")]
    assert len(office.server.requests) == 3
    assert all("First" not in str(request) for request in office.server.requests)


async def test_what_still_runs_is_not_asked_again(office: Office) -> None:
    office.server.add(Say(text="slow", pause=60.0))
    async with office.open():
        message = await office.say("Question")
        assert "being answered" in await office.ask("/retry")
        assert "being answered" in await office.press("retry", message.event_id)
        await office.ask("/stop")


async def test_the_buttons_under_an_answer(office: Office) -> None:
    office.server.add("One", "Two")
    async with office.open():
        reply = await office.reply("Question")
        assert [button.action for button in reply.buttons] == ["retry", "up", "down"]
        assert all(len(b.subject) <= 40 and b.subject.isascii() for b in reply.buttons)
        subject = reply.buttons[0].subject
        assert await office.press("up", subject) == "Thank you!"
        assert await office.press("down", subject) == "Thank you. I will take note of it."
        record = await office.store.record(f"telegram:{subject}")
        assert record is not None and record.ratings == {OWNER: "down"}
        assert await office.press("stop", subject) == "Nothing is running."
        assert [await office.press("retry", subject) for _ in range(3)] == 3 * ["Asking again."]
        await office.board.until(lambda: len(office.board.by_event) == 2)
    assert len(office.server.requests) == 2


async def test_the_stop_button_ends_the_turn(office: Office) -> None:
    office.server.add(Say(text="slow", pause=60.0))
    async with office.open():
        message = await office.say("Question")
        assert await office.press("stop", message.event_id, locale="zh") == "已停止。"
        await office.board.until(lambda: office.answers(message))


async def test_a_button_works_in_its_own_chat_only(office: Office) -> None:
    office.server.add("One")
    async with office.open(allow=(f"telegram:{BOB}",)):
        subject = (await office.reply("Question")).buttons[0].subject
        for action in ("retry", "up", "stop"):
            said = await office.press(action, subject, BOB)  # type: ignore[arg-type]
            assert said == "That message is no longer known."
        assert await office.press("up", "nothing") == "That message is no longer known."
        command = await office.say("/help")
        await office.board.until(lambda: office.answers(command))
        assert await office.press("retry", command.event_id) == "That message is no longer known."
        assert "let in" in await office.press("up", subject, EVE, chat_id=OWNER)


async def test_who_asks_again_in_a_group_is_who_it_is_counted_for(office: Office) -> None:
    office.server.add("One", "Two")
    async with office.open(allow=("telegram:-5",)):
        group = {"chat_id": "-5", "groups": ("-5",)}
        reply = await office.reply("Question", direct=False, **group)
        await office.press("retry", reply.buttons[0].subject, BOB, **group)
        await office.board.until(lambda: len(office.board.by_event) == 2)
        (_, record) = await office.store.turns("telegram:-5")
    assert (record.question.sender_id, record.question.text) == (BOB, "Bob: Question")


async def test_the_model_of_a_conversation_is_chosen(office: Office) -> None:
    async with office.open():
        assert "Now: **scripted**" in await office.ask("/model")
        assert "There is no model `gpt`" in await office.ask("/model gpt")
        assert "Did you mean `scripted`" in await office.ask("/model scriptd")
        assert "**scripted** answers" in await office.ask("/model SCRIPTED")
        assert await kept(office) == Profile(name="Kay", model="scripted")
        await office.ask("/model default")
        assert await kept(office) is None


async def kept(office: Office, chat: str = OWNER) -> Profile | None:
    return await office.store.profile(f"telegram:{chat}")


async def test_the_style_of_a_conversation_is_chosen(office: Office) -> None:
    async with office.open():
        styles = await office.ask("/agent")
        assert styles.startswith("Now: **auto**") and styles.count("\n- `") == 8
        assert "work here as **react**" in await office.ask("/agent ReAct")
        assert await kept(office) == Profile(name="Kay", planner="react")
        assert "Did you mean `native`?" in await office.ask("/agent nativ")
        await office.ask("/agent auto")
        assert await kept(office) is None


@pytest.mark.parametrize(
    ("said", "tools"),
    [
        ("off", ("notool",)),
        ("calculator", ("calculator",)),
        ("计算器，get_time", ("calculator", "get_time")),
        ("calculator get_time", ("calculator", "get_time")),
        ("GET_TIME, ", ("get_time",)),
    ],
)
async def test_the_tools_of_a_conversation_are_chosen(
    office: Office, said: str, tools: tuple[str, ...]
) -> None:
    async with office.open(tools=(CLOCK, SUMS)):
        await office.ask(f"/tools {said}")
        found = await kept(office)
        assert found is not None and found.tools == tools
        listed = await office.ask("/tools")
        used = [name for name in ("get_time", "calculator") if f"✓ `{name}`" in listed]
        assert sorted(used) == sorted(set(tools) - {"notool"})
        await office.ask("/tools on")
        assert await kept(office) is None


async def test_a_tool_that_there_is_not_changes_nothing(office: Office) -> None:
    async with office.open(tools=(CLOCK, SUMS)):
        said = await office.ask("/tools get_time, calculater")
        assert said == "There is no tool `calculater`. Did you mean `calculator`?"
        assert await kept(office) is None


async def test_who_the_agent_is_here_is_changed_and_taken_back(office: Office) -> None:
    usual = Profile(name="Kay", bio="Helps.", planner="react")
    async with office.open(profile=usual):
        assert r"I am **Kay**. Helps\." in await office.ask("/persona")
        await office.ask("/persona name  Ada   Lovelace")
        said = await office.ask("/persona You are\na *pirate*.")
        assert said == r"From now on I am **Ada Lovelace** here. You are a \*pirate\*\."
        assert await kept(office) == replace(
            usual, name="Ada Lovelace", instructions="You are\na *pirate*."
        )
        assert "too long" in await office.ask(f"/persona name {'x' * 101}")
        assert "too long" in await office.ask(f"/persona {'x' * 8001}")
        await office.ask("/persona default")
        assert await kept(office) is None


@pytest.mark.parametrize(
    ("said", "language", "answer"),
    [
        ("zh", "zh", "从现在起"),
        ("日本語", "ja", "これから"),
        ("EN", "en", "I speak English"),
        ("zh-CN", "zh", "从现在起"),
    ],
)
async def test_the_language_is_chosen(
    office: Office, said: str, language: str, answer: str
) -> None:
    async with office.open():
        assert answer in await office.ask(f"/lang {said}", locale="fr")
        found = await kept(office)
        assert found is not None and found.language == language
        assert "auto" in await office.ask("/lang")
        await office.ask("/lang auto")
        assert await kept(office) is None


async def test_a_language_we_do_not_speak(office: Office) -> None:
    async with office.open():
        assert "I don't speak `klingon`" in await office.ask("/lang klingon")


@pytest.mark.parametrize("setting", ["model default", "agent react", "tools off", "persona x"])
async def test_in_groups_owners_set_unless_everyone_may(office: Office, setting: str) -> None:
    group = {"chat_id": "-5", "groups": ("-5",), "direct": False}
    async with office.open(allow=("telegram:-5",)):
        refused = await office.ask(f"/{setting}", BOB, **group)
        assert refused == "In groups only an owner changes the settings."
        assert refused not in (
            await office.ask(f"/{setting}", **group),
            await office.ask(f"/{setting}", BOB, groups=("-5",)),
        )
    async with office.open(allow=("telegram:-5",), group_settings="everyone"):
        assert refused != await office.ask(f"/{setting}", BOB, **group)


async def test_many_ask_again_at_once_and_it_is_asked_once(office: Office) -> None:
    office.server.add("One", "Two")
    async with office.open():
        subject = (await office.reply("Question")).buttons[0].subject
        await asyncio.gather(*(office.press("retry", subject) for _ in range(8)))
        await office.board.until(lambda: len(office.board.by_event) == 2)
    assert len(office.server.requests) == 2


def test_every_language_has_every_command_on_its_menu() -> None:
    found: Mapping[str, Mapping[str, str]] = menus()
    assert set(found) == {"en", "zh", "ja"}
    assert {tuple(menu) for menu in found.values()} == {WORDS}
    assert {"start", "help", "reset", "retry", "stop", "model", "agent"} < set(WORDS)
    assert menus(["help"])["ja"] == {"help": "できること"}


async def test_models_are_those_of_the_settings_then_of_the_server(office: Office) -> None:
    usual = ChatCompletions(base_url=office.server.url, model="scripted")
    line = Line(base_url=office.server.url)
    made: list[str] = []

    def make(name: str) -> ChatCompletions:
        made.append(name)
        return ChatCompletions(base_url=office.server.url, model=name)

    models = Models(usual, named=("mine",), line=line, make=make)
    assert (await models.names())[0] == "mine"
    assert office.server.model in await models.names()
    assert models.find(None) is usual
    assert models.find("mine") is models.find("mine")
    assert made == ["mine"]
    await models.aclose()
    await line.aclose()
    await usual.aclose()
