"""Makes the starter model from nothing: ``python -m training.starter --out FILE.gguf``.

Killed at any point, it goes on from its last checkpoint when started again with the same folder.
``--begin FILE.gguf`` goes on from a model that was made here, at a lower rate: it learns the
questions that have come since.
"""

import argparse
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.train import Plan

NAME = "kagentsys-starter-1"
WINDOW = 2048
_SEED = 1
_TOKENS = 5600
_TEXTS = 24_000
_RANKS = 2
_STEPS = 4000
_GENTLY = 0.4
"""Of the rate, where a model goes on: it should not forget."""
_NO_END = 10**9
_GPU_MINUTES = 8.0
_GPU_TOKENS = 49_152
_GPU_POOL = 8192
_MAKERS = "cuda: processes that make examples"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the GGUF file to write")
    parser.add_argument(
        "--folder", type=Path, default=Path("training-run"), help="checkpoints, log"
    )
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--minutes", type=float, help="cuda: stop after; else by steps alone")
    parser.add_argument("--steps", type=int, help=f"of 8,192 tokens ({_STEPS}); cuda: by minutes")
    parser.add_argument("--makers", type=int, default=os.cpu_count() or 1, help=_MAKERS)
    parser.add_argument("--begin", type=Path, help="a model made here to begin with")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--snapshots", type=Path, help="keep each checkpoint's model here, too")
    parser.add_argument("--every", type=float, default=60.0, help="seconds between checkpoints")
    parser.add_argument("--rank", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rank is not None:
        _work(options)
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    _tokenizer(options.folder / "tokenizer.json", options.begin)
    if options.device == "cuda":
        _learn_on_gpu(options)
    else:
        _learn_side_by_side(options)
    _export(options.folder, options.out)


def _learn_side_by_side(options: argparse.Namespace) -> None:
    """Processes that learn together, each with a core to itself."""
    (options.folder / "meeting").unlink(missing_ok=True)
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "training.starter", *sys.argv[1:], f"--rank={rank}"]
        )
        for rank in range(_RANKS)
    ]
    if any([worker.wait() for worker in workers]):
        sys.exit("Training stopped; start again to go on from the last checkpoint.")


def _tokenizer(path: Path, begin: Path | None) -> None:
    from training import tokenizer
    from training.dialogues import examples

    if path.exists():
        return
    if begin is not None:
        from training.export import read_tokenizer

        read_tokenizer(begin, path)
        return
    chance = random.Random(7)
    texts: list[str] = []
    while len(texts) < _TEXTS:
        for example in examples(chance):
            texts += [f"system\n{example.system}", f"user\n{example.user}\n"]
            texts.append(f"assistant\n{example.said}")
    tokenizer.train(texts, _TOKENS, path)


def _work(options: argparse.Namespace) -> None:
    """One of the processes that learn side by side."""
    os.environ["OMP_NUM_THREADS"] = "1"
    import torch
    import torch.distributed

    from training.train import Plan

    torch.set_num_threads(1)
    meeting = f"file://{(options.folder / 'meeting').resolve()}"
    torch.distributed.init_process_group("gloo", meeting, rank=options.rank, world_size=_RANKS)
    plan = Plan(
        steps=options.steps or _STEPS,
        seconds=float("inf"),
        seed=_SEED,
        save_seconds=options.every,
    )
    _learn(options, plan, rank=options.rank, ranks=_RANKS)


def _learn_on_gpu(options: argparse.Namespace) -> None:
    """Big batches on the GPU; all cores make examples."""
    from training.train import Plan

    plan = Plan(
        steps=options.steps or _NO_END,
        seconds=(options.minutes or _GPU_MINUTES) * 60,
        tokens=_GPU_TOKENS,
        pool=_GPU_POOL,
        seed=_SEED,
        save_seconds=options.every,
        device=options.device,
        makers=options.makers,
    )
    _learn(options, plan, rank=0, ranks=1)


def _learn(options: argparse.Namespace, plan: "Plan", *, rank: int, ranks: int) -> None:
    from training.export import read_gguf, write_gguf
    from training.model import Llama, Shape
    from training.tokenizer import Codec
    from training.train import learn

    codec = Codec(options.folder / "tokenizer.json")
    before = read_gguf(options.begin) if options.begin else None
    shape = before.shape if before else Shape(vocabulary=len(codec.tokens), layers=options.layers)
    if before:
        plan = replace(plan, matrix_rate=_GENTLY * plan.matrix_rate, rate=_GENTLY * plan.rate)

    def keep(mean: Llama, done: int) -> None:
        if options.snapshots:
            options.snapshots.mkdir(parents=True, exist_ok=True)
            path = options.snapshots / f"step-{done:06d}.gguf"
            write_gguf(mean, codec, path, name=NAME, window=WINDOW)

    learn(codec, shape, plan, options.folder, rank=rank, ranks=ranks, before=before, saved=keep)


def _export(folder: Path, out: Path) -> None:
    import torch

    from training.export import write_gguf
    from training.model import Llama, Shape
    from training.tokenizer import Codec

    stored = torch.load(folder / "checkpoint.pt", weights_only=True, map_location="cpu")
    model = Llama(Shape(**stored["shape"]))
    model.load_state_dict(stored["mean"])
    write_gguf(model, Codec(folder / "tokenizer.json"), out, name=NAME, window=WINDOW)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB after {stored['done']} steps")


if __name__ == "__main__":
    main()
