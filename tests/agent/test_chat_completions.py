"""The model client against servers that behave, and misbehave, as the real ones do."""

import asyncio
import socket
import time
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any, Literal

import pytest

from agent.chat_completions import ChatCompletions, Sampling
from agent.events import TextDelta
from agent.messages import (
    AssistantMessage,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from agent.model import (
    ContextOverflow,
    Guide,
    ModelError,
    ModelMisconfigured,
    ModelUnavailable,
    Request,
)
from agent.patience import Patience
from tests.servers.openai_server import Call, Fault, Say, ScriptedServer
from tests.servers.personalities import PersonalityName

ADD = {
    "name": "add",
    "description": "Add two numbers.",
    "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}},
}
SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}}
EVERY: list[PersonalityName] = [
    "openai",
    "vllm",
    "llamacpp",
    "llama_cpp_python",
    "ollama",
    "fastchat",
]
HASTE = Patience(first=0.6, probe=0.2, busy=3.0, stall=2.0, back_off=0.05)


def client(server: ScriptedServer, **more: Any) -> ChatCompletions:
    settings: dict[str, Any] = {"base_url": server.url, "model": "scripted", "patience": HASTE}
    return ChatCompletions(**settings | more)


def ask(text: str = "Hello", **more: Any) -> Request:
    return Request(messages=[SystemMessage(text="Be kind."), UserMessage(text=text)], **more)


async def hear(
    model: ChatCompletions, request: Request
) -> tuple[Sequence[TextDelta], AssistantMessage]:
    """The pieces and the whole of one call; closes the client after it."""
    try:
        parts = [part async for part in model.stream(request)]
    finally:
        await model.aclose()
    *pieces, whole = parts
    assert isinstance(whole, AssistantMessage)
    return [piece for piece in pieces if isinstance(piece, TextDelta)], whole


@pytest.mark.parametrize("personality", EVERY)
async def test_streams_text_then_the_whole(personality: PersonalityName) -> None:
    async with ScriptedServer(["Good day, 你好 to you."], personality=personality) as server:
        pieces, whole = await hear(client(server), ask())
    assert len(pieces) > 2
    assert "".join(piece.text for piece in pieces) == whole.text == "Good day, 你好 to you."
    assert (whole.model, whole.cut, whole.usage.calls) == ("scripted", False, 1)
    assert whole.usage.prompt > 0
    assert whole.usage.completion > 0


@pytest.mark.parametrize("personality", ["openai", "vllm", "llamacpp", "ollama"])
async def test_assembles_tool_calls(personality: PersonalityName) -> None:
    calls = (Call(name="add", arguments='{"a": 1}'), Call(name="add", arguments='{"a": 22}'))
    async with ScriptedServer([Say(calls=calls)], personality=personality) as server:
        pieces, whole = await hear(client(server), ask(tools=[ADD]))
    assert pieces == []
    assert [(c.name, c.arguments) for c in whole.tool_calls] == [
        ("add", '{"a": 1}'),
        ("add", '{"a": 22}'),
    ]
    assert len({call.id for call in whole.tool_calls}) == 2


async def test_a_name_repeated_in_each_delta_is_one_name() -> None:
    say = Say(calls=(Call(name="add", arguments='{"a": 123456789}'),))
    async with ScriptedServer([say], personality="llama_cpp_python") as server:
        server.personality = server.personality.__class__(
            name="llama_cpp_python", owner="me", tools="yes"
        )
        _, whole = await hear(client(server), ask(tools=[ADD]))
    assert [(c.name, c.arguments) for c in whole.tool_calls] == [("add", '{"a": 123456789}')]


async def test_leaked_markup_is_left_to_the_reader() -> None:
    say = Say(calls=(Call(name="add", arguments='{"a": 1}'),), cut=True)
    async with ScriptedServer([say], personality="vllm") as server:
        _, whole = await hear(client(server), ask(tools=[ADD]))
    assert whole.text.startswith("<tool_call>")
    assert whole.cut


async def test_sends_a_conversation_without_null_content_or_broken_arguments() -> None:
    messages: list[Message] = [
        UserMessage(text="1+1?"),
        AssistantMessage(tool_calls=(ToolCall(id="c1", name="add", arguments='{"a": '),)),
        ToolMessage(call_id="c1", name="add", text="bad arguments"),
    ]
    async with ScriptedServer(["2"], personality="llama_cpp_python") as server:
        await hear(client(server), Request(messages=messages, max_tokens=77))
    body = server.requests[0]
    assert body["messages"][1]["content"] == ""
    assert body["messages"][1]["tool_calls"][0]["function"]["arguments"] == "{}"
    assert body["messages"][2] == {
        "role": "tool",
        "tool_call_id": "c1",
        "content": "bad arguments",
    }
    assert (body["max_tokens"], body["stream"]) == (77, True)


