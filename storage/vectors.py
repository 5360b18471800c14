"""Passages near a question by their vectors; held in this process's memory and kept up to date."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import KnowledgeChunkRow, KnowledgeSourceRow

if TYPE_CHECKING:
    import numpy

_NEAREST = 40
_HELD = 64
"""Scopes whose vectors are held."""
_BLOCKS = 32
_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class Vector:
    """A question as the model ``embedder`` places it: float32, of length one.

    A passage whose cosine is below ``least`` has nothing to do with it.
    """

    embedder: str
    data: bytes
    least: float = 0.25


@dataclass(frozen=True, kw_only=True)
class _Block:
    """Passages' ids and their vectors, one in each row."""

    ids: "numpy.ndarray[Any, Any]"
    rows: "numpy.ndarray[Any, Any]"


@dataclass(frozen=True, kw_only=True)
class _State:
    """What a scope was like: the newest passage and document, and how many documents."""

    newest: int = 0
    newest_source: int = 0
    sources: int = 0


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A scope's vectors as of a state. Of a conversation, some may be there no longer."""

    state: _State = _State()
    blocks: tuple[_Block, ...] = ()


class Vectors:
    """The vectors of each scope by one embedding model."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str, int], _Held] = {}

    async def nearest(
        self, session: AsyncSession, scopes: Sequence[str], vector: Vector
    ) -> list[int]:
        """The ids of the nearest passages, the nearest first; none that is not near."""
        held = [await self._of(session, scope, vector) for scope in scopes]
        blocks = [block for each in held for block in each.blocks]
        # Tens of thousands of passages take milliseconds, in which others can be served.
        return await asyncio.to_thread(_nearest, blocks, vector) if blocks else []

    async def _of(self, session: AsyncSession, scope: str, vector: Vector) -> _Held:
        key = (scope, vector.embedder, len(vector.data))
        mine = (KnowledgeChunkRow.scope == scope) & (KnowledgeChunkRow.embedder == vector.embedder)
        held = self._held.pop(key, _Held())
        state, added = await _state(session, scope, mine, held.state)
        if state != held.state:
            newer = (KnowledgeChunkRow.id > held.state.newest) & (
                KnowledgeChunkRow.id <= state.newest
            )
            only_new = held.state.sources + added == state.sources
            if only_new and state.newest >= held.state.newest:
                blocks = (*held.blocks, *await _read(session, mine & newer, len(vector.data)))
            else:
                blocks = await _compared(session, held.blocks, mine, len(vector.data))
            held = _Held(state=state, blocks=_few(blocks))
        self._held[key] = held
        while len(self._held) > _HELD:
            del self._held[next(iter(self._held))]
        return held


async def _state(
    session: AsyncSession, scope: str, mine: Any, before: _State
) -> tuple[_State, int]:
    """The scope as it is, and how many documents have come since.

    Asked with each question, so it must not count passages: there may be very many.
    """
    sources = KnowledgeSourceRow.scope == scope
    newer = sources & (KnowledgeSourceRow.id > before.newest_source)
    asked = select(
        select(func.max(KnowledgeChunkRow.id)).where(mine).scalar_subquery(),
        select(func.max(KnowledgeSourceRow.id)).where(sources).scalar_subquery(),
        select(func.count(KnowledgeSourceRow.id)).where(sources).scalar_subquery(),
        select(func.count(KnowledgeSourceRow.id)).where(newer).scalar_subquery(),
    )
    newest, source, count, added = (await session.execute(asked)).one()
    return _State(newest=newest or 0, newest_source=source or 0, sources=count), added


async def _compared(
    session: AsyncSession, blocks: tuple[_Block, ...], mine: Any, size: int
) -> tuple[_Block, ...]:
    """The blocks without what is forgotten and with what is missing. No id is used twice."""
    import numpy

    there = (await session.scalars(select(KnowledgeChunkRow.id).where(mine))).all()
    ids = numpy.array(there, dtype=numpy.int64)
    kept = [_without(block, numpy.isin(block.ids, ids)) for block in blocks]
    known = numpy.concatenate([block.ids for block in kept]) if kept else ids[:0]
    missing = numpy.setdiff1d(ids, known).tolist()
    for start in range(0, len(missing), _AT_ONCE):
        some = KnowledgeChunkRow.id.in_(missing[start : start + _AT_ONCE])
        kept += await _read(session, mine & some, size)
    return tuple(kept)


def _without(block: _Block, kept: "numpy.ndarray[Any, Any]") -> _Block:
    return block if kept.all() else _Block(ids=block.ids[kept], rows=block.rows[kept])


async def _read(session: AsyncSession, which: Any, size: int) -> list[_Block]:
    wanted = select(KnowledgeChunkRow.id, KnowledgeChunkRow.vector).where(which)
    # A model that was set to another number of dimensions leaves vectors of both sizes.
    rows = [
        (row.id, row.vector) for row in await session.execute(wanted) if len(row.vector) == size
    ]
    return [_block(rows, size)] if rows else []


def _block(passages: Sequence[tuple[int, bytes]], size: int) -> _Block:
    import numpy

    rows = numpy.empty((len(passages), size // 4), dtype=numpy.float32)
    for place, (_, data) in enumerate(passages):
        rows[place] = numpy.frombuffer(data, dtype=numpy.float32)
    return _Block(ids=numpy.array([key for key, _ in passages], dtype=numpy.int64), rows=rows)


def _few(blocks: tuple[_Block, ...]) -> tuple[_Block, ...]:
    """The same as one, where they are many: copying all for each new one would take long."""
    import numpy

    if len(blocks) <= _BLOCKS:
        return blocks
    ids = numpy.concatenate([block.ids for block in blocks])
    return (_Block(ids=ids, rows=numpy.concatenate([block.rows for block in blocks])),)


def _nearest(blocks: Sequence[_Block], vector: Vector) -> list[int]:
    import numpy

    wanted = numpy.frombuffer(vector.data, dtype=numpy.float32)
    near = numpy.concatenate([block.rows @ wanted for block in blocks])
    ids = numpy.concatenate([block.ids for block in blocks])
    if len(near) > _NEAREST:
        best = numpy.argpartition(-near, _NEAREST)[:_NEAREST]
        near, ids = near[best], ids[best]
    order = numpy.argsort(-near, kind="stable")
    return [int(ids[place]) for place in order if near[place] >= vector.least]
