"""The memory bank in the database: documents, what was said, what was looked up, and facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    column,
    delete,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from agent.history import UNTOLD
from agent.knowledge import Asker, Passage, conversation_scope
from storage.models import ConversationRow, KnowledgeChunkRow, KnowledgeSourceRow, TurnRow
from storage.ranking import fused, held, sought, weights
from storage.said import Chunk, chunks_of
from storage.terms import query_terms, terms
from storage.vectors import Vector, Vectors

__all__ = ["Chunk", "Fact", "KnowledgeBase", "Source", "Vector"]

_TERMS = table("knowledge_terms", column("rowid"), column("rank"))
_FOUND_BY: ColumnElement[Any] = literal_column("knowledge_chunks.found_by")
"""Postgres's own column of the terms; see migration 0005."""
_TOLD = (
    KnowledgeChunkRow.id,
    KnowledgeChunkRow.kind,
    KnowledgeChunkRow.text,
    KnowledgeChunkRow.title,
    KnowledgeChunkRow.place,
    KnowledgeChunkRow.at,
)
# These two are asked in every turn: making a statement takes longer than running it.
_PENDING = (
    select(TurnRow)
    .where(
        TurnRow.conversation == bindparam("said_in"),
        TurnRow.place
        > select(func.coalesce(func.max(KnowledgeChunkRow.turn), 0))
        .where(KnowledgeChunkRow.scope == bindparam("kept_in"))
        .scalar_subquery(),
        TurnRow.finished_at.is_not(None),
        TurnRow.reason.not_in(UNTOLD),
    )
    .order_by(TurnRow.place)
    .limit(200)
)
_ANYTHING = (
    select(KnowledgeChunkRow.id)
    .where(KnowledgeChunkRow.scope.in_(bindparam("scopes", expanding=True)))
    .limit(1)
)
_CANDIDATES = 40
_BEST = 400
"""Passages of everybody's that are ranked first; mostly enough of them are the asker's."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A document that is known. ``place`` is its address, path or name; ``digest`` of its text.

    ``number`` is by what people name it, 0 until it is kept.
    """

    scope: str
    place: str
    title: str
    digest: str
    at: datetime
    embedder: str = ""
    chunks: int = 0
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something lasting about a person, which they asked to be remembered."""

    number: int
    text: str
    at: datetime


class KnowledgeBase:
    """Everything that can be recalled. The engine's tables must be up to date (`migrate`)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._sqlite = engine.dialect.name == "sqlite"
        self._vectors = Vectors()

    # documents

    async def learn(self, source: Source, chunks: Sequence[Chunk]) -> bool:
        """Keep a document in place of what was known of its place; False when nothing is new.

        All of it or nothing is kept, whenever the process ends.
        """
        async with self._sessions.begin() as session:
            old = await session.scalar(_at(source.scope, source.place))
            if old is not None:
                if (old.digest, old.embedder) == (source.digest, source.embedder):
                    return False
                await _remove(session, old.id)
            row = KnowledgeSourceRow(
                scope=source.scope,
                place=source.place,
                title=source.title,
                digest=source.digest,
                embedder=source.embedder,
                chunks=len(chunks),
                at=source.at,
            )
            session.add(row)
            await session.flush()
            await _add(session, source.scope, chunks, source=row.id, embedder=source.embedder)
        return True

    async def known(self, scope: str, place: str) -> Source | None:
        """What is known of this place in exactly this scope."""
        async with self._sessions() as session:
            row = await session.scalar(_at(scope, place))
        return None if row is None else _source(row)

    async def sources(self, scopes: Sequence[str] | None = None) -> tuple[Source, ...]:
        """The documents of these scopes (None: of all, for the operator), in order of number."""
        wanted = select(KnowledgeSourceRow).order_by(KnowledgeSourceRow.id)
        if scopes is not None:
            wanted = wanted.where(KnowledgeSourceRow.scope.in_(scopes))
        async with self._sessions() as session:
            return tuple(_source(row) for row in await session.scalars(wanted))

    async def forget(self, number: int, scopes: Sequence[str] | None = None) -> bool:
        """Forget a document of these scopes; False when there is none of this number."""
        wanted = select(KnowledgeSourceRow.id).where(KnowledgeSourceRow.id == number)
        if scopes is not None:
            wanted = wanted.where(KnowledgeSourceRow.scope.in_(scopes))
        async with self._sessions.begin() as session:
            if await session.scalar(wanted) is None:
                return False
            await _remove(session, number)
        return True

    # what was said and looked up

    async def pending(self, conversation: str) -> tuple[Chunk, ...]:
        """What was said in the conversation and can't be recalled yet, the oldest first.

        So much as is indexed in one go.
        """
        asked = {"said_in": conversation, "kept_in": conversation_scope(conversation)}
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_PENDING, asked)).all()
        return tuple(chunk for row in rows for chunk in chunks_of(row))

    async def keep(self, conversation: str, chunks: Sequence[Chunk], *, embedder: str = "") -> None:
        """Let these `pending` ones be recalled; those that are kept already stay."""
        scope = conversation_scope(conversation)
        async with self._sessions.begin() as session:
            turns = {chunk.turn for chunk in chunks}
            known = set(
                await session.scalars(
                    select(KnowledgeChunkRow.turn).where(
                        KnowledgeChunkRow.scope == scope, KnowledgeChunkRow.turn.in_(turns)
                    )
                )
            )
            new = [chunk for chunk in chunks if chunk.turn not in known]
            await _add(session, scope, new, embedder=embedder)

    # facts about people

    async def remember(self, scope: str, fact: str, at: datetime) -> int:
        """Keep a fact and tell its number. The same twice is kept once."""
        async with self._sessions.begin() as session:
            known = await session.scalar(_facts(scope).where(KnowledgeChunkRow.text == fact))
            if known is not None:
                return int(known.id)
            chunk = Chunk(kind="fact", title="", place="", text=fact, at=at)
            (row,) = await _add(session, scope, [chunk])
            return row.id

    async def facts(self, scope: str) -> tuple[Fact, ...]:
        async with self._sessions() as session:
            rows = (await session.scalars(_facts(scope).order_by(KnowledgeChunkRow.id))).all()
        return tuple(Fact(number=row.id, text=row.text, at=row.at) for row in rows)

    async def reword(self, scope: str, number: int, fact: str) -> bool:
        """Let the fact of this number say this; False when the scope has none."""
        return await self._changed_fact(
            scope, number, {"text": fact, "terms": " ".join(terms(fact))}
        )

    async def unlearn(self, scope: str, number: int) -> bool:
        """Forget the fact of this number; False when the scope has none."""
        return await self._changed_fact(scope, number, None)

    async def _changed_fact(self, scope: str, number: int, new: dict[str, Any] | None) -> bool:
        own = _facts(scope).where(KnowledgeChunkRow.id == number)
        async with self._sessions.begin() as session:
            if await session.scalar(own) is None:
                return False
            row = KnowledgeChunkRow.id == number
            await session.execute(
                delete(KnowledgeChunkRow).where(row)
                if new is None
                else update(KnowledgeChunkRow).where(row).values(new)
            )
        return True

    async def erase(self, scope: str) -> None:
        """Forget everything of one scope."""
        async with self._sessions.begin() as session:
            await session.execute(delete(KnowledgeChunkRow).where(KnowledgeChunkRow.scope == scope))
            await session.execute(
                delete(KnowledgeSourceRow).where(KnowledgeSourceRow.scope == scope)
            )

    # retrieval

    async def knows(self, scopes: Sequence[str]) -> bool:
        """Whether anything is kept in these scopes."""
        async with self._engine.connect() as connection:
            return await connection.scalar(_ANYTHING, {"scopes": list(scopes)}) is not None

    async def search(
        self,
        asker: Asker,
        query: str,
        *,
        before: datetime | None = None,
        vector: Vector | None = None,
        limit: int = 5,
    ) -> tuple[Passage, ...]:
        """The passages that bear on the query, the nearest first, of the asker's scopes only.

        A query without a word that tells anything, such as a greeting, finds nothing.
        """
        asked = query_terms(query)
        if not asked:
            return ()
        async with self._sessions() as session:
            forgotten = await session.scalar(
                select(ConversationRow.forgotten).where(ConversationRow.id == asker.conversation)
            )
            visible = _visible(asker, forgotten, before)
            found = [await self._by_terms(session, asked, visible)]
            if vector is not None:
                near = await self._vectors.nearest(session, asker.scopes, vector)
                found.append([(each, 1.0) for each in near])
            ids = fused(*found)
            told: list[Passage] = []
            for start in range(0, len(ids), 2 * limit):
                told += await _told(session, ids[start : start + 2 * limit], visible)
                if len(told) >= limit:
                    break
        return tuple(told[:limit])

    async def _by_terms(
        self, session: AsyncSession, asked: Sequence[str], visible: ColumnElement[bool]
    ) -> list[tuple[int, float]]:
        """Passages with the share of the question that their words hold."""
        if not self._sqlite:
            # Postgres takes reading what it found for as cheap as reading what stands beside it.
            await session.execute(text("SET LOCAL enable_seqscan = off"))
        total = await session.scalar(select(func.count(KnowledgeChunkRow.id))) or 0
        counts = await self._counts(session, asked)
        wanted = sought(counts, total)
        if not wanted:
            return []
        weight = weights(counts, total)
        rows = await self._matching(session, wanted, visible, sum(counts.values()))
        shares = [(row.id, held(row.terms.split(), weight)) for row in rows]
        return [(key, share) for key, share in shares if share]

    async def _counts(self, session: AsyncSession, asked: Sequence[str]) -> dict[str, int]:
        """In how many passages each term is."""
        if self._sqlite:
            names = {f"t{place}": term for place, term in enumerate(asked)}
            listed = ", ".join(f":{name}" for name in names)
            rows = await session.execute(
                text(f"SELECT term, doc FROM knowledge_vocabulary WHERE term IN ({listed})"),
                names,
            )
            known = {term: count for term, count in rows}
            return {term: known.get(term, 0) for term in asked}
        return {
            term: await session.scalar(
                select(func.count(KnowledgeChunkRow.id)).where(_holds([term]))
            )
            or 0
            for term in asked
        }

    async def _matching(
        self,
        session: AsyncSession,
        wanted: Sequence[str],
        visible: ColumnElement[bool],
        most: int,
    ) -> Sequence[Row[Any]]:
        """The best of the passages that hold these terms, which are ``most`` at the most."""
        columns = _with_turn(select(KnowledgeChunkRow.id, KnowledgeChunkRow.terms)).where(visible)
        if not self._sqlite:
            rank = func.ts_rank(_FOUND_BY, func.to_tsquery("simple", " | ".join(wanted)), 1)
            found = columns.where(_holds(wanted)).order_by(rank.desc(), KnowledgeChunkRow.id)
            return (await session.execute(found.limit(_CANDIDATES))).all()
        match = {"match": " OR ".join(f'"{term}"' for term in wanted)}
        for best in (_BEST, None):
            ranked = (
                select(_TERMS.c.rowid, _TERMS.c.rank)
                .where(text("knowledge_terms MATCH :match"))
                .order_by(_TERMS.c.rank)
                .limit(best)
                .subquery()
            )
            found = columns.join(ranked, ranked.c.rowid == KnowledgeChunkRow.id)
            found = found.order_by(ranked.c.rank).limit(_CANDIDATES)
            rows: Sequence[Row[Any]] = (await session.execute(found, match)).all()
            if len(rows) == _CANDIDATES or most <= _BEST:
                break
        return rows


