"""Makes the starter model from nothing: ``python -m training.starter --out FILE.gguf``.

Killed at any point, it goes on from its last checkpoint when started again with the same folder.
"""

import argparse
import os
import random
import subprocess
import sys
from pathlib import Path

NAME = "kagentsys-starter-1"
WINDOW = 2048
_SEED = 1
_TOKENS = 5600
_TEXTS = 24_000
_RANKS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the GGUF file to write")
    parser.add_argument(
        "--folder", type=Path, default=Path("training-run"), help="checkpoints, log"
    )
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--hours", type=float, default=4.0, help="stop at the latest after these")
    parser.add_argument("--rank", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rank is not None:
        _work(options)
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "meeting").unlink(missing_ok=True)
    _tokenizer(options.folder / "tokenizer.json")
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "training.starter", *sys.argv[1:], f"--rank={rank}"]
        )
        for rank in range(_RANKS)
    ]
    if any([worker.wait() for worker in workers]):
        sys.exit("Training stopped; start again to go on from the last checkpoint.")
    _export(options.folder, options.out)


def _tokenizer(path: Path) -> None:
    from training import tokenizer
    from training.dialogues import examples

    if path.exists():
        return
    chance = random.Random(7)
    texts: list[str] = []
    while len(texts) < _TEXTS:
        for example in examples(chance):
            texts += [f"system\n{example.system}", f"user\n{example.user}\n"]
            texts.append(f"assistant\n{example.said}")
    tokenizer.train(texts, _TOKENS, path)


def _work(options: argparse.Namespace) -> None:
    """One of the processes that learn side by side; each has a core to itself."""
    os.environ["OMP_NUM_THREADS"] = "1"
    import torch
    import torch.distributed

    from training.model import Shape
    from training.tokenizer import Codec
    from training.train import Plan, learn

    torch.set_num_threads(1)
    meeting = f"file://{(options.folder / 'meeting').resolve()}"
    torch.distributed.init_process_group("gloo", meeting, rank=options.rank, world_size=_RANKS)
    codec = Codec(options.folder / "tokenizer.json")
    plan = Plan(steps=options.steps, seconds=options.hours * 3600, seed=_SEED)
    learn(
        codec,
        Shape(vocabulary=len(codec.tokens)),
        plan,
        options.folder,
        rank=options.rank,
        ranks=_RANKS,
    )


def _export(folder: Path, out: Path) -> None:
    import torch

    from training.export import write_gguf
    from training.model import Llama, Shape
    from training.tokenizer import Codec

    stored = torch.load(folder / "checkpoint.pt", weights_only=True)
    model = Llama(Shape(**stored["shape"]))
    model.load_state_dict(stored["mean"])
    write_gguf(model, Codec(folder / "tokenizer.json"), out, name=NAME, window=WINDOW)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB after {stored['done']} steps")


if __name__ == "__main__":
    main()
