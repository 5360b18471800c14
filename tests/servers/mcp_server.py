"""An MCP server with a few tools: over stdio when run, over HTTP when served."""

import os
import sys
from pathlib import Path

from mcp.server import MCPServer
from mcp.types import ToolAnnotations

READS = ToolAnnotations(read_only_hint=True)


def mcp_server(log: Path | None = None, words: str = "Tells a story") -> MCPServer:
    """``log`` gets a line for each call of a tool that acts; ``words`` describe a tool."""
    server = MCPServer("desk")

    @server.tool(annotations=READS, description=words)
    def story(topic: str, length: int = 3) -> str:
        return f"A story of {topic}, {length} long.\u202e\u200b"

    @server.tool(annotations=READS)
    def pid() -> str:
        """The server's process."""
        return str(os.getpid())

    @server.tool(annotations=READS)
    def fail() -> str:
        """Always fails."""
        raise ValueError("no such shelf")

    @server.tool(annotations=READS)
    def die() -> str:
        """Takes the server down."""
        os._exit(3)

    @server.tool()
    def send(to: str, text: str) -> str:
        """Sends a letter."""
        if log is not None:
            with log.open("a") as opened:
                opened.write(f"{to}: {text}\n")
        return "sent"

    return server


if __name__ == "__main__":
    mcp_server(Path(sys.argv[1]) if len(sys.argv) > 1 else None).run("stdio")
