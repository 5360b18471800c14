"""Passages near a question by their vectors; held in this process's memory while unchanged."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import KnowledgeChunkRow

if TYPE_CHECKING:
    import numpy

_NEAREST = 20
_ENOUGH = 20
"""With so many passages it is known how near unrelated ones are."""
_LEAST = 0.25
_ABOVE = 2.0
"""Standard deviations that a passage must be nearer than the mean to bear on the question."""
_HELD = 64
"""Scopes whose vectors are held."""


class Vectors:
    """The vectors of each scope by one embedding model."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], tuple[tuple[int, int], list[int], Any]] = {}

    async def nearest(
        self, session: AsyncSession, scopes: Sequence[str], embedder: str, data: bytes
    ) -> list[int]:
        """The ids of the nearest passages, the nearest first; none that is not near."""
        import numpy

        wanted = numpy.frombuffer(data, dtype=numpy.float32)
        ids: list[int] = []
        nearness: list[Any] = []
        for scope in scopes:
            own, matrix = await self._of(session, scope, embedder)
            if own and matrix.shape[1] == len(wanted):
                ids += own
                nearness.append(matrix @ wanted)
        if not ids:
            return []
        near = numpy.concatenate(nearness)
        floor = _LEAST
        if len(ids) >= _ENOUGH:
            floor = max(floor, float(near.mean() + _ABOVE * near.std()))
        best = numpy.argsort(-near)[:_NEAREST]
        return [ids[place] for place in best if near[place] >= floor]

    async def _of(
        self, session: AsyncSession, scope: str, embedder: str
    ) -> "tuple[list[int], numpy.ndarray[Any, Any]]":
        import numpy

        mine = (KnowledgeChunkRow.scope == scope) & (KnowledgeChunkRow.embedder == embedder)
        count, newest = (
            await session.execute(
                select(
                    func.count(KnowledgeChunkRow.id),
                    func.coalesce(func.max(KnowledgeChunkRow.id), 0),
                ).where(mine)
            )
        ).one()
        held = self._held.pop((scope, embedder), None)
        if held is None or held[0] != (count, newest):
            rows = (
                await session.execute(
                    select(KnowledgeChunkRow.id, KnowledgeChunkRow.vector).where(mine)
                )
            ).all()
            whole = b"".join(row.vector for row in rows)
            matrix = numpy.frombuffer(whole, dtype=numpy.float32).reshape(
                len(rows), -1 if rows else 0
            )
            held = ((count, newest), [row.id for row in rows], matrix)
        self._held[scope, embedder] = held
        while len(self._held) > _HELD:
            del self._held[next(iter(self._held))]
        return held[1], held[2]
