"""A tiny random llama in a Hugging Face folder, as a student."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

WINDOW = 2048


def write_tiny_llama(
    folder: Path,
    texts: Iterable[str],
    *,
    width: int = 64,
    rope_parameters: dict[str, Any] | None = None,
    tied: bool = False,
) -> Path:
    """A byte-level BPE learnt from these texts, and random weights; grouped-query attention."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, set_seed

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=800,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    fast.save_pretrained(folder)
    set_seed(0)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=WINDOW,
        bos_token_id=fast.pad_token_id,
        eos_token_id=fast.eos_token_id,
        pad_token_id=fast.pad_token_id,
        rope_parameters=rope_parameters,
        tie_word_embeddings=tied,
        initializer_range=0.1 if tied else 0.02,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder
