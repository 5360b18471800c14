"""The scripted server behaves as the table of real servers says."""

import httpx
import pytest

from tests.servers.openai_server import Call, Fault, Say, ScriptedServer

TOOL = {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}


def ask(text: str = "Hi", **more: object) -> dict[str, object]:
    return {"model": "scripted", "messages": [{"role": "user", "content": text}]} | more


async def test_replies_in_order_and_keeps_the_bodies() -> None:
    server = ScriptedServer(["one", Say(calls=(Call(name="add"),))])
    async with server, httpx.AsyncClient() as http:
        url = f"{server.url}/chat/completions"
        first = await http.post(url, json=ask("a"))
        second = await http.post(url, json=ask("b", tools=[TOOL]))
        third = await http.post(url, json=ask("c"))
    assert first.json()["choices"][0]["message"]["content"] == "one"
    assert second.json()["choices"][0]["message"]["tool_calls"][0]["function"]["name"] == "add"
    assert third.status_code == 400
    assert [body["messages"][0]["content"] for body in server.requests] == ["a", "b", "c"]


async def test_streams_usage_in_a_chunk_without_choices() -> None:
    async with ScriptedServer(lambda body: "hello there") as server, httpx.AsyncClient() as http:
        body = ask(stream=True, stream_options={"include_usage": True})
        answer = await http.post(f"{server.url}/chat/completions", json=body)
    lines = [line for line in answer.text.splitlines() if line]
    assert '"choices": [], "usage"' in lines[-2]
    assert lines[-1] == "data: [DONE]"


async def test_reports_the_cached_part_of_a_prompt() -> None:
    async with ScriptedServer(lambda body: "x") as server, httpx.AsyncClient() as http:
        for _ in range(2):
            answer = await http.post(f"{server.url}/chat/completions", json=ask("hello" * 40))
    assert answer.json()["usage"]["prompt_tokens_details"]["cached_tokens"] >= 50


@pytest.mark.parametrize(
    ("personality", "status"),
    [("openai", 404), ("vllm", 404), ("llamacpp", 200), ("ollama", 404), ("fastchat", 400)],
)
async def test_unknown_model(personality: str, status: int) -> None:
    server = ScriptedServer(lambda body: "x", personality=personality)  # type: ignore[arg-type]
    async with server, httpx.AsyncClient() as http:
        body = ask() | {"model": "other"}
        answer = await http.post(f"{server.url}/chat/completions", json=body)
    assert answer.status_code == status


async def test_a_probe_takes_no_reply_of_the_script() -> None:
    probe = {"type": "function", "function": {"name": "report_ready", "parameters": {}}}
    async with ScriptedServer(["only"]) as server, httpx.AsyncClient() as http:
        answer = await http.post(f"{server.url}/chat/completions", json=ask(tools=[probe]))
    assert answer.json()["choices"][0]["finish_reason"] == "tool_calls"
    assert server.requests == []
    assert len(server.probes) == 1


async def test_faults() -> None:
    faults = [Fault(kind="status", status=429, retry_after=2), Fault(kind="empty")]
    server = ScriptedServer([*faults, Fault(kind="close")])
    async with server, httpx.AsyncClient() as http:
        url = f"{server.url}/chat/completions"
        limited = await http.post(url, json=ask())
        empty = await http.post(url, json=ask())
        with pytest.raises(httpx.TransportError):
            await http.post(url, json=ask())
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "2")
    assert (empty.status_code, empty.content) == (200, b"")


@pytest.mark.parametrize("kind", ["hang", "hang_midstream"])
async def test_notices_a_client_that_goes_away(kind: str) -> None:
    server = ScriptedServer([Fault(kind=kind)])  # type: ignore[arg-type]
    async with server, httpx.AsyncClient(timeout=0.3) as http:
        with pytest.raises(httpx.TimeoutException):
            await http.post(f"{server.url}/chat/completions", json=ask(stream=True))
        assert server.disconnected.wait(5)
