"""Benchmark runs with their scores, answers and posted reports; agents' answers and ratings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benchmark_runs",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("night", Moment),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("live", sa.String(3)),
        sa.Column("claimant", sa.String(64), nullable=False),
        sa.Column("beat_at", Moment, nullable=False),
        sa.Column("began_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("cases", sa.Text, nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("prompts", sa.Integer, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("prompt", sa.Integer, nullable=False),
        sa.Column("completion", sa.Integer, nullable=False),
        sa.Column("failures", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_benchmark_runs"),
        sa.UniqueConstraint("live", name="uq_benchmark_runs_live"),
    )
    op.create_index("ix_benchmark_runs_began_at", "benchmark_runs", ["began_at"])
    _of_a_run(
        "benchmark_scores",
        ("dimension",),
        sa.Column("dimension", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("mean", "low", "high")),
        sa.Column("lenient", sa.Double, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("queries", sa.Integer, nullable=False),
    )
    _of_a_run(
        "benchmark_records",
        ("kind", "record"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("record", sa.String(256), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("query", "scores", "lenient")),
    )
    _of_a_run(
        "benchmark_answers",
        ("kind", "record", "template"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("record", sa.String(256), nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("prompt", sa.Integer, nullable=False),
        sa.Column("completion", sa.Integer, nullable=False),
    )
    _of_a_run(
        "benchmark_posts",
        ("channel",),
        sa.Column("channel", sa.String(256), nullable=False),
        sa.Column("begun_at", Moment, nullable=False),
        sa.Column("posted_at", Moment),
        sa.Column("posts", sa.Text, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
    )
    op.create_table(
        "agent_answers",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("batch", sa.String(128), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("agent", sa.String(32), nullable=False),
        sa.Column("question_id", sa.String(256), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("question", "reference", "answer")),
        sa.PrimaryKeyConstraint("id", name="pk_agent_answers"),
    )
    op.create_index("ix_agent_answers_batch", "agent_answers", ["batch"])
    op.create_table(
        "agent_ratings",
        sa.Column("answer", sa.String(64), nullable=False),
        sa.Column("person", sa.String(512), nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("answer", "person", name="pk_agent_ratings"),
        sa.ForeignKeyConstraint(["answer"], ["agent_answers.id"], name="fk_agent_ratings_answer"),
    )


def _of_a_run(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    """A table whose rows belong to a run and are told apart by ``key``."""
    op.create_table(
        name,
        sa.Column("run", sa.String(40), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("run", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["run"], ["benchmark_runs.id"], name=f"fk_{name}_run"),
    )


def downgrade() -> None:
    for table in (
        "agent_ratings",
        "agent_answers",
        "benchmark_posts",
        "benchmark_answers",
        "benchmark_records",
        "benchmark_scores",
        "benchmark_runs",
    ):
        op.drop_table(table)
