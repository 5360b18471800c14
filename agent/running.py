"""Running one tool: what comes of it is clean text for a model to read, or a `ToolError`."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from pydantic import BaseModel

from agent.prompts.wording import Wording
from agent.text import encodable
from tools.base import Tool, ToolError
from tools.plain_text import visible

_LOG = structlog.get_logger(__name__)


async def told_by(tool: Tool[Any], arguments: BaseModel, words: Wording) -> str:
    """What the tool says within its time, with nothing hidden in it. Raises `ToolError`."""
    try:
        with as_tool_error(tool, words):
            async with asyncio.timeout(tool.timeout):
                return visible(encodable(str(await tool.run(arguments))))
    except ToolError as error:
        raise ToolError(visible(encodable(str(error)))) from error


@contextmanager
def as_tool_error(tool: Tool[Any], words: Wording) -> Iterator[None]:
    """Whatever goes wrong in a tool becomes words for the model."""
    try:
        yield
    except ToolError:
        raise
    except TimeoutError:
        raise ToolError(words.too_slow.format(seconds=tool.timeout)) from None
    except Exception as error:
        # A custom tool is foreign code. The one last resort: no fault of it ends the turn.
        _LOG.exception("tool_broke", tool=tool.name)
        raise ToolError(words.broken.format(error=type(error).__name__)) from error
