"""A run over the cases, by the real client against a server that answers by a script."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent.chat_completions import ChatCompletions
from agent.model import ModelMisconfigured
from agent.patience import Patience
from benchmark.cases import Case, read_cases
from benchmark.inference import (
    PROMPT_TOKENS,
    SAMPLING,
    Choice,
    NothingToAsk,
    Tally,
    checksum,
    infer,
    questions,
    write_predictions,
)
from benchmark.journal import JournalMismatch, open_journal
from benchmark.scoring import score_files
from tests.servers.openai_server import Fault, ScriptedServer

TEMPLATES = ("ReACT", "KuaiAgent")


def record(number: int, kind: str = "conclusion", **more: Any) -> dict[str, Any]:
    prompts = {name: f"{name} {number}" for name in TEMPLATES}
    gold: dict[str, Any] = {"golden_result": f"It is {number}."}
    written = {"id": number, "type": kind, "query": "q", "golden_result_list": [gold]}
    return written | {"prompt_input": prompts, "kept": "as it was"} | more


def profile(number: int) -> dict[str, Any]:
    return record(number, "profile", prompt_input={"prompt": f"profile {number}"})


def written(folder: Path, *records: dict[str, Any]) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def prompt(body: dict[str, Any]) -> str:
    return str(body["messages"][0]["content"])


def right(body: dict[str, Any]) -> str:
    return f"It is {prompt(body).split()[-1]}."


async def run(server: ScriptedServer, path: Path, choice: Choice | None = None) -> Tally:
    cases, _ = read_cases(path)
    asked = questions(cases, choice or Choice())
    quick = Patience(first=1.0, back_off=0.01)
    model = ChatCompletions(
        base_url=server.url, sampling=SAMPLING, patience=quick, model="scripted"
    )
    try:
        with open_journal(path.with_name("journal"), {"model": "m"}) as journal:
            tally = await infer(model, asked, journal, concurrency=3)
            out = path.with_name("out.jsonl")
            expected = checksum(path)
            write_predictions(path, out, asked, journal.answers, tally.failures, expected)
    finally:
        await model.aclose()
    return tally


def predictions(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out.jsonl").read_bytes().splitlines()]


async def test_a_whole_run_is_scored(tmp_path: Path) -> None:
    path = written(tmp_path, record(1), profile(2), record(3, model_predict="old"))
    with ScriptedServer(right, personality="vllm") as server:
        tally = await run(server, path)
    assert (tally.answered, tally.kept, tally.failures) == (5, 0, {})
    told = predictions(tmp_path)
    assert [each["id"] for each in told] == [1, 2, 3]
    assert told[0] == record(1) | {"model_predict": dict.fromkeys(TEMPLATES, "It is 1.")}
    assert told[1]["model_predict"] == "It is 2."
    scored = score_files(path, tmp_path / "out.jsonl")
    assert scored.overall["conclusion"] == pytest.approx(1)
    assert scored.overall["profile"] == pytest.approx(1)


@pytest.mark.parametrize(("personality", "top_k"), [("vllm", 40), ("openai", None)])
async def test_the_originals_settings(tmp_path: Path, personality: Any, top_k: int | None) -> None:
    with ScriptedServer(right, personality=personality) as server:
        await run(server, written(tmp_path, profile(1)))
    (body,) = server.requests
    assert [body["temperature"], body["top_p"], body["max_tokens"]] == [0.1, 0.75, 520]
    assert body.get("top_k") == top_k
    assert server.probes == []


async def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    path = written(tmp_path, *(record(number) for number in range(4)))
    with ScriptedServer(right) as server:
        await run(server, path, Choice(limit=2))
        tally = await run(server, path)
        assert (tally.kept, tally.answered) == (4, 4)
        assert len({prompt(body) for body in server.requests}) == len(server.requests) == 8
    assert len(predictions(tmp_path)) == 4


async def test_errors_are_kept_apart_and_asked_again(tmp_path: Path) -> None:
    path = written(tmp_path, record(1), profile(2))

    def failing(body: dict[str, Any]) -> str | Fault:
        bad = prompt(body) in ("ReACT 1", "profile 2")
        return Fault(kind="status", status=500) if bad else right(body)

    with ScriptedServer(failing) as server:
        tally = await run(server, path)
        assert set(tally.failures) == {("conclusion", "1", "ReACT"), ("profile", "2", "prompt")}
        first, second = predictions(tmp_path)
        assert first["model_predict"] == {"KuaiAgent": "It is 1."}
        assert set(first["model_errors"]) == {"ReACT"} and "fault" in first["model_errors"]["ReACT"]
        assert second["model_predict"] == "" and set(second["model_errors"]) == {"prompt"}
        assert score_files(path, tmp_path / "out.jsonl").unscored == ("1", "2")
        server.script(right)
        tally = await run(server, path)
        assert (tally.kept, tally.answered, tally.failures) == (1, 2, {})
    assert all("model_errors" not in each for each in predictions(tmp_path))


async def test_a_model_that_keeps_failing_is_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, *(profile(number) for number in range(60)))
    with ScriptedServer(lambda body: Fault(kind="status", status=503)) as server:
        tally = await run(server, path)
        assert len({prompt(body) for body in server.requests}) < 20
    assert len(tally.failures) == len(predictions(tmp_path)) == 60


async def test_a_server_that_refuses_us_ends_the_run(tmp_path: Path) -> None:
    path = written(tmp_path, record(1))
    with ScriptedServer(right, api_key="other") as server, pytest.raises(ModelMisconfigured):
        await run(server, path)


async def test_an_empty_answer_is_an_answer(tmp_path: Path) -> None:
    with ScriptedServer(lambda body: "") as server:
        tally = await run(server, written(tmp_path, profile(1)))
    assert (tally.answered, predictions(tmp_path)[0]["model_predict"]) == (1, "")


MEMORY = "\n".join(f"Line {number} says. More of it." for number in range(900))


async def test_the_memory_is_pruned_to_whole_sentences(tmp_path: Path) -> None:
    text = f"Head\n{MEMORY}\nGOAL: tail 7"
    long = record(1, "profile", prompt_input={"prompt": text}, memory=MEMORY)
    with ScriptedServer(right, personality="vllm", window=8192) as server:
        await run(server, written(tmp_path, long))
    sent = prompt(server.requests[0])
    assert PROMPT_TOKENS - 12 <= -(-len(sent) // 4) <= PROMPT_TOKENS
    assert sent.startswith("Head\nLine 0 says.") and sent.endswith("\nGOAL: tail 7")
    kept = sent.removeprefix("Head\n").removesuffix("\nGOAL: tail 7")
    assert MEMORY.startswith(kept) and kept.endswith(".")


async def test_a_small_window_is_pruned_to(tmp_path: Path) -> None:
    long = record(1, "profile", prompt_input={"prompt": f"{MEMORY}\ntail 7"}, memory=MEMORY)
    with ScriptedServer(right, personality="llamacpp", window=2048) as server:
        tally = await run(server, written(tmp_path, long))
    assert tally.answered == 1
    assert len(prompt(server.requests[-1])) // 4 <= 2048 - 520


def chosen(cases: list[Case], **choice: Any) -> list[tuple[str, str, str]]:
    return [question.key for question in questions(cases, Choice(**choice))]


def test_choices(tmp_path: Path) -> None:
    cases, _ = read_cases(written(tmp_path, *(record(n) for n in range(20)), profile(20)))
    assert chosen(cases, kinds=("profile",)) == [("profile", "20", "prompt")]
    assert {key[2] for key in chosen(cases, templates=("kuaiagent",))} == {"KuaiAgent", "prompt"}
    assert [key[1] for key in chosen(cases, limit=1)] == ["0", "0"]
    sample = chosen(cases, limit=5, seed=1)
    assert sample == chosen(cases, limit=5, seed=1) != chosen(cases, limit=5, seed=2)
    assert [int(key[1]) for key in sample] == sorted(int(key[1]) for key in sample)
    with pytest.raises(NothingToAsk, match="nosuch"):
        chosen(cases, templates=("NoSuch",))
    with pytest.raises(NothingToAsk):
        chosen(cases, kinds=("reflextion",))


KEY = ("profile", "1", "prompt")


def test_a_journal_cut_in_its_last_line_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with open_journal(path, {"model": "m"}) as journal:
        journal.add(KEY, "你好\ud800")
        journal.add(("profile", "2", "prompt"), "b")
    path.write_bytes(path.read_bytes()[:-4])
    with open_journal(path, {"model": "m"}) as journal:
        assert journal.answers == {KEY: "你好\ud800"}
        journal.add(("profile", "3", "prompt"), "c")
    with open_journal(path, {"model": "m"}) as journal:
        assert list(journal.answers.values()) == ["你好\ud800", "c"]


def test_a_journal_of_another_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    run = {"model": "m", "cases file": "x"}
    writing = pytest.raises(JournalMismatch, match="another run is writing")
    with open_journal(path, run), writing, open_journal(path, run):
        pass
    with pytest.raises(JournalMismatch, match="the model was m and is now n"):
        open_journal(path, run | {"model": "n"}).__enter__()
