"""A tuned llama in a Hugging Face folder as a GGUF file for llama.cpp."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ARCHITECTURES = ("LlamaForCausalLM", "MistralForCausalLM")
_ELSEWHERE = "llama.cpp's convert_hf_to_gguf.py may know it"
_PARTS = {
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_WHOLE = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}
_BLOCK = 32
"""Weights that q8_0 packs together."""


class CantExport(Exception):
    """This model can't be written as GGUF here; the message says why and what can."""


@dataclass(frozen=True, kw_only=True)
class _Vocabulary:
    """``added`` are tokens that are never split, ``control`` those of them that are no text."""

    tokens: dict[int, str]
    merges: list[str]
    added: frozenset[int]
    control: frozenset[int]
    pre: str
    begins: bool


def write_gguf(folder: Path, out: Path, *, name: str = "", packed: bool = True) -> None:
    """Write the model of a folder; matrices in q8_0 when ``packed``, else in f16.

    Raises `CantExport`, `OSError`, and `ImportError` when the training extra is not installed.
    """
    import gguf

    config = _config(folder)
    vocabulary = _vocabulary(folder)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.part")
    writer = gguf.GGUFWriter(str(part), "llama", use_temp_file=True)
    writer.add_name(name or folder.resolve().name)
    _describe(writer, config, packed)
    _spell(writer, config, vocabulary, folder)
    for tensor, weight in _tensors(folder, config):
        _add(writer, tensor, weight, packed)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    part.replace(out)


def _config(folder: Path) -> dict[str, Any]:
    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    except FileNotFoundError:
        message = f"{folder} is no Hugging Face model folder: there is no config.json in it"
        raise CantExport(message) from None
    found = config.get("architectures") or ["nothing"]
    if found[0] not in _ARCHITECTURES:
        raise CantExport(f"{found[0]} is none of {', '.join(_ARCHITECTURES)}; {_ELSEWHERE}")
    if config.get("attention_bias") or config.get("mlp_bias"):
        raise CantExport(f"a llama with biases is not known here; {_ELSEWHERE}")
    return config


