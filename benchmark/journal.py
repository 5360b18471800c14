"""What a model has answered so far, kept line by line so that a killed run goes on where it was."""

import asyncio
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from agent.messages import Usage

Key = tuple[str, str, str]
"""Which prompt: a record's type and id, and the template."""


class JournalMismatch(Exception):
    """The journal is of another run; the message says which."""


class JournalBusy(JournalMismatch):
    """Another run is writing the journal."""


class Journal:
    """Answers by `Key`, each written at once and brought to the disk by `settle`.

    ``usage`` are the tokens of all of them.
    """

    def __init__(self, file: BinaryIO, answers: dict[Key, str], usage: Usage | None = None) -> None:
        self.answers = answers
        self.usage = usage or Usage()
        self._file = file
        self._written = 0
        self._settled = 0
        self._lock = asyncio.Lock()

    def add(self, key: Key, text: str, usage: Usage | None = None) -> None:
        """Keep an answer; from here on it outlives a kill of this process. Raises `OSError`."""
        kind, name, template = key
        usage = usage or Usage(calls=1)
        entry = {"type": kind, "id": name, "template": template, "text": text}
        _write(self._file, entry | {"tokens": [usage.prompt, usage.completion]})
        self.answers[key] = text
        self.usage += usage
        self._written += 1

    async def settle(self) -> None:
        """Let what was added outlive a power cut; those who wait together wait for one write."""
        wanted = self._written
        async with self._lock:
            if self._settled < wanted:
                reached = self._written
                await asyncio.to_thread(os.fsync, self._file.fileno())
                self._settled = reached


@contextmanager
def open_journal(path: Path, run: Mapping[str, str]) -> Iterator[Journal]:
    """The journal at this path, begun if need be.

    ``run`` is what all of its answers have in common, by the name people know it under. Raises
    `JournalBusy` while another process writes it, `JournalMismatch` and `OSError`.
    """
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalBusy(f"another run is writing {path}") from None
        entries = _whole_lines(file)
        if entries:
            _check(path, entries[0], run)
        else:
            file.truncate(0)
            _write(file, dict(run))
        yield Journal(file, _answers(entries[1:]), _usage(entries[1:]))
        os.fsync(file.fileno())


def _write(file: BinaryIO, entry: Mapping[str, object]) -> None:
    # Half a surrogate pair, which some models say, stays a JSON escape.
    line = json.dumps(entry, ensure_ascii=False) + "\n"
    file.write(line.encode("utf-8", "backslashreplace"))
    file.flush()


def _whole_lines(file: BinaryIO) -> list[Any]:
    """The entries; what a kill or a power cut left half written at the end is cut off."""
    file.seek(0)
    entries: list[Any] = []
    whole = 0
    for line in file:
        if not line.endswith(b"\n"):
            break
        whole += len(line)
        entries.append(_entry(line))
    file.truncate(whole)
    file.seek(0, os.SEEK_END)
    return entries


def _entry(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _answers(entries: list[Any]) -> dict[Key, str]:
    answers: dict[Key, str] = {}
    for entry in entries:
        match entry:
            case {"type": str(kind), "id": str(name), "template": str(template), "text": str(text)}:
                answers[kind, name, template] = text
            case _:  # damaged: it is asked again
                pass
    return answers


def _usage(entries: list[Any]) -> Usage:
    usage = Usage()
    for entry in entries:
        match entry:
            case {"tokens": [int(prompt), int(completion)]}:
                usage += Usage(calls=1, prompt=prompt, completion=completion)
            case _:  # written before tokens were kept
                pass
    return usage


def _check(path: Path, begun: Any, run: Mapping[str, str]) -> None:
    if not isinstance(begun, dict):
        raise JournalMismatch(f"{path} is not a journal of this program")
    differences = [
        f"the {name} was {begun.get(name)} and is now {value}"
        for name, value in run.items()
        if begun.get(name) != value
    ]
    if differences:
        raise JournalMismatch(f"{path} is of another run: {'; '.join(differences)}")
