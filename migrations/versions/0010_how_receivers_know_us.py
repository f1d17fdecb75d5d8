"""What kind of proof a receiver is shown, beside the proof itself, which is sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('auth_kind', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        batch_op.drop_column('auth_kind')
