"""Learning: batches of like length, Muon for matrices, Adam for the rest; it resumes."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
import torch.distributed
from torch import Tensor
from torch.nn import functional

from training.corpus import Corpus, write
from training.model import Llama, Shape, begin
from training.tokenizer import Codec

_LOG_EVERY = 20


@dataclass(frozen=True, kw_only=True)
class Plan:
    """At most ``steps`` of ``tokens`` each, and at most ``seconds``; rates are the highest.

    Examples are made ``pool`` at a time: by the learner itself, or by so many ``makers`` beside it.
    """

    steps: int
    seconds: float = 3600.0 * 4
    tokens: int = 4096
    pool: int = 2048
    matrix_rate: float = 0.02
    rate: float = 3e-3
    warm: int = 60
    seed: int = 1
    save_seconds: float = 60.0
    device: str = "cpu"
    makers: int = 0


class Muon(torch.optim.Optimizer):
    """Momentum whose update has all its singular values near one; for hidden matrices."""

    def __init__(self, params: list[torch.nn.Parameter], lr: float, momentum: float = 0.95) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                state = self.state[weight]
                kept = state.setdefault("kept", torch.zeros_like(weight))
                kept.lerp_(weight.grad, 1 - group["momentum"])
                update = _orthogonal(weight.grad.lerp(kept, group["momentum"]))
                scale = max(1.0, weight.shape[0] / weight.shape[1]) ** 0.5
                weight.add_(update, alpha=-group["lr"] * scale)


def _orthogonal(matrix: Tensor) -> Tensor:
    """Newton-Schulz."""
    x = matrix.bfloat16()
    flip = x.shape[0] > x.shape[1]
    x = x.T if flip else x
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        square = x @ x.T
        x = 3.4445 * x + (-4.775 * square + 2.0315 * square @ square) @ x
    return (x.T if flip else x).float()


def batches(codec: Codec, plan: Plan, rank: int, pool: int) -> Iterator[tuple[int, Tensor, Tensor]]:
    """Fresh examples: their pool, inputs and, flat, the next token where it is learnt, else -1."""
    chance = np.random.default_rng(plan.seed + rank)
    for place, corpus in _pools(codec, plan, rank, pool):
        lengths = np.diff(corpus.starts)
        order = sorted(range(len(corpus)), key=lambda place: lengths[place])
        groups = _grouped(order, lengths, plan.tokens)
        for group in chance.permutation(len(groups)):
            yield place, *_padded(corpus, groups[group])


def _pools(codec: Codec, plan: Plan, rank: int, pool: int) -> Iterator[tuple[int, Corpus]]:
    """The pools from this one on, in their order, each by a seed of its own."""
    if not plan.makers:
        while True:
            yield pool, write(codec, plan.pool, _pool_seed(plan, rank, pool))
            pool += 1
    makers = ProcessPoolExecutor(plan.makers, mp_context=get_context("spawn"))
    coming: deque[Future[Corpus]] = deque()
    try:
        while True:
            while len(coming) < 2 * plan.makers:
                seed = _pool_seed(plan, rank, pool + len(coming))
                coming.append(makers.submit(_made, codec.path, plan.pool, seed))
            yield pool, coming.popleft().result()
            pool += 1
    finally:
        makers.shutdown(cancel_futures=True)


def _pool_seed(plan: Plan, rank: int, pool: int) -> int:
    return plan.seed * 1_000_003 + 2 * pool + rank


def _made(tokenizer: Path, count: int, seed: int) -> Corpus:
    return write(_codec(tokenizer), count, seed)


@cache
def _codec(path: Path) -> Codec:
    return Codec(path)


def _grouped(order: list[int], lengths: np.ndarray, tokens: int) -> list[list[int]]:
    groups: list[list[int]] = [[]]
    for place in order:
        if (len(groups[-1]) + 1) * lengths[place] > tokens and groups[-1]:
            groups.append([])
        groups[-1].append(place)
    return groups


def _padded(corpus: Corpus, group: list[int]) -> tuple[Tensor, Tensor]:
    longest = max(int(corpus.starts[place + 1] - corpus.starts[place]) for place in group) - 1
    ids = np.zeros((len(group), longest), np.int64)
    wanted = np.full((len(group), longest), -1, np.int64)
    for row, place in enumerate(group):
        start, end = int(corpus.starts[place]), int(corpus.starts[place + 1])
        said = int(corpus.said[place]) - start
        text = corpus.ids[start:end].astype(np.int64)
        ids[row, : len(text) - 1] = text[:-1]
        wanted[row, said - 1 : len(text) - 1] = text[said:]
    return torch.from_numpy(ids), torch.from_numpy(wanted.reshape(-1))


def loss_of(model: Llama, ids: Tensor, wanted: Tensor) -> Tensor:
    places = (wanted >= 0).nonzero().squeeze(1)
    with torch.autocast(ids.device.type, dtype=torch.bfloat16):
        scores = model(ids, places)
    return functional.cross_entropy(scores.float(), wanted[places])


def learn(
    codec: Codec,
    shape: Shape,
    plan: Plan,
    folder: Path,
    *,
    rank: int = 0,
    ranks: int = 1,
    before: Llama | None = None,
    saved: Callable[[Llama, int], None] = lambda mean, done: None,
) -> None:
    """Train, from the folder's checkpoint if there is one. Prints the loss as it goes.

    ``before`` is a model to begin with, instead of random weights. ``saved`` is given the running
    mean of the weights and the steps done, after each checkpoint.
    """
    learner = _Learner(shape, plan, folder, before)
    learner.resume()
    source = batches(codec, plan, rank, learner.pool)
    saved_at, recent, seen = time.monotonic(), [], 0
    begun = learner.spent
    while not learner.ended:
        learner.pool, ids, wanted = next(source)
        recent.append(learner.step(ids, wanted, ranks))
        seen += ids.numel() * ranks
        if rank > 0:
            continue
        if learner.done % _LOG_EVERY == 0 or learner.ended:
            _log(folder, learner, sum(recent) / len(recent), seen / (learner.spent - begun))
            recent = []
        if time.monotonic() - saved_at > plan.save_seconds or learner.ended:
            saved_at = time.monotonic()
            learner.save()
            saved(learner.mean, learner.done)


class _Learner:
    """A model while it learns: itself, its running mean, its optimizers and how far it is."""

    def __init__(self, shape: Shape, plan: Plan, folder: Path, before: Llama | None) -> None:
        self.plan = plan
        self.shape = shape
        self.model, self.mean = Llama(shape), Llama(shape)
        begin(self.model, plan.seed)
        if before is not None:
            self.model.load_state_dict(before.state_dict())
        self.mean.load_state_dict(self.model.state_dict())
        self.model.to(plan.device)
        self.mean.to(plan.device)
        named = self.model.blocks.named_parameters()
        self.hidden = [weight for _, weight in named if weight.ndim == 2]
        chosen = {id(weight) for weight in self.hidden}
        self.rest = [weight for weight in self.model.parameters() if id(weight) not in chosen]
        self.optimizers = (
            Muon(self.hidden, plan.matrix_rate),
            torch.optim.AdamW(self.rest, plan.rate, betas=(0.9, 0.95), weight_decay=0.0),
        )
        self.rates = (plan.matrix_rate, plan.rate)
        self.checkpoint = folder / "checkpoint.pt"
        self.done, self.pool, self.way = 0, 0, 0.0
        self._before, self._begun = 0.0, time.monotonic()

    @property
    def spent(self) -> float:
        """Seconds of training, those before it was resumed included."""
        return self._before + time.monotonic() - self._begun

    @property
    def ended(self) -> bool:
        return self.done >= self.plan.steps or self.way >= 1

    def resume(self) -> None:
        """Go on from the checkpoint, with fresh examples."""
        if not self.checkpoint.exists():
            return
        stored = torch.load(self.checkpoint, weights_only=True, map_location=self.plan.device)
        self.model.load_state_dict(stored["model"])
        self.mean.load_state_dict(stored["mean"])
        for optimizer, state in zip(self.optimizers, stored["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        self.done, self.pool = stored["done"], stored["pool"] + 1
        self._before = stored["spent"]

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "mean": self.mean.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "done": self.done,
            "pool": self.pool,
            "spent": self.spent,
            "shape": self.shape.as_json(),
        }
        torch.save(state, self.checkpoint.with_suffix(".new"))
        self.checkpoint.with_suffix(".new").replace(self.checkpoint)

    def step(self, ids: Tensor, wanted: Tensor, ranks: int) -> float:
        """Learn from one batch, together with the other processes; returns the loss."""
        self._set_rates(ranks)
        device = self.plan.device
        loss = loss_of(self.model, ids.to(device), wanted.to(device))
        loss.backward()
        if ranks > 1:
            _average([*self.hidden, *self.rest], ranks)
        torch.nn.utils.clip_grad_norm_(self.rest, 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        keep = min(0.99, self.done / (self.done + 9))
        with torch.no_grad():
            for kept, weight in zip(self.mean.parameters(), self.model.parameters(), strict=True):
                kept.lerp_(weight, 1 - keep)
        self.done += 1
        return float(loss.item())

    def _set_rates(self, ranks: int) -> None:
        """By steps or seconds, whichever is further; all processes agree."""
        way = torch.tensor([max((self.done + 1) / self.plan.steps, self.spent / self.plan.seconds)])
        if ranks > 1:
            torch.distributed.broadcast(way, 0)
        self.way = float(way)
        share = _share(self.done, self.way, self.plan)
        for optimizer, rate in zip(self.optimizers, self.rates, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * share


def _average(weights: list[torch.nn.Parameter], ranks: int) -> None:
    flat = torch.cat([weight.grad.reshape(-1) for weight in weights])
    torch.distributed.all_reduce(flat)
    at = 0
    for weight in weights:
        weight.grad.copy_(flat[at : at + weight.numel()].view_as(weight)).div_(ranks)
        at += weight.numel()


def _share(step: int, way: float, plan: Plan) -> float:
    """Warm up, stay, then fall along a line to nearly nothing over the last half."""
    warm = min(1.0, (step + 1) / plan.warm)
    return warm * min(1.0, max(0.02, 2.0 * (1 - way)))


def _log(folder: Path, learner: _Learner, loss: float, speed: float) -> None:
    line = {
        "step": learner.done,
        "loss": round(loss, 4),
        "tokens_per_second": round(speed),
        "seconds": round(learner.spent),
    }
    with (folder / "log.jsonl").open("a") as log:
        log.write(json.dumps(line) + "\n")
    print(line, flush=True)
