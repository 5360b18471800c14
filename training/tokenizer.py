"""The byte-level BPE: trained here, cut so that every digit is a token, the same in llama.cpp."""

import json
from collections.abc import Iterable
from pathlib import Path

SPECIAL = ("<|im_start|>", "<|im_end|>", "<|endoftext|>")


def train(texts: Iterable[str], size: int, path: Path) -> None:
    """Learn about ``size`` tokens. Digits never join, so that copying goes digit by digit."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    learner.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    learner.train_from_iterator(texts, trainer)
    learnt = json.loads(learner.to_str())["model"]
    merges = [merge if isinstance(merge, list) else merge.split(" ") for merge in learnt["merges"]]
    merges = [pair for pair in merges if not _has_digit("".join(pair))]
    tokens = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens += list(dict.fromkeys("".join(pair) for pair in merges))
    path.write_text(
        json.dumps({"tokens": [*tokens, *SPECIAL], "merges": merges}, ensure_ascii=False)
    )


def _has_digit(text: str) -> bool:
    return len(text) > 1 and any(character.isascii() and character.isdigit() for character in text)


class Codec:
    """Texts as token ids."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers

        self.path = path
        stored = json.loads(path.read_text())
        self.tokens: list[str] = stored["tokens"]
        self.merges: list[list[str]] = stored["merges"]
        ids = {token: place for place, token in enumerate(self.tokens)}
        bpe = models.BPE(vocab=ids, merges=[tuple(pair) for pair in self.merges])
        self._bpe = Tokenizer(bpe)
        self._bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
        self._bpe.decoder = decoders.ByteLevel()
        self.start, self.end, self.nothing = (ids[token] for token in SPECIAL)

    def encode(self, text: str) -> list[int]:
        return list(self._bpe.encode(text).ids)

    def decode(self, ids: list[int]) -> str:
        return str(self._bpe.decode(ids))

    def prompt(self, system: str, user: str) -> list[int]:
        """A ChatML prompt, up to where the assistant speaks."""
        return [
            self.start, *self.encode(f"system\n{system}"), self.end, *self.encode("\n"),
            self.start, *self.encode(f"user\n{user}"), self.end, *self.encode("\n"),
            self.start, *self.encode("assistant\n"),
        ]  # fmt: skip
