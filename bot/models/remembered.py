"""Small things that outlive the process, such as what a model server can do, in one JSON file."""

import json
import os
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

_KEPT: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


class Remembered(MutableMapping[str, str]):
    """Texts by name. A file that can't be read counts as empty; not being able to write is let be.

    Each write replaces the whole file at once, so that a crash leaves the old or the new one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = self._read()

    def __getitem__(self, name: str) -> str:
        return self._kept[name]

    def __setitem__(self, name: str, text: str) -> None:
        self._kept |= {**self._read(), name: text}  # another process may have learnt something
        self._write()

    def __delitem__(self, name: str) -> None:
        del self._kept[name]
        self._kept = {kept: text for kept, text in self._read().items() if kept != name}
        self._write()

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def _read(self) -> dict[str, str]:
        try:
            return _KEPT.validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return {}

    def _write(self) -> None:
        with suppress(OSError):
            descriptor, name = tempfile.mkstemp(prefix=self._path.name, dir=self._path.parent)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(self._kept, file, ensure_ascii=False, indent=1)
            Path(name).replace(self._path)