async def test_records_cached_tokens() -> None:
    async with ScriptedServer(["one", "two"], personality="vllm") as server:
        model = client(server)
        await hear(model, ask("word " * 100))
        _, second = await hear(model, ask("word " * 100))
    assert second.usage.cached >= 100


@pytest.mark.parametrize(
    ("personality", "window", "tools", "schema", "grammar"),
    [
        ("openai", 4096, True, True, False),
        ("vllm", 2048, True, True, False),
        ("llamacpp", 2048, True, True, True),
        ("llama_cpp_python", 4096, False, True, True),
        ("ollama", 4096, True, True, False),
        ("fastchat", 4096, False, False, False),
    ],
)
async def test_learns_abilities_by_asking_once(
    personality: PersonalityName, window: int, tools: bool, schema: bool, grammar: bool
) -> None:
    remember: dict[str, str] = {}
    async with ScriptedServer(personality=personality, window=2048) as server:
        first = client(server, remember=remember)
        found = await first.abilities()
        assert await first.abilities() == found
        second = client(server, remember=remember)
        assert await second.abilities() == found
        await first.aclose()
        await second.aclose()
    assert (found.window, found.tool_calls) == (window, tools)
    assert (found.json_schema, found.grammar) == (schema, grammar)
    assert len(server.probes) <= 1


async def test_tool_calls_that_a_server_refuses_do_not_work() -> None:
    async with ScriptedServer(personality="vllm", tools=False) as server:
        model = client(server, window=1000)
        found = await model.abilities()
        await model.aclose()
    assert not found.tool_calls
    assert found.window == 1000


async def test_knows_its_own_models_by_name() -> None:
    async with ScriptedServer(personality="llamacpp", model="kagentsys-starter-q8") as server:
        model = client(server, model="")
        found = await model.abilities()
        assert model.name == "kagentsys-starter-q8"
        await model.aclose()
    assert (found.style, server.probes) == ("starter", [])
    async with ScriptedServer(personality="vllm", model="kagentlms_qwen_7b_mat") as server:
        model = client(server, model="kagentlms_qwen_7b_mat")
        assert (await model.abilities()).style == "kagentlms"
        await model.aclose()


@pytest.mark.parametrize(
    ("personality", "sent"),
    [
        ("vllm", "json_schema"),
        ("llamacpp", "grammar"),
        ("llama_cpp_python", "grammar"),
        ("ollama", "json_schema"),
        ("fastchat", None),
    ],
)
async def test_a_guide_goes_in_the_field_the_backend_takes(
    personality: PersonalityName, sent: str | None
) -> None:
    guide = Guide(schema=SCHEMA, grammar='root ::= "x"')
    async with ScriptedServer(["x"], personality=personality) as server:
        await hear(client(server), ask(guide=guide))
    body = server.requests[0]
    format_kind = (body.get("response_format") or {}).get("type")
    assert ("grammar" if "grammar" in body else format_kind) == sent


async def test_llama_cpp_python_takes_a_schema_as_json_object() -> None:
    async with ScriptedServer(["{}"], personality="llama_cpp_python") as server:
        await hear(client(server), ask(guide=Guide(schema=SCHEMA)))
    assert server.requests[0]["response_format"] == {"type": "json_object", "schema": SCHEMA}


@pytest.mark.parametrize("personality", [p for p in EVERY if p != "ollama"])
async def test_overflow_is_told_whatever_its_shape(personality: PersonalityName) -> None:
    async with ScriptedServer(["never"], personality=personality, window=300) as server:
        with pytest.raises(ContextOverflow) as caught:
            await hear(client(server), ask("long " * 600))
    assert caught.value.window == 300


@pytest.mark.parametrize("personality", ["openai", "vllm", "ollama", "fastchat"])
async def test_an_unknown_model_is_for_a_person_to_mend(personality: PersonalityName) -> None:
    async with ScriptedServer(["never"], personality=personality) as server:
        with pytest.raises(ModelMisconfigured):
            await hear(client(server, model="nonesuch"), ask())


async def test_a_refused_key_is_not_shown() -> None:
    async with ScriptedServer(["never"], api_key="sk-right-key-0001") as server:
        with pytest.raises(ModelMisconfigured) as caught:
            await hear(client(server, api_key="sk-wrong-key-4242"), ask())
        assert "4242" not in f"{caught.value!r} {caught.value.__cause__}"
        _, whole = await hear(client(server, api_key="sk-right-key-0001"), ask())
    assert whole.text == "never"


