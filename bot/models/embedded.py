"""The embedded model: llama.cpp serving one GGUF file inside this process, on loopback."""

import asyncio
import os
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Self

from bot.models.gguf import GgufFile, UnusableModel, read_gguf

_LARGEST_DEFAULT_WINDOW = 8192
_CACHE_MIB = 512
_SILENT = -1
_SMALL = 64_000_000
"""Bytes of a model whose threads would wait for each other longer than they work."""
_BLOCK = 32 << 20


def _threads(file: GgufFile) -> int:
    return 1 if file.size < _SMALL else os.cpu_count() or 1


class EmbeddedServer(AbstractAsyncContextManager["EmbeddedServer"]):
    """An OpenAI-compatible server for a model file, as long as the context is open.

    ``window`` (tokens a conversation may take) defaults to what the model was trained for, at most
    8,192; ``threads`` to the machine's cores, or one for a small file. ``slots`` conversations are
    answered side by side, each keeping its prompt's prefix cached. Entering loads the model,
    telling ``progress`` the share read so far (0 to 1), and raises `UnusableModel` for a missing,
    damaged or unsupported file.
    """

    def __init__(
        self,
        path: Path,
        *,
        window: int | None = None,
        threads: int | None = None,
        slots: int = 4,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        self.path = path
        self.slots = slots
        self.window = window or 0
        self.threads = threads or 0
        self.model = ""
        self.url = ""
        self.api_key = secrets.token_urlsafe(24)
        self._progress = progress
        self._server: Any = None

    async def __aenter__(self) -> Self:
        file = await asyncio.to_thread(read_gguf, self.path)
        self.model = file.name
        self.window = min(self.window or _LARGEST_DEFAULT_WINDOW, file.window)
        self.threads = self.threads or _threads(file)
        await self._read_ahead(file)
        self._server = await asyncio.to_thread(self._load, file)
        self.url = f"{self._server.listening_address}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._unload)

    async def _read_ahead(self, file: GgufFile) -> None:
        """Bring the file into the page cache.

        llama.cpp's loading holds the interpreter's lock, so that reading a large file from a disk
        there would stand everything else still.
        """
        with file.path.open("rb", buffering=0) as source:
            block, read = bytearray(_BLOCK), 0
            while size := await asyncio.to_thread(source.readinto, block):
                read += size
                if self._progress is not None:
                    self._progress(read / file.size)

    def _load(self, file: GgufFile) -> Any:
        import xllamacpp

        try:
            server = xllamacpp.Server(self._params(xllamacpp.CommonParams(), file))
            # It may not yet be at work when it is there, and closing it then would never end.
            server.handle_completions({"prompt": "a", "max_tokens": 1})
            return server
        except RuntimeError:
            raise UnusableModel(
                f"llama.cpp can't load {file.path} (architecture {file.architecture or 'unknown'}, "
                f"{file.size / 1e6:,.0f} MB): the file is damaged, the architecture is unknown to "
                "it, or memory is short."
            ) from None

    def _params(self, params: Any, file: GgufFile) -> Any:
        params.model.path = str(file.path)
        params.model_alias = {file.name}
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.api_keys = [self.api_key]
        params.cors_origins = ""
        params.ui = False
        params.endpoint_slots = False
        params.n_ctx = self.window * self.slots
        params.n_parallel = self.slots
        params.cache_prompt = True
        params.cache_ram_mib = _CACHE_MIB
        params.fit_params = False
        params.cpuparams.n_threads = self.threads
        params.cpuparams_batch.n_threads = self.threads
        params.verbosity = _SILENT
        return params

    def _unload(self) -> None:
        self._server = None  # its destructor waits for the server's own threads
