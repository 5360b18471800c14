"""Writes a real, if speechless, llama model of a hundred kilobytes for llama.cpp to load."""

import random
import struct
from pathlib import Path

_U32, _F32, _BOOL, _STRING, _ARRAY = 4, 6, 7, 8, 9
_WIDTH, _HIDDEN, _HEADS = 32, 64, 4
_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def write_tiny_gguf(path: Path, *, name: str = "tiny", window: int = 4096) -> Path:
    """A byte-level model with random weights; it says nonsense unless a grammar guides it."""
    tokens = [*_byte_tokens(), "<|im_start|>", "<|im_end|>", "<|endoftext|>"]
    fields = [
        ("general.architecture", _STRING, "llama"),
        ("general.name", _STRING, name),
        ("llama.context_length", _U32, window),
        ("llama.embedding_length", _U32, _WIDTH),
        ("llama.block_count", _U32, 1),
        ("llama.feed_forward_length", _U32, _HIDDEN),
        ("llama.attention.head_count", _U32, _HEADS),
        ("llama.attention.head_count_kv", _U32, _HEADS),
        ("llama.attention.layer_norm_rms_epsilon", _F32, 1e-5),
        ("llama.rope.dimension_count", _U32, _WIDTH // _HEADS),
        ("tokenizer.ggml.model", _STRING, "gpt2"),
        ("tokenizer.ggml.pre", _STRING, "gpt-2"),
        ("tokenizer.ggml.tokens", _ARRAY, tokens),
        ("tokenizer.ggml.token_type", _ARRAY, [1] * 256 + [3] * 3),
        ("tokenizer.ggml.merges", _ARRAY, ["Ġ a"]),
        ("tokenizer.ggml.bos_token_id", _U32, 258),
        ("tokenizer.ggml.eos_token_id", _U32, 257),
        ("tokenizer.ggml.add_bos_token", _BOOL, False),
        ("tokenizer.chat_template", _STRING, _TEMPLATE),
    ]
    tensors = _tensors(len(tokens))
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(fields))
    head += b"".join(
        _text(key) + struct.pack("<I", kind) + _value(kind, value) for key, kind, value in fields
    )
    offset = 0
    for tensor, shape in tensors:
        sizes = struct.pack(f"<{len(shape)}Q", *shape)
        head += _text(tensor) + struct.pack("<I", len(shape)) + sizes
        head += struct.pack("<IQ", 0, offset)
        offset += _aligned(4 * _count(shape))
    body = head + b"\0" * (_aligned(len(head)) - len(head))
    chance = random.Random(0)
    for tensor, shape in tensors:
        data = _weights(tensor, shape, chance)
        body += data + b"\0" * (_aligned(len(data)) - len(data))
    path.write_bytes(body)
    return path


def _byte_tokens() -> list[str]:
    """Each byte's printable stand-in, as byte-level vocabularies have it."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(rest)) for byte in range(256)]


def _tensors(vocabulary: int) -> list[tuple[str, tuple[int, ...]]]:
    square, up, down = (_WIDTH, _WIDTH), (_WIDTH, _HIDDEN), (_HIDDEN, _WIDTH)
    block: dict[str, tuple[int, ...]] = {
        "attn_norm": (_WIDTH,),
        "ffn_norm": (_WIDTH,),
        "attn_q": square,
        "attn_k": square,
        "attn_v": square,
        "attn_output": square,
        "ffn_gate": up,
        "ffn_up": up,
        "ffn_down": down,
    }
    return [
        ("token_embd.weight", (_WIDTH, vocabulary)),
        ("output_norm.weight", (_WIDTH,)),
        ("output.weight", (_WIDTH, vocabulary)),
        *((f"blk.0.{part}.weight", shape) for part, shape in block.items()),
    ]


def _weights(tensor: str, shape: tuple[int, ...], chance: random.Random) -> bytes:
    count = _count(shape)
    if "norm" in tensor:
        return struct.pack(f"<{count}f", *[1.0] * count)
    return struct.pack(f"<{count}f", *(chance.gauss(0, 0.2) for _ in range(count)))


def _count(shape: tuple[int, ...]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def _aligned(size: int) -> int:
    return -(-size // 32) * 32


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _value(kind: int, value: object) -> bytes:
    match value:
        case str():
            return _text(value)
        case [*items]:
            inner = _STRING if isinstance(items[0], str) else _U32
            packed = b"".join(_value(inner, item) for item in items)
            return struct.pack("<IQ", 5 if inner == _U32 else inner, len(items)) + packed
        case _:
            return struct.pack({_U32: "<I", _F32: "<f", _BOOL: "<?"}[kind], value)
