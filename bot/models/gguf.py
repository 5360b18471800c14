"""What a GGUF file says about the model in it."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MAGIC = b"GGUF"
_STRING, _ARRAY = 8, 9
_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_LONGEST = 1 << 26


class UnusableModel(Exception):
    """The model can't be used; the message says why and what to do, for a person."""


@dataclass(frozen=True, kw_only=True)
class GgufFile:
    """A model file: ``name`` as its maker gave it, ``window`` in tokens it was trained for."""

    path: Path
    name: str
    architecture: str
    window: int
    size: int


def read_gguf(path: Path) -> GgufFile:
    """Read a model file's own description. Raises `UnusableModel`."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if file.read(4) != _MAGIC:
                raise UnusableModel(f"{path} is not a GGUF file.")
            fields = _fields(file)
    except FileNotFoundError:
        raise UnusableModel(f"There is no model file {path}.") from None
    except OSError as error:
        raise UnusableModel(f"{path} can't be read: {error.strerror}.") from None
    except (struct.error, UnicodeDecodeError, ValueError):
        raise UnusableModel(f"{path} is damaged or cut off; download it again.") from None
    architecture = str(fields.get("general.architecture", ""))
    window = fields.get(f"{architecture}.context_length", 0)
    return GgufFile(
        path=path,
        name=str(fields.get("general.name") or path.stem),
        architecture=architecture,
        window=window if isinstance(window, int) and window > 0 else 4096,
        size=size,
    )


def _fields(file: BinaryIO) -> dict[str, object]:
    version, _tensors, count = struct.unpack("<IQQ", _take(file, 20))
    if version not in (2, 3) or count > 100_000:
        raise ValueError("unknown layout")
    fields: dict[str, object] = {}
    for _ in range(count):
        key = _text(file)
        (kind,) = struct.unpack("<I", _take(file, 4))
        fields[key] = _value(file, kind)
    return fields


def _value(file: BinaryIO, kind: int) -> object:
    if kind == _STRING:
        return _text(file)
    if kind == _ARRAY:
        inner, count = struct.unpack("<IQ", _take(file, 12))
        _skip(file, inner, count)
        return None
    if kind not in _SCALARS:
        raise ValueError("unknown kind of value")
    layout = "<" + _SCALARS[kind]
    return struct.unpack(layout, _take(file, struct.calcsize(layout)))[0]


def _skip(file: BinaryIO, kind: int, count: int) -> None:
    if kind in _SCALARS:
        file.seek(count * struct.calcsize("<" + _SCALARS[kind]), 1)
        return
    if kind not in (_STRING, _ARRAY) or count > _LONGEST:
        raise ValueError("unknown kind of array")
    for _ in range(count):
        _value(file, kind)


def _text(file: BinaryIO) -> str:
    (length,) = struct.unpack("<Q", _take(file, 8))
    if length > _LONGEST:
        raise ValueError("a text too long to be one")
    return _take(file, length).decode()


def _take(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise ValueError("cut off")
    return data
