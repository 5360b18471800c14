"""A small llama in torch, begun with heads that copy: they find what followed a token before."""

import math
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

_PART = 32
_CONSTANT = 4.0


@dataclass(frozen=True, kw_only=True)
class Shape:
    """``width`` is a multiple of ``heads``; ``rope_base`` sets the slowest rotation."""

    vocabulary: int
    width: int = 256
    layers: int = 4
    heads: int = 8
    hidden: int = 768
    rope_base: float = 500_000.0
    epsilon: float = 1e-5

    @property
    def head(self) -> int:
        return self.width // self.heads

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Norm(nn.Module):
    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        x = x.float()
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.epsilon) * self.weight


class Block(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, hidden = shape.width, shape.hidden
        self.heads = shape.heads
        self.attention_norm = Norm(width, shape.epsilon)
        self.hidden_norm = Norm(width, shape.epsilon)
        self.q, self.k, self.v, self.o = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.gate = nn.Linear(width, hidden, bias=False)
        self.up = nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor, turn: Tensor) -> Tensor:
        x = x + self._attend(self.attention_norm(x), turn)
        y = self.hidden_norm(x)
        return x + self.down(functional.silu(self.gate(y)) * self.up(y))

    def _attend(self, x: Tensor, turn: Tensor) -> Tensor:
        batch, length, width = x.shape
        q, k, v = (
            part(x).view(batch, length, self.heads, -1).transpose(1, 2)
            for part in (self.q, self.k, self.v)
        )
        q, k = _rotated(q, turn), _rotated(k, turn)
        seen = functional.scaled_dot_product_attention(q, k, v.to(q.dtype), is_causal=True)
        return self.o(seen.transpose(1, 2).reshape(batch, length, width))


def _rotated(x: Tensor, turn: Tensor) -> Tensor:
    """Rotary positions on neighbouring pairs, as llama.cpp's llama has them."""
    cos, sin = turn[0, : x.shape[2]].to(x.dtype), turn[1, : x.shape[2]].to(x.dtype)
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


class Llama(nn.Module):
    def __init__(self, shape: Shape, longest: int = 2048) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = Norm(shape.width, shape.epsilon)
        self.output = nn.Linear(shape.width, shape.vocabulary, bias=False)
        angles = torch.arange(longest)[:, None] * frequencies(shape)[None, :]
        self.register_buffer("turn", torch.stack((angles.cos(), angles.sin())), persistent=False)

    def forward(self, ids: Tensor, wanted: Tensor | None = None) -> Tensor:
        """Scores of the next token, at the ``wanted`` flat places only if given."""
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x, self.turn)
        x = self.norm(x)
        if wanted is not None:
            x = x.reshape(-1, x.shape[-1])[wanted]
        return self.output(x)


def frequencies(shape: Shape) -> Tensor:
    return shape.rope_base ** (-torch.arange(shape.head // 2) * 2 / shape.head)


def begin(model: Llama, seed: int) -> None:
    """Initial weights: unit embeddings, silent outputs, and copying heads in the first two layers.

    A constant lets heads of layer 0 look one place back and write there what they saw; heads of
    layer 1 look for the places after the present token and bring what stands there.
    """
    chance = torch.Generator().manual_seed(seed)
    width = model.shape.width
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim == 2:
                weight.normal_(0, 1 / math.sqrt(width), generator=chance)
            if name.endswith(("o.weight", "down.weight")):
                weight.zero_()
        content = width - 3 * _PART
        model.embedding.weight.normal_(0, 1, generator=chance)
        model.embedding.weight[:, content:] = 0
        model.embedding.weight[:, -1] = _CONSTANT
        model.output.weight.copy_(model.embedding.weight)
        model.output.weight[:, content:] = 0
        model.output.weight.mul_(0.02)
        _copying(model, content, chance)


def _copying(model: Llama, content: int, chance: torch.Generator) -> None:
    shape = model.shape
    size = shape.head
    first, second = model.blocks[0], model.blocks[1]
    turns = frequencies(shape)
    slow = int((turns > 0.004).sum()) * 2
    seen = [_directions(size, content, chance) for _ in range(2)]
    for head in range(2):
        rows = slice(head * size, (head + 1) * size)
        place = slice(content + head * size, content + (head + 1) * size)
        first.q.weight[rows] = 0
        first.k.weight[rows] = 0
        first.q.weight[rows, -1] = torch.stack((turns.cos(), -turns.sin()), -1).flatten() * 2.0
        first.k.weight[rows, -1] = torch.tensor([1.0, 0.0]).repeat(size // 2) * 2.0
        first.v.weight[rows] = 0
        first.v.weight[rows, :content] = seen[head]
        first.o.weight[place, rows] = torch.eye(size)
    for head in range(4):
        rows = slice(head * size, (head + 1) * size)
        which, room = head % 2, size - slow
        pick = slice(0, room) if head < 2 else slice(size - room, size)
        fast = slice(head * size + slow, (head + 1) * size)
        second.q.weight[rows] = 0
        second.k.weight[rows] = 0
        second.q.weight[fast, :content] = seen[which][pick] * 2.5
        second.k.weight[fast, content + which * size : content + (which + 1) * size] = (
            torch.eye(size)[pick] * 2.5
        )
        bring = _directions(size, content, chance)
        second.v.weight[rows] = 0
        second.v.weight[rows, :content] = bring
        second.o.weight[:content, rows] = bring.T


def _directions(count: int, width: int, chance: torch.Generator) -> Tensor:
    """Orthonormal rows."""
    q, _ = torch.linalg.qr(torch.randn(width, count, generator=chance))
    return q.T
