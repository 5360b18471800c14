"""The model that answers is the one the settings mean, spoken to as its server wants it."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent.messages import AssistantMessage, UserMessage
from agent.model import ChatModel, Guide, ModelMisconfigured, Request
from bot.config import Settings, load_settings
from bot.models.gguf import UnusableModel
from bot.models.voice import STARTER, choose_file, model_file, open_voice
from tests.servers.openai_server import Fault, ScriptedServer
from tests.servers.personalities import PersonalityName
from tests.servers.tiny_gguf import write_tiny_gguf

HELLO = Request(messages=[UserMessage(text="Hello")])


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings(None)


async def hear(model: ChatModel, request: Request = HELLO) -> str:
    whole = [part async for part in model.stream(request)][-1]
    assert isinstance(whole, AssistantMessage)
    return whole.text


async def test_a_server_is_asked_for_its_first_model(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(["Hi."], model="Qwen-Big", personality="vllm") as server:
        async with open_voice(settings(monkeypatch, OPENAI_BASE_URL=server.url)) as voice:
            assert await hear(voice.model) == "Hi."
            assert voice.model.name == "Qwen-Big"
            assert str(server.port) in voice.label
    assert server.requests[0]["model"] == "Qwen-Big"


async def test_the_originals_model_is_taken_where_it_is_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedServer(["Hi."], model="gpt-3.5-turbo", personality="vllm") as server:
        told = settings(monkeypatch, OPENAI_BASE_URL=server.url)
        async with open_voice(told, preferred=("gpt-3.5-turbo",)) as voice:
            await hear(voice.model)
    assert server.requests[0]["model"] == "gpt-3.5-turbo"


@pytest.mark.parametrize(
    ("personality", "path"),
    [
        ("fastchat", "/v1/completions"),
        ("vllm", "/v1/completions"),
        ("llamacpp", "/v1/chat/completions"),
        ("ollama", "/v1/chat/completions"),
    ],
)
async def test_a_kagentlm_is_spoken_to_by_its_own_template_where_the_server_has_none(
    monkeypatch: pytest.MonkeyPatch, personality: PersonalityName, path: str
) -> None:
    name = "kagentlms_qwen_7b_mat"
    with ScriptedServer(["你好"], model=name, personality=personality) as server:
        told = settings(monkeypatch, OPENAI_BASE_URL=server.url, KAGENT_MODEL=name)
        async with open_voice(told) as voice:
            assert await hear(voice.model) == "你好"
            assert (await voice.model.abilities()).style == "kagentlms"
            assert await voice.model.count("word " * 8) == 10
    assert path in server.paths
    if path == "/v1/completions":
        assert server.requests[0]["prompt"].startswith("<|im_start|>user\nHello<|im_end|>")


async def test_a_kagentlm_at_an_unknown_server_without_completions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def reply(body: dict[str, object]) -> str | Fault:
        return "你好" if "messages" in body else Fault(kind="status", status=404)

    name = "kagentlms_baichuan2_13b_mat"
    with ScriptedServer(reply, model=name, personality="fastchat") as server:
        server.personality = replace(server.personality, owner="somebody")
        told = settings(monkeypatch, OPENAI_BASE_URL=server.url, KAGENT_MODEL=name)
        async with open_voice(told) as voice:
            assert [await hear(voice.model), await hear(voice.model)] == ["你好", "你好"]
    assert server.requests[0]["prompt"].startswith("<reserved_106>")
    assert ["messages" in body for body in server.requests] == [False, True, True]


async def test_fallbacks_share_one_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    def reply(body: dict[str, object]) -> str | Fault:
        return "Here." if body["model"] == "small" else Fault(kind="status", status=503)

    with ScriptedServer(reply, personality="llamacpp") as server:
        told = settings(monkeypatch, OPENAI_BASE_URL=server.url, KAGENT_MODEL="big,small")
        async with open_voice(told) as voice:
            assert await hear(voice.model) == "Here."
            assert "big, then small" in voice.label


async def test_azure_is_asked_by_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(["Hi."], model="my-deployment", api_key="azure-key") as server:
        told = settings(
            monkeypatch,
            OPENAI_API_TYPE="azure",
            OPENAI_API_VERSION="2024-06-01",
            OPENAI_API_BASE=server.url.removesuffix("/v1"),
            OPENAI_API_KEY="azure-key",
            KAGENT_MODEL="my-deployment",
        )
        async with open_voice(told) as voice:
            assert await hear(voice.model) == "Hi."
    assert server.headers[0]["api-key"] == "azure-key"


async def test_a_wrong_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(["Hi."], api_key="right") as server:
        told = settings(
            monkeypatch, OPENAI_BASE_URL=server.url, OPENAI_API_KEY="wrong", KAGENT_MODEL="scripted"
        )
        async with open_voice(told) as voice:
            with pytest.raises(ModelMisconfigured, match="refuses the API key"):
                await hear(voice.model)


async def test_what_a_server_can_do_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(lambda body: "Hi.", personality="llamacpp") as server:
        told = settings(monkeypatch, OPENAI_BASE_URL=server.url)
        told.data_dir.mkdir(parents=True)
        for _ in range(2):
            async with open_voice(told) as voice:
                assert (await voice.model.abilities()).tool_calls
    assert len(server.probes) == 1


async def test_the_chosen_file_runs_in_this_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = settings(monkeypatch, KAGENT_WINDOW="1024")
    assert model_file(told) == STARTER
    told.data_dir.mkdir(parents=True)
    chosen = write_tiny_gguf(tmp_path / "mine.gguf", name="Mine")
    choose_file(told, chosen)
    assert model_file(told) == chosen
    async with open_voice(told) as voice:
        assert voice.label == "Mine (0 MB) in this process"
        assert not voice.starter
        ready = Request(
            messages=[UserMessage(text="?")], guide=Guide(grammar='root ::= "ready"'), max_tokens=9
        )
        assert await hear(voice.model, ready) == "ready"
    named = write_tiny_gguf(tmp_path / "named.gguf")
    assert model_file(settings(monkeypatch, KAGENT_MODEL_PATH=str(named))) == named
    choose_file(told, None)
    monkeypatch.delenv("KAGENT_MODEL_PATH")
    assert model_file(load_settings(None)) == STARTER


async def test_a_file_that_went_away_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = settings(monkeypatch)
    told.data_dir.mkdir(parents=True)
    choose_file(told, tmp_path / "gone.gguf")
    with pytest.raises(UnusableModel, match=r"gone\.gguf"):
        async with open_voice(told):
            pass
