"""Who did what to whom, chained."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table('audit_chain',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('head', sa.BigInteger(), nullable=False),
    sa.Column('head_hash', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('head_mac', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('begin', sa.BigInteger(), nullable=False),
    sa.Column('begin_hash', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('begin_mac', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_chain'))
    )
    op.create_table('audit_entry',
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('credential', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    sa.Column('road', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('act', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('subject', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    sa.Column('details', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    sa.Column('place', sa.String(), nullable=True),
    sa.Column('salt', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    sa.Column('place_hash', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    sa.Column('number', sa.BigInteger(), nullable=True),
    sa.Column('hash', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_placed', ['at'], unique=False, sqlite_where=sa.text('place IS NOT NULL'), postgresql_where=sa.text('place IS NOT NULL'))
        batch_op.create_index('ix_audit_entry_unsealed', ['position'], unique=False, sqlite_where=sa.text('number IS NULL'), postgresql_where=sa.text('number IS NULL'))
        batch_op.create_index('uq_audit_entry_number', ['number'], unique=True, sqlite_where=sa.text('number IS NOT NULL'), postgresql_where=sa.text('number IS NOT NULL'))



def downgrade() -> None:
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('uq_audit_entry_number', sqlite_where=sa.text('number IS NOT NULL'), postgresql_where=sa.text('number IS NOT NULL'))
        batch_op.drop_index('ix_audit_entry_unsealed', sqlite_where=sa.text('number IS NULL'), postgresql_where=sa.text('number IS NULL'))
        batch_op.drop_index('ix_audit_entry_placed', sqlite_where=sa.text('place IS NOT NULL'), postgresql_where=sa.text('place IS NOT NULL'))

    op.drop_table('audit_entry')
    op.drop_table('audit_chain')
