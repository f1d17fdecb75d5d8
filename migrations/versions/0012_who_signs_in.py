"""Who signs in with which account, and addresses without case, by which people are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    op.create_table('sign_in_account',
    sa.Column('issuer', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('subject', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('person_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_account_person_id_person')),
    sa.PrimaryKeyConstraint('issuer', 'subject', name=op.f('pk_sign_in_account'))
    )
    with op.batch_alter_table('sign_in_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_account_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('email_key', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True))
        batch_op.create_index(batch_op.f('ix_person_email_key'), ['email_key'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_email_key'))
        batch_op.drop_column('email_key')

    with op.batch_alter_table('sign_in_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_account_person_id'))

    op.drop_table('sign_in_account')
