"""`kagentsys serve` as a process of its own, in an empty home."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]


class ServiceProcess:
    """The service on a free port with its data in ``folder``; ready once the context is open.

    ``environment`` has its settings; ``out`` and ``err`` are what it printed so far; ``stopping``
    is set when it has said that it stops.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        *,
        module: str = "bot",
        wait: bool = True,
    ) -> None:
        self._folder = folder
        self._module = module
        self._waits = wait
        self._more = dict(environment or {})
        self._ready = threading.Event()
        self.stopping = threading.Event()
        self.out = ""
        self.err = ""

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", self._module, "serve"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self._folder,
            env=self._environment(),
        )
        self._readers = [
            threading.Thread(target=read, daemon=True) for read in (self._read_out, self._read_err)
        ]
        for reader in self._readers:
            reader.start()
        if self._waits:
            self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.wait()

    @property
    def url(self) -> str:
        found = re.search(r"Web chat +(http://[\w.:\[\]]+)", self.out)
        assert found is not None, self.out + self.err
        return found.group(1)

    @property
    def link(self) -> str:
        found = re.search(r"sign in: (\S+)", self.out)
        assert found is not None, self.out + self.err
        return found.group(1)

    @property
    def token(self) -> str:
        return (self._folder / "data" / "http-token").read_text().strip()

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self) -> int:
        """Its exit code, when it has ended and all that it printed is read."""
        code = self.process.wait(60)
        for reader in self._readers:
            reader.join(10)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return code

    def _environment(self) -> dict[str, str]:
        ours = {
            "HOME": str(self._folder),
            "PYTHONPATH": str(ROOT),
            "KAGENT_DATA_DIR": str(self._folder / "data"),
            "KAGENT_HTTP_PORT": "0",
        }
        return {**os.environ, **ours, **self._more}

    def _read_out(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.out += line
            if line.startswith("Ready in"):
                self._ready.set()
            if line.startswith("Stopping"):
                self.stopping.set()
        self._ready.set()

    def _read_err(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.err += line
