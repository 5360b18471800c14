"""How much a statement changed, which tells who of several was first."""

from typing import Any, cast

from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncSession


async def count_changed(session: AsyncSession, statement: Executable) -> int:
    """Execute the statement; how many rows it changed."""
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount
