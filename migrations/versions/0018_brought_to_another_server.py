"""By how much the log's numbers are ahead of those of the server it was brought to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "event_ahead",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("transactions", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event_ahead")),
    )


def downgrade() -> None:
    op.drop_table("event_ahead")