def _visible(asker: Asker, forgotten: int | None, before: datetime | None) -> ColumnElement[bool]:
    """What the asker may be told: of the conversation only what still counts, from before then."""
    # No index is wanted for this: SQLite would rather walk through all of a scope than through
    # the few passages that were found.
    scoped = KnowledgeChunkRow.scope.concat("").in_(asker.scopes)
    if forgotten is None:
        return scoped & KnowledgeChunkRow.turn.is_(None)
    said = (
        (TurnRow.conversation == asker.conversation)
        & (TurnRow.place > forgotten)
        & TurnRow.reason.not_in(UNTOLD)
    )
    if before is not None:
        said = said & (TurnRow.asked_at < before)
    return scoped & or_(KnowledgeChunkRow.turn.is_(None), said)


def _with_turn(wanted: Any) -> Any:
    return wanted.outerjoin(TurnRow, TurnRow.place == KnowledgeChunkRow.turn)


async def _told(
    session: AsyncSession, ids: Sequence[int], visible: ColumnElement[bool]
) -> list[Passage]:
    """Those of them that may be told, in their order."""
    wanted = _with_turn(select(*_TOLD)).where(KnowledgeChunkRow.id.in_(ids), visible)
    by_id = {row.id: row for row in await session.execute(wanted)}
    return [_passage(by_id[each]) for each in ids if each in by_id]


