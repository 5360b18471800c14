"""From a scripted strong model to a tuned tiny student in llama.cpp; needs the training extra."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from tests.training.tuning.script import QUERIES, strong
from tests.training.tuning.test_meta import run as meta_tune
from tests.training.tuning.tune_student import STEPS
from training.tuning.records import Call, Instance, load, write_instances

for package in ("torch", "transformers", "trl", "peft", "gguf"):
    pytest.importorskip(package, reason="the training extra is not installed")

ROOT = Path(__file__).parents[3]


def begin(student: Path, data: Path, out: Path, how: str = "full") -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.training.tuning.tune_student"]
    command += [str(student), str(data), str(out), how]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def tuned(student: Path, data: Path, out: Path, how: str = "full") -> str:
    """What the whole run said."""
    with begin(student, data, out, how) as process:
        said = process.communicate(timeout=120)[0]
    assert process.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.training.tuning.tiny_llama import write_tiny_llama

    texts = [each.prompt + each.output for instance in sums() for each in instance.calls]
    return write_tiny_llama(tmp_path_factory.mktemp("student"), texts)


def sums() -> list[Instance]:
    return [
        Instance(
            id=str(number),
            query=f"What is {number} plus {number}?",
            source="s",
            calls=(
                Call(instruction=f"What is {number} plus {number}?", output=f"It is {2 * number}."),
            ),
        )
        for number in range(40)
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_instances(tmp_path / "sums.jsonl", sums())
    return tmp_path / "sums.jsonl"


def losses(out: Path) -> dict[int, float]:
    lines = (json.loads(line) for line in (out / "log.jsonl").read_text().splitlines())
    return {line["step"]: line["loss"] for line in lines if "loss" in line}


def test_killed_at_any_point_it_comes_to_the_same_result(
    student: Path, data: Path, tmp_path: Path
) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    tuned(student, data, whole)
    with begin(student, data, cut) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Step 10 "):
                process.send_signal(signal.SIGKILL)
    assert not (cut / "tuning.json").exists()
    half = cut / "checkpoints" / "checkpoint-99"
    half.mkdir()
    (half / "model.safetensors").write_bytes(b"half")
    assert "Going on from checkpoint-8" in tuned(student, data, cut)
    one, other = (json.loads((out / "tuning.json").read_text()) for out in (whole, cut))
    assert other["resumed_at"] == 8 and one["steps"] == other["steps"] == STEPS
    assert other["valid_loss"] == pytest.approx(one["valid_loss"], abs=1e-4)
    assert losses(cut) == pytest.approx(losses(whole), abs=1e-4)
    assert one["last_loss"] < 0.5 * one["first_loss"]
    (cut / "tuning.json").unlink()  # as if killed after the last step
    assert "Going on from checkpoint-20" in tuned(student, data, cut)
    last = json.loads((cut / "tuning.json").read_text())
    assert last["steps"] == STEPS and last["valid_loss"] == pytest.approx(
        one["valid_loss"], abs=1e-4
    )


def test_a_finished_run_is_not_run_again_and_another_is_refused(
    student: Path, data: Path, tmp_path: Path
) -> None:
    from training.tuning.tune import CantTune, Plan, Tuned, tune

    plan = Plan(model=student, data=(data,), out=tmp_path / "out")
    plan.out.mkdir()
    done = Tuned(
        examples=1, too_long=0, learnt=1, steps=1, first_loss=2.0, last_loss=1.0,
        valid_loss=None, resumed_at=0,
    )  # fmt: skip
    (plan.out / "tuning.json").write_text(json.dumps(asdict(done)))
    assert tune(plan, lambda text: None) == done
    with pytest.raises(CantTune, match="rate differ"):
        tune(replace(plan, rate=1.0), lambda text: None)
    with pytest.raises(CantTune, match="overwritten"):
        tune(replace(plan, out=student), lambda text: None)
    with pytest.raises(CantTune, match="no example is left of 40 records, 40 are too long"):
        tune(replace(plan, out=tmp_path / "short", longest=3), lambda text: None)


def test_the_whole_way_from_seed_queries_to_llama_cpp(tmp_path: Path) -> None:
    import asyncio

    from tests.training.tuning.tiny_llama import write_tiny_llama
    from training.tuning.gguf_file import write_gguf

    asyncio.run(meta_tune(tmp_path, strong()))
    instances, _ = load([tmp_path / "train.jsonl"])
    assert len({each.query for each in instances}) > len(QUERIES) // 2
    texts = [call.prompt + call.output for each in instances for call in each.calls]
    student = write_tiny_llama(tmp_path / "student", texts)
    folder = tmp_path / "tuned"
    assert " 0 left out" in tuned(student, tmp_path / "train.jsonl", folder, "lora")
    result = json.loads((folder / "tuning.json").read_text())
    assert result["last_loss"] < result["first_loss"]
    assert (folder / "adapter" / "adapter_model.safetensors").exists()
    write_gguf(folder, tmp_path / "tuned.gguf", name="kagentlms-tiny", packed=False)
    check_parity(folder, tmp_path / "tuned.gguf")
    write_gguf(folder, tmp_path / "small.gguf")
    assert (tmp_path / "small.gguf").stat().st_size < (tmp_path / "tuned.gguf").stat().st_size


def test_scaled_positions_and_tied_embeddings_are_exported(tmp_path: Path) -> None:
    from tests.training.tuning.tiny_llama import write_tiny_llama
    from training.tuning.gguf_file import write_gguf

    scaled = {
        "rope_type": "llama3",
        "rope_theta": 5000.0,
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 64,
    }
    folder = write_tiny_llama(tmp_path / "m", ["7 plus 7"], rope_parameters=scaled, tied=True)
    write_gguf(folder, tmp_path / "m.gguf", name="kagentlms-tiny", packed=False)
    check_parity(folder, tmp_path / "m.gguf")


@contextmanager
def served(gguf: Path) -> Iterator[Callable[[str, dict[str, Any]], Any]]:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path, params.n_ctx, params.warmup = str(gguf), 1024, False
    params.cpuparams.n_threads = 1
    server = xllamacpp.Server(params)

    def ask(path: str, body: dict[str, Any]) -> Any:
        head = {"Content-Type": "application/json"}
        data = json.dumps(body).encode()
        request = urllib.request.Request(server.listening_address + path, data, head)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    yield ask


def check_parity(folder: Path, gguf: Path) -> None:
    """llama.cpp reads the same tokens and says the next one with the same likelihoods."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from bot.models.gguf import read_gguf

    assert read_gguf(gguf).name == "kagentlms-tiny"
    tokenizer = AutoTokenizer.from_pretrained(folder)
    text = "<|im_start|>user\nWie geht's? 2024-06-19 星期三\n  What is 7 plus 7?<|im_end|>\n" * 8
    ids = tokenizer(text)["input_ids"]
    with torch.no_grad():
        logits = AutoModelForCausalLM.from_pretrained(folder)(torch.tensor([ids])).logits
    likely, tokens = logits[0, -1].log_softmax(-1).topk(5)
    with served(gguf) as ask:
        assert ask("/tokenize", {"content": text, "parse_special": True})["tokens"] == ids
        said = ask("/v1/completions", {"prompt": ids, "max_tokens": 1, "logprobs": 5})
    told = said["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    assert [each["id"] for each in told] == tokens.tolist()
    assert [each["logprob"] for each in told] == pytest.approx(likely.tolist(), abs=0.02)
