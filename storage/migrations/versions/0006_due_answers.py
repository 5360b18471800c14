"""Which answers are still to be delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    due = sa.Column("due", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("turns", due)
    op.create_index("ix_turns_due", "turns", ["due"])


def downgrade() -> None:
    op.drop_index("ix_turns_due", "turns")
    op.drop_column("turns", "due")
