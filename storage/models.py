"""The tables of conversations: what SQLAlchemy knows of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Index, MetaData, String, Text, TypeDecorator
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
    """A deleted conversation's turns stay without text and without ``conversation``."""

    __tablename__ = "turns"
    __table_args__ = (
        Index(None, "conversation", "place"),
        Index(None, "platform", "sender_id", "asked_at"),
        Index(None, "finished_at"),
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


class RatingRow(Base):
    __tablename__ = "ratings"

    turn_id: Mapped[str] = mapped_column(String(512), ForeignKey("turns.turn_id"), primary_key=True)
    sender_id: Mapped[str] = mapped_column(String(512), primary_key=True)
    rating: Mapped[str]
