"""An endpoint has a format."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        batch_op.add_column(sa.Column('format', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True))
    op.execute("UPDATE webhook_endpoint SET format = 'STANDARD'")
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        batch_op.alter_column('format', existing_type=sa.Text(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        batch_op.drop_column('format')
