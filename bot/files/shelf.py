"""Keeps what was read of a message's files, so that nothing is fetched or heard twice."""

import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from pydantic import ValidationError

from adapters.base import IncomingMessage
from bot.files.read import READ, Read


class Shelf:
    """Keeps readings in a folder, by conversation and by the files that they are of."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, message: IncomingMessage) -> Read | None:
        """What was kept for this message's files; None where nothing (readable) was."""
        try:
            return READ.validate_json(self._place(message).read_bytes())
        except (OSError, ValidationError):
            return None

    def keep(self, message: IncomingMessage, read: Read) -> None:
        """Keep it; durable on return. Raises `OSError`."""
        place = self._place(message)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=place.parent)  # made 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(READ.dump_json(read))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(place)
        finally:
            Path(name).unlink(missing_ok=True)  # it is still there when something went wrong

    def forget(self, conversation: str) -> None:
        """Let go of everything in a conversation."""
        shutil.rmtree(self._folder / _digest(conversation), ignore_errors=True)

    def tidy(self, older: timedelta) -> None:
        """Let go of everything that was kept longer ago than this."""
        before = time.time() - older.total_seconds()
        for kept in self._folder.glob("*/*"):
            with suppress(OSError):
                if kept.stat().st_mtime < before:
                    kept.unlink()

    def _place(self, message: IncomingMessage) -> Path:
        handles = "\n".join(each.handle for each in message.attachments)
        return self._folder / _digest(message.conversation) / f"{_digest(handles)}.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
