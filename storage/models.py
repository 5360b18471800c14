"""The tables of conversations: what SQLAlchemy knows of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC (SQLite itself knows no time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, str: Text}  # noqa: RUF012


class ConversationRow(Base):
    """``forgotten`` is the place of the last turn before the last reset."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(512), primary_key=True)
    platform: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    profile: Mapped[str | None]
    summary: Mapped[str] = mapped_column(default="")
    summarised: Mapped[int] = mapped_column(default=0)
    forgotten: Mapped[int] = mapped_column(default=0)


class TurnRow(Base):
    """A deleted conversation's turns stay without text and without ``conversation``.

    ``due``: there is an answer, and it is not delivered yet.
    """

    __tablename__ = "turns"
    __table_args__ = (
        Index(None, "conversation", "place"),
        Index(None, "platform", "sender_id", "asked_at"),
        Index(None, "finished_at"),
        Index(None, "due"),
        {"sqlite_autoincrement": True},
    )

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    turn_id: Mapped[str] = mapped_column(String(512), unique=True)
    conversation: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"))
    platform: Mapped[str] = mapped_column(String(64))
    sender_id: Mapped[str] = mapped_column(String(512))
    sender_name: Mapped[str]
    question: Mapped[str]
    envelope: Mapped[str]
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    steps: Mapped[str] = mapped_column(default="[]")
    calls: Mapped[int] = mapped_column(default=0)
    prompt: Mapped[int] = mapped_column(default=0)
    cached: Mapped[int] = mapped_column(default=0)
    completion: Mapped[int] = mapped_column(default=0)
    model: Mapped[str] = mapped_column(default="")
    seconds: Mapped[float] = mapped_column(default=0.0)
    receipt: Mapped[str] = mapped_column(default="[]")
    due: Mapped[bool] = mapped_column(default=False)


class RatingRow(Base):
    __tablename__ = "ratings"

    turn_id: Mapped[str] = mapped_column(String(512), ForeignKey("turns.turn_id"), primary_key=True)
    sender_id: Mapped[str] = mapped_column(String(512), primary_key=True)
    rating: Mapped[str]


