"""The memory bank: documents are put in as passages, and what bears on a question comes out."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.base import IncomingMessage
from agent.knowledge import Asker, Passage, person_scope
from bot.config import Settings
from bot.knowledge.chunking import pieces
from bot.knowledge.embeddings import Embeddings, NoEmbeddings
from bot.knowledge.reading import Document, NotReadable, is_address
from bot.knowledge.strangers import least_nearness
from bot.models.voice import server_address
from storage.knowledge import Chunk, KnowledgeBase, Source, Vector
from storage.terms import query_terms

_log = structlog.get_logger(__name__)
_FACTS = 800
"""Characters of a person's facts that are told whatever is asked."""
_LONGEST_PLACE = 1000


def asker_of(message: IncomingMessage) -> Asker:
    """Who asks with this message; the person only where nobody else is in the chat."""
    return Asker(
        conversation=message.conversation,
        room=f"{message.platform}:{message.chat_id}",
        person=f"{message.platform}:{message.sender_id}" if message.direct else "",
    )


class Bank:
    """`MemoryBank` over the database. ``embeddings`` None: words alone find passages."""

    def __init__(
        self,
        base: KnowledgeBase,
        *,
        embeddings: Embeddings | None = None,
        clock: Callable[[], datetime],
    ) -> None:
        self.base = base
        self._embeddings = embeddings
        self._least: float | None = None
        self._clock = clock

    async def recall(
        self, query: str, asker: Asker, *, before: datetime | None = None
    ) -> tuple[Passage, ...]:
        await self._catch_up(asker.conversation)
        if not await self.base.knows(asker.scopes):
            return ()
        found = await self.base.search(
            asker, query, before=before, vector=await self._vector(query)
        )
        return (*await self._facts(asker), *(each for each in found if each.kind != "fact"))

    async def learn(self, document: Document, scope: str) -> bool:
        """Put a document in; False when it is there as it is. Raises `NotReadable`, `Failure`."""
        if len(document.place) > _LONGEST_PLACE:
            raise NotReadable("that address or path is too long")
        embedder = self._embeddings.model if self._embeddings else ""
        digest = hashlib.sha256(f"{document.title}\n{document.text}".encode()).hexdigest()
        known = await self.base.known(scope, document.place)
        if known is not None and (known.digest, known.embedder) == (digest, embedder):
            return False
        now = self._clock()
        source = Source(
            scope=scope,
            place=document.place,
            title=document.title,
            digest=digest,
            at=now,
            embedder=embedder,
        )
        return await self.base.learn(source, await self._placed(_chunks(document, now)))

    async def _placed(self, chunks: Sequence[Chunk]) -> list[Chunk]:
        """The passages with their vectors. Raises `NoEmbeddings`."""
        if self._embeddings is None:
            return list(chunks)
        texts = ["\n".join((each.title, each.heading, each.text)).strip() for each in chunks]
        vectors = await self._embeddings.of(texts)
        return [replace(each, vector=vector) for each, vector in zip(chunks, vectors, strict=True)]

    async def _catch_up(self, conversation: str) -> None:
        """Let what was said since the last time be recalled, too."""
        while chunks := await self.base.pending(conversation):
            embedder = self._embeddings.model if self._embeddings else ""
            try:
                await self.base.keep(conversation, await self._placed(chunks), embedder=embedder)
            except NoEmbeddings as error:
                _log.warning("what was said is kept without vectors", error=str(error))
                await self.base.keep(conversation, chunks)

    async def _vector(self, query: str) -> Vector | None:
        if self._embeddings is None or not query_terms(query):
            return None
        try:
            if self._least is None:
                self._least = await least_nearness(self._embeddings)
            (data,) = await self._embeddings.of([query])
        except NoEmbeddings as error:
            _log.warning("words alone find passages now", error=str(error))
            return None
        return Vector(embedder=self._embeddings.model, data=data, least=self._least)

    async def _facts(self, asker: Asker) -> list[Passage]:
        """What the person had remembered, the newest that there is room for."""
        if not asker.person:
            return []
        told: list[Passage] = []
        room = _FACTS
        for fact in reversed(await self.base.facts(person_scope(asker.person))):
            room -= len(fact.text)
            if room < 0:
                break
            told.insert(0, Passage(kind="fact", text=fact.text, at=fact.at))
        return told


def _chunks(document: Document, at: datetime) -> list[Chunk]:
    place = document.place if is_address(document.place) else ""
    return [
        Chunk(
            kind="knowledge",
            title=document.title,
            place=place,
            heading=piece.heading,
            text=f"{piece.heading}\n{piece.text}".strip(),
            at=at,
            ordinal=ordinal,
        )
        for ordinal, piece in enumerate(pieces(document.text))
    ]


def open_bank(settings: Settings, engine: AsyncEngine) -> Bank:
    """The memory bank as the settings say."""
    return Bank(KnowledgeBase(engine), embeddings=embeddings(settings), clock=settings.now)


def embeddings(settings: Settings) -> Embeddings | None:
    """The service that makes vectors, None where none is set. The model's key goes to its own
    host only."""
    if settings.embeddings_model is None:
        return None
    key = settings.embeddings_key
    if key is None and settings.embeddings_url in (None, server_address(settings)):
        key = settings.api_key
    return Embeddings(
        model=settings.embeddings_model,
        url=settings.embeddings_url or server_address(settings),
        key=key.get_secret_value() if key else "",
        proxy=settings.proxy,
    )