async def test_a_key_in_the_servers_words_is_not_shown() -> None:
    words = "No capacity for sk-wrong-key-4242 (Bearer sk-wrong-key-4242) at http://me:pw@host/"
    fault = Fault(kind="status", status=400, message=words)
    async with ScriptedServer([fault]) as server:
        with pytest.raises(ModelMisconfigured) as caught:
            await hear(client(server, api_key="sk-wrong-key-4242"), ask())
    assert "No capacity" in str(caught.value)
    assert "4242" not in str(caught.value)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="status", status=429),
        Fault(kind="status", status=500),
        Fault(kind="status", status=503, retry_after=0.1),
        Fault(kind="garbage"),
        Fault(kind="empty"),
        Fault(kind="close"),
    ],
    ids=lambda fault: f"{fault.kind}{fault.status}",
)
async def test_a_passing_fault_is_tried_again_and_a_lasting_one_told(fault: Fault) -> None:
    patience = Patience(first=6, probe=0.2, back_off=0.05)
    async with ScriptedServer([fault, "Here I am."]) as server:
        _, whole = await hear(client(server, patience=patience), ask())
    assert whole.text == "Here I am."
    async with ScriptedServer(lambda body: fault) as server:
        with pytest.raises(ModelUnavailable):
            await hear(client(server, patience=patience), ask())
    assert 1 < len(server.requests) <= 3


async def test_a_long_retry_after_is_not_waited_for() -> None:
    fault = Fault(kind="status", status=429, retry_after=60)
    async with ScriptedServer([fault, "late"]) as server:
        with pytest.raises(ModelUnavailable, match="too many requests"):
            await hear(client(server), ask())
    assert len(server.requests) == 1


async def test_a_bad_request_is_not_tried_again() -> None:
    async with ScriptedServer([Fault(kind="status", status=400, message="x")]) as server:
        with pytest.raises(ModelMisconfigured):
            await hear(client(server), ask())
    assert len(server.requests) == 1


@pytest.mark.parametrize("call", [(), (Call(name="add", arguments='{"a": 1}'),)])
async def test_an_answer_declared_done_needs_no_reason_for_its_end(call: tuple[Call, ...]) -> None:
    async with ScriptedServer([Say(text="All of it.", calls=call, reasonless=True)]) as server:
        _, whole = await hear(client(server), ask(tools=[ADD]))
    assert (whole.text, len(whole.tool_calls), whole.cut) == ("All of it.", len(call), False)


async def test_a_stream_declared_done_with_nothing_in_it_is_tried_again() -> None:
    async with ScriptedServer([Say(reasonless=True), "words"]) as server:
        _, whole = await hear(client(server), ask())
    assert whole.text == "words"


@pytest.mark.parametrize("kind", ["close_midstream", "end_midstream"])
async def test_closing_midstream_keeps_what_was_said_and_fails(
    kind: Literal["close_midstream", "end_midstream"],
) -> None:
    async with ScriptedServer([Fault(kind=kind), "never"]) as server:
        model = client(server)
        heard = ""
        with pytest.raises(ModelUnavailable, match="broke off"):
            async for part in model.stream(ask()):
                assert isinstance(part, TextDelta)
                heard += part.text
        await model.aclose()
    assert heard == "The beginnin"
    assert len(server.requests) == 1


async def test_nobody_listening() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/v1"
        model = ChatCompletions(base_url=url, model="m", patience=HASTE)
        with pytest.raises(ModelUnavailable, match="can't be reached"):
            await hear(model, ask())
        with pytest.raises(ModelUnavailable):
            await model.abilities()
        assert await model.count("some words here") > 1
        await model.aclose()


async def test_a_server_that_accepts_and_is_silent_is_given_up_soon() -> None:
    async with ScriptedServer(lambda body: Fault(kind="hang")) as server:
        server.healthy = False
        started = time.monotonic()
        with pytest.raises(ModelUnavailable, match="silent"):
            await hear(client(server), ask())
        assert time.monotonic() - started < 2
        assert await asyncio.to_thread(server.disconnected.wait, 5)


async def test_a_slow_server_that_shows_life_is_waited_for() -> None:
    async with ScriptedServer(["At last."], latency=0.8) as server:
        _, whole = await hear(client(server), ask())
    assert whole.text == "At last."


async def test_a_slow_stream_is_not_cut() -> None:
    async with ScriptedServer([Say(text="drip " * 3, pause=0.3)]) as server:
        _, whole = await hear(client(server), ask())
    assert whole.text == "drip " * 3


async def test_silence_midstream_from_a_dead_server() -> None:
    async with ScriptedServer([Fault(kind="hang_midstream")]) as server:
        server.healthy = False
        with pytest.raises(ModelUnavailable, match="silent"):
            await hear(client(server), ask())


