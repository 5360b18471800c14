"""The doctor's look at the MCP servers: each is asked for its tools."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

from bot.config import Settings
from bot.findings import Finding, fail, off, well
from bot.telemetry import Redactor
from tools.mcp.named import McpFileError, Named, named_servers
from tools.mcp.offered import offered

_NAME = "MCP servers"


async def mcp(settings: Settings) -> list[Finding]:
    """Whether the servers that KAGENT_MCP names can be reached, and with how many tools."""
    if settings.mcp is None:
        return [off(_NAME, "KAGENT_MCP is not set")]
    if find_spec("mcp") is None:
        return [fail(_NAME, "the extra mcp is not installed", "pip install 'kagentsys-bot[mcp]'")]
    file = settings.mcp.expanduser()
    try:
        servers = named_servers(file)
    except McpFileError as error:
        return [fail(_NAME, str(error), "Mend the file that KAGENT_MCP names.")]
    if not servers:
        return [well(_NAME, f"{file} names none that is switched on")]
    asked = (_server(file, name, server) for name, server in servers.items())
    return list(await asyncio.gather(*asked))


async def _server(file: Path, name: str, server: Named) -> Finding:
    offer = await offered({name: server})
    await offer.close()
    called = f"MCP {name}"
    if why := offer.missing.get(name):
        return fail(
            called,
            Redactor(server.secrets).known(why),
            f'Start that server, or mend its entry in {file}; "disabled": true takes it out.',
        )
    if not offer.tools:
        return well(called, "it offers no tool", f"Is `allow` in {file} meant so?")
    return well(called, ", ".join(tool.name for tool in offer.tools))
