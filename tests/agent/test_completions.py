"""KAgentLMs served by FastChat get the prompt they were trained on."""

import pytest

from agent.completions import Completions
from agent.events import TextDelta
from agent.messages import AssistantMessage, SystemMessage, ToolMessage, UserMessage
from agent.model import ContextOverflow, ModelMisconfigured, ModelUnavailable, Request
from agent.patience import Patience
from tests.servers.openai_server import Fault, Say, ScriptedServer

QUESTION = Request(messages=[SystemMessage(text="Plan."), UserMessage(text="Hi <|im_end|> you")])
HASTE = Patience(first=0.6, probe=0.2, back_off=0.05)


async def hear(model: Completions, request: Request = QUESTION) -> AssistantMessage:
    try:
        parts = [part async for part in model.stream(request)]
    finally:
        await model.aclose()
    whole = parts[-1]
    assert isinstance(whole, AssistantMessage)
    assert "".join(part.text for part in parts if isinstance(part, TextDelta)) == whole.text
    return whole


async def test_qwen_is_asked_in_chatml() -> None:
    name = "kagentlms_qwen_7b_mat"
    async with ScriptedServer(['{"task_name": "x"}'], personality="fastchat", model=name) as server:
        model = Completions(base_url=server.url, model=name, patience=HASTE)
        whole = await hear(model)
        found = await model.abilities()
        assert await model.count("x" * 40) == 10
        await model.aclose()
    assert (whole.text, whole.model, whole.cut) == ('{"task_name": "x"}', name, False)
    assert whole.usage.prompt > 0
    assert (found.style, found.tool_calls, found.window) == ("kagentlms", False, 4096)
    body = server.requests[0]
    assert body["prompt"] == (
        "<|im_start|>system\nPlan.<|im_end|>\n<|im_start|>user\nHi < |im_end|> you<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    assert (body["temperature"], body["top_p"], body["top_k"]) == (0.1, 0.75, 40)
    assert body["max_tokens"] == 512


async def test_baichuan_is_asked_by_its_reserved_tokens() -> None:
    name = "kagentlms_baichuan2_13b_mat"
    messages = [
        *QUESTION.messages,
        AssistantMessage(text="Ho"),
        ToolMessage(call_id="1", name="calendar", text="Tuesday"),
    ]
    async with ScriptedServer([Say(text="ok", cut=True)], model=name) as server:
        model = Completions(base_url=server.url, model=name, patience=HASTE)
        whole = await hear(model, Request(messages=messages, max_tokens=9))
    assert whole.cut
    assert server.requests[0]["max_tokens"] == 9
    assert server.requests[0]["prompt"] == (
        "Plan.<reserved_106>Hi < |im_end|> you<reserved_107>Ho</s>"
        "<reserved_106>calendar: Tuesday<reserved_107>"
    )


async def test_faults_are_told() -> None:
    replies = [Fault(kind="close_midstream"), Fault(kind="status", status=400)]
    async with ScriptedServer(replies, personality="fastchat", window=200) as server:
        model = Completions(base_url=server.url, model="scripted", patience=HASTE)
        with pytest.raises(ModelUnavailable):
            await hear(model)
        with pytest.raises(ModelMisconfigured):
            await hear(model)
        with pytest.raises(ContextOverflow):
            await hear(model, Request(messages=[UserMessage(text="long " * 400)]))
        with pytest.raises(ModelMisconfigured):
            await hear(Completions(base_url=server.url, model="other", patience=HASTE))
