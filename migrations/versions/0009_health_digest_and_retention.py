"""How endpoints are doing, digests of days, deliveries that expire, and how far the log was deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'

EXPIRES = sa.text("state = 'WAITING' AND expires_at IS NOT NULL")
ASKED_FOR = sa.text("trigger <> 'schedule'")

# For endpoints that there are: they were made before anything that is to become a delivery from now on.
NEW = {
    'window_tries': (sa.Integer(), "0"),
    'window_failures': (sa.Integer(), "0"),
    'probes': (sa.Integer(), "0"),
    'is_troubled': (sa.Boolean(), "(state = 'DISABLED')"),
    'since_xid': (sa.BigInteger(), "-1"),
    'since_position': (sa.BigInteger(), "-1"),
}


def upgrade() -> None:
    op.create_table('event_forgotten',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('xid', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_event_forgotten'))
    )
    op.create_table('webhook_digest',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('xid', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_webhook_digest'))
    )
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_webhook_delivery_again', ['event_id'], unique=False, sqlite_where=ASKED_FOR, postgresql_where=ASKED_FOR)
        batch_op.create_index('ix_webhook_delivery_expiring', ['expires_at'], unique=False, sqlite_where=EXPIRES, postgresql_where=EXPIRES)
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        for name in ('window_since', 'probe_at', 'resumed_at'):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name, (kind, _) in NEW.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    for name, (_, value) in NEW.items():
        op.execute(f"UPDATE webhook_endpoint SET {name} = {value}")
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        for name, (kind, _) in NEW.items():
            batch_op.alter_column(name, existing_type=kind, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('webhook_endpoint', schema=None) as batch_op:
        for name in ('window_since', 'probe_at', 'resumed_at', *NEW):
            batch_op.drop_column(name)
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_webhook_delivery_expiring')
        batch_op.drop_index('ix_webhook_delivery_again')
        batch_op.drop_column('expires_at')
    op.drop_table('webhook_digest')
    op.drop_table('event_forgotten')
