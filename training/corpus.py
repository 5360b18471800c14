"""Examples as token ids, with which tokens are to be learnt, kept as flat arrays."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.dialogues import Example, examples
from training.tokenizer import Codec

LONGEST = 512
_FORCED = 0.8
"""How many of the plans are left out that the grammar leaves no choice in."""


@dataclass(frozen=True)
class Corpus:
    """All examples' ``ids`` in a row; ``starts`` is where each begins, ``said`` its answer."""

    ids: np.ndarray
    starts: np.ndarray
    said: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    def save(self, path: Path) -> None:
        np.savez(path, ids=self.ids, starts=self.starts, said=self.said)

    @staticmethod
    def load(path: Path) -> "Corpus":
        stored = np.load(path)
        return Corpus(stored["ids"], stored["starts"], stored["said"])


def write(codec: Codec, count: int, seed: int) -> Corpus:
    """``count`` examples, fewer of those that teach little."""
    chance = random.Random(seed)
    ids: list[int] = []
    starts, said = [0], []
    while len(said) < count:
        for example in examples(chance):
            if chance.random() < _dull(example):
                continue
            prompt, answer = encoded(codec, example)
            if len(prompt) + len(answer) > LONGEST:
                continue
            ids += [*prompt, *answer]
            said.append(starts[-1] + len(prompt))
            starts.append(starts[-1] + len(prompt) + len(answer))
    return Corpus(np.array(ids, np.uint16), np.array(starts, np.int64), np.array(said, np.int64))


def _dull(example: Example) -> float:
    """The chance that an example is left out."""
    if example.name == "conclude" and example.parts < 2:
        return 0.75
    return _FORCED if '"task_complete"' in example.said and " | " not in example.grammar else 0.0


def encoded(codec: Codec, example: Example) -> tuple[list[int], list[int]]:
    """Prompt and answer, whose end is learnt unless it is the list that the grammar ends."""
    answer = codec.encode(example.said)
    if example.parts > 1 or "\n" not in example.said:
        answer.append(codec.end)
    return codec.prompt(example.system, example.user), answer
