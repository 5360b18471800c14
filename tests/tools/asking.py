"""Asking a tool as the model does: by the names and with the values that it wrote."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tools.base import Tool

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 6, 19, 14, 15, 30, tzinfo=SHANGHAI)
"""A Wednesday."""


def clock() -> datetime:
    return NOW


async def ask(tool: Tool[Any], **arguments: object) -> str:
    return await tool.run(tool.parse(arguments))
