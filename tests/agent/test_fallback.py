"""When a model is down, the next one answers."""

import time

import pytest

from agent.chat_completions import ChatCompletions
from agent.events import TextDelta
from agent.fallback import FirstAvailable
from agent.messages import AssistantMessage, UserMessage
from agent.model import ContextOverflow, ModelUnavailable, Request
from agent.patience import Patience
from tests.servers.openai_server import Fault, ScriptedServer

HASTE = Patience(first=0.5, probe=0.2, back_off=0.05)
REQUEST = Request(messages=[UserMessage(text="Hello")])


def model_at(server: ScriptedServer) -> ChatCompletions:
    return ChatCompletions(base_url=server.url, model=server.model, patience=HASTE)


async def hear(model: FirstAvailable, request: Request = REQUEST) -> str:
    whole = [part async for part in model.stream(request)][-1]
    assert isinstance(whole, AssistantMessage)
    return f"{whole.model}: {whole.text}"


async def test_the_next_model_answers_and_the_failing_one_rests() -> None:
    async with (
        ScriptedServer(lambda body: Fault(kind="status"), model="big") as big,
        ScriptedServer(lambda body: "Here.", model="small", personality="vllm") as small,
    ):
        first, second = model_at(big), model_at(small)
        both = FirstAvailable([first, second])
        assert both.name == "big"
        assert await hear(both) == "small: Here."
        asked = len(big.requests)
        assert both.name == "small"
        assert await hear(both) == "small: Here."
        assert (await both.abilities()).window == 4096
        assert await both.count("x" * 40) == 10
        assert len(big.requests) == asked
        await first.aclose()
        await second.aclose()


async def test_a_rested_model_is_asked_again() -> None:
    async with (
        ScriptedServer([Fault(kind="status", status=429, retry_after=9), "Back."]) as big,
        ScriptedServer(lambda body: "Here.") as small,
    ):
        first, second = model_at(big), model_at(small)
        both = FirstAvailable([first, second], rest=0.0)
        assert await hear(both) == "scripted: Here."
        assert await hear(both) == "scripted: Back."
        await first.aclose()
        await second.aclose()


async def test_a_model_that_began_to_speak_is_not_replaced() -> None:
    async with (
        ScriptedServer([Fault(kind="close_midstream")]) as big,
        ScriptedServer(lambda body: "Here.") as small,
    ):
        first, second = model_at(big), model_at(small)
        heard = ""
        with pytest.raises(ModelUnavailable):
            async for part in FirstAvailable([first, second]).stream(REQUEST):
                assert isinstance(part, TextDelta)
                heard += part.text
        assert heard
        assert small.requests == []
        await first.aclose()
        await second.aclose()


async def test_an_overflow_is_not_the_next_models_business() -> None:
    async with ScriptedServer(window=100) as big, ScriptedServer(["never"]) as small:
        first, second = model_at(big), model_at(small)
        with pytest.raises(ContextOverflow):
            await hear(
                FirstAvailable([first, second]),
                Request(messages=[UserMessage(text="long " * 200)]),
            )
        assert small.requests == []
        await first.aclose()


async def test_all_silent_is_told_in_time() -> None:
    async with (
        ScriptedServer(lambda body: Fault(kind="hang")) as big,
        ScriptedServer(lambda body: Fault(kind="hang")) as small,
    ):
        big.healthy = small.healthy = False
        first, second = model_at(big), model_at(small)
        started = time.monotonic()
        with pytest.raises(ModelUnavailable):
            await hear(FirstAvailable([first, second]))
        with pytest.raises(ModelUnavailable):
            await FirstAvailable([first, second]).abilities()
        assert time.monotonic() - started < 5
        await first.aclose()
        await second.aclose()


def test_no_model_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        FirstAvailable([])


def test_patience_is_shared() -> None:
    half = Patience(first=8, probe=2).shared(2)
    assert (half.first, half.probe, half.busy) == (4, 1, Patience().busy)
