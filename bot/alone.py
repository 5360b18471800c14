"""One service per data folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.failures import Failure


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other services out of the folder; the system lets go when the process is killed.

    Raises `Failure` when one is there.
    """
    with (folder / "service.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(
                f"another KAgentSys works in {folder}. Stop it first, or choose another folder: "
                "KAGENT_DATA_DIR=~/another"
            ) from None
        yield
