"""Pictures are shown to models that can see; of others the person is told, and gets an answer."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from agent.chat_completions import ChatCompletions
from agent.history import History, Turn
from agent.messages import Image, UserMessage
from agent.model import Abilities, ModelUnavailable, Request
from agent.scripted import Scripted
from tests.agent.desk import CALL, agent_of, finished, heard, model_at
from tests.servers.openai_server import Fault, Say, ScriptedServer

PICTURE = Image(media_type="image/png", data="iVBORw0KGgo=")
SHOWN = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
BLIND = "(I can't see pictures: the model that answers here reads text only.)"
CANT = "image input is not supported - hint: you may need to provide the mmproj"
REFUSALS = [
    (400, "image_url is only supported by certain models."),
    (400, "At most 0 image(s) may be provided in one request."),
    (400, "messages[1]: unknown variant `image_url`, expected `text`"),
    (422, "Input should be a valid string: content must be a string"),
    (404, "No endpoints found that support image input"),
    (500, CANT),
]


def shown(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The pictures in a request."""
    contents = (message["content"] for message in body["messages"])
    parts = [part for content in contents if isinstance(content, list) for part in content]
    return [part for part in parts if part["type"] == "image_url"]


async def ask(
    model: ChatCompletions, question: str = "What is it?", **more: Any
) -> tuple[str, list[Any]]:
    """The answer, and all events."""
    try:
        events = await heard(agent_of(model), question, images=(PICTURE,), **more)
    finally:
        await model.aclose()
    return finished(events).answer, events


@pytest.mark.parametrize("tools", [True, False])
async def test_a_picture_is_shown_with_its_question(tools: bool) -> None:
    replies = [CALL, "A cat."] if tools else ["A cat."]
    async with ScriptedServer(replies, personality="vllm", tools=tools) as server:
        answer, _ = await ask(model_at(server))
    assert answer == "A cat."
    for body in server.requests:
        assert shown(body) == [SHOWN]
        (content,) = (each["content"] for each in body["messages"] if shown({"messages": [each]}))
        assert "What is it?" in content[0]["text"]


def blind(status: int, message: str) -> Any:
    def reply(body: dict[str, Any]) -> Any:
        if shown(body):
            return Fault(kind="status", status=status, message=message)
        return Say(text="I would need to see it.")

    return reply


@pytest.mark.parametrize(("status", "message"), REFUSALS)
async def test_a_model_that_refuses_pictures_answers_without(status: int, message: str) -> None:
    async with ScriptedServer(blind(status, message)) as server:
        model = model_at(server)
        answer, _ = await ask(model)
        assert answer == f"I would need to see it.\n\n{BLIND}"
        assert [bool(shown(body)) for body in server.requests] == [True, False]
        assert "could not be shown to you" in json.dumps(server.requests[1])
        answer, _ = await ask(model, "这是什么？")
        assert answer.endswith("（我看不到图片：当前回答的模型只能读文字。）")
        assert [bool(shown(body)) for body in server.requests] == [True, False, False]


async def test_one_bad_picture_does_not_end_seeing() -> None:
    async with ScriptedServer(blind(400, "Could not process image: bad format")) as server:
        model = model_at(server)
        assert (await ask(model))[0].endswith(BLIND)
        assert (await model.abilities()).vision
        assert (await ask(model))[0].endswith(BLIND)
        await model.aclose()
    assert [bool(shown(body)) for body in server.requests] == [True, False, True, False]


async def test_a_server_with_a_fault_of_its_own_is_not_taken_for_blind() -> None:
    async with ScriptedServer(blind(500, "Internal error")) as server:
        with pytest.raises(ModelUnavailable):
            await ask(model_at(server))
    assert all(shown(body) for body in server.requests)


async def test_vision_can_be_switched_off() -> None:
    async with ScriptedServer(["Tell me more."]) as server:
        answer, _ = await ask(model_at(server, vision=False))
    assert answer == f"Tell me more.\n\n{BLIND}"
    (body,) = server.requests
    assert not shown(body)
    assert "that you can't see" in json.dumps(body)


@pytest.mark.parametrize("name", ["kagentsys-starter", "kagentlms_qwen_7b_mat"])
async def test_the_small_models_of_this_house_can_not_see(name: str) -> None:
    async with ScriptedServer(model=name) as server:
        model = model_at(server)
        assert not (await model.abilities()).vision
        await model.aclose()


async def test_a_picture_without_words_is_a_question_too() -> None:
    async with ScriptedServer(["A cat."], tools=False) as server:
        assert (await ask(model_at(server), ""))[0] == "A cat."
    assert len(shown(server.requests[0])) == 1


async def test_pictures_are_counted_into_the_window() -> None:
    turn = Turn(question="What did I say? " * 20, answer="Much. " * 60)
    model = Scripted(["A cat."] * 3, abilities=Abilities(window=900, vision=True))
    agent = agent_of(model, "noagent")
    await heard(agent, "And this?", History(turns=(turn,) * 2))
    await heard(agent, "And this?", History(turns=(turn,) * 2), images=(PICTURE,))
    plain, *_, pictured = model.requests
    assert "What did I say?" in plain.messages[1].text
    assert len(pictured.messages) < len(plain.messages)
    assert pictured.messages[-1] == UserMessage(text=plain.messages[-1].text, images=(PICTURE,))


async def test_where_nothing_fits_the_picture_goes_too() -> None:
    async with ScriptedServer(
        blind(400, "This model's maximum context length is 4096 tokens."), tools=False
    ) as server:
        answer, _ = await ask(model_at(server))
    assert [bool(shown(body)) for body in server.requests] == [True] * 6 + [False]
    assert answer.endswith(BLIND)


def test_pictures_survive_the_codec() -> None:
    codec = TypeAdapter(Request)
    told = Request(messages=[UserMessage(text="Look", images=(PICTURE,))], tools=[])
    assert codec.validate_json(codec.dump_json(told)) == told
