"""Postgres keeps what it finds passages by, so that it need not read their terms again to rank."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INDEX = "CREATE INDEX ix_knowledge_chunks_terms ON knowledge_chunks USING gin"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        "ALTER TABLE knowledge_chunks ADD COLUMN found_by tsvector "
        "GENERATED ALWAYS AS (to_tsvector('simple', terms)) STORED"
    )
    op.execute("DROP INDEX ix_knowledge_chunks_terms")
    op.execute(f"{_INDEX} (found_by)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("DROP INDEX ix_knowledge_chunks_terms")
    op.execute("ALTER TABLE knowledge_chunks DROP COLUMN found_by")
    op.execute(f"{_INDEX} (to_tsvector('simple', terms))")