def _rope(config: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """The base, and how it is scaled, wherever this version of the config has it."""
    told = config.get("rope_parameters") or config.get("rope_scaling") or {}
    base = told.get("rope_theta") or config.get("rope_theta") or 10_000.0
    kind = told.get("rope_type", told.get("type", "default"))
    if kind not in ("default", "linear", "llama3"):
        raise CantExport(f"positions scaled by {kind} are not known here; {_ELSEWHERE}")
    return float(base), {**told, "rope_type": kind}


def _describe(writer: Any, config: dict[str, Any], packed: bool) -> None:
    import gguf

    heads = config["num_attention_heads"]
    base, scaling = _rope(config)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(config.get("num_key_value_heads") or heads)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_dimension_count(_head(config))
    writer.add_key_length(_head(config))
    writer.add_value_length(_head(config))
    writer.add_rope_freq_base(base)
    writer.add_vocab_size(config["vocab_size"])
    kinds = gguf.LlamaFileType
    writer.add_file_type(kinds.MOSTLY_Q8_0 if packed else kinds.MOSTLY_F16)
    if scaling["rope_type"] == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(scaling["factor"])


def _head(config: dict[str, Any]) -> int:
    return int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


def _vocabulary(folder: Path) -> _Vocabulary:
    try:
        told = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    except FileNotFoundError:
        raise CantExport(f"there is no tokenizer.json in {folder}; {_ELSEWHERE}") from None
    model = told["model"]
    if model.get("type") != "BPE" or model.get("byte_fallback"):
        raise CantExport(f"only byte-level BPE vocabularies are known here; {_ELSEWHERE}")
    added = {each["id"]: each for each in told.get("added_tokens") or []}
    tokens = {number: token for token, number in model["vocab"].items()}
    tokens |= {number: each["content"] for number, each in added.items()}
    return _Vocabulary(
        tokens=tokens,
        merges=[each if isinstance(each, str) else " ".join(each) for each in model["merges"]],
        added=frozenset(added),
        control=frozenset(number for number, each in added.items() if each.get("special")),
        pre=_pre(told.get("pre_tokenizer")),
        begins=_begins(told.get("post_processor")),
    )


def _pre(told: Any) -> str:
    """llama.cpp's name for how a text is cut before the merges."""
    written = json.dumps(told or {}, ensure_ascii=False)
    if "ByteLevel" not in written:
        raise CantExport(f"only byte-level BPE vocabularies are known here; {_ELSEWHERE}")
    if '"Split"' not in written and "Digits" not in written:
        return "gpt-2"
    if "(?i:'s|'t|'re" in written and "Digits" not in written:
        return "llama-bpe" if "\\\\p{N}{1,3}" in written else "qwen2"
    raise CantExport(f"how this vocabulary cuts a text is not known here; {_ELSEWHERE}")


def _begins(told: Any) -> bool:
    """Whether a text begins with the token for it."""
    steps = told.get("processors", [told]) if isinstance(told, dict) else []
    singles = [
        step.get("single") or [] for step in steps if step.get("type") == "TemplateProcessing"
    ]
    return any(single and "SpecialToken" in single[0] for single in singles)


def _spell(writer: Any, config: dict[str, Any], vocabulary: _Vocabulary, folder: Path) -> None:
    import gguf

    size = config["vocab_size"]
    if max(vocabulary.tokens) >= size:
        raise CantExport(f"the vocabulary has more tokens than the model's {size}")
    kinds = gguf.TokenType
    words = [vocabulary.tokens.get(number, f"[PAD{number}]") for number in range(size)]
    types = [_type(number, vocabulary, kinds) for number in range(size)]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(vocabulary.pre)
    writer.add_token_list(words)
    writer.add_token_types(types)
    writer.add_token_merges(vocabulary.merges)
    writer.add_add_bos_token(vocabulary.begins)
    _name_ends(writer, config, words, folder)


def _type(number: int, vocabulary: _Vocabulary, kinds: Any) -> Any:
    if number not in vocabulary.tokens:
        return kinds.UNUSED
    if number in vocabulary.control:
        return kinds.CONTROL
    return kinds.USER_DEFINED if number in vocabulary.added else kinds.NORMAL


def _name_ends(writer: Any, config: dict[str, Any], words: list[str], folder: Path) -> None:
    """The tokens that begin, end and fill, and the chat template."""
    path = folder / "tokenizer_config.json"
    told: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for key, add in (
        ("bos_token", writer.add_bos_token_id),
        ("eos_token", writer.add_eos_token_id),
        ("pad_token", writer.add_pad_token_id),
    ):
        token = told.get(key)
        token = token.get("content") if isinstance(token, dict) else token
        number = words.index(token) if token in words else config.get(f"{key}_id")
        if isinstance(number, list):
            number = number[0]
        if number is not None:
            add(number)
    file = folder / "chat_template.jinja"
    template = file.read_text("utf-8") if file.exists() else told.get("chat_template")
    if isinstance(template, str):
        writer.add_chat_template(template)


def _tensors(folder: Path, config: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """GGUF's name and weight of each tensor, one after another."""
    from safetensors import safe_open  # type: ignore[import-not-found, unused-ignore]

    files = sorted(folder.glob("model*.safetensors"))
    if not files:
        raise CantExport(f"there are no model*.safetensors in {folder}")
    tied = config.get("tie_word_embeddings", False)
    for file in files:
        with safe_open(file, framework="pt") as stored:
            for tensor in stored.keys():  # noqa: SIM118
                if (tensor == "lm_head.weight" and tied) or tensor.endswith("rotary_emb.inv_freq"):
                    continue
                weight = stored.get_tensor(tensor).float().numpy()
                yield _named(tensor), _turned(tensor, weight, config)
    if (factors := _factors(config)) is not None:
        yield "rope_freqs.weight", factors


def _named(tensor: str) -> str:
    if tensor in _WHOLE:
        return _WHOLE[tensor]
    layers, _, rest = tensor.removeprefix("model.").partition(".")
    place, _, rest = rest.partition(".")
    part = rest.removesuffix(".weight")
    if layers != "layers" or part not in _PARTS:
        raise CantExport(f"the tensor {tensor} is not known here; {_ELSEWHERE}")
    return f"blk.{place}.{_PARTS[part]}.weight"


def _turned(tensor: str, weight: Any, config: dict[str, Any]) -> Any:
    """Queries and keys in llama.cpp's order: pairs that turn together stand side by side."""
    heads = config["num_attention_heads"]
    if tensor.endswith("k_proj.weight"):
        heads = config.get("num_key_value_heads") or heads
    elif not tensor.endswith("q_proj.weight"):
        return weight
    rows, width = weight.shape
    halves = weight.reshape(heads, 2, rows // heads // 2, width)
    return halves.swapaxes(1, 2).reshape(rows, width)


def _factors(config: dict[str, Any]) -> Any:
    """By what llama 3 divides the frequencies of its positions; None where it doesn't."""
    import numpy as np

    base, scaling = _rope(config)
    if scaling["rope_type"] != "llama3":
        return None
    half = _head(config)
    waves = 2 * np.pi * base ** (np.arange(0, half, 2, dtype=np.float64) / half)
    factor, window = scaling["factor"], scaling["original_max_position_embeddings"]
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    smooth = np.clip((window / waves - low) / (high - low), 0.0, 1.0)
    return (1 / ((1 - smooth) / factor + smooth)).astype(np.float32)


def _add(writer: Any, name: str, weight: Any, packed: bool) -> None:
    import gguf
    import numpy as np

    if weight.ndim == 1:
        writer.add_tensor(name, weight.astype(np.float32))
    elif packed and weight.shape[-1] % _BLOCK == 0:
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(weight, kind), raw_dtype=kind)
    else:
        writer.add_tensor(name, weight.astype(np.float16))