@pytest.mark.parametrize("reply", [Say(text="word " * 50, pause=0.05), Fault(kind="hang")])
async def test_cancelling_closes_the_request(reply: Say | Fault) -> None:
    async with ScriptedServer([reply]) as server:
        model = client(server, patience=Patience())

        async def listen() -> None:
            await hear(model, ask())

        listening = asyncio.create_task(listen())
        assert await asyncio.to_thread(server.asked.wait, 5)
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
        assert await asyncio.to_thread(server.disconnected.wait, 5)


async def test_closing_the_generator_closes_the_request() -> None:
    async with ScriptedServer([Say(text="word " * 50, pause=0.05)]) as server:
        model = client(server)
        async with aclosing(model.stream(ask())) as parts:
            await anext(parts)
        assert await asyncio.to_thread(server.disconnected.wait, 5)
        await model.aclose()


@pytest.mark.parametrize("field", ["temperature", "max_tokens", "stream_options"])
@pytest.mark.parametrize(
    "words",
    [
        "Unsupported parameter: '{}' is not supported with this model.",
        "Unrecognized request argument supplied: {}",
    ],
)
async def test_a_field_the_server_does_not_take_is_left_out(field: str, words: str) -> None:
    def reply(body: dict[str, Any]) -> str | Fault:
        if field in body:
            return Fault(kind="status", status=400, message=words.format(field))
        return "fine"

    async with ScriptedServer(reply) as server:
        model = client(server, sampling=Sampling(temperature=0.7, top_p=0.9))
        await hear(model, ask())
        await hear(model, ask(max_tokens=5))
    assert len(server.requests) == 3
    assert (server.requests[-1].get("max_completion_tokens") == 5) == (field == "max_tokens")
    assert server.requests[-1]["top_p"] == 0.9


async def test_an_answer_too_long_for_the_window_is_asked_for_shorter() -> None:
    words = (
        "This model's maximum context length is 1000 tokens. However, you requested 1900 tokens "
        "(900 in the messages, 1000 in the completion)."
    )
    refusal = Fault(kind="status", status=400, message=words)
    async with ScriptedServer([refusal, "short"]) as server:
        _, whole = await hear(client(server), ask(max_tokens=1000))
    assert whole.text == "short"
    assert server.requests[1]["max_tokens"] == 100


@pytest.mark.parametrize("personality", ["vllm", "llamacpp", "llama_cpp_python", "fastchat"])
async def test_counts_with_the_servers_tokenizer(personality: PersonalityName) -> None:
    async with ScriptedServer(personality=personality) as server:
        model = client(server)
        await model.abilities()
        assert await model.count("x" * 400) == 100
        asked = len(server.paths)
        assert await model.count("x" * 400) == 100
        assert len(server.paths) == asked
        await model.aclose()


async def test_the_estimate_learns_from_usage() -> None:
    async with ScriptedServer(lambda body: "ok") as server:
        model = client(server)
        text = "今天的天气怎么样？" * 100
        before = await model.count(text)
        for _ in range(8):
            await hear(model, ask(text))
        after = await model.count(text)
    truth = len(text) / 4  # the scripted server's tokenizer
    assert abs(after - truth) < abs(before - truth) / 2


async def test_works_in_another_event_loop() -> None:
    async with ScriptedServer(lambda body: "ok") as server:
        model = client(server)
        await hear(model, ask())
        await asyncio.to_thread(asyncio.run, hear(model, ask()))
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "kind", ["status", "garbage", "empty", "hang", "hang_midstream", "close", "close_midstream"]
)
async def test_every_fault_ends_in_a_model_error_within_the_deadline(kind: Any) -> None:
    async with ScriptedServer(lambda body: Fault(kind=kind)) as server:
        server.healthy = False
        started = time.monotonic()
        with pytest.raises(ModelError):
            await hear(client(server), ask())
        assert time.monotonic() - started < 2


async def test_azure_is_asked_by_deployment() -> None:
    async with ScriptedServer(["from the cloud"], api_key="azure-key") as server:
        root = server.url.removesuffix("/v1")
        model = client(server, base_url=root, api_key="azure-key", azure_version="2024-10-21")
        _, whole = await hear(model, ask())
    assert whole.text == "from the cloud"
    assert server.paths == ["/openai/deployments/scripted/chat/completions"]


async def test_a_guide_the_server_chokes_on_is_left_out() -> None:
    refusal = Fault(kind="status", status=400, message="failed to parse grammar")
    async with ScriptedServer([refusal, "unguided"], personality="llamacpp") as server:
        _, whole = await hear(client(server), ask(guide=Guide(grammar="root ::= ((")))
    assert whole.text == "unguided"
    assert "grammar" not in server.requests[1]