def _holds(wanted: Sequence[str]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = _FOUND_BY.op("@@")(func.to_tsquery("simple", " | ".join(wanted)))
    return found


def _at(scope: str, place: str) -> Any:
    return select(KnowledgeSourceRow).where(
        KnowledgeSourceRow.scope == scope, KnowledgeSourceRow.place == place
    )


def _facts(scope: str) -> Any:
    return select(KnowledgeChunkRow).where(
        KnowledgeChunkRow.scope == scope, KnowledgeChunkRow.kind == "fact"
    )


async def _remove(session: AsyncSession, number: int) -> None:
    await session.execute(delete(KnowledgeChunkRow).where(KnowledgeChunkRow.source == number))
    await session.execute(delete(KnowledgeSourceRow).where(KnowledgeSourceRow.id == number))


async def _add(
    session: AsyncSession,
    scope: str,
    chunks: Sequence[Chunk],
    *,
    source: int | None = None,
    embedder: str = "",
) -> list[KnowledgeChunkRow]:
    rows = [
        KnowledgeChunkRow(
            kind=chunk.kind,
            scope=scope,
            source=source,
            turn=chunk.turn,
            ordinal=chunk.ordinal,
            title=chunk.title,
            place=chunk.place,
            text=chunk.text,
            terms=" ".join(terms(f"{chunk.title}\n{chunk.heading}\n{chunk.text}")),
            at=chunk.at,
            embedder=embedder if chunk.vector else "",
            vector=chunk.vector,
        )
        for chunk in chunks
    ]
    session.add_all(rows)
    await session.flush()
    return rows


def _source(row: KnowledgeSourceRow) -> Source:
    return Source(
        scope=row.scope,
        place=row.place,
        title=row.title,
        digest=row.digest,
        at=row.at,
        embedder=row.embedder,
        chunks=row.chunks,
        number=row.id,
    )


def _passage(row: Row[Any]) -> Passage:
    kinds: dict[str, Any] = {"kind": row.kind}
    return Passage(text=row.text, title=row.title, source=row.place, at=row.at, **kinds)
