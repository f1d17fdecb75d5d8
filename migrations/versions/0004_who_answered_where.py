"""Who answered a request, and for which team; what was above a team once; short ways to lists of commitments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('past_team_path',
    sa.Column('team_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('ancestor_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ancestor_id'], ['team.id'], name=op.f('fk_past_team_path_ancestor_id_team')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_past_team_path_team_id_team')),
    sa.PrimaryKeyConstraint('team_id', 'ancestor_id', 'since', name=op.f('pk_past_team_path'))
    )
    with op.batch_alter_table('past_team_path', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_past_team_path_ancestor_id'), ['ancestor_id'], unique=False)

    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answered_by_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True))
        batch_op.add_column(sa.Column('answer_team_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True))
        batch_op.create_index(batch_op.f('ix_commitment_answer_team_id_answered_at'), ['answer_team_id', 'answered_at'], unique=False)
        batch_op.create_index('ix_commitment_asked', ['pending_to_id', 'id'], unique=False, sqlite_where=sa.text('pending_to_id IS NOT NULL'), postgresql_where=sa.text('pending_to_id IS NOT NULL'))
        batch_op.create_index('ix_commitment_open', ['id'], unique=False, sqlite_where=sa.text('urgency IS NOT NULL'), postgresql_where=sa.text('urgency IS NOT NULL'))
        batch_op.create_index('ix_commitment_customer_open', ['customer_team_id', 'id'], unique=False, sqlite_where=sa.text('urgency IS NOT NULL'), postgresql_where=sa.text('urgency IS NOT NULL'))
        batch_op.create_index('ix_commitment_performer_open', ['performer_team_id', 'id'], unique=False, sqlite_where=sa.text('urgency IS NOT NULL'), postgresql_where=sa.text('urgency IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_commitment_performer_team_id_closed_at'), ['performer_team_id', 'closed_at'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_commitment_answer_team_id_team'), 'team', ['answer_team_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_commitment_answered_by_id_person'), 'person', ['answered_by_id'], ['id'])

    with op.batch_alter_table('team_path', schema=None) as batch_op:
        batch_op.add_column(sa.Column('since', sa.DateTime(timezone=True), nullable=True))
    # What is known of the tree is taken to have always been so.
    op.execute("UPDATE team_path SET since = '1970-01-01 00:00:00.000000+00:00'" if op.get_bind().dialect.name == "postgresql"
               else "UPDATE team_path SET since = '1970-01-01 00:00:00.000000'")
    with op.batch_alter_table('team_path', schema=None) as batch_op:
        batch_op.alter_column('since', existing_type=sa.DateTime(timezone=True), nullable=False)
    op.execute(
        "UPDATE commitment SET answer_team_id = COALESCE(team_id, performer_team_id), answered_by_id = ("
        " SELECT actor_id FROM commitment_step AS step WHERE step.commitment_id = commitment.id"
        " AND step.at = commitment.answered_at AND step.act IN ('ACCEPT', 'CLAIM', 'COUNTER', 'DEFER', 'DECLINE')"
        " ORDER BY step.version LIMIT 1) WHERE answer IS NOT NULL"
    )



def downgrade() -> None:
    with op.batch_alter_table('team_path', schema=None) as batch_op:
        batch_op.drop_column('since')

    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_commitment_answered_by_id_person'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_commitment_answer_team_id_team'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_commitment_performer_team_id_closed_at'))
        batch_op.drop_index('ix_commitment_performer_open', sqlite_where=sa.text('urgency IS NOT NULL'), postgresql_where=sa.text('urgency IS NOT NULL'))
        batch_op.drop_index('ix_commitment_customer_open', sqlite_where=sa.text('urgency IS NOT NULL'), postgresql_where=sa.text('urgency IS NOT NULL'))
        batch_op.drop_index('ix_commitment_open', sqlite_where=sa.text('urgency IS NOT NULL'), postgresql_where=sa.text('urgency IS NOT NULL'))
        batch_op.drop_index('ix_commitment_asked', sqlite_where=sa.text('pending_to_id IS NOT NULL'), postgresql_where=sa.text('pending_to_id IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_commitment_answer_team_id_answered_at'))
        batch_op.drop_column('answer_team_id')
        batch_op.drop_column('answered_by_id')

    with op.batch_alter_table('past_team_path', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_past_team_path_ancestor_id'))

    op.drop_table('past_team_path')
