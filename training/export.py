"""The trained model as a GGUF file for llama.cpp, and back again."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.model import Llama, Shape
from training.tokenizer import SPECIAL, Codec

if TYPE_CHECKING:
    import gguf

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_PARTS = {
    "attention_norm": "attn_norm",
    "hidden_norm": "ffn_norm",
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "o": "attn_output",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}


def write_gguf(model: Llama, codec: Codec, path: Path, *, name: str, window: int) -> None:
    """Matrices in q8_0, norms in f32. ``window`` is what it may be used with, in tokens."""
    import gguf

    shape = model.shape
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name(name)
    writer.add_license("apache-2.0")
    writer.add_context_length(window)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_dimension_count(shape.head)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(codec.tokens)
    kinds = [
        gguf.TokenType.CONTROL if token in SPECIAL else gguf.TokenType.NORMAL
        for token in codec.tokens
    ]
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(pair) for pair in codec.merges])
    writer.add_bos_token_id(codec.nothing)
    writer.add_eos_token_id(codec.end)
    writer.add_pad_token_id(codec.nothing)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)
    for tensor, weight in model.state_dict().items():
        _add(writer, _named(tensor), weight.float().cpu().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read_tokenizer(path: Path, tokenizer: Path) -> None:
    """Put the tokenizer of a file that was written here at that place."""
    import gguf

    fields = gguf.GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    merges = [pair.split(" ") for pair in fields["tokenizer.ggml.merges"].contents()]
    tokenizer.write_text(json.dumps({"tokens": tokens, "merges": merges}, ensure_ascii=False))


def read_gguf(path: Path) -> Llama:
    """The model of a file that was written here, as near to the trained one as eight bits are."""
    import gguf
    import torch

    reader = gguf.GGUFReader(path)
    stored = {
        tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        for tensor in reader.tensors
    }
    model = Llama(_shape(reader))
    weights = {
        name: torch.tensor(stored[_named(name)]).reshape(weight.shape)
        for name, weight in model.state_dict().items()
    }
    model.load_state_dict(weights)
    return model


def _shape(reader: "gguf.GGUFReader") -> Shape:
    def told(name: str) -> Any:
        return reader.fields[f"llama.{name}"].contents()

    return Shape(
        vocabulary=told("vocab_size"),
        width=told("embedding_length"),
        layers=told("block_count"),
        heads=told("attention.head_count"),
        hidden=told("feed_forward_length"),
        rope_base=told("rope.freq_base"),
        epsilon=told("attention.layer_norm_rms_epsilon"),
    )


def _add(writer: "object", name: str, weight: np.ndarray) -> None:
    import gguf

    if weight.ndim == 1:
        writer.add_tensor(name, weight)  # type: ignore[attr-defined]
        return
    packed = gguf.quants.quantize(weight, gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor(name, packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)  # type: ignore[attr-defined]


def _named(tensor: str) -> str:
    if tensor.startswith("blocks."):
        _, place, part, kind = tensor.split(".")
        return f"blk.{place}.{_PARTS[part]}.{kind}"
    return {"embedding.weight": "token_embd.weight", "norm.weight": "output_norm.weight"}.get(
        tensor, tensor
    )