class BenchmarkRunRow(Base):
    """``night`` is when the run was due; None for one that a person began.

    ``live`` is "yes" while somebody works on it, else NULL, so that there is one at most.
    """

    __tablename__ = "benchmark_runs"
    __table_args__ = (Index(None, "began_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    night: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(16))
    live: Mapped[str | None] = mapped_column(String(3), unique=True)
    claimant: Mapped[str] = mapped_column(String(64), default="")
    beat_at: Mapped[datetime]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    model: Mapped[str] = mapped_column(default="")
    cases: Mapped[str] = mapped_column(default="")
    checksum: Mapped[str] = mapped_column(String(64), default="")
    settings: Mapped[str] = mapped_column(default="{}")
    seconds: Mapped[float] = mapped_column(default=0.0)
    prompts: Mapped[int] = mapped_column(default=0)
    calls: Mapped[int] = mapped_column(default=0)
    prompt: Mapped[int] = mapped_column(default=0)
    completion: Mapped[int] = mapped_column(default=0)
    failures: Mapped[str] = mapped_column(default="[]")
    headline: Mapped[str] = mapped_column(default="")
    report: Mapped[str] = mapped_column(default="")


class BenchmarkScoreRow(Base):
    """A dimension's mean with its 95% interval (0–1)."""

    __tablename__ = "benchmark_scores"

    run: Mapped[str] = mapped_column(ForeignKey("benchmark_runs.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    mean: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    lenient: Mapped[float]
    records: Mapped[int]
    queries: Mapped[int]


class BenchmarkRecordRow(Base):
    """A record's scores (JSON, dimension → 0–1), by which runs are compared in pairs."""

    __tablename__ = "benchmark_records"

    run: Mapped[str] = mapped_column(ForeignKey("benchmark_runs.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    record: Mapped[str] = mapped_column(String(256), primary_key=True)
    query: Mapped[str]
    scores: Mapped[str]
    lenient: Mapped[str]


class BenchmarkAnswerRow(Base):
    """What the model said to one prompt: the run's journal, and later its details."""

    __tablename__ = "benchmark_answers"

    run: Mapped[str] = mapped_column(ForeignKey("benchmark_runs.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    record: Mapped[str] = mapped_column(String(256), primary_key=True)
    template: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str]
    prompt: Mapped[int] = mapped_column(default=0)
    completion: Mapped[int] = mapped_column(default=0)


class BenchmarkPostRow(Base):
    """A run's report on its way to a channel (``telegram:42``); ``posts`` are the platform's."""

    __tablename__ = "benchmark_posts"

    run: Mapped[str] = mapped_column(ForeignKey("benchmark_runs.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(256), primary_key=True)
    begun_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
    posts: Mapped[str] = mapped_column(default="[]")
    trouble: Mapped[str] = mapped_column(default="")


class AgentAnswerRow(Base):
    """What an agent answered to an open question, for people to rate without knowing whose it is.

    ``batch`` names the comparison that it was made in.
    """

    __tablename__ = "agent_answers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    batch: Mapped[str] = mapped_column(String(128), index=True)
    model: Mapped[str]
    agent: Mapped[str] = mapped_column(String(32))
    question_id: Mapped[str] = mapped_column(String(256))
    question: Mapped[str]
    reference: Mapped[str]
    answer: Mapped[str]


class AgentRatingRow(Base):
    """A person's score (1–5) of an answer."""

    __tablename__ = "agent_ratings"

    answer: Mapped[str] = mapped_column(ForeignKey("agent_answers.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(512), primary_key=True)
    score: Mapped[int]


class PairedRow(Base):
    """Somebody who was let in by a code or a button; ``approver`` is who did it."""

    __tablename__ = "paired_people"

    platform: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(512), primary_key=True)
    name: Mapped[str]
    approver: Mapped[str] = mapped_column(String(512))
    approved_at: Mapped[datetime]


class PairingRow(Base):
    """Somebody asks to be let in; ``code`` is the hash of the one that was told.

    ``settled`` is what it was settled by; empty while it is open.
    """

    __tablename__ = "pairing_requests"
    __table_args__ = (Index(None, "code"), Index(None, "asked_at"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    platform: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(512))
    name: Mapped[str]
    chat: Mapped[str] = mapped_column(String(512))
    language: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    settled: Mapped[str] = mapped_column(String(512), default="")


class WrongCodeRow(Base):
    """An approver gave a code that nobody waits with."""

    __tablename__ = "wrong_codes"
    __table_args__ = (Index(None, "approver", "at"),)

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    approver: Mapped[str] = mapped_column(String(512))
    at: Mapped[datetime]


class StrangerRow(Base):
    """When somebody who is not let in was last told so, and upon which event."""

    __tablename__ = "strangers"

    platform: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(512), primary_key=True)
    event: Mapped[str] = mapped_column(String(512))
    told_at: Mapped[datetime]


class KnowledgeSourceRow(Base):
    """A document or page that was read; ``digest`` is of its text and tells whether it changed."""

    __tablename__ = "knowledge_sources"
    __table_args__ = (
        UniqueConstraint("scope", "place", name="uq_knowledge_sources_scope"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    scope: Mapped[str] = mapped_column(String(600))
    place: Mapped[str] = mapped_column(String(1024))
    title: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    embedder: Mapped[str] = mapped_column(String(200), default="")
    chunks: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class KnowledgeChunkRow(Base):
    """A passage. ``terms`` are what it is found by, ``vector`` is float32 by ``embedder``.

    ``source`` is set for documents, ``turn`` (a place) for what was said and looked up.
    """

    __tablename__ = "knowledge_chunks"
    __table_args__ = (
        UniqueConstraint("scope", "turn", "ordinal", name="uq_knowledge_chunks_scope"),
        Index(None, "source"),
        Index(None, "scope", "embedder"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(600))
    source: Mapped[int | None] = mapped_column(ForeignKey("knowledge_sources.id"))
    turn: Mapped[int | None]
    ordinal: Mapped[int] = mapped_column(default=0)
    title: Mapped[str]
    place: Mapped[str]
    text: Mapped[str]
    terms: Mapped[str]
    at: Mapped[datetime]
    embedder: Mapped[str] = mapped_column(String(200), default="")
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
