"""uvicorn in a thread or a task of a test: it leaves signals alone and ends at once."""

import asyncio
import socket

import uvicorn


class QuietServer(uvicorn.Server):
    """Serves until `end`; what is still being answered then has ``farewell`` seconds.

    uvicorn itself looks only ten times a second whether it is over, and always rests once more.
    """

    def __init__(self, config: uvicorn.Config, *, farewell: float) -> None:
        super().__init__(config)
        self._farewell = farewell
        self._over = asyncio.Event()

    def end(self) -> None:
        self._over.set()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        await self._serve(sockets)

    async def main_loop(self) -> None:
        await self._over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=self._farewell)
