"""Conversations longer than the window go on: summarised rarely, never wedged."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from agent.events import AgentEvent, Summarised
from agent.history import History, Turn
from agent.loop import Limits
from agent.messages import AssistantMessage, ToolCall
from agent.model import Abilities, ContextOverflow, ModelUnavailable, Request
from agent.profile import PlannerName, Profile
from agent.scripted import Line, Scripted
from agent.text import encodable, shortened
from tests.agent.desk import (
    DESK,
    NOW,
    Nothing,
    agent_of,
    finished,
    heard,
    model_at,
    tool,
)
from tests.servers.openai_server import Call, Say, ScriptedServer
from tools.base import Toolbox

SUMMARY = "The person is called Ada and collects numbers; so far they asked for products."


def is_summary(body: dict[str, Any]) -> bool:
    return str(body["messages"][0]["content"]).startswith(("Summarise", "概括"))


def chatty(body: dict[str, Any]) -> Say | str:
    """A model that uses a tool for each question and answers at some length."""
    if is_summary(body):
        return SUMMARY
    told = str(body["messages"][-1]["content"])
    if "plain text, no JSON and" in told or body["messages"][-1]["role"] == "tool":
        return "The product is as given. " * 6
    if "<data" in told:
        return json.dumps({"task_name": "ok", "command": {"name": "task_complete", "args": {}}})
    arguments = {"a": len(told), "b": 2}
    if body.get("tools"):
        return Say(calls=(Call(name="multiply", arguments=json.dumps(arguments)),))
    return json.dumps({"task_name": "go", "command": {"name": "multiply", "args": arguments}})


async def converse(
    server: ScriptedServer, planner: PlannerName, turns: int, question: str
) -> tuple[History, list[Summarised], list[list[AgentEvent]]]:
    """A conversation, kept as the store keeps it: what is summarised is not told again."""
    model = model_at(server)
    said: list[Turn] = []
    summary, covered = "", 0
    summaries: list[Summarised] = []
    heard_all: list[list[AgentEvent]] = []
    for number in range(turns):
        at = NOW + timedelta(minutes=number)
        history = History(turns=tuple(said[covered:]), summary=summary, summarised=covered)
        agent = agent_of(model, planner, clock=lambda at=at: at)
        asked = question.format(number=number)
        events = await heard(agent, asked, history, asked_at=at)
        heard_all.append(events)
        for event in events:
            if isinstance(event, Summarised):
                assert covered < event.turns <= len(said)
                summary, covered = event.summary, event.turns
                summaries.append(event)
        answer = finished(events).answer
        said.append(Turn(question=asked, answer=answer, asked_at=at))
    await model.aclose()
    history = History(turns=tuple(said[covered:]), summary=summary, summarised=covered)
    return history, summaries, heard_all


@pytest.mark.parametrize(
    ("planner", "window"),
    [("kagentsys", 4096), ("native", 1500), ("kagentsys", 1024)],
)
async def test_a_long_conversation_in_a_small_window(planner: PlannerName, window: int) -> None:
    async with ScriptedServer(chatty, personality="vllm", window=window) as server:
        _, summaries, heard_all = await converse(
            server, planner, 60, "What is {number} times 2? " + "I really want to know. " * 3
        )
    assert all(finished(events).reason == "answered" for events in heard_all)
    assert all(finished(events).steps for events in heard_all)
    sizes = [len(json.dumps(body)) for body in server.requests]
    assert max(sizes) / 4 < window * 1.5
    assert 1 <= len(summaries) <= {4096: 6, 1500: 20, 1024: 60}[window]
    assert summaries[-1].summary == SUMMARY
    final = [body for body in server.requests if not is_summary(body)][-1]
    assert SUMMARY in final["messages"][0]["content"]


async def test_a_chinese_conversation_in_a_small_window() -> None:
    async with ScriptedServer(chatty, personality="openai", window=1500) as server:
        _, summaries, heard_all = await converse(
            server,
            "native",
            40,
            "第{number}个问题：请告诉我乘积是多少，并说明是怎样算出来的。",
        )
    assert all(finished(events).reason == "answered" for events in heard_all)
    assert summaries


async def test_what_is_not_summarised_stays_whole() -> None:
    turns = tuple(
        Turn(question=f"Question {n} {'x' * 200}", answer=f"Answer {n} {'y' * 300}")
        for n in range(60)
    )
    model = Scripted([SUMMARY, "Fine."], abilities=Abilities(window=4096, tool_calls=True))
    history = History(turns=turns, summary="Long ago: hello.", summarised=7)
    events = await heard(agent_of(model), "And now?", history)
    summarised = next(event for event in events if isinstance(event, Summarised))
    kept = 7 + len(turns) - summarised.turns
    assert 4 <= kept < 40
    asked, told = model.requests
    assert "Long ago: hello." in asked.messages[1].text
    assert "Question 20 " in asked.messages[1].text
    assert [m.text for m in told.messages[-1 - 2 * kept : -1]] == [
        text for turn in turns[-kept:] for text in (turn.question, turn.answer)
    ]
    assert "\n".join(m.text for m in asked.messages).__len__() / 4 < 4096


def overflowing(real: int, *, stated: bool, replies: Sequence[str] = ()) -> Any:
    """A server whose window is smaller than it says; it says so when asked too much."""
    rest = list(replies)

    def line(request: Request) -> Line:
        size = sum(len(m.text) for m in request.messages) + len(json.dumps(list(request.tools)))
        if size / 4 + request.max_tokens > real:
            return ContextOverflow("too long", window=real if stated else None)
        if request.messages[0].text.startswith("Summarise"):
            return SUMMARY
        return rest.pop(0) if rest else "Here is the answer."

    return line


@pytest.mark.parametrize("stated", [True, False])
@pytest.mark.parametrize("real", [8000, 3000, 1500, 700])
@pytest.mark.parametrize("planner", ["native", "kagentsys"])
async def test_an_overflow_is_compacted_and_tried_again(
    planner: PlannerName, real: int, stated: bool
) -> None:
    turns = tuple(Turn(question="Why? " * 40, answer="Because. " * 60) for _ in range(80))
    model = Scripted(
        overflowing(real, stated=stated), abilities=Abilities(window=128_000, tool_calls=True)
    )
    events = await heard(agent_of(model, planner), "And now?", History(turns=turns))
    assert finished(events).answer == "Here is the answer."
    assert len(model.requests) < 12
    summaries = [event for event in events if isinstance(event, Summarised)]
    assert summaries[-1].turns <= 80


async def test_an_overflow_in_the_middle_of_a_turn() -> None:
    async def tell(_: Nothing) -> str:
        return "\n".join(f"Line {n}: something worth knowing." for n in range(2000))

    call = ToolCall(id="1", name="tell", arguments="{}")
    script: list[Line] = [AssistantMessage(tool_calls=(call,))]
    real = overflowing(2500, stated=False)
    model = Scripted(
        lambda request: script.pop() if script else real(request),
        abilities=Abilities(window=32_000, tool_calls=True),
    )
    teller = tool("tell", "讲", "Tells a lot", Nothing, tell)
    events = await heard(agent_of(model, toolbox=Toolbox((teller,))))
    assert finished(events).answer == "Here is the answer."
    told = model.requests[-1].messages[-1].text
    assert "part left out" in told
    assert "Line 0: something worth knowing.\n" in told
    lines = [line for line in told.splitlines() if line.startswith("Line")]
    assert all(line.endswith("knowing.") for line in lines)


@pytest.mark.parametrize("window", [700, 1024, 2048, 4096])
@pytest.mark.parametrize("what", ["question", "knowledge", "result", "instructions", "turn"])
async def test_one_huge_thing_is_cut_with_a_mark(window: int, what: str) -> None:
    huge = "".join(f"Sentence number {n} tells of something. " for n in range(3000))

    async def tell(_: Nothing) -> str:
        return huge

    teller = tool("tell", "讲", "Tells a lot", Nothing, tell)
    said: list[Line] = ["It is told."]
    if what == "result":
        call = ToolCall(id="1", name="tell", arguments="{}")
        said.insert(0, AssistantMessage(tool_calls=(call,)))
    turns = (Turn(question="Old", answer=huge),) if what == "turn" else ()
    model = Scripted(
        lambda request: (
            SUMMARY if request.messages[0].text.startswith("Summarise") else said.pop(0)
        ),
        abilities=Abilities(window=window, tool_calls=True),
    )
    agent = agent_of(
        model,
        toolbox=Toolbox((teller,)),
        profile=Profile(instructions=huge if what == "instructions" else ""),
    )
    question = huge if what == "question" else "What is told?"
    knowledge = huge if what == "knowledge" else ""
    events = await heard(agent, question, History(turns=turns), knowledge=knowledge)
    assert finished(events).answer == "It is told."
    for request in model.requests:
        text = "".join(message.text for message in request.messages)
        assert len(text) / 4 + request.max_tokens < window
        if what != "turn" or request.messages[0].text.startswith("Summarise"):
            assert "part left out" in text or (what == "result" and request is model.requests[0])


async def test_a_question_too_long_even_alone_is_said_so() -> None:
    model = Scripted(
        lambda request: ContextOverflow("no"), abilities=Abilities(window=4096, tool_calls=True)
    )
    for question, words in (("Why? " * 5000, "too long"), ("为什么？" * 3000, "太长")):
        events = await heard(agent_of(model), question)
        assert words in finished(events).answer
        assert finished(events).reason == "no_answer"
    assert len(model.requests) < 40


TURNS = tuple(Turn(question=f"Q{n} " + "q " * 100, answer="a " * 200) for n in range(40))


@pytest.mark.parametrize("nonsense", ["", "<think>hm", '{"task_name": "x"}'])
async def test_without_a_summary_the_oldest_turns_are_dropped_with_a_note(nonsense: str) -> None:
    model = Scripted([nonsense, "Fine."], abilities=Abilities(window=4096, tool_calls=True))
    events = await heard(agent_of(model), "And?", History(turns=TURNS, summary="Hello before."))
    summarised = next(event for event in events if isinstance(event, Summarised))
    assert summarised.summary.startswith("Hello before.\n(The first part of the conversation")
    assert finished(events).answer == "Fine."


async def test_a_model_that_is_down_while_summarising_is_the_callers_business() -> None:
    model = Scripted([ModelUnavailable("down")], abilities=Abilities(window=4096))
    with pytest.raises(ModelUnavailable):
        await heard(agent_of(model), "And?", History(turns=TURNS))


async def test_many_steps_stay_within_the_window() -> None:
    async def tell(_: Any) -> str:
        return "A line of what was found.\n" * 60

    number = iter(range(100))

    def line(request: Request) -> Line:
        if len(request.messages) and "No more tools" in request.messages[-1].text:
            return "Enough."
        arguments = json.dumps({"a": next(number), "b": 1})
        return AssistantMessage(tool_calls=(ToolCall(id="", name="multiply", arguments=arguments),))

    telling = tool("multiply", "乘", "Tells", DESK.tools[0].arguments, tell)
    model = Scripted(line, abilities=Abilities(window=2048, tool_calls=True))
    events = await heard(
        agent_of(model, toolbox=Toolbox((telling,)), limits=Limits(steps=12)), "Go on"
    )
    assert finished(events).answer.startswith("Enough.")
    assert len(finished(events).steps) == 12
    for request in model.requests:
        text = "".join(message.text for message in request.messages)
        assert len(text) / 4 + request.max_tokens < 2048


def test_halves_of_characters_are_joined_or_marked() -> None:
    assert encodable("a\ud83d\ude00b") == "a😀b"
    assert encodable("a\ud83d b") == "a� b"
    assert encodable("天气") == "天气"


def test_texts_are_shortened_at_ends_of_sentences() -> None:
    text = "One two three. " * 50
    short = shortened(text, 300, "[cut]")
    assert len(short) <= 300
    head, tail = short.split("\n[cut]\n")
    assert head.endswith("three.")
    assert tail.startswith("One")
    assert shortened("short", 100, "[cut]") == "short"
    assert shortened("天气很好。" * 100, 200, "[略]").split("\n")[0].endswith("。")
    assert "[cut]" in shortened("x" * 1000, 100, "[cut]")
    assert shortened("长" * 1000, 101, "[略]").encode().decode()
