"""Keys of the service that sign, credentials towards receivers, and receivers that consented."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0008'
down_revision = '0007'

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade() -> None:
    op.create_table(
        'webhook_signing_key',
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('private_key', sa.String(), nullable=False),
        sa.Column('public_key', sa.String(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('signs_until', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_webhook_signing_key')),
    )
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        batch_op.add_column(sa.Column('auth', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('signatures', JSON, nullable=True))
        batch_op.add_column(sa.Column('is_owned', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('allowed_per_minute', sa.Integer(), nullable=True))
    op.execute("""UPDATE webhook_endpoint SET is_owned = false, signatures = '["HMAC_SHA256"]'""")
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        batch_op.alter_column('signatures', existing_type=JSON, nullable=False)
        batch_op.alter_column('is_owned', existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        batch_op.drop_column('allowed_per_minute')
        batch_op.drop_column('is_owned')
        batch_op.drop_column('signatures')
        batch_op.drop_column('auth')
    op.drop_table('webhook_signing_key')
