"""Conversations, turns and ratings."""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(512), nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("profile", sa.Text),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("summarised", sa.Integer, nullable=False),
        sa.Column("forgotten", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_table(
        "turns",
        sa.Column("place", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("turn_id", sa.String(512), nullable=False),
        sa.Column("conversation", sa.String(512)),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("sender_id", sa.String(512), nullable=False),
        sa.Column("sender_name", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("envelope", sa.Text, nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("started_at", Moment),
        sa.Column("finished_at", Moment),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("steps", sa.Text, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("prompt", sa.Integer, nullable=False),
        sa.Column("cached", sa.Integer, nullable=False),
        sa.Column("completion", sa.Integer, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_turns"),
        sa.UniqueConstraint("turn_id", name="uq_turns_turn_id"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_turns_conversation"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_turns_conversation_place", "turns", ["conversation", "place"])
    op.create_index(
        "ix_turns_platform_sender_id_asked_at", "turns", ["platform", "sender_id", "asked_at"]
    )
    op.create_index("ix_turns_finished_at", "turns", ["finished_at"])
    op.create_table(
        "ratings",
        sa.Column("turn_id", sa.String(512), nullable=False),
        sa.Column("sender_id", sa.String(512), nullable=False),
        sa.Column("rating", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("turn_id", "sender_id", name="pk_ratings"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.turn_id"], name="fk_ratings_turn_id"),
    )


def downgrade() -> None:
    for table in ("ratings", "turns", "conversations"):
        op.drop_table(table)
