"""A tiny model learns, resumes and is exported; needs torch, which the product does not."""

import random
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the training extra is not installed")
pytest.importorskip("gguf", reason="the training extra is not installed")
pytest.importorskip("tokenizers", reason="the training extra is not installed")


def test_a_tiny_model_learns_and_resumes(tmp_path: Path) -> None:
    import json

    from bot.models.gguf import read_gguf
    from training import tokenizer
    from training.dialogues import examples
    from training.export import read_gguf as read_back
    from training.export import read_tokenizer, write_gguf
    from training.model import Llama, Shape
    from training.tokenizer import Codec
    from training.train import Plan, learn

    torch.set_num_threads(1)  # two would wait for each other on a busy machine
    chance = random.Random(0)
    texts = [example.user for _ in range(40) for example in examples(chance)]
    tokenizer.train(texts, 600, tmp_path / "tokenizer.json")
    codec = Codec(tmp_path / "tokenizer.json")
    assert codec.decode(codec.encode("2024-06-19 星期三")) == "2024-06-19 星期三"
    assert len(codec.encode("2024")) == 4
    shape = Shape(vocabulary=len(codec.tokens), layers=2, hidden=64)
    for steps in (20, 40):
        learn(codec, shape, Plan(steps=steps, tokens=1024, pool=64, warm=5), tmp_path)
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log] == [20, 40]
    assert log[1]["loss"] < log[0]["loss"]
    stored = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    model = Llama(Shape(**stored["shape"]))
    model.load_state_dict(stored["mean"])
    (tmp_path / "more").mkdir()
    path = tmp_path / "m.gguf"
    write_gguf(model, codec, path, name="kagentsys-starter-test", window=512)
    assert read_gguf(path).name == "kagentsys-starter-test"
    read_tokenizer(path, tmp_path / "again.json")
    again = Codec(tmp_path / "again.json")
    assert (again.tokens, again.merges) == (codec.tokens, codec.merges)
    for weight, kept in zip(model.parameters(), read_back(path).parameters(), strict=True):
        assert (weight - kept).abs().max() <= weight.abs().max() / 100
    plan = Plan(steps=1, tokens=1024, pool=64, rate=0.0, matrix_rate=0.0)
    learn(again, shape, plan, tmp_path / "more", before=read_back(path))
    more = torch.load(tmp_path / "more" / "checkpoint.pt", weights_only=True)["model"]
    assert torch.equal(more["output.weight"], read_back(path).state_dict()["output.weight"])
