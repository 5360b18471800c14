"""The embedded llama.cpp serves a GGUF file inside the test's own process."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from agent.chat_completions import ChatCompletions
from agent.messages import AssistantMessage, UserMessage
from agent.model import ContextOverflow, Guide, ModelMisconfigured, Request
from bot.models.embedded import EmbeddedServer
from bot.models.gguf import UnusableModel, read_gguf
from tests.servers.tiny_gguf import write_tiny_gguf


def model_at(server: EmbeddedServer, key: str | None = None) -> ChatCompletions:
    api_key = server.api_key if key is None else key
    return ChatCompletions(base_url=server.url, model=server.model, api_key=api_key)


async def hear(model: ChatCompletions, request: Request) -> AssistantMessage:
    whole = [part async for part in model.stream(request)][-1]
    assert isinstance(whole, AssistantMessage)
    return whole


def guided(question: str, answer: str, max_tokens: int = 64) -> Request:
    guide = Guide(grammar=f'root ::= "{answer}"')
    return Request(messages=[UserMessage(text=question)], guide=guide, max_tokens=max_tokens)


async def test_answers_side_by_side_and_remembers_prefixes(tmp_path: Path) -> None:
    path = write_tiny_gguf(tmp_path / "m.gguf", name="kagentsys-starter-test", window=2048)
    shares: list[float] = []
    async with EmbeddedServer(path, window=1024, threads=1, progress=shares.append) as server:
        model = model_at(server)
        found = await model.abilities()
        assert server.model == model.name == "kagentsys-starter-test"
        assert (found.window, found.grammar, found.style) == (1024, True, "starter")
        assert await model.count("twelve bytes") == 12
        questions = [f"{place} " + "word " * 40 for place in range(4)]
        answers = await asyncio.gather(
            *(
                hear(model, guided(question, f"answer {place}"))
                for place, question in enumerate(questions)
            )
        )
        assert [answer.text for answer in answers] == [f"answer {place}" for place in range(4)]
        again = await hear(model, guided(questions[0], "again"))
        assert again.usage.cached > 150
        with pytest.raises(ContextOverflow) as caught:
            await hear(model, Request(messages=[UserMessage(text="x" * 1100)]))
        assert caught.value.window == 1024
        await model.aclose()
    assert shares[-1] == 1.0


async def test_a_broken_grammar_does_not_cost_the_answer(tmp_path: Path) -> None:
    async with EmbeddedServer(write_tiny_gguf(tmp_path / "m.gguf"), threads=1) as server:
        model = model_at(server)
        broken = Request(
            messages=[UserMessage(text="Hi")], guide=Guide(grammar="root ::= (("), max_tokens=4
        )
        assert (await hear(model, broken)).usage.completion > 0
        await model.aclose()


async def test_other_programs_are_kept_out(tmp_path: Path) -> None:
    async with EmbeddedServer(write_tiny_gguf(tmp_path / "m.gguf"), threads=1) as server:
        stranger = model_at(server, key="")
        with pytest.raises(ModelMisconfigured):
            await hear(stranger, Request(messages=[UserMessage(text="Hi")]))
        await stranger.aclose()


async def test_a_file_that_will_not_do_is_explained(tmp_path: Path) -> None:
    whole = write_tiny_gguf(tmp_path / "whole.gguf").read_bytes()
    cases = {"none.gguf": None, "text.gguf": b"hello", "head.gguf": whole[:500]}
    wanted = {"none.gguf": "no model file", "text.gguf": "not a GGUF", "head.gguf": "damaged"}
    for name, content in (cases | {"weights.gguf": whole[:50_000]}).items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(UnusableModel, match=wanted.get(name, "can't load")):
            async with EmbeddedServer(tmp_path / name):
                pass


def test_a_model_file_describes_itself(tmp_path: Path) -> None:
    file = read_gguf(write_tiny_gguf(tmp_path / "m.gguf", name="Tiny 1", window=512))
    assert (file.name, file.architecture, file.window) == ("Tiny 1", "llama", 512)


def test_llama_cpp_is_loaded_only_when_needed_and_stays_quiet(tmp_path: Path) -> None:
    path = write_tiny_gguf(tmp_path / "m.gguf")
    script = (
        "import asyncio, pathlib, sys\n"
        "from bot.models.embedded import EmbeddedServer\n"
        "assert not {'xllamacpp', 'openai'} & set(sys.modules)\n"
        "async def main():\n"
        "    for _ in range(4):\n"
        "        async with EmbeddedServer(pathlib.Path(sys.argv[1])): pass\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        cwd=Path(__file__).parents[3],
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
