"""The memory bank: sources, passages, and the index of their terms."""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQLITE = (
    """CREATE VIRTUAL TABLE knowledge_terms USING fts5(
        terms, content='knowledge_chunks', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0')""",
    "CREATE VIRTUAL TABLE knowledge_vocabulary USING fts5vocab(knowledge_terms, 'row')",
    """CREATE TRIGGER knowledge_chunk_added AFTER INSERT ON knowledge_chunks BEGIN
        INSERT INTO knowledge_terms(rowid, terms) VALUES (new.id, new.terms);
    END""",
    """CREATE TRIGGER knowledge_chunk_removed AFTER DELETE ON knowledge_chunks BEGIN
        INSERT INTO knowledge_terms(knowledge_terms, rowid, terms)
        VALUES ('delete', old.id, old.terms);
    END""",
    """CREATE TRIGGER knowledge_chunk_reworded AFTER UPDATE OF terms ON knowledge_chunks BEGIN
        INSERT INTO knowledge_terms(knowledge_terms, rowid, terms)
        VALUES ('delete', old.id, old.terms);
        INSERT INTO knowledge_terms(rowid, terms) VALUES (new.id, new.terms);
    END""",
)
_POSTGRES = (
    "CREATE INDEX ix_knowledge_chunks_terms ON knowledge_chunks "
    "USING gin (to_tsvector('simple', terms))",
)


def upgrade() -> None:
    op.create_table(
        "knowledge_sources",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("scope", sa.String(600), nullable=False),
        sa.Column("place", sa.String(1024), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("embedder", sa.String(200), nullable=False),
        sa.Column("chunks", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_sources"),
        sa.UniqueConstraint("scope", "place", name="uq_knowledge_sources_scope"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "knowledge_chunks",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(600), nullable=False),
        sa.Column("source", sa.Integer, nullable=True),
        sa.Column("turn", sa.Integer, nullable=True),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("embedder", sa.String(200), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_chunks"),
        sa.UniqueConstraint("scope", "turn", "ordinal", name="uq_knowledge_chunks_scope"),
        sa.ForeignKeyConstraint(
            ["source"], ["knowledge_sources.id"], name="fk_knowledge_chunks_source"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_knowledge_chunks_source", "knowledge_chunks", ["source"])
    op.create_index("ix_knowledge_chunks_scope_embedder", "knowledge_chunks", ["scope", "embedder"])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE knowledge_vocabulary")
        op.execute("DROP TABLE knowledge_terms")
    op.drop_table("knowledge_chunks")
    op.drop_table("knowledge_sources")
