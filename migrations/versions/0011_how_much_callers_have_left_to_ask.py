"""How much callers have left to ask."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    op.create_table('pace_bucket',
    sa.Column('caller', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('points', sa.Float(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('caller', name=op.f('pk_pace_bucket'))
    )
    with op.batch_alter_table('pace_bucket', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pace_bucket_at'), ['at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('pace_bucket', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pace_bucket_at'))
    op.drop_table('pace_bucket')
