"""A scripted model streams its lines and says when there are no more."""

import pytest

from agent.events import TextDelta
from agent.messages import AssistantMessage, ToolCall, UserMessage
from agent.model import ContextOverflow, ModelUnavailable, Request
from agent.scripted import Scripted

REQUEST = Request(messages=[UserMessage(text="Hello")])


async def hear(model: Scripted) -> tuple[list[str], AssistantMessage]:
    parts = [part async for part in model.stream(REQUEST)]
    *pieces, whole = parts
    assert isinstance(whole, AssistantMessage)
    return [piece.text for piece in pieces if isinstance(piece, TextDelta)], whole


async def test_it_says_its_lines_in_order() -> None:
    call = ToolCall(id="1", name="x", arguments="{}")
    model = Scripted(
        ["One two", AssistantMessage(tool_calls=(call,)), ContextOverflow("full", window=9)]
    )
    pieces, whole = await hear(model)
    assert (pieces, whole.text, whole.model) == (["One ", "two"], "One two", "scripted")
    assert (whole.usage.calls, whole.usage.completion) == (1, 2)
    assert whole.usage.prompt > 0
    assert (await hear(model))[1].tool_calls == (call,)
    with pytest.raises(ContextOverflow):
        await hear(model)
    with pytest.raises(ModelUnavailable):
        await hear(model)
    assert model.requests == [REQUEST] * 4


async def test_it_answers_what_it_is_asked_in_pieces_of_any_size() -> None:
    model = Scripted(lambda request: request.messages[-1].text, pieces=list, name="echo")
    pieces, whole = await hear(model)
    assert (pieces, whole.text, whole.model) == (list("Hello"), "Hello", model.name)
    assert (await model.abilities()).window == 4096
    assert await model.count("12345") == 2
