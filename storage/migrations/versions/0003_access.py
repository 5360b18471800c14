"""Who was let in, who asks to be, wrong codes, and strangers who were told."""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paired_people",
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("person", sa.String(512), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("approver", sa.String(512), nullable=False),
        sa.Column("approved_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("platform", "person", name="pk_paired_people"),
    )
    op.create_table(
        "pairing_requests",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("person", sa.String(512), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("chat", sa.String(512), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("settled", sa.String(512), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pairing_requests"),
    )
    op.create_index("ix_pairing_requests_code", "pairing_requests", ["code"])
    op.create_index("ix_pairing_requests_asked_at", "pairing_requests", ["asked_at"])
    op.create_table(
        "wrong_codes",
        sa.Column("place", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("approver", sa.String(512), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_wrong_codes"),
    )
    op.create_index("ix_wrong_codes_approver_at", "wrong_codes", ["approver", "at"])
    op.create_table(
        "strangers",
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("person", sa.String(512), nullable=False),
        sa.Column("event", sa.String(512), nullable=False),
        sa.Column("told_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("platform", "person", name="pk_strangers"),
    )


def downgrade() -> None:
    for table in ("strangers", "wrong_codes", "pairing_requests", "paired_people"):
        op.drop_table(table)
